import { distanceBits, isLiteral, isOther, isSubtable, lengthBits } from './inflate-kernel.ts'

const longestCode = 15
const never = isOther | (1 << 16)

/** What the symbols of a code mean: the entry (inflate-kernel.ts) of each without its code, and what a table of it is. */
export type Alphabet = {
  readonly entries: Int32Array
  readonly rootBits: number
  /** One code of one bit, or none, may do for all there is to say. */
  readonly mayBeIncomplete: boolean
}

/** RFC 1951, 3.2.5: the base of each symbol follows from the extra bits of those before it. */
function* ladder(base: number, extraBits: readonly number[]): Generator<number> {
  let at = base
  for (const bits of extraBits) {
    yield (at << 16) | bits
    at += 1 << bits
  }
}

const steps = (plain: number, each: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, i) => Math.max(0, Math.floor((i - plain) / each) + 1))

/** Bytes, the end of the block, lengths. Two have codes in fixed blocks only, where they must not be used. */
export const lengthAlphabet: Alphabet = {
  entries: Int32Array.from([
    ...Array.from({ length: 256 }, (_, byte) => isLiteral | (byte << 16)),
    isOther,
    ...ladder(3, steps(8, 4, 28)),
    258 << 16,
    never,
    never,
  ]),
  rootBits: lengthBits,
  mayBeIncomplete: true,
}

export const distanceAlphabet: Alphabet = {
  entries: Int32Array.from([...ladder(1, steps(4, 2, 30)), never, never]),
  rootBits: distanceBits,
  mayBeIncomplete: true,
}

/** Of the lengths of codes: the symbol is in the upper half. */
export const codeAlphabet: Alphabet = {
  entries: Int32Array.from({ length: 19 }, (_, symbol) => symbol << 16),
  rootBits: 7,
  mayBeIncomplete: false,
}

/** For one table at a time. */
const counts = new Uint16Array(longestCode + 1)
const places = new Uint16Array(longestCode + 2)
const sorted = new Uint16Array(288)

/** Fills a table from the length of each symbol's code. False for what cannot be the lengths of a code, as zlib judges. */
export function buildTable(
  table: Int32Array,
  { entries, rootBits, mayBeIncomplete }: Alphabet,
  lengths: Uint8Array,
): boolean {
  const left = sortByLength(lengths)
  if (left < 0) return false
  if (left > 0) {
    const isLone = left === (1 << longestCode) >> (counts[1] ?? 0)
    if (!mayBeIncomplete || !isLone) return false
    table.fill(never, 0, 1 << rootBits)
  }
  const rootMask = (1 << rootBits) - 1
  let code = 0 // its first bit is the lowest
  let place = 0
  let prefix = -1
  let start = 0
  let size = 1 << rootBits
  for (let length = 1; length <= longestCode; length += 1) {
    for (let more = counts[length] ?? 0; more > 0; more -= 1) {
      const entry = entries[sorted[place] ?? 0] ?? 0
      if (length <= rootBits) table[code] = entry + length * 0x101
      else {
        if ((code & rootMask) !== prefix) {
          prefix = code & rootMask
          start += size
          const bits = subtableBits(length, rootBits, more)
          size = 1 << bits
          table[prefix] = isOther | isSubtable | (start << 16) | (bits << 8) | rootBits
        }
        const own = length - rootBits
        for (let i = code >> rootBits; i < size; i += 1 << own)
          table[start + i] = entry + own * 0x101
      }
      place += 1
      code = codeAfter(code, length)
    }
    // What is known by now is so whatever the next bit is; where codes are longer, they are put there later.
    if (length < rootBits) table.copyWithin(1 << length, 0, 1 << length)
  }
  return true
}

/** Symbols by the length of their codes go into `sorted`, and how many there are of each. Answers how many codes of the longest kind are left. */
function sortByLength(lengths: Uint8Array): number {
  counts.fill(0)
  // An iterator would cost half as much as all the rest of the table, and there is a block for every 6 KB.
  for (let i = 0; i < lengths.length; i += 1) {
    const length = lengths[i] ?? 0
    counts[length] = (counts[length] ?? 0) + 1
  }
  counts[0] = 0
  places[1] = 0
  let left = 1
  for (let length = 1; length <= longestCode; length += 1) {
    const count = counts[length] ?? 0
    left = 2 * left - count
    if (left < 0) return left
    places[length + 1] = (places[length] ?? 0) + count
  }
  for (let symbol = 0; symbol < lengths.length; symbol += 1) {
    const length = lengths[symbol] ?? 0
    if (length === 0) continue
    const place = places[length] ?? 0
    sorted[place] = symbol
    places[length] = place + 1
  }
  return left
}

/** Enough for all codes with the prefix of the next one, of which `more` are as long as it. */
function subtableBits(length: number, rootBits: number, more: number): number {
  let bits = length - rootBits
  for (let filled = more; filled < 1 << bits;) {
    bits += 1
    filled = 2 * filled + (counts[rootBits + bits] ?? 0)
  }
  return bits
}

/** Adds 1 to a number whose highest bit is the lowest of `length`; behind the last it does not matter. */
function codeAfter(code: number, length: number): number {
  const free = ~code & ((1 << length) - 1)
  const bit = 1 << (31 - Math.clz32(free))
  return (code & (bit - 1)) | bit
}
