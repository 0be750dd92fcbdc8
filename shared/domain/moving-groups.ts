import type { CustomerId } from './ids.ts'
import type { Customer } from './project.ts'

/** Customers that must move in one batch. */
export type MovingGroup = {
  /** In the order of the input. */
  readonly members: readonly CustomerId[]
  readonly accounts: number
  readonly minutes: number
  /** Position of its first member in the input: the tie-break that keeps every answer deterministic. */
  readonly first: number
}

/**
 * Groups what belongs together: a reseller's whole subtree (an invariant of the method: it lies wholly in one system),
 * linked branch offices with their main office, and all users of one IVR's access number (domain.md 3.5 and 3.8). A
 * customer without such ties is a group of one. Ties to customers that are not in the list bind those who share them.
 */
export function movingGroups(customers: readonly Customer[]): MovingGroup[] {
  const parent = new Map<string, string>()
  const find = (key: string): string => {
    let root = key
    for (let up = parent.get(root); up !== undefined; up = parent.get(root)) root = up
    // Path compression keeps deep reseller trees cheap.
    let at = key
    while (at !== root) {
      const next = parent.get(at) ?? root
      parent.set(at, root)
      at = next
    }
    return root
  }
  const join = (a: string, b: string): void => {
    const [x, y] = [find(a), find(b)]
    if (x !== y) parent.set(x, y)
  }
  for (const customer of customers) {
    const key = `customer ${customer.id}`
    if (customer.parent !== undefined) join(key, `customer ${customer.parent}`)
    if (customer.mainOffice !== undefined) join(key, `customer ${customer.mainOffice}`)
    // Access numbers belong to an environment: the same digits in another one are another application.
    if (customer.ivr !== undefined) join(key, `ivr ${customer.environment} ${customer.ivr}`)
  }
  const byRoot = new Map<
    string,
    { members: CustomerId[]; accounts: number; minutes: number; first: number }
  >()
  customers.forEach((customer, index) => {
    const root = find(`customer ${customer.id}`)
    const group = byRoot.get(root) ?? { members: [], accounts: 0, minutes: 0, first: index }
    group.members.push(customer.id)
    group.accounts += customer.accounts
    group.minutes += customer.monthlyMinutes
    byRoot.set(root, group)
  })
  return [...byRoot.values()]
}
