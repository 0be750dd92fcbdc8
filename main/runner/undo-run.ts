import { bad, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import type { JournalEvent } from '../../shared/domain/journal.ts'
import type { Problem } from '../../shared/domain/problems.ts'
import type { Member } from '../../shared/domain/run-scope.ts'
import { leavesEffects } from '../../shared/domain/run-fold.ts'
import { isOnTarget, isRunOver, mayRunMove } from '../../shared/domain/states.ts'
import { Stopped } from './control.ts'
import type { RunBoard } from './live-view.ts'
import { memberDowntime } from './member-downtime.ts'
import { runMove, unscheduled } from './run.ts'
import { afterUndo, customerMove, customerPath, progressOf } from './run-context.ts'
import type { RunContext } from './run-context.ts'
import { pastReturn, undoMember } from './undo.ts'
import type { Known } from './undo.ts'

type Asked = Known & Pick<RunContext, 'id' | 'members' | 'customers'> & { readonly by: string }

/**
 * What is on disk before the first look at a host, or why nothing is taken back. Whom it is for is taken out: a resume carries none of them
 * forward, and who is left can be told. A run that is not over has ended with this.
 * @param only Members to take back; default all.
 */
export function undoAsked(
  run: Asked,
  only: readonly string[] | undefined,
): Result<JournalEvent[], Problem> {
  const { id, by } = run
  const progress = run.fold.progress()
  const ends = only === undefined && progress !== undefined && !isRunOver(progress.state)
  const asked: JournalEvent[] = []
  for (const member of run.members) {
    if (only?.includes(member.id) === false) continue
    const { attempts = [], ended } = progress?.members.get(member.id) ?? {}
    const refused = pastReturn(run, member)
    if (refused !== undefined && ends)
      return bad({
        ...refused,
        message: `${member.id}: ${refused.message}`,
        next: 'resume the run; members that are not past it can be taken back by name (--member)',
      })
    const isBegun = attempts.length > 0
    const isBack = ended?.result === 'undone' || ended?.result === 'taken-out'
    if (refused === undefined && isBegun && !isBack && progress?.takenOut.has(member.id) !== true)
      asked.push({ kind: 'take-out.asked', run: id, member: member.id, by, reason: undone })
    if (ends && !isBegun) asked.push(...unscheduled(run, member, undone))
  }
  if (ends) asked.push(runMove(run, 'aborted', { by, reason: `being taken back by ${by}` }))
  return ok(asked)
}

const undone = 'the run is taken back'

/**
 * Takes a run back, its members in reverse order. The run is `undone` only when nothing of it stands any more; what could not
 * be taken back is named, and a further undo goes on there.
 * @param only Members to take back; default all.
 */
export async function undoRun(
  ctx: RunContext,
  board: RunBoard,
  only: readonly string[] | undefined,
): Promise<void> {
  const begun = ctx.members.toReversed().filter((member) => {
    if (only?.includes(member.id) === false) return false
    const { attempts = [], ended } = progressOf(ctx, member) ?? {}
    return attempts.length > 0 && ended?.result !== 'undone' && ended?.result !== 'taken-out'
  })
  const stuck: string[] = []
  try {
    for (const [at, member] of begun.entries()) {
      board.note = `takes back ${member.id}, ${at + 1} of ${begun.length}`
      const problem = await undoOne(ctx, member)
      if (problem !== undefined) stuck.push(`${member.id}: ${problem}`)
    }
  } catch (error) {
    if (!(error instanceof Stopped)) throw error
    stuck.push(ctx.control.why())
  } finally {
    board.note = ''
  }
  const standing = ctx.members.filter((m) => leavesEffects(progressOf(ctx, m), ctx.procedure.steps))
  const state = ctx.fold.progress()?.state
  if (
    stuck.length === 0 &&
    standing.length === 0 &&
    state !== undefined &&
    mayRunMove(state, 'undone')
  )
    await ctx.append([
      runMove(ctx, 'undone', { reason: 'taken back and verified' }),
      ...ctx.members.flatMap((member) => unscheduled(ctx, member, undone)),
    ])
  if (stuck.length === 0) return
  board.notUndone = stuck.join('; ')
  board.halted = `not undone: ${board.notUndone}`
  await ctx.append([{ kind: 'note', run: ctx.id, by: 'switchyard', text: board.halted }])
}

/** Answers what stands in the way. */
async function undoOne(ctx: RunContext, member: Member): Promise<string | undefined> {
  const why = undone
  const state = ctx.customers.get(member.id)
  const refused = pastReturn(ctx, member)
  if (refused !== undefined) return refused.message
  if (state !== undefined && isOnTarget(state))
    await ctx.append(customerMove(ctx, member, 'returning', why))
  const problem = await undoWatched(ctx, member, why)
  const ended = { kind: 'member.ended', run: ctx.id, member: member.id } as const
  if (problem !== undefined) {
    await ctx.append([
      { ...ended, result: 'undo-failed', reason: problem.message },
      ...customerMove(ctx, member, 'failed', problem.message),
    ])
    return problem.message
  }
  await ctx.append([{ ...ended, result: 'undone' }, ...whereItIs(ctx, member, why)])
  return undefined
}

/** A window that a crash left open is watched on until the service is stable; its figure stays unknown. */
async function undoWatched(
  ctx: RunContext,
  member: Member,
  why: string,
): Promise<Problem | undefined> {
  const clock = memberDowntime(ctx, member)
  await clock.before()
  try {
    const problem = await undoMember(ctx, member, why)
    await clock.closed()
    return problem
  } finally {
    await clock.abandon()
  }
}

function whereItIs(ctx: RunContext, member: Member, why: string): ReturnType<typeof customerMove> {
  switch (ctx.customers.get(member.id)) {
    case 'returning':
      return customerPath(ctx, member, ['returned'], why)
    // A finished return that is taken back: the customer is on the target again.
    case 'returned':
      return customerPath(ctx, member, ['transferred'], why)
    default:
      return afterUndo(ctx, member, why, ['planned'])
  }
}
