import { bad, ok } from '../../base/result.ts'
import type { Result } from '../../base/result.ts'
import type { BatchId, CustomerId, EnvironmentId } from '../../domain/ids.ts'
import type { PlanningSettings } from '../../domain/planning.ts'
import { problem } from '../../domain/problems.ts'
import type { Problem } from '../../domain/problems.ts'
import { formatMs } from '../../domain/time.ts'
import { batchLoadMs } from '../placement/load.ts'
import type { PlanCustomer, PlanFacts, PlannedBatch } from '../types.ts'
import { intAt } from './at.ts'
import { hasBegun } from './begun.ts'
import { capacityOf, mostCustomers } from './capacity.ts'
import { groupsOf } from './moving-groups.ts'
import { named } from './words.ts'

export type Edited = {
  readonly batches: readonly PlannedBatch[]
  readonly settings: PlanningSettings
  /** Batches that placement has to look at again; every other one keeps its windows while they are legal. */
  readonly place: readonly BatchId[]
}

/** What an edit starts from, with the look-ups that all of them need. */
export type EditState = {
  readonly facts: PlanFacts
  readonly batches: readonly PlannedBatch[]
  readonly settings: PlanningSettings
  readonly batch: (id: BatchId) => PlannedBatch | undefined
  readonly homeOf: (id: CustomerId) => PlannedBatch | undefined
  readonly customer: (id: CustomerId) => PlanCustomer | undefined
  readonly members: (batch: PlannedBatch) => readonly PlanCustomer[]
  readonly isBegun: (batch: PlannedBatch) => boolean
}

export function editState(
  facts: PlanFacts,
  batches: readonly PlannedBatch[],
  settings: PlanningSettings = facts.settings,
): EditState {
  const { positionOf } = groupsOf(facts.customers)
  const byId = new Map(batches.map((batch) => [batch.id, batch]))
  const home = new Map(batches.flatMap((batch) => batch.members.map((id) => [id, batch] as const)))
  const customer = (id: CustomerId): PlanCustomer | undefined => {
    const position = positionOf.get(id)
    return position === undefined ? undefined : facts.customers[position]
  }
  const members = (batch: PlannedBatch): readonly PlanCustomer[] =>
    batch.members.map(customer).filter((c) => c !== undefined)
  return {
    facts,
    batches,
    settings,
    batch: (id) => byId.get(id),
    homeOf: (id) => home.get(id),
    customer,
    members,
    isBegun: (batch) => hasBegun(facts, batch.id, members(batch)),
  }
}

export const refuse = (message: string, next: string): { ok: false; problem: Problem } =>
  bad(problem('precondition', message, { safe: 'the plan is as it was', next }))

/** The customers that an edit names; a problem for those that are not in the project. */
export function chosenOf(
  state: EditState,
  ids: readonly CustomerId[],
): Result<readonly PlanCustomer[], Problem> {
  const unknown = ids.filter((id) => state.customer(id) === undefined)
  if (unknown.length > 0)
    return bad(
      problem('not-found', `no customer ${named(unknown)} in the project`, {
        safe: 'the plan is as it was',
        next: 'name customers by their id, as in customers.csv',
      }),
    )
  return ok([...new Set(ids)].map(state.customer).filter((c) => c !== undefined))
}

/** A batch that may be edited: it exists and has not begun. */
export function editable(state: EditState, id: BatchId): Result<PlannedBatch, Problem> {
  const batch = state.batch(id)
  if (batch === undefined)
    return bad(
      problem('not-found', `no batch ${id} in the plan`, {
        safe: 'the plan is as it was',
        next: `the plan has ${named(
          state.batches.map((b) => b.id),
          8,
        )}`,
      }),
    )
  if (state.isBegun(batch))
    return refuse(
      `${id} has begun: customers of it are on the move or on the target`,
      'edit batches that have not begun; a customer that moved is returned first',
    )
  return ok(batch)
}

/** Why pinned customers stay where they are. */
export function heldByPins(
  state: EditState,
  customers: readonly PlanCustomer[],
): { ok: false; problem: Problem } | undefined {
  const chosen = new Set(customers.map((c) => c.id))
  const pins = state.settings.pins.filter((pin) => chosen.has(pin.customer))
  const [first] = pins
  if (first === undefined) return undefined
  return refuse(
    `${named(pins.map((pin) => pin.customer))}: pinned to ${first.batch}`,
    'unpin them first',
  )
}

/** Why these customers cannot be one batch: one environment, sizes, windows. Undefined when they can. */
export function misfit(
  { facts }: EditState,
  id: BatchId,
  pilot: boolean,
  members: readonly PlanCustomer[],
): { ok: false; problem: Problem } | undefined {
  const environments = byEnvironment(members)
  if (!pilot && environments.size > 1)
    return refuse(
      `${id} would hold customers of ${named([...environments.keys()])}, and a batch has one environment`,
      'name customers of one environment',
    )
  // What moves together may be larger: it is a batch of its own with a warning, as when it is drafted.
  const { groupOf, positionOf } = groupsOf(facts.customers)
  if (new Set(members.map((c) => intAt(groupOf, positionOf.get(c.id) ?? -1))).size <= 1)
    return undefined
  const most = mostCustomers(facts, pilot)
  if (members.length > most)
    return refuse(
      `${id} would have ${members.length} customers, and a batch has ${most} at most`,
      'choose a batch with more room, or split it',
    )
  for (const [environment, own] of environments) {
    const load = batchLoadMs(facts, own)
    const { usualMs } = capacityOf(facts, environment)
    if (load > usualMs)
      return refuse(
        `${id} would take ${formatMs(load)}, and the shortest window of ${environment} leaves ${formatMs(Math.max(0, usualMs))} behind the reserve`,
        'choose a batch with more room, or split it',
      )
  }
  return undefined
}

export function byEnvironment(
  customers: readonly PlanCustomer[],
): ReadonlyMap<EnvironmentId, readonly PlanCustomer[]> {
  const found = new Map<EnvironmentId, PlanCustomer[]>()
  for (const customer of customers) {
    const list = found.get(customer.environment)
    if (list === undefined) found.set(customer.environment, [customer])
    else list.push(customer)
  }
  return found
}
