import type { JournalEvent } from '../../shared/domain/journal.ts'
import type { CheckSpec } from '../../shared/domain/procedure.ts'
import { isServedWithRest, leavesEffects, wasBegun } from '../../shared/domain/run-fold.ts'
import { allowedWidth, stopReason } from '../../shared/domain/run-width.ts'
import type { Member } from '../../shared/domain/run-scope.ts'
import { mayMove } from '../../shared/domain/states.ts'
import type { RunState } from '../../shared/domain/states.ts'
import { formatMs, instant } from '../../shared/domain/time.ts'
import type { Instant } from '../../shared/domain/time.ts'
import { NotNow, Stopped } from './control.ts'
import { failedResults } from './live-view.ts'
import type { RunBoard } from './live-view.ts'
import { runMember } from './member.ts'
import type { MemberResult } from './member.ts'
import type { Checks, Clock, MayBegin } from './ports.ts'
import { afterUndo, customerMove, progressOf } from './run-context.ts'
import type { RunContext } from './run-context.ts'

/** Members of a run in work, by the ramp; then the checks after it; then its end. */

export type RunParts = {
  readonly checks: Checks
  /** Default: every member may begin. */
  readonly mayBegin: MayBegin | undefined
  readonly changed: () => void
}

/** @returns the state that the run ends in, and why. Journal failures are thrown. */
export async function runMembers(
  ctx: RunContext,
  board: RunBoard,
  { checks, mayBegin, changed }: RunParts,
): Promise<{ state: RunState; reason?: string }> {
  const { concurrency, stopWhen } = ctx.procedure
  const full = Math.min(
    concurrency.width,
    ctx.procedure.scope === 'customer' ? ctx.spec.transfer.width : concurrency.width,
  )
  const progress = ctx.fold.progress()
  for (const member of ctx.members) {
    const ended = progress?.members.get(member.id)?.ended
    if (ended !== undefined) board.ended.set(member.id, ended.result)
  }
  const queue = ctx.members.filter((member) => !board.ended.has(member.id))
  /** Members that a crash interrupted come first: their customers may be without service. */
  const hasBegun = (m: Member): boolean => (progress?.members.get(m.id)?.attempts.length ?? 0) > 0
  queue.sort((a, b) => Number(hasBegun(b)) - Number(hasBegun(a)))
  const time = steadyTime(ctx.clock)
  const whyNot = (member: Member): string | undefined => {
    const { at, putBackMs } = time()
    const why = mayBegin?.(member, at)
    const putBack =
      why === undefined || putBackMs < minute
        ? ''
        : `; the clock of this computer was put back by ${formatMs(putBackMs)} during the run, and the time that has passed counts`
    return isElsewhere(ctx, member) ?? (why === undefined ? undefined : why + putBack)
  }
  const asking: RunContext = { ...ctx, mayBegin: whyNot }
  /** Whoever has begun goes on; who has not and may not is left where it is. The next one may be smaller. */
  const left: Left[] = []
  const nextToBegin = (): Member | undefined => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const why = hasBegun(next) ? undefined : whyNot(next)
      if (why === undefined) return next
      left.push({ member: next, why })
    }
    return undefined
  }

  let inARow = 0
  const bugs: unknown[] = []
  const inWork = new Map<string, Promise<void>>()
  const launch = (member: Member): void => {
    board.inWork.add(member.id)
    const count = (result: MemberResult): void => {
      board.ended.set(member.id, result)
      if (result === 'done') inARow++
      else if (failedResults.has(result)) inARow = 0
    }
    const work = runMember(asking, member)
      .then(count)
      .catch((error: unknown) => {
        if (error instanceof NotNow) left.push({ member, why: error.message })
        else if (!(error instanceof Stopped)) {
          bugs.push(error)
          ctx.control.stop('switchyard', error instanceof Error ? error.message : String(error))
        }
      })
      .finally(() => {
        board.inWork.delete(member.id)
        inWork.delete(member.id)
        changed()
      })
    inWork.set(member.id, work)
  }

  /** Whoever stands half-way is brought to an end, at full width too: the ramp and the rule of stopping are for those who have not begun. */
  const isNextDue = (): boolean => {
    const [next] = queue
    if (next === undefined) return false
    return hasBegun(next) ? inWork.size < full : board.halted === '' && inWork.size < board.width
  }

  for (;;) {
    const failed = [...board.ended.values()].filter((r) => failedResults.has(r)).length
    if (board.halted === '') board.halted = stopReason(stopWhen, failed, board.ended.size) ?? ''
    board.width = allowedWidth({ width: full, ramp: concurrency.ramp }, inARow)
    while (ctx.control.state() === 'running' && isNextDue()) {
      const next = nextToBegin()
      if (next !== undefined) launch(next)
    }
    changed()
    if (inWork.size === 0) {
      if (ctx.control.state() === 'stopped' || !isNextDue()) break
      try {
        await ctx.control.gate()
      } catch (error) {
        if (!(error instanceof Stopped)) throw error
      }
      continue
    }
    await Promise.race(inWork.values())
  }
  if (bugs.length > 0) throw bugs[0]
  for (const member of queue) left.push({ member, why: board.halted })
  return conclude(ctx, board, checks, left)
}

