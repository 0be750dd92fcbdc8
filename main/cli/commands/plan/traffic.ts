import type { Command } from 'commander'
import type { OffPeakRule, PlanningSettings } from '../../../../shared/domain/planning.ts'
import { fail, ProblemError } from '../../../../shared/domain/problems.ts'
import type { ProjectSpec } from '../../../../shared/domain/project.ts'
import { calendarSettings } from '../../../../shared/planner/calendar/calendar.ts'
import { offPeakFromTraffic } from '../../../../shared/planner/traffic/off-peak-from-traffic.ts'
import { parseTraffic } from '../../../../shared/planner/traffic/parse-traffic.ts'
import type { EnvironmentTraffic } from '../../../../shared/planner/traffic/profile.ts'
import { wholeNumber } from '../../arguments.ts'
import { withSession } from '../../global-options.ts'
import { exitCodes } from '../../output.ts'
import { readText } from '../../read-text.ts'
import { changePlan } from './change.ts'

type TrafficFlags = {
  readonly project: string
  readonly hours: string
  readonly apply?: boolean
  readonly why?: string
}

export function addTraffic(plan: Command): void {
  plan
    .command('traffic')
    .description('the quietest hours of every day, from a profile of the hours of a week')
    .argument('<profile.csv>', 'environment,day,hour,calls,p95: 168 rows an environment')
    .requiredOption('--project <file>', 'whose environments and working weeks they are')
    .option('--hours <n>', 'length of the windows', '4')
    .option('--apply', 'make them the off-peak windows of the plan')
    .option('--why <reason>', 'kept in the history of the plan; needed with --apply')
    .action((profile: string, flags: TrafficFlags, command: Command) => {
      const text = readText(profile)
      const hours = wholeNumber(flags.hours, '--hours')
      if (flags.apply !== true) return show(command, text, profile, flags.project, hours)
      if (flags.why === undefined)
        return fail('wrong-use', 'a change of the plan needs a reason', { next: 'add --why' })
      return changePlan(command, flags.project, { why: flags.why }, async (engine, current) => {
        const { spec } = await engine.data.summary()
        const quiet = quietHours(text, profile, spec, current.settings, hours)
        return { kind: 'settings', settings: withRules(current.settings, quiet) }
      })
    })
}

const show = (
  command: Command,
  text: string,
  file: string,
  project: string,
  hours: number,
): Promise<void> =>
  withSession(command, async ({ engine }, output) => {
    const opened = await engine.open(project, 'read')
    if (!opened.ok) return output.problem(opened.problem)
    const { spec } = opened.value
    const stored = await engine.data.plan()
    const quiet = quietHours(text, file, spec, stored?.settings ?? spec.planning, hours)
    for (const { environment, sentences } of quiet) {
      output.say(`${environment}:`)
      for (const sentence of sentences) output.say(`  ${sentence}`)
    }
    output.document({ environments: quiet })
    return exitCodes.done
  })

type Quiet = {
  readonly environment: EnvironmentTraffic['environment']
  readonly rules: readonly OffPeakRule[]
  readonly sentences: readonly string[]
}

function quietHours(
  text: string,
  file: string,
  spec: ProjectSpec,
  settings: PlanningSettings,
  hours: number,
): readonly Quiet[] {
  const parsed = parseTraffic(text, file)
  if (!parsed.ok) throw new ProblemError(parsed.problem)
  return parsed.value.environments.map((traffic): Quiet => {
    const { environment } = traffic
    if (!spec.environments.some((e) => e.id === environment))
      fail('bad-input', `this project has no environment ${environment}`, {
        where: { file },
        next: `it has ${spec.environments.map((e) => e.id).join(', ')}`,
      })
    const { workingWeek } = calendarSettings(settings, { id: environment })
    const found = offPeakFromTraffic(traffic, { hours, workingWeek })
    if (!found.ok) throw new ProblemError(found.problem)
    const { rules, windows } = found.value
    return { environment, rules, sentences: windows.map((w) => w.sentence) }
  })
}

/** The rules in the place of the off-peak windows of these environments; all else of their calendars stays. */
const withRules = (settings: PlanningSettings, quiet: readonly Quiet[]): PlanningSettings => ({
  ...settings,
  calendars: {
    ...settings.calendars,
    ...Object.fromEntries(
      quiet.map(({ environment, rules }) => [
        environment,
        {
          ...calendarSettings(settings, { id: environment }),
          offPeak: [...rules],
        },
      ]),
    ),
  },
})
