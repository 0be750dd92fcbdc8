import type { PlanFacts } from '../types.ts'
import { at, floatAt, intAt } from './at.ts'
import { workMs } from './capacity.ts'
import { groupIndex, membersOf } from './moving-groups.ts'
import type { GroupIndex } from './moving-groups.ts'

/** Groups that are to be put into batches, with what composing asks of them, in columns by group. */
export type GroupSet = GroupIndex & {
  /** Place of its environment in the project. */
  readonly environment: Int32Array
  /** Of all members, ms; and of the longest of them. */
  readonly work: Float64Array
  readonly longest: Float64Array
  /** Of its largest customer: by these a customer is large. */
  readonly accounts: Int32Array
  readonly minutes: Float64Array
  /** 1 where a member has an account that probes may use. */
  readonly measured: Int32Array
}

export function groupSet(facts: PlanFacts, isIncluded: (position: number) => boolean): GroupSet {
  const { customers } = facts
  const index = groupIndex(customers, isIncluded)
  const order = new Map(facts.spec.environments.map((e, i) => [e.id, i]))
  const environment = new Int32Array(index.count)
  const work = new Float64Array(index.count)
  const longest = new Float64Array(index.count)
  const accounts = new Int32Array(index.count).fill(-1)
  const minutes = new Float64Array(index.count)
  const measured = new Int32Array(index.count)
  for (let group = 0; group < index.count; group++)
    for (const position of membersOf(index, group)) {
      const customer = at(customers, position)
      const own = workMs(facts, customer)
      environment[group] = order.get(customer.environment) ?? 0
      work[group] = floatAt(work, group) + own
      longest[group] = Math.max(floatAt(longest, group), own)
      if (customer.probeAccount !== undefined) measured[group] = 1
      const more = customer.accounts - intAt(accounts, group)
      if (more < 0 || (more === 0 && customer.monthlyMinutes <= floatAt(minutes, group))) continue
      accounts[group] = customer.accounts
      minutes[group] = customer.monthlyMinutes
    }
  return { ...index, environment, work, longest, accounts, minutes, measured }
}

export const sizeOf = (set: GroupIndex, group: number): number =>
  intAt(set.start, group + 1) - intAt(set.start, group)

/** By the largest customer; ties by position in the input. */
export const largestFirst =
  (set: GroupSet) =>
  (a: number, b: number): number =>
    intAt(set.accounts, b) - intAt(set.accounts, a) ||
    floatAt(set.minutes, b) - floatAt(set.minutes, a) ||
    a - b

/** True when the largest customer of `a` is really larger than that of `b`. */
export const isLarger = (set: GroupSet, a: number, b: number): boolean =>
  intAt(set.accounts, a) > intAt(set.accounts, b) ||
  (intAt(set.accounts, a) === intAt(set.accounts, b) &&
    floatAt(set.minutes, a) > floatAt(set.minutes, b))
