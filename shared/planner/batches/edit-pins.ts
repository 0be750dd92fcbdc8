import { bad, ok } from '../../base/result.ts'
import type { Result } from '../../base/result.ts'
import type { PlanEdit } from '../../domain/planning.ts'
import type { Problem } from '../../domain/problems.ts'
import { missingCompanions } from './companions.ts'
import { isMovable } from './edit-members.ts'
import { chosenOf, editable, refuse } from './edit-state.ts'
import type { Edited, EditState } from './edit-state.ts'
import { named } from './words.ts'

type EditOf<K extends PlanEdit['kind']> = Extract<PlanEdit, { kind: K }>

/** Keeps groups in the batches in which they are. */
export function pin(state: EditState, edit: EditOf<'pin'>): Result<Edited, Problem> {
  const chosen = chosenOf(state, edit.customers)
  if (!chosen.ok) return chosen
  const ids = new Set(chosen.value.map((c) => c.id))
  const apart = missingCompanions(state.facts.customers, ids, isMovable(state))
  if (apart !== undefined) return bad(apart)
  const pins = []
  for (const customer of ids) {
    const home = state.homeOf(customer)
    if (home === undefined)
      return refuse(`${customer} is in no batch`, 'include it first, or plan again')
    const open = editable(state, home.id)
    if (!open.ok) return open
    pins.push({ customer, batch: home.id })
  }
  const others = state.settings.pins.filter((p) => !ids.has(p.customer))
  return settled(state, { pins: [...others, ...pins] })
}

/** Gives pinned groups back to planning. */
export function unpin(state: EditState, edit: EditOf<'unpin'>): Result<Edited, Problem> {
  const chosen = chosenOf(state, edit.customers)
  if (!chosen.ok) return chosen
  const ids = new Set(chosen.value.map((c) => c.id))
  const pinned = new Set(state.settings.pins.map((p) => p.customer))
  const loose = [...ids].filter((id) => !pinned.has(id))
  if (loose.length > 0)
    return refuse(`${named(loose)}: not pinned`, 'name customers that are pinned')
  const apart = missingCompanions(state.facts.customers, ids, (c) => pinned.has(c.id))
  if (apart !== undefined) return bad(apart)
  return settled(state, { pins: state.settings.pins.filter((p) => !ids.has(p.customer)) })
}

/** Fixes a window of a batch; whether the window may be used is for placement to say. */
export function place(state: EditState, edit: EditOf<'place'>): Result<Edited, Problem> {
  const batch = editable(state, edit.batch)
  if (!batch.ok) return batch
  const own = new Set(state.members(batch.value).map((c) => c.environment))
  if (!own.has(edit.environment))
    return refuse(
      `${edit.batch} has no customers of ${edit.environment}`,
      `name ${named([...own])}`,
    )
  const others = state.settings.fixedWindows.filter(
    (w) => w.batch !== edit.batch || w.environment !== edit.environment,
  )
  const { environment, from } = edit
  return settled(
    state,
    { fixedWindows: [...others, { batch: edit.batch, environment, from }] },
    edit.batch,
  )
}

export function release(state: EditState, edit: EditOf<'release'>): Result<Edited, Problem> {
  const batch = editable(state, edit.batch)
  if (!batch.ok) return batch
  const left = state.settings.fixedWindows.filter((w) => w.batch !== edit.batch)
  if (left.length === state.settings.fixedWindows.length)
    return refuse(`${edit.batch} has no fixed window`, 'placement may move its windows already')
  return settled(state, { fixedWindows: left }, edit.batch)
}

/** Batches stay as they are; only what was decided about them changes. */
const settled = (
  state: EditState,
  settings: Partial<EditState['settings']>,
  ...toPlace: Edited['place']
): Result<Edited, Problem> =>
  ok({
    batches: state.batches,
    settings: { ...state.settings, ...settings },
    place: toPlace,
  })
