import { at, intAt } from './at.ts'
import { firstOf } from './first-of.ts'
import { sizeOf } from './group-set.ts'
import type { GroupSet } from './group-set.ts'

type Filling = {
  readonly set: GroupSet
  /** What there is to choose from, by environment. */
  readonly groups: readonly (readonly number[])[]
  /** Groups that are in already. */
  readonly taken: readonly number[]
  readonly room: number
  readonly prefer: (a: number, b: number) => number
}

/**
 * Fills a pilot up to exactly its size where whole groups allow: single customers first, of every environment by its share; groups
 * only where there are too few of those, as few customers of groups as possible.
 */
export function fillUp({ set, groups, taken, room, prefer }: Filling): readonly number[] {
  if (room <= 0) return []
  const singles = groups.map((own) =>
    firstOf(
      own.filter((group) => sizeOf(set, group) === 1),
      room,
      prefer,
    ),
  )
  const count = singles.reduce((sum, own) => sum + own.length, 0)
  const ties = groups.flat().filter((group) => sizeOf(set, group) > 1 && sizeOf(set, group) <= room)
  const whole = count >= room ? [] : bestSum(set, firstOf(ties, 4 * room, prefer), count, room)
  const used = whole.reduce((sum, group) => sum + sizeOf(set, group), 0)
  return [...whole, ...inTurn(set, singles, [...taken, ...whole], groups, room - used)]
}

/** Groups whose sizes, with the single customers, come nearest to the room; of equal answers the one with the fewest customers. */
function bestSum(
  set: GroupSet,
  groups: readonly number[],
  singles: number,
  room: number,
): readonly number[] {
  // By the number of customers they give in all: the first way to reach a sum is kept.
  const ways = new Map<number, readonly number[]>([[0, []]])
  for (const group of groups)
    for (const [sum, chosen] of [...ways].toSorted(([a], [b]) => b - a)) {
      const more = sum + sizeOf(set, group)
      if (more <= room && !ways.has(more)) ways.set(more, [...chosen, group])
    }
  const total = (sum: number): number => sum + Math.min(singles, room - sum)
  const [best] = [...ways.keys()].toSorted((a, b) => total(b) - total(a) || a - b)
  return ways.get(best ?? 0) ?? []
}

/** Single customers, each from the environment that has least of its share. */
function inTurn(
  set: GroupSet,
  singles: readonly (readonly number[])[],
  taken: readonly number[],
  groups: readonly (readonly number[])[],
  room: number,
): readonly number[] {
  const has = groups.map(() => 0)
  for (const group of taken) {
    const environment = intAt(set.environment, group)
    has[environment] = at(has, environment) + sizeOf(set, group)
  }
  const next = groups.map(() => 0)
  const chosen: number[] = []
  while (chosen.length < room) {
    let neediest: number | undefined
    for (let i = 0; i < groups.length; i++) {
      if (at(next, i) >= at(singles, i).length) continue
      const share = (e: number): number => at(has, e) / at(groups, e).length
      if (neediest === undefined || share(i) < share(neediest)) neediest = i
    }
    if (neediest === undefined) break
    chosen.push(at(at(singles, neediest), at(next, neediest)))
    next[neediest] = at(next, neediest) + 1
    has[neediest] = at(has, neediest) + 1
  }
  return chosen
}
