import type { MovingGroup } from './moving-groups.ts'

export type Pilot = { readonly groups: readonly MovingGroup[]; readonly notes: readonly string[] }

const smallestFirst = (a: MovingGroup, b: MovingGroup): number =>
  a.members.length - b.members.length ||
  a.accounts - b.accounts ||
  a.minutes - b.minutes ||
  a.first - b.first

/**
 * Chooses the pilot: customers without ties first, small before large, exactly `size` of them. Only where there are too few
 * without ties do whole groups fill up, as few customers of groups as possible; where no sum of groups fits, the pilot is
 * smaller and the note says so.
 */
export function choosePilot(groups: readonly MovingGroup[], size: number): Pilot {
  const sorted = groups.toSorted(smallestFirst)
  const singles = sorted.filter((group) => group.members.length === 1)
  const ties = sorted.filter((group) => group.members.length > 1 && group.members.length <= size)
  // Groups by the number of customers they give in all: the first way to reach a sum is kept.
  const ways = new Map<number, readonly MovingGroup[]>([[0, []]])
  if (singles.length < size)
    for (const group of ties)
      for (const [sum, chosen] of [...ways].toSorted(([a], [b]) => b - a)) {
        const more = sum + group.members.length
        if (more <= size && !ways.has(more)) ways.set(more, [...chosen, group])
      }
  const total = (sum: number): number => sum + Math.min(singles.length, size - sum)
  const best = [...ways.keys()].toSorted((a, b) => total(b) - total(a) || a - b).at(0) ?? 0
  const chosen = [...singles.slice(0, size - best), ...(ways.get(best) ?? [])]
  const count = total(best)
  const all = groups.reduce((sum, group) => sum + group.members.length, 0)
  if (count === size || count === all) return { groups: chosen, notes: [] }
  const smallest = sorted.at(0)
  if (count === 0 && smallest !== undefined)
    return {
      groups: [smallest],
      notes: [
        `the pilot has ${smallest.members.length} customers instead of ${size}: the smallest group that moves together is larger`,
      ],
    }
  return {
    groups: chosen,
    notes: [
      `the pilot has ${count} customers instead of ${size}: no choice of whole groups gives more`,
    ],
  }
}
