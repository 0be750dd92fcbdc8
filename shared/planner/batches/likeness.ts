import type { PlanCustomer, PlanFacts } from '../types.ts'
import { at, floatAt, intAt } from './at.ts'
import type { GroupSet } from './group-set.ts'
import { membersOf } from './moving-groups.ts'

/** Sorts groups so that what a batch should have in common stands together. Ties by position. */
export function likeness(facts: PlanFacts, set: GroupSet): (a: number, b: number) => number {
  const { composeBy } = facts.settings
  if (composeBy === 'size')
    return (a, b) => intAt(set.accounts, a) - intAt(set.accounts, b) || a - b
  if (composeBy === 'traffic')
    return (a, b) => floatAt(set.minutes, a) - floatAt(set.minutes, b) || a - b
  if (composeBy === 'even') return (a, b) => a - b
  const word = (customer: PlanCustomer): string =>
    composeBy === 'product' ? customer.product : (customer.tags?.[0] ?? '')
  // A group counts by its first member that has the word: a reseller's own product is rarely its customers'.
  const words: string[] = Array.from({ length: set.count }, (_, group) => {
    for (const position of membersOf(set, group)) {
      const its = word(at(facts.customers, position))
      if (its !== '') return its
    }
    return ''
  })
  return (a, b) => {
    const [x, y] = [at(words, a), at(words, b)]
    if (x === y) return a - b
    // Customers without a tag come last.
    if (x === '' || y === '') return x === '' ? 1 : -1
    return x < y ? -1 : 1
  }
}
