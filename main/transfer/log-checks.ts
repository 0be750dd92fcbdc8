import { someOf } from '../../shared/base/some-of.ts'
import type { BatchId } from '../../shared/domain/ids.ts'
import { isOnTarget } from '../../shared/domain/states.ts'
import { formatMs } from '../../shared/domain/time.ts'
import type { LogCheckRow, StoredLogCheck } from '../data/protocol.ts'
import type { CheckAnswer, CheckContext } from '../runner/ports.ts'
import { failed, pass } from './check-deps.ts'
import type { Check, CheckDeps } from './check-deps.ts'
import { allEvents } from './run-events.ts'

/** The log check as a run asks for it: the last batch clean, the baseline before the first lock, the verdict after the last unlock. */

/** Below this much of normal life nearly everything looks new. */
const shortBaselineMs = 60 * 60_000

/** Batches of the members; members who are named one by one bring theirs. */
async function batchesOf(
  { data }: Pick<CheckDeps, 'data'>,
  { batch, members }: Pick<CheckContext, 'batch' | 'members'>,
): Promise<readonly BatchId[]> {
  if (batch !== undefined) return [batch]
  const ids = new Set(members.map((member) => member.id))
  const rows = (await data.customers()).filter((row) => ids.has(row.id))
  return [...new Set(rows.flatMap((row) => row.batch ?? []))]
}

/** A fail that nobody has answered for refuses the next batch; customers of the same batch may go on. */
export const lastBatchClean: Check = async (deps, context) => {
  const own = new Set(await batchesOf(deps, context))
  const others = (await deps.data.logChecks()).filter((check) => !own.has(check.batch))
  const open = others.filter((check) => check.verdict === 'fail' && !check.settled)
  const doubtful = others.filter((check) => check.verdict === 'inconclusive')
  const checked = new Set([...own, ...others.map((check) => check.batch)])
  const unchecked = (await deps.data.customers()).flatMap(({ batch, state }) =>
    batch !== undefined && isOnTarget(state) && !checked.has(batch) ? [batch] : [],
  )
  const [first] = open
  if (first === undefined)
    return pass(
      [
        doubtful.length === 0 && unchecked.length === 0
          ? 'no batch has trouble in its logs that nobody has answered for'
          : 'no log check has failed',
        ...toLookAt(
          doubtful.map((check) => check.batch),
          'inconclusive and should be looked at',
        ),
        ...toLookAt(
          [...new Set(unchecked)],
          'not checked although customers have moved: check the logs',
        ),
      ].join('; '),
    )
  const sentence = `the log check of ${whoFailed(first)} failed and nobody has answered for it; look at it, then accept it, return the customers, or set logPolicy.onFail to note`
  return deps.spec.logPolicy.onFail === 'note'
    ? pass(`by the project's policy only a note: ${sentence}`)
    : failed(sentence, { open: open.map(({ batch, hash }) => ({ batch, result: hash })) })
}

const toLookAt = (batches: readonly BatchId[], what: string): readonly string[] =>
  batches.length === 0 ? [] : [`${someOf(batches)} ${batches.length === 1 ? 'is' : 'are'} ${what}`]

const whoFailed = ({ batch, failing }: LogCheckRow): string =>
  failing.length === 0 ? batch : `${batch} (customers ${someOf(failing)})`

/** Fetches what was logged so far, and ends the baseline there. A dry run only says what there is. */
export const logBaseline: Check = async (deps, context) => {
  const { data, clock } = deps
  const batches = await batchesOf(deps, context)
  const [batch] = batches
  if (batch === undefined || batches.length > 1) return severalBatches(batches)
  if (context.run === undefined) return lengthOf(await data.logBaseline(batch, clock.now()))
  const summary = await deps.logs.collect(undefined, context.run)
  const cut = await data.cutLogs(batch, clock.now())
  if (!cut.ok) return { answer: 'unknown', sentence: cut.problem.message }
  const length = lengthOf(await data.logBaseline(batch, clock.now()))
  return {
    answer: summary.answer === 'pass' ? length.answer : summary.answer,
    sentence: `${length.sentence}; ${summary.sentence}`,
  }
}

function lengthOf(ms: number): CheckAnswer {
  if (ms >= shortBaselineMs) return pass(`the baseline has ${formatMs(ms)}`)
  const what =
    ms === 0
      ? 'there is no baseline yet: nothing can be called new'
      : `the baseline has only ${formatMs(ms)}: much will look new`
  return { answer: 'unknown', sentence: `${what}; fetch the logs some days before the batch` }
}

const severalBatches = (batches: readonly BatchId[]): CheckAnswer => ({
  answer: 'unknown',
  sentence:
    batches.length === 0
      ? 'these customers are in no batch, so their logs are not judged'
      : `these customers are of ${batches.length} batches (${someOf(batches)}); check the logs of each by hand`,
})

/**
 * What is left of the time that trouble gets to show since the last member was through; the comparison of the systems takes some of
 * it. Never more than all of it, whatever was done to the clock.
 */
async function settlingLeft(
  { data, clock, spec }: CheckDeps,
  { run }: CheckContext,
): Promise<number> {
  const { settleMs } = spec.logPolicy
  const events = run === undefined ? [] : await allEvents(data, { run, kinds: ['member.ended'] })
  const last = events.at(-1)?.at
  if (last === undefined) return settleMs
  return Math.min(settleMs, Math.max(0, last + settleMs - clock.now()))
}

/** Waits until trouble has had time to show, fetches, judges. Members stay as the comparison of the systems left them. */
export const logCheck: Check = async (deps, context) => {
  const { data, clock } = deps
  const batches = await batchesOf(deps, context)
  const [batch] = batches
  if (context.members.length === 0) return pass('nobody has moved: there is nothing to check')
  if (batch === undefined || batches.length > 1) return severalBatches(batches)
  await clock.sleep(await settlingLeft(deps, context), context.signal)
  if (context.signal?.aborted === true)
    return {
      answer: 'unknown',
      sentence: `the run was stopped before the logs of ${batch} were checked; check them by hand`,
    }
  await deps.logs.collect(batch, context.run)
  const checked = await deps.logs.check(batch, context.run)
  // What comes later still counts to this batch until another one begins, but is not labelled as part of its night.
  const cut = await data.cutLogs(undefined, clock.now())
  if (!checked.ok) return { answer: 'unknown', sentence: checked.problem.message }
  if (!cut.ok) return { answer: 'unknown', sentence: cut.problem.message }
  return answerOf(checked.value)
}

function answerOf({ batch, hash, result, settled }: StoredLogCheck): CheckAnswer {
  const failing = result.customers.filter((c) => c.verdict === 'fail').map((c) => c.customer)
  const facts = { verdict: result.verdict, result: hash, failing }
  const [reason = ''] = result.reasons
  const more = result.reasons.length > 1 ? ` (and ${result.reasons.length - 1} more)` : ''
  if (result.verdict === 'pass') return pass(`logs since ${batch}: ${reason}`, facts)
  if (result.verdict === 'inconclusive')
    return {
      answer: 'unknown',
      sentence: `logs since ${batch} are inconclusive: ${reason}${more}; look at them and sign`,
      facts,
    }
  const who = failing.length === 0 ? '' : ` for customers ${someOf(failing)}`
  const answered = settled
    ? '; it is what was signed before'
    : '; look at it: accept it, return the customers, or make a task of it'
  return failed(`logs since ${batch} fail${who}: ${reason}${more}${answered}`, facts)
}