const minute = 60_000

/**
 * The time since now, which never goes back: a clock that is put back in the middle of a run does not make its windows longer. Where it goes
 * forward, after sleep too, it is followed.
 */
function steadyTime(clock: Clock): () => { readonly at: Instant; readonly putBackMs: number } {
  const from = clock.now() - clock.monotonicMs()
  return () => {
    const now = clock.now()
    const at = instant(Math.max(now, from + clock.monotonicMs()))
    return { at, putBackMs: at - now }
  }
}

/** Why a customer is not begun that was excluded, or moved by another run, since this one was prepared. */
function isElsewhere(ctx: RunContext, member: Member): string | undefined {
  const state = ctx.customers.get(member.id)
  const { during, after } =
    ctx.procedure.steps.find((step) => step.customerState !== undefined)?.customerState ?? {}
  const first = during ?? after
  return state === undefined || first === undefined || mayMove(state, first)
    ? undefined
    : `${member.id} is ${state} by now`
}

/** Whoever was not begun is planned as before, if this run had taken it up. */
export const unscheduled = (
  ctx: Pick<RunContext, 'id' | 'customers'>,
  member: Member,
  why: string,
): JournalEvent[] =>
  ctx.customers.get(member.id) === 'scheduled' ? customerMove(ctx, member, 'planned', why) : []

/** A member that was not begun, and why. */
type Left = { readonly member: Member; readonly why: string }

async function conclude(
  ctx: RunContext,
  board: RunBoard,
  checks: Checks,
  left: readonly Left[],
): Promise<{ state: RunState; reason?: string }> {
  if (ctx.control.state() === 'stopped') return aborted(ctx)
  const problems: string[] = []
  const failed = [...board.ended.entries()].filter(([, result]) => failedResults.has(result))
  if (failed.length > 0) problems.push(namesOf(ctx, failed))
  if (left.length > 0) {
    await ctx.append(left.flatMap(({ member, why }) => unscheduled(ctx, member, why)))
    problems.push(...leftOver(left))
  }
  try {
    for (const spec of ctx.procedure.after) {
      const sentence = await checkAfter(ctx, board, checks, spec)
      if (sentence !== undefined) problems.push(sentence)
    }
  } catch (error) {
    if (!(error instanceof Stopped)) throw error
    return aborted(ctx)
  }
  return problems.length === 0
    ? { state: 'succeeded' }
    : { state: 'failed', reason: problems.join('; ') }
}

/** A stopped run names who stands half-way; whoever has not begun stays where it was. */
async function aborted(ctx: RunContext): Promise<{ state: RunState; reason: string }> {
  const why = ctx.control.why()
  const halfWay: string[] = []
  const served: string[] = []
  const moves: JournalEvent[] = []
  for (const member of ctx.members) {
    const progress = progressOf(ctx, member)
    if (hasRest(ctx, member)) {
      served.push(member.id)
      continue
    }
    if (progress?.ended === undefined) moves.push(...whereLeft(ctx, member, why))
    if (progress?.ended?.result !== 'done' && leavesEffects(progress, ctx.procedure.steps))
      halfWay.push(member.id)
  }
  await ctx.append(moves)
  const named = halfWay.length === 0 ? '' : `; half-way, to be taken back: ${halfWay.join(', ')}`
  const rest =
    served.length === 0
      ? ''
      : `; served by the target, with steps left that a resume finishes: ${served.join(', ')}`
  return { state: 'aborted', reason: `${why}${named}${rest}` }
}

const hasRest = (ctx: RunContext, member: Member): boolean =>
  isServedWithRest(ctx.fold.progress(), member.id, ctx.customers.get(member.id))

