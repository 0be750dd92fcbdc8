import { assertNever } from '../../base/assert.ts'
import type { Result } from '../../base/result.ts'
import type { PlanEdit } from '../../domain/planning.ts'
import type { Problem } from '../../domain/problems.ts'
import type { PlanFacts, PlannedBatch } from '../types.ts'
import { catchUp } from './edit-catch-up.ts'
import { exclude, include } from './edit-excluded.ts'
import { merge, move, split } from './edit-members.ts'
import { pin, place, release, unpin } from './edit-pins.ts'
import { propose, replan } from './edit-replan.ts'
import { adopt } from './edit-settings.ts'
import { editState } from './edit-state.ts'
import type { Edited } from './edit-state.ts'

/**
 * One edit of the batches of a plan. It keeps every hard rule, or is refused with a problem that says which one breaks and what to
 * name instead; batches that it does not name stay as they are. Windows are placement's: `place` says where it has to look again.
 */
export function editBatches(
  facts: PlanFacts,
  batches: readonly PlannedBatch[],
  edit: PlanEdit,
): Result<Edited, Problem> {
  const state = editState(
    facts,
    batches.toSorted((a, b) => a.ordinal - b.ordinal),
  )
  switch (edit.kind) {
    case 'propose':
      return propose(state)
    case 'move':
      return move(state, edit)
    case 'pin':
      return pin(state, edit)
    case 'unpin':
      return unpin(state, edit)
    case 'split':
      return split(state, edit)
    case 'merge':
      return merge(state, edit)
    case 'exclude':
      return exclude(state, edit)
    case 'include':
      return include(state, edit)
    case 'place':
      return place(state, edit)
    case 'release':
      return release(state, edit)
    case 'settings':
      return adopt(state, edit)
    case 'catch-up':
      return catchUp(state)
    case 'replan':
      return replan(state)
    default:
      return assertNever(edit)
  }
}
