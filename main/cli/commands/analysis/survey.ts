import { counted } from '../../../../shared/base/counted.ts'
import type { SurveyRow } from '../../../../shared/domain/analysis/analysis-state.ts'
import type { Command } from 'commander'
import { quoteForDisplay } from '../../../../shared/domain/command-catalogue.ts'
import type { SurveyPreview } from '../../../analysis/analysis-service.ts'
import type { PlannedSource } from '../../../analysis/survey-plan.ts'
import { hostsAtOnce } from '../../../analysis/survey-run.ts'
import { wholeNumber } from '../../arguments.ts'
import { withSession } from '../../global-options.ts'
import { exitCodes, table } from '../../output.ts'
import type { ExitCode, Output } from '../../output.ts'
import { whoAmI } from '../../session.ts'

type Flags = {
  readonly dryRun?: boolean
  readonly exact?: boolean
  readonly anew?: boolean
  readonly finish?: boolean
  readonly width: string
  readonly only?: string
}

/** `analysis survey`: reads the systems, changes nothing, and goes on where it was broken off. */
export function addSurveyCommand(analysis: Command): void {
  analysis
    .command('survey')
    .description('read hosts and API, gently, and keep what was found; goes on where it stopped')
    .argument('<project>')
    .option('--dry-run', 'say what would be read, and run nothing')
    .option('--exact', 'count xDRs: reads a whole table')
    .option('--width <n>', 'hosts at once', String(hostsAtOnce))
    .option('--only <names>', 'some of the sources that --dry-run shows, with commas')
    .option('--anew', 'begin another survey beside one that was broken off')
    .option('--finish', 'read no more: close the one that was broken off, with its gaps')
    .action(async (project: string, flags: Flags, command: Command) => {
      const width = wholeNumber(flags.width, '--width')
      const only = flags.only?.split(',').map((name) => name.trim())
      const what = {
        ...(flags.exact === true ? { exact: true } : {}),
        ...(only === undefined ? {} : { only }),
      }
      await withSession(command, async ({ engine }, output) => {
        const opened = await engine.open(project, flags.dryRun === true ? 'read' : 'write')
        if (!opened.ok) return output.problem(opened.problem)
        const preview = await engine.analysis.preview(what)
        if (!preview.ok) return output.problem(preview.problem)
        if (flags.dryRun === true) return showPreview(output, preview.value)
        for (const { sentence } of preview.value.doubts) output.progress(`Look: ${sentence}`)
        const stop = new AbortController()
        const onSignal = (): void => stop.abort('cancelled')
        process.once('SIGINT', onSignal)
        const done = await engine.analysis.survey(whoAmI(), {
          ...what,
          width,
          signal: stop.signal,
          ...(flags.anew === true ? { anew: true } : {}),
          ...(flags.finish === true ? { finish: true } : {}),
          onProgress: (sentence) => output.progress(sentence),
        })
        process.off('SIGINT', onSignal)
        if (stop.signal.aborted) {
          if (!done.ok) output.problem(done.problem)
          return exitCodes.interrupted
        }
        return done.ok ? showSurvey(output, done.value) : output.problem(done.problem)
      })
    })
}

function showPreview(output: Output, { sources, doubts, unfinished }: SurveyPreview): ExitCode {
  output.say(
    table(
      ['source', 'runs', 'costs'],
      sources.map((source) => [source.name, runs(source), source.cost]),
    ),
  )
  output.say('Nothing is changed on any system. Confirmed by the inventory: roles and clusters.')
  for (const { sentence } of doubts) output.say(`Look: ${sentence}`)
  if (unfinished !== undefined)
    output.say(`Survey ${unfinished.id} was broken off and would go on; --anew begins another.`)
  output.document({
    sources: sources.map(({ name, cost, ...source }) => ({
      name,
      cost,
      ...(source.kind === 'host' ? { host: source.host.name, command: source.command } : {}),
    })),
    doubts,
    ...(unfinished === undefined ? {} : { unfinished: unfinished.id }),
  })
  return exitCodes.done
}

const runs = (source: PlannedSource): string =>
  source.kind === 'host'
    ? quoteForDisplay(source.command)
    : source.reads === 'lists'
      ? 'customers, accounts, products, vendors, numbers'
      : 'login, one row of the customers'

/** 0 when all was read, 3 when something is not known: a gap, or a source that can go on. */
export function showSurvey(output: Output, survey: SurveyRow): ExitCode {
  const open = survey.sources.filter(({ resumeAt }) => resumeAt !== undefined)
  const gaps = survey.sources.filter(({ state }) => state !== 'read')
  output.say(
    `${survey.file === undefined ? 'Survey' : `Read ${survey.file} as`} ${survey.id}: ${counted(survey.facts, 'fact')} of ${counted(survey.sources.length, 'source')}, ${counted(survey.gaps, 'gap')}${survey.endedAt === undefined ? ', not over' : ''}.`,
  )
  for (const { name, state, sentence } of gaps) output.say(`  ${name}: ${state}, ${sentence}`)
  if (survey.endedAt === undefined && open.length > 0)
    output.say('Next: run it again, it goes on where it stopped; or --finish closes it as it is.')
  output.document({ survey })
  return gaps.length === 0 ? exitCodes.done : exitCodes.unknown
}
