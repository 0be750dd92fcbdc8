import type { AnalysisState } from '../../../../shared/domain/analysis/analysis-state.ts'
import type { Command } from 'commander'
import { driftSentence } from '../../../../shared/domain/analysis/catalog-drift.ts'
import { FreezeDates } from '../../../../shared/domain/analysis/registers.ts'
import { fail } from '../../../../shared/domain/problems.ts'
import { formatInstant } from '../../../../shared/domain/time.ts'
import { withSession } from '../../global-options.ts'
import { exitCodes } from '../../output.ts'
import type { ExitCode, Output } from '../../output.ts'
import { whoAmI } from '../../session.ts'

type Flags = {
  readonly announced?: string
  readonly enforced?: string
  readonly take?: boolean
  readonly check?: boolean
}

/** `analysis freeze`: dates, fingerprint and drift of the product catalog. Ends with 1 when something changed. */
export function addFreeze(analysis: Command): void {
  analysis
    .command('freeze')
    .description('the catalog freeze: show it, set its dates, take the fingerprint, look again')
    .argument('<project>')
    .option('--announced <date>', 'with --enforced: the dates of the freeze, YYYY-MM-DD')
    .option('--enforced <date>')
    .option('--take', 'read the catalog of the source and keep its fingerprint')
    .option('--check', 'read the catalog again and compare it with the fingerprint')
    .action((project: string, flags: Flags, command: Command) => {
      const dates = datesOf(flags)
      const writes = dates !== undefined || flags.take === true || flags.check === true
      return withSession(command, async ({ engine }, output) => {
        const opened = await engine.open(project, writes ? 'write' : 'read')
        if (!opened.ok) return output.problem(opened.problem)
        if (dates !== undefined) {
          const put = await engine.registers.put(
            { register: 'freeze', id: 'freeze', entry: dates },
            whoAmI(),
          )
          if (!put.ok) return output.problem(put.problem)
        }
        for (const purpose of [
          ...(flags.take === true ? (['freeze'] as const) : []),
          ...(flags.check === true ? (['check'] as const) : []),
        ]) {
          const looked = await engine.registers.look(purpose, whoAmI())
          if (!looked.ok) return output.problem(looked.problem)
        }
        const state = await engine.registers.state()
        return state.ok ? sayFreeze(output, state.value) : output.problem(state.problem)
      })
    })
}

function datesOf({ announced, enforced }: Flags): FreezeDates | undefined {
  if (announced === undefined && enforced === undefined) return undefined
  const parsed = FreezeDates.safeParse({ announced, enforced })
  return parsed.success
    ? parsed.data
    : fail(
        'wrong-use',
        `the freeze needs both dates: ${parsed.error.issues.map(({ path, message }) => `--${path.join('.')} ${message}`).join('; ')}`,
      )
}

function sayFreeze(
  output: Output,
  { registers, baseline, drifts, findings }: AnalysisState,
): ExitCode {
  const dates = registers.freeze[0]?.entry
  output.say(
    dates === undefined
      ? 'No dates are agreed yet.'
      : `Announced on ${dates.announced}, enforced from ${dates.enforced}.`,
  )
  output.say(
    baseline === undefined
      ? 'No fingerprint was taken yet: --take.'
      : `Fingerprint of ${formatInstant(baseline.at)}, taken at the ${baseline.from}.`,
  )
  for (const drift of drifts) output.say(`${driftSentence(drift)}.`)
  for (const { message } of findings.filter(({ rule }) => rule === 'freeze-drift'))
    output.say(`  ${message}`)
  if (baseline !== undefined && drifts.length === 0) output.say('Nothing has changed since.')
  output.document({
    ...(dates === undefined ? {} : { dates }),
    ...(baseline === undefined ? {} : { baseline }),
    drifts,
  })
  return drifts.length === 0 ? exitCodes.done : exitCodes.failed
}
