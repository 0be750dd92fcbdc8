import { counted } from '../../base/counted.ts'
import type { EnvironmentId } from '../../domain/ids.ts'
import type { PlanCustomer, PlanFinding } from '../types.ts'
import { at, intAt } from './at.ts'
import { firstOf } from './first-of.ts'
import { groupsOf } from './moving-groups.ts'
import type { Ruled, RuledBatch } from './rules.ts'

/**
 * The largest customers of an environment, as many as it has batches, should be in different ones (method.txt). Only those that are
 * truly larger than the next count: among equals nobody is the largest.
 */
export function largestTogether({ facts, batches }: Ruled): readonly PlanFinding[] {
  const { customers } = facts
  const byEnvironment = new Map<EnvironmentId, RuledBatch[]>()
  for (const own of batches) {
    const [first] = own.positions
    if (own.batch.pilot || own.begun || first === undefined) continue
    const { environment } = at(customers, first)
    const list = byEnvironment.get(environment)
    if (list === undefined) byEnvironment.set(environment, [own])
    else list.push(own)
  }
  return [...byEnvironment.values()].flatMap((own) => together(customers, own))
}

/** The largest customer of a group, and the batch in which it is. */
type Head = { readonly customer: PlanCustomer; readonly own: RuledBatch }

const largestFirst = (a: PlanCustomer, b: PlanCustomer): number =>
  b.accounts - a.accounts || b.monthlyMinutes - a.monthlyMinutes

function together(
  customers: readonly PlanCustomer[],
  batches: readonly RuledBatch[],
): readonly PlanFinding[] {
  const { groupOf } = groupsOf(customers)
  // A group alone in its batch takes nothing from the others.
  const shared = batches.filter(({ positions: [first, ...more] }) =>
    more.some((p) => groupOf[p] !== groupOf[first ?? -1]),
  )
  const heads = firstOf(headsOf(customers, groupOf, shared), shared.length + 1, (a, b) =>
    largestFirst(a.customer, b.customer),
  )
  const next = heads[shared.length]?.customer
  const largest = heads
    .slice(0, shared.length)
    .filter(({ customer }) => next === undefined || largestFirst(customer, next) < 0)
  const homes = new Map<string, PlanCustomer>()
  return largest.flatMap(({ own: { batch }, customer }) => {
    const other = homes.get(batch.id)
    homes.set(batch.id, other ?? customer)
    if (other === undefined) return []
    return [
      {
        severity: 'warning' as const,
        message: `${other.id} (${counted(other.accounts, 'account')}) and ${customer.id} (${counted(customer.accounts, 'account')}), two of the largest customers, are both in ${batch.id}`,
        where: { batch: batch.id, customer: customer.id },
        next: 'move one of them into a batch without a large customer',
      },
    ]
  })
}

function* headsOf(
  customers: readonly PlanCustomer[],
  groupOf: Int32Array,
  batches: readonly RuledBatch[],
): Iterable<Head> {
  for (const own of batches) {
    const best = new Map<number, PlanCustomer>()
    for (const position of own.positions) {
      const customer = at(customers, position)
      const group = intAt(groupOf, position)
      const known = best.get(group)
      if (known === undefined || largestFirst(customer, known) < 0) best.set(group, customer)
    }
    for (const customer of best.values()) yield { customer, own }
  }
}
