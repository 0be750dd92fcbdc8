import type { CommandCatalogue } from '../../shared/domain/command-catalogue.ts'
import type { BatchId, CustomerId, RunId } from '../../shared/domain/ids.ts'
import type { EventOf, JournalEvent } from '../../shared/domain/journal.ts'
import type { Question } from '../../shared/domain/live-run.ts'
import type { Procedure } from '../../shared/domain/procedure.ts'
import type { ProjectSpec } from '../../shared/domain/project.ts'
import type { MemberProgress, RunFold } from '../../shared/domain/run-fold.ts'
import type { Member } from '../../shared/domain/run-scope.ts'
import { isOnTarget, mayMove } from '../../shared/domain/states.ts'
import type { CustomerState } from '../../shared/domain/states.ts'
import type { Watched } from './budget-dial.ts'
import type { Control } from './control.ts'
import type { AttemptDeps } from './order.ts'
import type { Clock, Downtime } from './ports.ts'
import type { StepTimes } from './step-times.ts'

/** A choice that a person made at a question. */
export type Choice = {
  readonly choice: Question['choices'][number]
  readonly by: string
  readonly reason: string
}

/** Everything that the parts of one run share. The snapshot part never changes while the run lives (guarantee 4). */
export type RunContext = {
  readonly id: RunId
  readonly batch?: BatchId
  readonly procedure: Procedure
  readonly commands: CommandCatalogue
  readonly spec: ProjectSpec
  readonly members: readonly Member[]
  readonly outsideWindow?: string
  readonly fold: RunFold
  readonly control: Control
  readonly clock: Clock
  readonly downtime: Downtime
  readonly attempts: AttemptDeps
  /** Writes to the journal and then to the fold. Throws JournalRefused, which ends the run's work. */
  readonly append: (events: readonly JournalEvent[]) => Promise<void>
  /** Waits for a person. Rejects with Stopped when the run is stopped meanwhile. */
  readonly ask: (question: Omit<Question, 'since'>) => Promise<Choice>
  /** Says why this member waits; '' when it does not. */
  readonly waits: (member: string, why: string) => void
  /** The downtime window of this member is open; undefined when it is not any more. */
  readonly watches: (member: string, watched: Watched | undefined) => void
  /** How long operations took before. */
  readonly times: StepTimes
  /** For how long (ms) the command of this step has been under way for the member; undefined when it is not. */
  readonly goingMs: (member: string, step: string) => number | undefined
  /** Why this member may not begin now. Default: it may. */
  readonly mayBegin?: (member: Member) => string | undefined
  /** No further member is started; those in work finish. */
  readonly halt: (why: string) => void
  /** States of the customers of this run as the journal has them. */
  readonly customers: ReadonlyMap<string, CustomerState>
}

export const progressOf = (
  ctx: Pick<RunContext, 'fold'>,
  member: Member,
): MemberProgress | undefined => ctx.fold.progress()?.members.get(member.id)

export const takenOut = (ctx: RunContext, member: Member): EventOf<'take-out.asked'> | undefined =>
  ctx.fold.progress()?.takenOut.get(member.id)

/** A run and where its customers stand. */
type Moving = Pick<RunContext, 'id' | 'customers'>

/** The events of a customer's way through these states; a state that is no legal next one is left out. */
export function customerPath(
  ctx: Moving,
  member: Member,
  path: readonly CustomerState[],
  reason?: string,
): JournalEvent[] {
  if (member.scope !== 'customer') return []
  let from = ctx.customers.get(member.id)
  const events: JournalEvent[] = []
  for (const to of path) {
    if (from === undefined || from === to || !mayMove(from, to)) continue
    events.push({
      kind: 'customer.state',
      customer: member.id as CustomerId, // ids of members of this scope come from the store
      from,
      to,
      run: ctx.id,
      ...(reason === undefined ? {} : { reason }),
    })
    from = to
  }
  return events
}

/** The event of a customer's change of state, or none when it is in that state or no such change exists. */
export const customerMove = (
  ctx: Moving,
  member: Member,
  to: CustomerState | undefined,
  reason?: string,
): JournalEvent[] => (to === undefined ? [] : customerPath(ctx, member, [to], reason))

/** Where a customer stands when what this run did for it was taken back: one that came from the target is there again. */
export function afterUndo(
  ctx: RunContext,
  member: Member,
  reason: string,
  otherwise: readonly CustomerState[] = [],
): JournalEvent[] {
  const before = ctx.fold.progress()?.customersBefore.get(member.id)
  if (before === undefined || !isOnTarget(before))
    return customerPath(ctx, member, ['failed', ...otherwise], reason)
  const way = ['transferred', 'checked', 'accepted'] as const
  const back = way.slice(0, way.findIndex((state) => state === before) + 1)
  return customerPath(ctx, member, ['failed', ...back], reason)
}
