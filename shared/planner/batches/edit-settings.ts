import { bad, ok } from '../../base/result.ts'
import type { Result } from '../../base/result.ts'
import type { BatchId, CustomerId } from '../../domain/ids.ts'
import type { PlanEdit } from '../../domain/planning.ts'
import type { Problem } from '../../domain/problems.ts'
import { isFree } from './begun.ts'
import { checkChoices } from './choices.ts'
import { takeIn } from './edit-excluded.ts'
import { editState, refuse } from './edit-state.ts'
import type { Edited, EditState } from './edit-state.ts'
import { strayWindow } from './fixed-windows.ts'
import { rebuild } from './rebuild.ts'
import { named } from './words.ts'

/**
 * New settings over the batches as they are. Only what the settings say of single customers changes them: those that became excluded
 * leave, those that no longer are come back. Windows stay while they are legal. Another way to compose shows at the next `replan`.
 */
export function adopt(
  state: EditState,
  { settings }: Extract<PlanEdit, { kind: 'settings' }>,
): Result<Edited, Problem> {
  const facts = { ...state.facts, settings }
  const choices = checkChoices(facts)
  if (!choices.ok) return choices
  const { excluded, pins } = choices.value
  const before = new Set(state.settings.excluded.map((e) => e.customer))
  const left = new Map<BatchId, readonly CustomerId[]>()
  for (const id of excluded) {
    const home = state.homeOf(id)
    if (home === undefined || left.has(home.id)) continue
    left.set(
      home.id,
      home.members.filter((member) => !excluded.has(member)),
    )
  }
  const after = rebuild(editState(facts, state.batches, settings), { members: left })
  const next = editState(facts, after.batches, after.settings)
  const back = facts.customers.filter(
    (c) =>
      before.has(c.id) && !excluded.has(c.id) && isFree(c.state) && next.homeOf(c.id) === undefined,
  )
  const taken = takeIn(next, back, after.settings)
  const final = editState(facts, taken.batches, taken.settings)
  const elsewhere = [...pins].filter(([id, batch]) => final.homeOf(id)?.id !== batch)
  const [first] = elsewhere
  if (first !== undefined)
    return refuse(
      `${named(elsewhere.map(([id]) => id))}: pinned to ${first[1]} by the settings, and in ${final.homeOf(first[0])?.id ?? 'no batch'}`,
      'move them there first, then pin them',
    )
  const stray = strayWindow(final.facts, final.batches, state.settings.fixedWindows)
  if (stray !== undefined) return bad(stray)
  return ok({
    ...taken,
    place: [
      ...new Set([...after.place.filter((id) => final.batch(id) !== undefined), ...taken.place]),
    ],
  })
}
