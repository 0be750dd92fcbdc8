/** A word of a language, not a number or a sign. */
export const isWord = (place: string): boolean => /[\p{L}]/u.test(place)

/** Whether values seen so far are a closed set, so that another one is a surprise: few, and each of them often. */
export function isClosedSet(seen: ReadonlyMap<string, number>): boolean {
  if (seen.size === 0 || seen.size > 16) return false
  let total = 0
  let least = Infinity
  for (const count of seen.values()) {
    total += count
    least = Math.min(least, count)
  }
  // Good and Turing: the share of what was never seen is about the share of what was seen once.
  return least >= 3 && total >= 10 * seen.size
}
