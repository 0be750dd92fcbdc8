import type { Command } from 'commander'
import { BatchId, CustomerId } from '../../../../shared/domain/ids.ts'
import { LogReviewDecision } from '../../../../shared/domain/log-events.ts'
import { DateText } from '../../../../shared/domain/planning.ts'
import { fail } from '../../../../shared/domain/problems.ts'
import { named } from '../../arguments.ts'
import { withSession } from '../../global-options.ts'
import { exitCodes } from '../../output.ts'
import { whoAmI } from '../../session.ts'
import { followRun } from '../../follow-run.ts'

type Flags = {
  readonly batch: string
  readonly customer?: string
  readonly decision: string
  readonly why: string
  readonly result?: string
  readonly owner?: string
  readonly due?: string
}

/** `logs review`: a person's word on a result, signed with the hash of what they saw. */
export function addReviewCommand(logs: Command): void {
  logs
    .command('review')
    .description('sign the result of a check: accept it, return a customer, or open a task')
    .argument('<project>')
    .requiredOption('--batch <id>')
    .requiredOption('--decision <word>', 'accept, return (with --customer), task')
    .requiredOption('--why <text>')
    .option('--customer <id>', 'default: the whole batch')
    .option(
      '--result <hash>',
      'of the result that you saw, its beginning is enough; default: the last one',
    )
    .option('--owner <name>', 'of the task')
    .option('--due <date>', 'of the task, YYYY-MM-DD')
    .action(async (project: string, flags: Flags, command: Command) => {
      const batch = named(BatchId, flags.batch, 'batch')
      const decision = named(LogReviewDecision, flags.decision, 'decision')
      const seen = flags.result === undefined ? '' : beginningOf(flags.result)
      await withSession(command, async ({ engine }, output) => {
        const opened = await engine.open(project, 'write')
        if (!opened.ok) return output.problem(opened.problem)
        const stored = await engine.logs.result(batch)
        if (!stored.ok) return output.problem(stored.problem)
        const hash = stored.value?.hash ?? ''
        const { customer, why, owner, due } = flags
        const reviewed = await engine.logs.review({
          batch,
          decision,
          by: whoAmI(),
          reason: why,
          // What is not the beginning of the stored one is refused by the engine, which says so.
          result: hash.startsWith(seen) ? hash : seen,
          ...(customer === undefined ? {} : { customer: named(CustomerId, customer, 'customer') }),
          ...(owner === undefined ? {} : { owner }),
          ...(due === undefined ? {} : { due: named(DateText, due, 'date') }),
        })
        if (!reviewed.ok) return output.problem(reviewed.problem)
        const { task, run } = reviewed.value
        output.say(
          `${decision} ${customer ?? `batch ${batch}`} is signed by ${whoAmI()} on result ${hash.slice(0, 12)}.${task === undefined ? '' : ` Task ${task}.`}`,
        )
        if (run !== undefined) return followRun(run, output, { goOn: `resume ${project}` })
        output.document({ batch, decision, result: hash, ...(task === undefined ? {} : { task }) })
        return exitCodes.done
      })
    })
}

/** Of a hash. An empty one, of a variable that is not set, would be the beginning of each. */
const beginningOf = (hash: string): string =>
  /^[0-9a-f]{8,64}$/.test(hash)
    ? hash
    : fail('wrong-use', `--result: "${hash}" is no beginning of a hash`, {
        next: 'write at least eight characters of it, as logs check shows it',
      })
