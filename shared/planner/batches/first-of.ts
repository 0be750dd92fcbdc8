import { at } from './at.ts'

/** The first `count` items in an order, without sorting all: what comes behind those that are kept is passed over. */
export function firstOf<T>(
  items: Iterable<T>,
  count: number,
  order: (a: T, b: T) => number,
): readonly T[] {
  if (count <= 0) return []
  let kept: T[] = []
  let last: T | undefined
  for (const item of items) {
    if (last !== undefined && order(item, last) > 0) continue
    kept.push(item)
    if (kept.length < 4 * count + 64) continue
    kept = kept.toSorted(order).slice(0, count)
    last = at(kept, count - 1)
  }
  return kept.toSorted(order).slice(0, count)
}
