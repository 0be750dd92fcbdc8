import { bad, ok } from '../../base/result.ts'
import type { Result } from '../../base/result.ts'
import type { BatchId, CustomerId } from '../../domain/ids.ts'
import type { PlanEdit } from '../../domain/planning.ts'
import type { Problem } from '../../domain/problems.ts'
import type { PlanCustomer } from '../types.ts'
import { nextBatchId } from './batch-ids.ts'
import { isFree } from './begun.ts'
import { missingCompanions } from './companions.ts'
import { chosenOf, editable, heldByPins, misfit, refuse } from './edit-state.ts'
import type { Edited, EditState } from './edit-state.ts'
import { rebuild } from './rebuild.ts'
import { named } from './words.ts'

type EditOf<K extends PlanEdit['kind']> = Extract<PlanEdit, { kind: K }>

/** Who else of a group has to come along: all that can still be moved and are in the plan. */
export const isMovable =
  (state: EditState) =>
  (customer: PlanCustomer): boolean =>
    isFree(customer.state) && state.homeOf(customer.id) !== undefined

/** Whole groups out of their batches into another one. */
export function move(state: EditState, edit: EditOf<'move'>): Result<Edited, Problem> {
  const chosen = chosenOf(state, edit.customers)
  if (!chosen.ok) return chosen
  const to = editable(state, edit.to)
  if (!to.ok) return to
  const moving = chosen.value.filter((c) => state.homeOf(c.id) !== to.value)
  if (moving.length === 0)
    return refuse(
      `${named(edit.customers)}: in ${edit.to} already`,
      'name customers of other batches',
    )
  const left = leaving(state, moving)
  if (!left.ok) return left
  const apart = missingCompanions(
    state.facts.customers,
    new Set(chosen.value.map((c) => c.id)),
    isMovable(state),
  )
  if (apart !== undefined) return bad(apart)
  const members = [...state.members(to.value), ...moving]
  const wrong = misfit(state, edit.to, to.value.pilot, members)
  if (wrong !== undefined) return wrong
  return ok(
    rebuild(state, {
      members: new Map([...left.value, [edit.to, members.map((c) => c.id)]]),
    }),
  )
}

/** What remains of the batches that customers leave; a problem when one of them has begun, or a pin holds somebody. */
function leaving(
  state: EditState,
  moving: readonly PlanCustomer[],
): Result<ReadonlyMap<BatchId, readonly CustomerId[]>, Problem> {
  const out = new Set(moving.map((c) => c.id))
  const left = new Map<BatchId, readonly CustomerId[]>()
  for (const { id } of moving) {
    const home = state.homeOf(id)
    if (home === undefined) return refuse(`${id} is in no batch`, 'include it first, or plan again')
    if (left.has(home.id)) continue
    const from = editable(state, home.id)
    if (!from.ok) return from
    left.set(
      home.id,
      home.members.filter((member) => !out.has(member)),
    )
  }
  const held = heldByPins(state, moving)
  return held ?? ok(left)
}

/** Some customers of a batch become one of their own, directly behind it. */
export function split(state: EditState, edit: EditOf<'split'>): Result<Edited, Problem> {
  const from = editable(state, edit.batch)
  if (!from.ok) return from
  const chosen = chosenOf(state, edit.customers)
  if (!chosen.ok) return chosen
  const strangers = chosen.value.filter((c) => state.homeOf(c.id) !== from.value)
  if (strangers.length > 0)
    return refuse(
      `${named(strangers.map((c) => c.id))}: not in ${edit.batch}`,
      'name customers of the batch that is split',
    )
  if (chosen.value.length === from.value.members.length)
    return refuse(`these are all customers of ${edit.batch}`, 'name a part of them')
  const left = leaving(state, chosen.value)
  if (!left.ok) return left
  const ids = new Set(chosen.value.map((c) => c.id))
  const apart = missingCompanions(state.facts.customers, ids, isMovable(state))
  if (apart !== undefined) return bad(apart)
  const id = nextBatchId(
    state.batches.map((batch) => batch.id),
    state.facts.progress,
  )
  const wrong = misfit(state, id, false, chosen.value)
  if (wrong !== undefined) return wrong
  return ok(
    rebuild(state, {
      members: left.value,
      added: [
        { id, behind: edit.batch, members: [...ids], why: `split off ${edit.batch} by hand` },
      ],
    }),
  )
}

/** All customers of a batch join another one. */
export function merge(state: EditState, edit: EditOf<'merge'>): Result<Edited, Problem> {
  if (edit.batch === edit.into)
    return refuse(`${edit.batch} cannot be merged into itself`, 'name another batch')
  const from = editable(state, edit.batch)
  if (!from.ok) return from
  const into = editable(state, edit.into)
  if (!into.ok) return into
  if (from.value.pilot || into.value.pilot)
    return refuse('the pilot stays a batch of its own', 'move single customers in or out of it')
  const moving = state.members(from.value)
  const held = heldByPins(state, moving)
  if (held !== undefined) return held
  const members = [...state.members(into.value), ...moving]
  const wrong = misfit(state, edit.into, false, members)
  if (wrong !== undefined) return wrong
  const ids = members.map((c) => c.id)
  return ok(
    rebuild(state, {
      members: new Map<BatchId, readonly CustomerId[]>([
        [edit.batch, []],
        [edit.into, ids],
      ]),
    }),
  )
}
