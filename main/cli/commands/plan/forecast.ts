import type { Command } from 'commander'
import { localSpan, localTime } from '../../../../shared/domain/local-time.ts'
import { fail } from '../../../../shared/domain/problems.ts'
import type { ProjectSpec } from '../../../../shared/domain/project.ts'
import type { Forecast } from '../../../../shared/planner/types.ts'
import { wholeNumber } from '../../arguments.ts'
import { withSession } from '../../global-options.ts'
import { exitCodes, table } from '../../output.ts'

export function addForecast(plan: Command): void {
  plan
    .command('forecast')
    .description('when it ends: P50 and P90 of the migration and of each batch')
    .argument('<project>')
    .option(
      '--runs <n>',
      'simulated migrations; default 1000, fewer for plans of thousands of batches',
    )
    .option('--seed <n>', 'same seed, same answer; default: the plan’s')
    .action((project: string, flags: { runs?: string; seed?: string }, command: Command) =>
      withSession(command, async ({ engine }, output) => {
        const opened = await engine.open(project, 'read')
        if (!opened.ok) return output.problem(opened.problem)
        const forecast = await engine.plan.forecast({
          ...(flags.runs === undefined ? {} : { runs: runsOf(flags.runs) }),
          ...(flags.seed === undefined ? {} : { seed: wholeNumber(flags.seed, '--seed') }),
        })
        if (!forecast.ok) return output.problem(forecast.problem)
        const zone = opened.value.spec.environments[0]?.zone ?? 'UTC'
        output.say(
          table(
            ['batch', 'P50 end', 'P90 end'],
            forecast.value.batches.map((b) => [
              b.batch,
              localTime(b.p50, zone),
              localTime(b.p90, zone),
            ]),
          ),
        )
        for (const line of forecastLines(forecast.value, opened.value.spec)) output.say(line)
        output.document(forecast.value)
        return exitCodes.done
      }),
    )
}

/** Of none there is no quantile, and each takes memory for every day of the calendar. */
const mostRuns = 10_000

function runsOf(text: string): number {
  const runs = wholeNumber(text, '--runs')
  return runs >= 1 && runs <= mostRuns
    ? runs
    : fail('wrong-use', `--runs: ${text} migrations cannot be simulated`, {
        next: `name a number from 1 to ${mostRuns}`,
      })
}

/** The forecast in sentences; times in the zone of the first environment. */
export function forecastLines(forecast: Forecast, spec: ProjectSpec): readonly string[] {
  const zone = spec.environments[0]?.zone ?? 'UTC'
  const { transferEnd, end, basis, addedWindow, runs, seed } = forecast
  return [
    `Last transfer: P50 ${localTime(transferEnd.p50, zone)}, P90 ${localTime(transferEnd.p90, zone)}`,
    `End of the migration: P50 ${localTime(end.p50, zone)}, P90 ${localTime(end.p90, zone)}`,
    `Rests on ${runs} simulated migrations (seed ${seed}): ${basis.join('; ')}`,
    ...(addedWindow === undefined
      ? ['No single added window would bring the end forward.']
      : [
          `The added window that gains most: ${addedWindow.environment}, ${localSpan(
            addedWindow.from,
            addedWindow.to,
            spec.environments.find((e) => e.id === addedWindow.environment)?.zone ?? 'UTC',
          )}: P50 ${days(addedWindow.gainP50Days)}, P90 ${days(addedWindow.gainP90Days)} earlier. Not used today: ${addedWindow.refused}`,
        ]),
  ]
}

const days = (n: number): string => `${Number(n.toFixed(1))} ${n === 1 ? 'day' : 'days'}`
