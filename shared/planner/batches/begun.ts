import type { BatchId } from '../../domain/ids.ts'
import type { CustomerState } from '../../domain/states.ts'
import type { Instant } from '../../domain/time.ts'
import type { PlanCustomer, PlanFacts, PlannedBatch, Progress } from '../types.ts'

/** Nothing of it has happened, or all of it was taken back: a plan may put it elsewhere. */
export const isFree = (state: CustomerState | undefined): boolean =>
  state === undefined ||
  state === 'planned' ||
  state === 'scheduled' ||
  state === 'returned' ||
  state === 'excluded'

/**
 * True when the move of a batch has begun: somebody of it is beyond `scheduled`, or in a run, or came back while the others are still
 * being moved. A batch of which everybody is on the source again has not begun.
 */
export function hasBegun(
  facts: PlanFacts,
  batch: BatchId,
  members: readonly PlanCustomer[],
): boolean {
  if (members.some((c) => !isFree(c.state)) || isRunning(facts, batch)) return true
  const taken = takenUp(facts)
  return taken.size > 0 && members.some((c) => taken.has(c.id))
}

/** Customers of runs that go on or are paused: they are about to be locked, or were. */
export const takenUp = ({ progress }: PlanFacts): ReadonlySet<string> =>
  new Set(
    progress.runs.flatMap(({ state, members }) =>
      state === 'running' || state === 'paused' ? members : [],
    ),
  )

/**
 * What has happened, without the batches of which everybody is on the source again: they have not begun, so their old night says nothing
 * of when they move.
 */
export function withoutReturned(progress: Progress, customers: readonly PlanCustomer[]): Progress {
  if (progress.batches.length === 0) return progress
  const back = new Set<BatchId>()
  const moved = new Set<BatchId>()
  for (const { batch, state } of customers)
    if (batch !== undefined && state !== 'excluded')
      (state === 'returned' ? back : moved).add(batch)
  const batches = progress.batches.filter(({ batch }) => !back.has(batch) || moved.has(batch))
  return { ...progress, batches }
}

/** True between the lock of its first customer and the rest of its last one. */
export function isRunning(facts: PlanFacts, batch: BatchId): boolean {
  const run = facts.progress.batches.find((b) => b.batch === batch)
  return run?.beganAt !== undefined && run.endedAt === undefined
}

/** True when nothing more will move in it: its windows are closed, or its members came to rest. */
export function isOver(facts: PlanFacts, batch: Pick<PlannedBatch, 'id' | 'windows'>): boolean {
  const isClosed = ({ to }: { to: Instant }): boolean => to <= facts.now
  if (batch.windows.length > 0 && batch.windows.every(isClosed)) return true
  return cameToRest(facts, batch.id)
}

export const cameToRest = (facts: PlanFacts, batch: BatchId): boolean =>
  facts.progress.batches.some((b) => b.batch === batch && b.endedAt !== undefined)