/** What a stopped run owes to customers that the target serves: the steps that are left, and the checks. It stays as it ended. */
export async function finishMembers(
  ctx: RunContext,
  board: RunBoard,
  { checks, changed }: Omit<RunParts, 'mayBegin'>,
): Promise<void> {
  const members = ctx.fold.progress()?.members
  for (const { id } of ctx.members) {
    const ended = members?.get(id)?.ended
    if (ended !== undefined) board.ended.set(id, ended.result)
  }
  const finish = async (member: Member): Promise<void> => {
    board.inWork.add(member.id)
    try {
      board.ended.set(member.id, await runMember(ctx, member))
    } finally {
      board.inWork.delete(member.id)
      changed()
    }
  }
  // They were in work at once before.
  const ends = await Promise.allSettled(ctx.members.filter((m) => hasRest(ctx, m)).map(finish))
  const thrown = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason as unknown] : []))
  const bugs = thrown.filter((error) => !(error instanceof Stopped))
  if (bugs.length > 0) throw bugs[0]
  if (thrown.length > 0) return
  try {
    for (const spec of ctx.procedure.after) {
      const sentence = await checkAfter(ctx, board, checks, spec)
      if (sentence !== undefined && board.halted === '') board.halted = sentence
    }
  } catch (error) {
    if (!(error instanceof Stopped)) throw error
  }
}

/** Where a stop leaves a customer: where it was, if nothing was sent for it, or half-way. */
function whereLeft(ctx: RunContext, member: Member, why: string): JournalEvent[] {
  if (wasBegun(progressOf(ctx, member)))
    return customerMove(ctx, member, 'failed', 'the run was stopped half-way')
  return ctx.customers.get(member.id) === 'returning'
    ? afterUndo(ctx, member, why)
    : unscheduled(ctx, member, why)
}

/** One check after the members; answers the sentence of one that did not pass and counts. */
async function checkAfter(
  ctx: RunContext,
  board: RunBoard,
  checks: Checks,
  spec: CheckSpec,
): Promise<string | undefined> {
  const done = ctx.members.filter((m) => board.ended.get(m.id) === 'done')
  for (;;) {
    await ctx.control.gate()
    board.note = `checks ${spec.check}`
    const answer = await checks.answer(spec, {
      procedure: ctx.procedure,
      members: done,
      run: ctx.id,
      signal: ctx.control.stopping,
      ...(ctx.batch === undefined ? {} : { batch: ctx.batch }),
    })
    board.note = ''
    const passed = new Set(answer.passed ?? [])
    await ctx.append([
      {
        kind: 'check.answered',
        run: ctx.id,
        check: spec.check,
        moment: 'after',
        answer: answer.answer,
        sentence: answer.sentence,
        ...(answer.facts === undefined ? {} : { facts: answer.facts }),
      },
      ...done.filter((m) => passed.has(m.id)).flatMap((m) => customerMove(ctx, m, 'checked')),
    ])
    if (answer.answer === 'pass' || spec.onFailure === 'note') return undefined
    if (answer.answer === 'fail') return answer.sentence
    // Not seen is neither good nor bad: the run does not end on a link that was down for a minute.
    const { choice } = await ctx.ask({
      id: `${ctx.id}.after.${spec.check}`,
      member: ctx.batch ?? ctx.procedure.id,
      text: answer.sentence,
      choices: ['retry', 'go-on'],
    })
    if (choice === 'go-on') return answer.sentence
  }
}

/** How many were not begun, by reason; one reason that names a member stands for all of its kind. */
function leftOver(left: readonly Left[]): readonly string[] {
  const [first] = left
  if (first === undefined) return []
  const reasons = new Set(left.map(({ why }) => why))
  return reasons.size === 1
    ? [`${left.length} were not started: ${first.why}`]
    : [`${left.length} were not started, first ${first.member.id}: ${first.why}`]
}

/** Which members failed and why, the first few in words. */
function namesOf(ctx: RunContext, failed: readonly (readonly [string, MemberResult])[]): string {
  const members = ctx.fold.progress()?.members
  const named = failed
    .slice(0, 3)
    .map(([id, result]) => `${id} (${result}): ${members?.get(id)?.ended?.reason ?? ''}`)
  const more = failed.length > named.length ? ` and ${failed.length - named.length} more` : ''
  return `${failed.length} of ${ctx.members.length} failed: ${named.join('; ')}${more}`
}

/** Change of the run's state, refused by the store when it is not a legal one. */
export const runMove = (
  ctx: Pick<RunContext, 'id' | 'fold'>,
  to: RunState,
  more: { reason?: string; by?: string; expiresAt?: Instant } = {},
): JournalEvent => ({
  kind: 'run.state',
  run: ctx.id,
  from: ctx.fold.progress()?.state ?? 'draft',
  to,
  ...more,
})
