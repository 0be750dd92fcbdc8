import { at, floatAt, intAt } from './at.ts'
import { boundMs } from './capacity.ts'
import type { Composing } from './compose.ts'
import { sizeOf } from './group-set.ts'

/** A batch in the making. */
export type Bin = {
  readonly groups: number[]
  /** Its place when it was opened: pins name it. */
  readonly place: number
  customers: number
  accounts: number
  workMs: number
  longestMs: number
  /** Customers that it should have in the end. */
  aim: number
}

export interface Bins {
  readonly count: number
  at(bin: number): Bin
  all(): readonly Bin[]
  open(count: number): void
  openOne(): number
  put(bin: number, group: number): void
  fits(bin: number, group: number): boolean
  /** Customers that are still wanted; below zero when it has more than its share. */
  aimed(bin: number): number
  /** Gives each batch its even share of all customers. */
  aim(customers: number): void
  /** Shares out single customers so that the smaller batches come level with the larger. */
  level(singles: number): void
}

type Limits = Pick<Composing, 'set' | 'firstSize' | 'maxSize' | 'capacityMs' | 'width'>

export function createBins({ set, firstSize, maxSize, capacityMs, width }: Limits): Bins {
  const bins: Bin[] = []
  const limit = (bin: number): number =>
    bin === 0 && firstSize !== undefined ? Math.min(firstSize, maxSize) : maxSize
  const openOne = (): number =>
    bins.push({
      groups: [],
      place: bins.length,
      customers: 0,
      accounts: 0,
      workMs: 0,
      longestMs: 0,
      aim: 0,
    }) - 1
  return {
    get count() {
      return bins.length
    },
    at: (i) => at(bins, i),
    all: () => bins,
    open(count) {
      while (bins.length < count) openOne()
    },
    openOne,
    put(i, group) {
      const bin = at(bins, i)
      bin.groups.push(group)
      bin.customers += sizeOf(set, group)
      bin.accounts += intAt(set.accounts, group)
      bin.workMs += floatAt(set.work, group)
      bin.longestMs = Math.max(bin.longestMs, floatAt(set.longest, group))
    },
    fits(i, group) {
      const bin = at(bins, i)
      // A group on its own was measured exactly; the quick bound may be too careful for it.
      if (bin.customers + sizeOf(set, group) > limit(i)) return false
      if (bin.groups.length === 0) return true
      const longest = Math.max(bin.longestMs, floatAt(set.longest, group))
      return boundMs(bin.workMs + floatAt(set.work, group), longest, width) <= capacityMs
    },
    aimed: (i) => at(bins, i).aim - at(bins, i).customers,
    aim(customers) {
      const first = Math.min(customers, limit(0))
      const fixed = firstSize !== undefined && bins.length > 0
      const others = bins.length - (fixed ? 1 : 0)
      const left = fixed ? customers - first : customers
      bins.forEach((bin, i) => {
        const place = fixed ? i - 1 : i
        bin.aim =
          place < 0
            ? first
            : Math.floor((left * (place + 1)) / others) - Math.floor((left * place) / others)
      })
    },
    level(singles) {
      let left = singles
      const [first] = bins
      const rest = firstSize === undefined ? bins : bins.slice(1)
      if (first !== undefined && firstSize !== undefined) {
        first.aim = Math.max(first.customers, Math.min(limit(0), first.customers + left))
        left -= first.aim - first.customers
      }
      levelOut(rest, left, maxSize)
    },
  }
}

/** Water into vessels of different height: the lowest first, none above `most`. What finds no room stays outside. */
function levelOut(bins: readonly Bin[], water: number, most: number): void {
  const sorted = bins.toSorted((a, b) => a.customers - b.customers || a.place - b.place)
  let left = water
  let under = 0
  let height = sorted[0]?.customers ?? 0
  while (under < sorted.length) {
    while (under < sorted.length && at(sorted, under).customers <= height) under += 1
    const next = Math.min(most, sorted[under]?.customers ?? most)
    if (next <= height) break
    const need = (next - height) * under
    if (need > left) break
    left -= need
    height = next
  }
  sorted.forEach((bin, i) => {
    const share =
      i < under && under > 0 && height < most
        ? Math.floor((left * (i + 1)) / under) - Math.floor((left * i) / under)
        : 0
    bin.aim = Math.max(bin.customers, Math.min(most, height + share))
  })
}
