import { bad, ok } from '../../base/result.ts'
import type { Result } from '../../base/result.ts'
import type { BatchId, CustomerId } from '../../domain/ids.ts'
import type { PlanEdit } from '../../domain/planning.ts'
import type { Problem } from '../../domain/problems.ts'
import type { PlanCustomer, PlannedBatch } from '../types.ts'
import { intAt } from './at.ts'
import { nextBatchId } from './batch-ids.ts'
import { isFree, isOver, takenUp } from './begun.ts'
import { missingCompanions } from './companions.ts'
import { isMovable } from './edit-members.ts'
import { chosenOf, heldByPins, misfit, refuse } from './edit-state.ts'
import type { Edited, EditState } from './edit-state.ts'
import { groupsOf } from './moving-groups.ts'
import { rebuild } from './rebuild.ts'
import { named } from './words.ts'

type EditOf<K extends PlanEdit['kind']> = Extract<PlanEdit, { kind: K }>

/** Takes whole groups out of the plan, with the reason. */
export function exclude(state: EditState, edit: EditOf<'exclude'>): Result<Edited, Problem> {
  const chosen = chosenOf(state, edit.customers)
  if (!chosen.ok) return chosen
  const ids = new Set(chosen.value.map((c) => c.id))
  const already = state.settings.excluded.filter((e) => ids.has(e.customer))
  if (already.length > 0)
    return refuse(
      `${named(already.map((e) => e.customer))}: excluded already`,
      'name customers that are in the plan',
    )
  const held = heldByPins(state, chosen.value)
  if (held !== undefined) return held
  const moved = chosen.value.filter((c) => !mayLeave(state, c))
  if (moved.length > 0)
    return refuse(
      `${named(moved.map((c) => c.id))}: on the move or on the target`,
      'return them to the source first',
    )
  const apart = missingCompanions(state.facts.customers, ids, isMovable(state))
  if (apart !== undefined) return bad(apart)
  const left = new Map<BatchId, readonly CustomerId[]>()
  for (const id of ids) {
    const home = state.homeOf(id)
    if (home === undefined || left.has(home.id)) continue
    left.set(
      home.id,
      home.members.filter((member) => !ids.has(member)),
    )
  }
  const excluded = [...ids].map((customer) => ({ customer, reason: edit.reason }))
  return ok(
    rebuild(state, {
      members: left,
      settings: { ...state.settings, excluded: [...state.settings.excluded, ...excluded] },
    }),
  )
}

/** On the source and at rest: not in a batch that is being moved right now. */
function mayLeave(state: EditState, customer: PlanCustomer): boolean {
  if (customer.state === 'failed') return true
  if (!isFree(customer.state)) return false
  const home = state.homeOf(customer.id)
  if (home === undefined || customer.state !== 'scheduled') return true
  if (takenUp(state.facts).has(customer.id)) return false
  return !state.isBegun(home) || isOver(state.facts, home)
}

/** Takes excluded groups back, each into the batch of its environment with the most room; into a new one where none has enough. */
export function include(state: EditState, edit: EditOf<'include'>): Result<Edited, Problem> {
  const chosen = chosenOf(state, edit.customers)
  if (!chosen.ok) return chosen
  const ids = new Set(chosen.value.map((c) => c.id))
  const excluded = new Set(state.settings.excluded.map((e) => e.customer))
  const present = [...ids].filter((id) => !excluded.has(id))
  if (present.length > 0)
    return refuse(`${named(present)}: not excluded`, 'name customers that are excluded')
  const apart = missingCompanions(state.facts.customers, ids, (c) => excluded.has(c.id))
  if (apart !== undefined) return bad(apart)
  const settings = {
    ...state.settings,
    excluded: state.settings.excluded.filter((e) => !ids.has(e.customer)),
  }
  return ok(takeIn(state, chosen.value, settings))
}

/** Finds a batch for each group of these customers. */
export function takeIn(
  state: EditState,
  customers: readonly PlanCustomer[],
  settings: EditState['settings'],
): Edited {
  const members = new Map<BatchId, readonly PlanCustomer[]>()
  const added: { id: BatchId; members: readonly PlanCustomer[]; why: string; behind: undefined }[] =
    []
  const ids = new Set(state.batches.map((batch) => batch.id))
  const open = state.batches.filter(
    (batch) => !batch.pilot && !state.isBegun(batch) && !isOver(state.facts, batch),
  )
  for (const group of wholeGroups(state, customers)) {
    const found = roomiest(state, open, members, group)
    if (found !== undefined) {
      members.set(found.id, [...(members.get(found.id) ?? state.members(found)), ...group])
      continue
    }
    const joined = added.find(
      (batch) => misfit(state, batch.id, false, [...batch.members, ...group]) === undefined,
    )
    if (joined !== undefined) joined.members = [...joined.members, ...group]
    else {
      const id = nextBatchId(ids, state.facts.progress)
      ids.add(id)
      added.push({ id, behind: undefined, members: group, why: 'no batch had room for it' })
    }
  }
  const idsOf = (own: readonly PlanCustomer[]): readonly CustomerId[] => own.map((c) => c.id)
  return rebuild(state, {
    members: new Map([...members].map(([id, own]) => [id, idsOf(own)])),
    added: added.map((batch) => ({ ...batch, members: idsOf(batch.members) })),
    settings,
  })
}

function wholeGroups(
  state: EditState,
  customers: readonly PlanCustomer[],
): readonly (readonly PlanCustomer[])[] {
  const { groupOf, positionOf } = groupsOf(state.facts.customers)
  const groups = new Map<number, PlanCustomer[]>()
  for (const customer of customers) {
    const group = intAt(groupOf, positionOf.get(customer.id) ?? -1)
    const list = groups.get(group)
    if (list === undefined) groups.set(group, [customer])
    else list.push(customer)
  }
  return [...groups.values()]
}

/** The batch with the fewest customers in which a group fits; of equals the first. */
function roomiest(
  state: EditState,
  open: readonly PlannedBatch[],
  changed: ReadonlyMap<BatchId, readonly PlanCustomer[]>,
  group: readonly PlanCustomer[],
): PlannedBatch | undefined {
  const environment = group[0]?.environment
  const sizeOf = (batch: PlannedBatch): number =>
    changed.get(batch.id)?.length ?? batch.members.length
  return open
    .filter((batch) => state.members(batch)[0]?.environment === environment)
    .toSorted((a, b) => sizeOf(a) - sizeOf(b) || a.ordinal - b.ordinal)
    .find((batch) => {
      const members = [...(changed.get(batch.id) ?? state.members(batch)), ...group]
      return misfit(state, batch.id, false, members) === undefined
    })
}
