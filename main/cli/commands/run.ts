import type { Command } from 'commander'
import { counted } from '../../../shared/base/counted.ts'
import type { Result } from '../../../shared/base/result.ts'
import { BatchId, CustomerId, ProcedureId, RunId } from '../../../shared/domain/ids.ts'
import type { DryRunReport } from '../../../shared/domain/live-run.ts'
import type { Problem } from '../../../shared/domain/problems.ts'
import { formatMs } from '../../../shared/domain/time.ts'
import type { RunHandle, RunRequest } from '../../engine.ts'
import { approve } from '../approve.ts'
import { instantOf, named } from '../arguments.ts'
import { followRun, undoEnd } from '../follow-run.ts'
import type { Following } from '../follow-run.ts'
import { withSession } from '../global-options.ts'
import { createOutput, exitCodes, table } from '../output.ts'
import type { ExitCode, Output } from '../output.ts'
import { whoAmI } from '../session.ts'
import { takeUp } from '../take-up.ts'
import { untilBegun } from '../until-begun.ts'
import type { Beginning } from '../until-begun.ts'

type RunFlags = {
  readonly procedure: string
  readonly batch?: string
  readonly member?: string[]
  readonly dryRun?: boolean
  readonly yes?: boolean
  readonly second?: string
  readonly reason?: string
  readonly startAt?: string
  readonly outsideWindow?: string
  readonly takeOver?: string
}

type TakeOver = { readonly takeOver?: string }
type UndoFlags = TakeOver & { readonly member?: string[] }

const takeOver = [
  '--take-over <reason>',
  "take the hosts from another operator's run, or from another copy of this project, which they refuse from then on; kept in the journal",
] as const

export function addRunCommands(program: Command): void {
  program
    .command('run')
    .description('run a procedure, or show with --dry-run what it would do')
    .argument('<project>')
    .requiredOption('--procedure <id>', 'see `procedures`')
    .option('--batch <id>', 'the customers of this batch')
    .option('--member <id...>', 'single customers, clusters or environments')
    .option('--dry-run', 'ask the live hosts and write nothing')
    .option('--yes', 'approve without typing the names')
    .option('--second <name>', 'the second person, where two have to approve')
    .option('--reason <text>')
    .option('--start-at <iso>', 'wait until then; a missed start is a question, never a late run')
    .option(
      '--outside-window <reason>',
      'move customers although their window is not open: emergencies only, kept in the journal',
    )
    .option(...takeOver)
    .action(async (project: string, flags: RunFlags, command: Command) =>
      withSession(command, async ({ engine }, output) => {
        const opened = await engine.open(project, flags.dryRun === true ? 'read' : 'write')
        if (!opened.ok) return output.problem(opened.problem)
        const request: RunRequest = {
          procedure: named(ProcedureId, flags.procedure, 'procedure'),
          by: whoAmI(),
          ...(flags.batch === undefined ? {} : { batch: named(BatchId, flags.batch, 'batch') }),
          ...(flags.member === undefined ? {} : { members: flags.member }),
          ...(flags.reason === undefined ? {} : { reason: flags.reason }),
          ...(flags.startAt === undefined ? {} : { startAt: instantOf(flags.startAt) }),
          ...(flags.outsideWindow === undefined ? {} : { outsideWindow: flags.outsideWindow }),
          ...(flags.takeOver === undefined ? {} : { takeOver: flags.takeOver }),
        }
        if (flags.dryRun === true) return showDryRun(await engine.dryRun(request), output)
        const wanted = await engine.approvalsFor(request)
        if (!wanted.ok) return output.problem(wanted.problem)
        const approvals = await approve(wanted.value, request.by, {
          yes: flags.yes === true,
          ...(flags.second === undefined ? {} : { second: flags.second }),
        })
        return follow(
          (stopping) => engine.start({ ...request, approvals }, stopping),
          output,
          { goOn: `resume ${project}` },
          { what: request.procedure, again: 'the same command' },
        )
      }),
    )

  program
    .command('resume')
    .description('take up every run that was interrupted')
    .argument('<project>')
    .option(...takeOver)
    .action(async (project: string, flags: TakeOver, command: Command) =>
      withSession(command, async ({ engine }, output) => {
        const opened = await engine.open(project, 'write')
        if (!opened.ok) return output.problem(opened.problem)
        const { begun: resumed, isInterrupted } = await untilBegun(
          takeUp(engine, whoAmI(), flags.takeOver),
          output,
          { what: 'the resume', again: `switchyard resume ${project}`, stays },
        )
        if (resumed === undefined) return exitCodes.interrupted
        // Where one could not be taken up, the others go on all the same.
        const going = resumed.ok ? resumed.value : engine.running()
        if (resumed.ok && going.length === 0) output.say('No run was interrupted.')
        const codes: ExitCode[] = []
        // Each is told when it is over; the one document is of all of them.
        const told = { ...output, document: () => undefined, problem: createOutput(false).problem }
        for (const handle of going) {
          const followed = followRun(handle, told, { goOn: `resume ${project}` })
          if (isInterrupted) process.emit('SIGINT')
          const code = await followed
          codes.push(code)
          if (code === exitCodes.interrupted) break // the others are paused with the end of this process
        }
        output.document({
          runs: going.map((handle) => handle.live()),
          ...(resumed.ok ? {} : { problem: resumed.problem }),
        })
        if (!resumed.ok) codes.push(output.problem(resumed.problem))
        return Math.max(exitCodes.done, ...codes) as ExitCode // the largest of them
      }),
    )

  program
    .command('undo')
    .description('take a run back, last step first, each undo verified')
    .argument('<project>')
    .argument('<run>')
    .option('--member <id...>', 'only these members of it')
    .option(...takeOver)
    .action(async (project: string, run: string, flags: UndoFlags, command: Command) =>
      withSession(command, async ({ engine }, output) => {
        const opened = await engine.open(project, 'write')
        if (!opened.ok) return output.problem(opened.problem)
        const id = named(RunId, run, 'run')
        const { takeOver, member } = flags
        const only = member === undefined ? '' : ` --member ${member.join(' ')}`
        const goOn = `undo ${project} ${run}${only}`
        return follow(
          (stopping) => engine.undo(id, whoAmI(), member, { takeOver, stopping }),
          output,
          { goOn, end: undoEnd },
          { what: `the undo of ${run}`, again: `switchyard ${goOn}`, stays },
        )
      }),
    )

  program
    .command('return')
    .description('bring one customer back to the source')
    .argument('<project>')
    .argument('<customer>')
    .requiredOption('--reason <text>', 'what is wrong; kept with the evidence')
    .action(
      async (project: string, customer: string, flags: { reason: string }, command: Command) =>
        withSession(command, async ({ engine }, output) => {
          const opened = await engine.open(project, 'write')
          if (!opened.ok) return output.problem(opened.problem)
          const id = named(CustomerId, customer, 'customer')
          return follow(
            (stopping) => engine.returnCustomer(id, whoAmI(), flags.reason, stopping),
            output,
            { goOn: `resume ${project}` },
            { what: `the return of ${id}`, again: 'the same command' },
          )
        }),
    )

  program
    .command('accept')
    .description('accept the checked customers of a batch')
    .argument('<project>')
    .argument('<batch>')
    .action(async (project: string, batch: string, _: unknown, command: Command) =>
      withSession(command, async ({ engine }, output) => {
        const opened = await engine.open(project, 'write')
        if (!opened.ok) return output.problem(opened.problem)
        const accepted = await engine.accept(named(BatchId, batch, 'batch'), whoAmI())
        if (!accepted.ok) return output.problem(accepted.problem)
        output.say(
          accepted.value === 0
            ? `Nobody of ${batch} is accepted: no customer waits for it whose tests have all passed`
            : `${counted(accepted.value, 'customer')} of ${batch} accepted`,
        )
        output.document({ batch, accepted: accepted.value })
        return exitCodes.done
      }),
    )
}

