import type { PlanningSettings } from '../../domain/planning.ts'
import { at, floatAt } from './at.ts'
import { createBins } from './bins.ts'
import type { Bin, Bins } from './bins.ts'
import { sizeOf } from './group-set.ts'
import type { GroupSet } from './group-set.ts'
import { createHeap } from './heap.ts'

/** What is composed: the groups of one environment that are not in the pilot. */
export type Composing = {
  readonly set: GroupSet
  /** The largest customer first. */
  readonly groups: readonly number[]
  /** Pinned groups, by the place of their batch among those of the environment. */
  readonly seeds: ReadonlyMap<number, readonly number[]>
  /** Customers of the first batch, where it is the first after the pilot. */
  readonly firstSize: number | undefined
  readonly maxSize: number
  /** Time that a batch may take, ms. */
  readonly capacityMs: number
  readonly width: number
  /** True when a group takes no longer than the window, where the quick bound says it might. */
  readonly isShortEnough: (group: number) => boolean
  readonly composeBy: PlanningSettings['composeBy']
  /** What customers of one batch should have in common: sorts like beside like. */
  readonly likeness: (a: number, b: number) => number
}

/**
 * Puts the groups of one environment into as few batches as their sizes and windows allow: even in size, the largest customers one
 * to a batch. Groups that fill a batch alone come last.
 */
export function composeEnvironment(input: Composing, atLeast: number): readonly Bin[] {
  const tries = [atLeast]
  let bins = pack(input, atLeast)
  // Batches that had to be opened on the way are small; knowing their number, all can be even.
  for (let more = bins.opened; more > 0 && tries.length < 3;) {
    const count = at(tries, tries.length - 1) + more
    const again = pack(input, count)
    tries.push(count)
    more = again.opened
    if (again.all.length <= bins.all.length) bins = again
  }
  return bins.all
}

function pack(input: Composing, atLeast: number): { all: readonly Bin[]; opened: number } {
  const { set, groups, seeds } = input
  const seeded = new Set([...seeds.values()].flat())
  const loose = groups.filter((group) => !seeded.has(group))
  const isAlone = (group: number): boolean =>
    sizeOf(set, group) > input.maxSize || !input.isShortEnough(group)
  const alone = loose.filter(isAlone)
  const bins = createBins(input)
  const shared = loose.filter((group) => !isAlone(group))
  const filled = [...shared, ...seeded].reduce((sum, group) => sum + sizeOf(set, group), 0)
  bins.open(Math.max(atLeast - alone.length, fewest(input, filled), highestSeed(seeds)))
  for (const [place, pinned] of seeds) for (const group of pinned) bins.put(place, group)
  const before = bins.count
  const together = groups.filter((group) => !isAlone(group) || seeded.has(group))
  const rest = spreadLargest(bins, shared, new Set(together.slice(0, bins.count)))
  bins.aim(filled)
  if (input.composeBy === 'even') fillEvenly(set, bins, rest)
  else fillAlike(set, bins, rest.toSorted(input.likeness))
  const opened = bins.count - before
  for (const group of alone) bins.put(bins.openOne(), group)
  return { all: bins.all().filter((bin) => bin.groups.length > 0), opened }
}

/** Batches without which so many customers surely have no place. */
const fewest = ({ firstSize, maxSize }: Composing, customers: number): number => {
  if (customers === 0) return 0
  if (firstSize === undefined) return Math.ceil(customers / maxSize)
  return 1 + Math.ceil(Math.max(0, customers - firstSize) / maxSize)
}

const highestSeed = (seeds: Composing['seeds']): number =>
  Math.max(0, ...[...seeds.keys()].map((i) => i + 1))

/** The largest customers, one to a batch, the largest of all in the last one: by then the team has practice. Answers what is left. */
function spreadLargest(
  bins: Bins,
  groups: readonly number[],
  largest: ReadonlySet<number>,
): number[] {
  const places = Array.from({ length: bins.count }, (_, i) => i).filter(
    (i) => !bins.at(i).groups.some((group) => largest.has(group)),
  )
  const left = new Set<number>()
  for (const group of groups.filter((g) => largest.has(g)).toReversed()) {
    // A first batch that is too small for a whole group gives way to the next.
    const found = places.findIndex((i) => bins.fits(i, group))
    const [bin] = found === -1 ? [] : places.splice(found, 1)
    if (bin === undefined) left.add(group)
    else bins.put(bin, group)
  }
  return groups.filter((group) => left.has(group) || !largest.has(group))
}

/**
 * Groups that must stay whole first, while there is room; single customers then level sizes and accounts, the largest first. Accounts are
 * what differs in the work of a customer; the time of a window is a limit, not what is levelled: its longest customer rules it.
 */
function fillEvenly(set: GroupSet, bins: Bins, groups: readonly number[]): void {
  const bulky = groups.filter((group) => sizeOf(set, group) > 1)
  placeBulky(set, bins, bulky)
  const singles = groups.filter((group) => sizeOf(set, group) === 1)
  bins.level(singles.length)
  const heap = createHeap((bin) => bins.at(bin).accounts)
  for (let i = 0; i < bins.count; i++) if (bins.aimed(i) > 0) heap.push(i)
  const left: number[] = []
  for (const group of singles) {
    const bin = heap.pop()
    if (bin === undefined || !bins.fits(bin, group)) left.push(group)
    else bins.put(bin, group)
    if (bin !== undefined && bins.aimed(bin) > 0) heap.push(bin)
  }
  placeBulky(set, bins, left)
}

/** Into the batch with the most room; a new one where none has enough. */
function placeBulky(set: GroupSet, bins: Bins, groups: readonly number[]): void {
  if (groups.length === 0) return
  const sorted = groups.toSorted(
    (a, b) =>
      sizeOf(set, b) - sizeOf(set, a) || floatAt(set.work, b) - floatAt(set.work, a) || a - b,
  )
  const heap = createHeap((bin) => -bins.aimed(bin))
  for (let i = 0; i < bins.count; i++) heap.push(i)
  for (const group of sorted) {
    const looked: number[] = []
    let found: number | undefined
    // The first may lack time, or be the small first batch: a few more are looked at, never all.
    while (found === undefined && looked.length < 8) {
      const bin = heap.pop()
      if (bin === undefined) break
      looked.push(bin)
      if (bins.fits(bin, group)) found = bin
    }
    if (found === undefined) {
      found = bins.openOne()
      looked.push(found)
    }
    bins.put(found, group)
    for (const bin of looked) heap.push(bin)
  }
}

/** Neighbours in the order of likeness share a batch, each filled to its aim. */
function fillAlike(set: GroupSet, bins: Bins, groups: readonly number[]): void {
  const left: number[] = []
  const end = bins.count
  let bin = 0
  for (const group of groups) {
    while (bin < end && bins.aimed(bin) <= 0) bin += 1
    if (bin < end && bins.fits(bin, group)) bins.put(bin, group)
    else {
      left.push(group)
      // Too bulky for what is left of it: a single customer that does not fit finds it full of work.
      if (bin < end && sizeOf(set, group) === 1) bin += 1
    }
  }
  placeBulky(set, bins, left)
}
