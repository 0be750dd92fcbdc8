import type { CustomerId } from '../../domain/ids.ts'
import type { Customer } from '../../domain/project.ts'
import { at, intAt } from './at.ts'

/** Customers that must move in one batch. */
export type MovingGroup = {
  /** In the order of the input. */
  readonly members: readonly CustomerId[]
  readonly accounts: number
  readonly minutes: number
  /** Position of its first member in the input: the tie-break that keeps every answer deterministic. */
  readonly first: number
}

/** The same in columns, for a million customers. Customers are named by their position, groups by a number from 0 on. */
export type GroupIndex = {
  readonly count: number
  readonly positionOf: ReadonlyMap<CustomerId, number>
  /** Group of a customer; -1 where it was left out. */
  readonly groupOf: Int32Array
  /** Members of group g: `members` from `start[g]` to before `start[g + 1]`, in the order of the input. */
  readonly start: Int32Array
  readonly members: Int32Array
}

/** Who is tied to whom; kept as long as the list of customers is, because every edit asks again. */
type Ties = {
  readonly positionOf: ReadonlyMap<CustomerId, number>
  readonly roots: readonly number[]
  whole: GroupIndex | undefined
}

const known = new WeakMap<readonly Customer[], Ties>()

function tiesOf(customers: readonly Customer[]): Ties {
  const found = known.get(customers)
  if (found !== undefined) return found
  const positionOf = new Map(customers.map((c, i) => [c.id, i]))
  const made = { positionOf, roots: tieRoots(customers, positionOf), whole: undefined }
  known.set(customers, made)
  return made
}

/** The groups of all customers of a list. */
export function groupsOf(customers: readonly Customer[]): GroupIndex {
  const ties = tiesOf(customers)
  ties.whole ??= groupIndex(customers, () => true)
  return ties.whole
}

/**
 * Groups what belongs together: a reseller's whole subtree (an invariant of the method: it lies wholly in one system),
 * linked branch offices with their main office, and all users of one IVR's access number (domain.md 3.5 and 3.8). A
 * customer without such ties is a group of one. Ties to customers that are not in the list, or not to be moved, bind
 * those who share them.
 */
export function groupIndex(
  customers: readonly Customer[],
  isIncluded: (position: number) => boolean,
): GroupIndex {
  const { positionOf, roots } = tiesOf(customers)
  const groupOf = new Int32Array(customers.length).fill(-1)
  const numberOf = new Int32Array(roots.length).fill(-1)
  const sizes: number[] = []
  for (let i = 0; i < customers.length; i++) {
    if (!isIncluded(i)) continue
    const root = at(roots, i)
    let group = intAt(numberOf, root)
    if (group === -1) {
      group = sizes.push(0) - 1
      numberOf[root] = group
    }
    groupOf[i] = group
    sizes[group] = at(sizes, group) + 1
  }
  const start = new Int32Array(sizes.length + 1)
  sizes.forEach((size, group) => {
    start[group + 1] = intAt(start, group) + size
  })
  const next = start.slice()
  const members = new Int32Array(intAt(start, sizes.length))
  groupOf.forEach((group, position) => {
    if (group === -1) return
    const place = intAt(next, group)
    members[place] = position
    next[group] = place + 1
  })
  return { count: sizes.length, positionOf, groupOf, start, members }
}

/** Root of each customer's ties (union-find); what customers are tied through without being one follows behind them. */
function tieRoots(
  customers: readonly Customer[],
  positionOf: ReadonlyMap<CustomerId, number>,
): readonly number[] {
  const parent = customers.map((_, i) => i)
  const find = (node: number): number => {
    let root = node
    while (at(parent, root) !== root) root = at(parent, root)
    // Path compression keeps deep reseller trees cheap.
    for (let i = node; i !== root;) {
      const up = at(parent, i)
      parent[i] = root
      i = up
    }
    return root
  }
  const others = new Map<string, number>()
  const other = (key: string): number => {
    const seen = others.get(key)
    if (seen !== undefined) return seen
    const made = parent.push(parent.length) - 1
    others.set(key, made)
    return made
  }
  const join = (a: number, b: number): void => {
    const [x, y] = [find(a), find(b)]
    // The smaller number stays the root: no answer depends on the order of ties.
    parent[Math.max(x, y)] = Math.min(x, y)
  }
  customers.forEach((customer, i) => {
    for (const id of [customer.parent, customer.mainOffice])
      if (id !== undefined) join(i, positionOf.get(id) ?? other(`customer ${id}`))
    // Access numbers belong to an environment: the same digits in another one are another application.
    if (customer.ivr !== undefined) join(i, other(`ivr ${customer.environment} ${customer.ivr}`))
  })
  return parent.map((_, node) => find(node))
}

/** Positions of a group's members. */
export const membersOf = (index: GroupIndex, group: number): Int32Array =>
  index.members.subarray(intAt(index.start, group), intAt(index.start, group + 1))

/** Position of a group's first member. */
export const firstMember = (index: GroupIndex, group: number): number =>
  intAt(index.members, intAt(index.start, group))

/** Groups as plain data, in the order of their first members. */
export function movingGroups(customers: readonly Customer[]): MovingGroup[] {
  const index = groupsOf(customers)
  return Array.from({ length: index.count }, (_, group) => {
    const own = [...membersOf(index, group)].map((position) => at(customers, position))
    return {
      members: own.map((c) => c.id),
      accounts: own.reduce((sum, c) => sum + c.accounts, 0),
      minutes: own.reduce((sum, c) => sum + c.monthlyMinutes, 0),
      first: intAt(index.members, intAt(index.start, group)),
    }
  })
}
