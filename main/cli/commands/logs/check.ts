import type { Command } from 'commander'
import { BatchId } from '../../../../shared/domain/ids.ts'
import { fail } from '../../../../shared/domain/problems.ts'
import { formatInstant } from '../../../../shared/domain/time.ts'
import type { LogCheckResult } from '../../../../shared/log-rules/types.ts'
import type { StoredLogCheck } from '../../../data/protocol.ts'
import { instantOf, named, wholeNumber } from '../../arguments.ts'
import { outputOf, withSession } from '../../global-options.ts'
import { exitCodes } from '../../output.ts'
import type { ExitCode, Output } from '../../output.ts'
import { checkDocument } from './check-document.ts'
import { checkLocal } from './check-local.ts'
import { checkText } from './check-text.ts'
import { reviewText } from './review-text.ts'

type Flags = {
  readonly before?: string[]
  readonly after?: string[]
  readonly customers?: string
  readonly moved?: string
  readonly signatures?: string
  readonly ledger?: string
  readonly ordinal?: string
  readonly zone?: string
  readonly at?: string
  readonly lines: string
  readonly batch?: string
  readonly stored?: boolean
}

/** 0 pass, 1 fail, 3 inconclusive. */
export const exitOfVerdict = (verdict: LogCheckResult['verdict']): ExitCode =>
  verdict === 'pass' ? exitCodes.done : verdict === 'fail' ? exitCodes.failed : exitCodes.unknown

/** `logs check`: what is new since before the batch, for whom, and may we go on? Of files, or of a batch of a project. */
export function addCheckCommand(logs: Command): void {
  logs
    .command('check')
    .description(
      'what is new in the logs since before the batch, for whom, and the verdict: 0 pass, 1 fail, 3 inconclusive',
    )
    .argument('[project]', 'with --batch: the logs of its hosts instead of files')
    .option(
      '--before <paths...>',
      'baseline: log files, or folders with one folder for each host; plain, gzip or zstd',
    )
    .option('--after <paths...>', 'the same logs since the batch began')
    .option('--customers <csv>', 'whom lines may speak of: customers.csv or any list with an id')
    .option('--moved <csv>', 'those of them that were moved; default: all, or a column "moved"')
    .option('--signatures <yaml>', 'known failures of this site')
    .option('--ledger <yaml>', 'what somebody answers for as noise')
    .option('--ordinal <n>', 'number of the batch, for entries of the ledger that end with one')
    .option('--zone <iana>', 'zone of times that do not state theirs', 'UTC')
    .option('--at <iso>', 'gives times without a year theirs; default: the newest file')
    .option('--lines <which>', 'all, trouble (errors, warnings, suspect), auto', 'auto')
    .option('--batch <id>', 'of the project')
    .option('--stored', 'the last check as it was stored; no host is asked')
    .action(async (project: string | undefined, flags: Flags, command: Command) => {
      if (project !== undefined) return checkProject(project, flags, command)
      const output = outputOf(command)
      process.exitCode = await checkFiles(flags, output)
    })
}

async function checkFiles(flags: Flags, output: Output): Promise<ExitCode> {
  const { before, after, lines, zone } = flags
  if (before === undefined || after === undefined)
    return fail('wrong-use', 'nothing to compare: --before and --after are needed', {
      next: 'write logs check --before OLD… --after NEW…, or logs check PROJECT --batch ID',
    })
  if (lines !== 'auto' && lines !== 'all' && lines !== 'trouble')
    return fail('wrong-use', `--lines: "${lines}" is not known`, {
      next: 'write all, trouble or auto',
    })
  if (zone !== undefined && !isZone(zone))
    return fail('wrong-use', `"${zone}" is no time zone`, { next: 'write one as Europe/London' })
  const checked = await checkLocal(
    {
      before,
      after,
      customers: flags.customers,
      moved: flags.moved,
      signatures: flags.signatures,
      ledger: flags.ledger,
      ordinal: flags.ordinal === undefined ? undefined : wholeNumber(flags.ordinal, '--ordinal'),
      zone,
      at: flags.at === undefined ? undefined : instantOf(flags.at),
      lines,
    },
    (text) => output.progress(text),
  )
  if (!checked.ok) {
    output.problem(checked.problem)
    // 1 would say that the verdict is a fail.
    return exitCodes.wrongUse
  }
  const { result, templates, files, every } = checked.value
  output.say(checkText(result))
  output.document(checkDocument(result, { templates, files, every }))
  return exitOfVerdict(result.verdict)
}

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

async function checkProject(project: string, flags: Flags, command: Command): Promise<void> {
  if (flags.batch === undefined)
    return fail('wrong-use', 'which batch? --batch is needed with a project')
  if (flags.before !== undefined || flags.after !== undefined)
    return fail('wrong-use', 'either a project with --batch, or files with --before and --after')
  const batch = named(BatchId, flags.batch, 'batch')
  await withSession(command, async ({ engine }, output) => {
    const opened = await engine.open(project, flags.stored === true ? 'read' : 'write')
    if (!opened.ok) return output.problem(opened.problem)
    const checked =
      flags.stored === true ? await engine.logs.result(batch) : await engine.logs.check(batch)
    if (!checked.ok) return output.problem(checked.problem)
    const { value } = checked
    return value === undefined
      ? output.problem({
          code: 'not-found',
          message: `the logs of batch ${batch} have not been checked yet`,
          safe: 'nothing was changed',
          next: 'leave --stored out to check them now',
        })
      : show(value, output)
  })
}

function show(check: StoredLogCheck, output: Output): ExitCode {
  const { batch, at, hash, result, reviews, settled } = check
  output.say(
    [
      `Batch ${batch}, checked ${formatInstant(at)}, result ${hash.slice(0, 12)}`,
      checkText(result),
      '',
      ...reviewText(check),
    ].join('\n'),
  )
  output.document({ batch, at, hash, settled, reviews, ...checkDocument(result) })
  return exitOfVerdict(result.verdict)
}
