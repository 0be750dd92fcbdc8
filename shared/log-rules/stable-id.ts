/**
 * Ten characters from a text: the same on every host and in every run. 53 bits (cyrb53): among 100,000 texts a clash has a
 * chance of one in two million.
 */
export const stableId = (text: string): string =>
  hash53(text).toString(36).padStart(11, '0').slice(-10)

/** A number below 2^53 from a text. */
export function hash53(text: string): number {
  let a = 0xdeadbeef
  let b = 0x41c6ce57
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i)
    a = Math.imul(a ^ unit, 2654435761)
    b = Math.imul(b ^ unit, 1597334677)
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909)
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909)
  return 4294967296 * (2097151 & b) + (a >>> 0)
}