function showDryRun(report: Result<DryRunReport, Problem>, output: Output): ExitCode {
  if (!report.ok) return output.problem(report.problem)
  const { value } = report
  output.say(
    `${value.title}: ${value.members} ${value.members === 1 ? 'member' : 'members'}. Nothing is written.`,
  )
  for (const check of value.checks)
    output.say(`  ${check.answer.padEnd(7)} ${check.check}: ${check.sentence}`)
  const shown = value.lines.slice(0, 60)
  output.say(
    table(
      ['member', 'step', 'host', 'effect', 'now', 'command'],
      shown.map((l) => [l.member, l.step, l.host, l.effect, l.probe, l.command]),
    ),
  )
  if (value.lines.length > shown.length)
    output.say(`… and ${value.lines.length - shown.length} more lines; --json has them all`)
  if (value.downtime !== undefined)
    output.say(
      `Downtime of ${value.downtime.service}: budget ${formatMs(value.downtime.budgetMs)}, predicted ${value.downtime.predictedMs === undefined ? 'unknown' : formatMs(value.downtime.predictedMs)}`,
    )
  if (value.pointOfNoReturn !== undefined)
    output.say(`Point of no return: ${value.pointOfNoReturn}`)
  output.say(
    `${value.notPredicted} of ${counted(value.lines.length, 'step')} could not be predicted`,
  )
  output.document(value)
  return value.checks.some((c) => c.answer === 'fail')
    ? exitCodes.failed
    : value.notPredicted > 0
      ? exitCodes.unknown
      : exitCodes.done
}

/** Of runs that are there already. */
const stays = 'What has been done so far stays; what is under way ends on its host.'

async function follow(
  start: (stopping: AbortSignal) => Promise<Result<RunHandle, Problem>>,
  output: Output,
  following: Following,
  words: Beginning,
): Promise<ExitCode> {
  const { begun, isInterrupted } = await untilBegun(start, output, words)
  if (begun === undefined) return exitCodes.interrupted
  if (!begun.ok) return output.problem(begun.problem)
  const followed = followRun(begun.value, output, following)
  if (isInterrupted) process.emit('SIGINT')
  return followed
}
