import { at } from './at.ts'

export interface Heap {
  readonly size: number
  push(item: number): void
  /** The item with the smallest key leaves. */
  pop(): number | undefined
}

/**
 * Items by their smallest key first; equal keys by the smaller item, so that the answer never depends on the order of pushes. A
 * key may change only while its item is out.
 */
export function createHeap(keyOf: (item: number) => number): Heap {
  const items: number[] = []
  const before = (a: number, b: number): boolean => {
    const [x, y] = [keyOf(a), keyOf(b)]
    return x < y || (x === y && a < b)
  }
  const swap = (i: number, j: number): void => {
    const kept = at(items, i)
    items[i] = at(items, j)
    items[j] = kept
  }
  return {
    get size() {
      return items.length
    },
    push(item) {
      items.push(item)
      let i = items.length - 1
      while (i > 0) {
        const up = (i - 1) >> 1
        if (!before(at(items, i), at(items, up))) break
        swap(i, up)
        i = up
      }
    },
    pop() {
      const first = items[0]
      const last = items.pop()
      if (first === undefined || last === undefined) return undefined
      if (items.length === 0) return first
      items[0] = last
      let i = 0
      for (;;) {
        let least = i
        for (const child of [2 * i + 1, 2 * i + 2])
          if (child < items.length && before(at(items, child), at(items, least))) least = child
        if (least === i) return first
        swap(i, least)
        i = least
      }
    },
  }
}
