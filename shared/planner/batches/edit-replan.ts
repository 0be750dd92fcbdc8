import { ok } from '../../base/result.ts'
import type { Result } from '../../base/result.ts'
import type { BatchId } from '../../domain/ids.ts'
import type { Problem } from '../../domain/problems.ts'
import type { DraftBatch, PlanCustomer, PlannedBatch } from '../types.ts'
import { isFree, isOver } from './begun.ts'
import { draftBatches, redraft } from './draft.ts'
import type { Edited, EditState } from './edit-state.ts'

/** Everything anew; what has begun stays as the customers tell of it. */
export function propose(state: EditState): Result<Edited, Problem> {
  const drafted = draftBatches(state.facts)
  if (!drafted.ok) return drafted
  return ok(replaced(state, drafted.value.batches, new Set()))
}

/**
 * Plans anew what has neither begun nor a fixed window; pinned customers keep the ids of their batches. Customers that a batch left
 * behind are among the rest.
 */
export function replan(state: EditState): Result<Edited, Problem> {
  const fixed = new Set(state.settings.fixedWindows.map((w) => w.batch))
  const kept = state.batches
    .filter((batch) => state.isBegun(batch) || fixed.has(batch.id))
    .map((batch) => {
      const leftOver = new Set(leftOvers(state, batch).map((c) => c.id))
      return leftOver.size === 0
        ? batch
        : { ...batch, members: batch.members.filter((id) => !leftOver.has(id)) }
    })
  const ids = new Set(kept.map((batch) => batch.id))
  // A pin to a batch that stays as it is has done its work.
  const settings = {
    ...state.settings,
    pins: state.settings.pins.filter((pin) => !ids.has(pin.batch)),
  }
  const drafted = redraft({ ...state.facts, settings }, kept, false)
  if (!drafted.ok) return drafted
  return ok({ ...replaced(state, drafted.value, ids), settings: state.settings })
}

/** Customers of a batch that has begun and is over, who can move again: never begun, or back on the source. */
export function leftOvers(state: EditState, batch: PlannedBatch): readonly PlanCustomer[] {
  if (!state.isBegun(batch) || !isOver(state.facts, batch)) return []
  return state.members(batch).filter((c) => isFree(c.state) && c.state !== 'excluded')
}

/** Drafted batches as planned ones: those that were kept have windows, the others are for placement. */
function replaced(
  state: EditState,
  drafted: readonly DraftBatch[],
  kept: ReadonlySet<BatchId>,
): Edited {
  const place: BatchId[] = []
  const batches = drafted.map((batch): PlannedBatch => {
    const before = state.batch(batch.id)
    if (before !== undefined && (kept.has(batch.id) || state.isBegun(before)))
      return { ...before, ordinal: batch.ordinal, members: batch.members }
    place.push(batch.id)
    return { ...batch, windows: [], refused: [] }
  })
  return { batches, settings: state.settings, place }
}
