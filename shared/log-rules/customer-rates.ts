import type { CustomerId } from '../domain/ids.ts'
import type { Group } from './groups.ts'
import { isTold } from './merged-tally.ts'
import { riseChance } from './rates.ts'

export type RisenCustomer = {
  readonly customer: CustomerId
  readonly before: number
  readonly after: number
  readonly growth: number
}

/**
 * Customers of the batch whose own lines of a known group grew at least `least` times, clearly. With `apart` they must also have
 * grown beyond all others of the group, so that a restart which hits everybody says nothing about one of them. Customers only
 * guessed at are left out.
 */
export function customerRise(
  group: Pick<Group, 'before' | 'after'>,
  options: {
    readonly moved: ReadonlySet<CustomerId>
    /** Exposure after / exposure before. */
    readonly ratio: number
    readonly spread: number
    readonly alpha: number
    readonly drift: number
    readonly least: number
    readonly apart: boolean
  },
): readonly RisenCustomer[] {
  const { moved, ratio, spread, alpha, drift, least, apart } = options
  const earlier = new Map(group.before.customers.map((c) => [c.customer, c.count]))
  const risen: RisenCustomer[] = []
  for (const { customer, count: after, unsure } of group.after.customers) {
    if (unsure || !moved.has(customer) || !isTold(group.before, customer)) continue
    const before = earlier.get(customer) ?? 0
    const others = (group.after.count - after + 0.5) / (group.before.count - before + 0.5)
    const expected = apart ? Math.max(ratio, others) : ratio
    // Half a line stands for none, so that growth from nothing has a number.
    const growth = after / (Math.max(before, 0.5) * expected)
    if (growth < least) continue
    if (riseChance(before, after, { ratio: expected, drift, spread }) < alpha)
      risen.push({ customer, before, after, growth })
  }
  return risen.sort((a, b) => b.growth - a.growth || (a.customer < b.customer ? -1 : 1))
}
