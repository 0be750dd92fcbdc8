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

type Sides = Pick<Group, 'before' | 'after'>
type Options = {
  readonly moved: ReadonlySet<CustomerId>
  /** Exposure after / exposure before. */
  readonly ratio: number
  readonly spread: number
  readonly alpha: number
  readonly drift: number
  readonly least: number
}
type Lines = Pick<RisenCustomer, 'customer' | 'before' | 'after'>

/** Lines of each customer of the batch; those only guessed at are left out. */
function linesOf({ before, after }: Sides, moved: ReadonlySet<CustomerId>): readonly Lines[] {
  const earlier = new Map(before.customers.map((c) => [c.customer, c.count]))
  return after.customers
    .filter((c) => !c.unsure && moved.has(c.customer) && isTold(before, c.customer))
    .map(({ customer, count }) => ({
      customer,
      before: earlier.get(customer) ?? 0,
      after: count,
    }))
}

/** Half a line stands for none, so that growth from nothing has a number. */
const growthOf = ({ before, after }: Omit<Lines, 'customer'>, expected: number): number =>
  after / (Math.max(before, 0.5) * expected)

const byGrowth = (a: RisenCustomer, b: RisenCustomer): number =>
  b.growth - a.growth || (a.customer < b.customer ? -1 : 1)

/**
 * Customers of the batch whose own lines of a known group grew at least `least` times, clearly. With `apart` they must also have
 * grown beyond all others of the group, so that a restart which hits everybody says nothing about one of them.
 */
export function customerRise(
  group: Sides,
  { moved, ratio, spread, alpha, drift, least, apart }: Options & { readonly apart: boolean },
): readonly RisenCustomer[] {
  return linesOf(group, moved)
    .flatMap((own): RisenCustomer[] => {
      const others = (group.after.count - own.after + 0.5) / (group.before.count - own.before + 0.5)
      const expected = apart ? Math.max(ratio, others) : ratio
      const growth = growthOf(own, expected)
      const isClear = () =>
        riseChance(own.before, own.after, { ratio: expected, drift, spread }) < alpha
      return growth >= least && isClear() ? [{ ...own, growth }] : []
    })
    .sort(byGrowth)
}

/** So unlikely must it be that as many customers have the line at all. */
const sharedChance = 0.01

/**
 * Customers of the batch as one: each has a line or two that says nothing, and all of them have it at once. Their lines must have grown, and
 * their number too, because lines of one customer come in clumps; both beyond what customers outside the batch have seen.
 */
export function batchRise(
  group: Sides,
  { moved, ratio, spread, alpha, drift, least }: Options,
): readonly RisenCustomer[] {
  const own = linesOf(group, moved)
  if (own.length < 2) return []
  const before = group.before.customers.filter((c) => moved.has(c.customer))
  const sum = {
    before: before.reduce((n, c) => n + c.count, 0),
    after: own.reduce((n, c) => n + c.after, 0),
  }
  const outside = {
    before: Math.max(0, group.before.count - sum.before),
    after: Math.max(0, group.after.count - sum.after),
  }
  // Where nobody else has the line, nothing speaks for another growth than that of the time.
  const others = (outside.after + ratio / 2) / (outside.before + 0.5)
  const expected = Math.max(ratio, others)
  const options = { ratio: expected, drift, spread }
  if (
    growthOf(sum, expected) < least ||
    riseChance(sum.before, sum.after, options) >= alpha ||
    riseChance(before.length, own.length, { ...options, spread: 1 }) >= sharedChance
  )
    return []
  return own
    .map((lines): RisenCustomer => ({ ...lines, growth: growthOf(lines, expected) }))
    .filter(({ growth }) => growth >= least)
    .sort(byGrowth)
}
