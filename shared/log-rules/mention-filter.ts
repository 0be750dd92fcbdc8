import { writeUtf8 } from './utf8.ts'

/**
 * A quick no for most records: whether the bytes of a message can name a customer or hold the id of a call at all. One pass of a
 * few nanoseconds a byte; words that by first letter and length may be somebody's are looked up in one table of hashes. A yes means
 * "look properly".
 */
export type MentionFilter = {
  readonly mayMention: (bytes: Uint8Array, from: number, to: number) => boolean
  /** The same for every text with other digits in the same places: false is a no for all of them. */
  readonly mayMentionAlike: MentionFilter['mayMention']
  /** The same for a customer only: that the bytes hold the id of a call is no yes. */
  readonly mayName: MentionFilter['mayMention']
}

/** Words that announce the id of a call, or a number at a place of its own. */
const announcing = ['call_id', 'callid', 'ci', 'duplicate']

const offset = 0x811c9dc5 | 0
const prime = 0x01000193
const maxBytes = 8192

/** 0 ends a word, 1 belongs to it, 2 belongs to it but not at its ends (dot, dash), 3 is the at-sign, 4 is not ASCII. */
const kinds = new Uint8Array(256)
const lower = new Uint8Array(256)
/** The same, and every digit a zero. */
const alike = new Uint8Array(256)
for (let c = 0; c < 256; c++) {
  const isCapital = c >= 65 && c <= 90
  lower[c] = isCapital ? c + 32 : c
  alike[c] = isDigit(c) ? 48 : (lower[c] ?? 0)
  if (isCapital || (c >= 97 && c <= 122) || (c >= 48 && c <= 57) || c === 95 || c === 43)
    kinds[c] = 1
  else if (c === 45 || c === 46) kinds[c] = 2
  else if (c === 64) kinds[c] = 3
  else if (c > 127) kinds[c] = 4
}

/**
 * `keys` and `names` in small letters; of `user@domain` both halves count. A key also counts as part of a word (`4420…-0000002a`), the
 * first word of a name only as a whole one: `customer-187-141` does not speak of Customer Limited.
 */
export function createMentionFilter(
  keys: Iterable<string>,
  names: Iterable<string>,
): MentionFilter {
  const halves = (words: Iterable<string>) => [...words].flatMap((word) => word.split('@'))
  const named = halves(keys)
  const wholes = halves(names)
  const parts = [...named, ...announcing]
  let mayName: MentionFilter['mayName'] | undefined
  return {
    // Few ask for it.
    mayName: (bytes, from, to) =>
      (mayName ??= createSearch([...named, 'duplicate'], wholes, lower, false))(bytes, from, to),
    mayMention: createSearch(parts, wholes, lower),
    mayMentionAlike: createSearch(parts, wholes, alike),
  }
}

function createSearch(
  parts: readonly string[],
  wholes: readonly string[],
  folded: Uint8Array,
  withIds = true,
): MentionFilter['mayMention'] {
  const kindOf = wordTable(parts, wholes, folded)
  return (bytes, from, to) => {
    // The engine would look up a table of the module, and ask whether `end` is whole, at every byte.
    const kindsHere = kinds
    const end = Math.min(to, from + maxBytes) | 0
    /** Where the word begins, -1 between words, and where its last letter or digit ends. */
    let start = -1
    let last = from
    /** Behind the last dot, dash or plus in the word; its beginning while there is none. */
    let tail = -1
    /** Where the last dash stands, and how many in a row stand five bytes behind another: three in a UUID. */
    let dash = -1
    let fives = 0
    let isUuid = false
    for (let i = from | 0; i <= end; i++) {
      const byte = i < end ? (bytes[i] as number) : 32 // i < end <= to
      const kind = kindsHere[byte]
      if (kind === 1) {
        if (start < 0) {
          // A plus at the beginning is no part of a number.
          if (byte === 43) continue
          start = tail = i
        } else if (byte === 43) tail = i + 1
        last = i + 1
      } else if (kind === 2) {
        if (start < 0) continue
        if (byte === 45) {
          // `4420…-0000002a` and `10420-3`: what stands before a dash may be the key.
          if (kindOf(bytes, start, last) === wordPart || (withIds && announces(bytes, i, from)))
            return true
          fives = i - dash === 5 ? fives + 1 : 0
          if (fives === 3) isUuid = true
          dash = i
        }
        tail = i + 1
      } else {
        if (
          start >= 0 &&
          i - start >= 2 &&
          (kindOf(bytes, start, last) !== noWord ||
            (tail > start && kindOf(bytes, tail, last) === wordPart))
        )
          return true
        // An id with its device's address; a UUID; letters that only a proper look can tell.
        if (withIds && kind === 3 && isDigit(bytes[i + 1])) return true
        if ((withIds && isUuid) || kind === 4) return true
        start = -1
        isUuid = false
      }
    }
    return false
  }
}

/**
 * What of a text must be looked at again when only its digits are others: the words with digits in them, counted from
 * the beginning of the text. `rest` is the text without them, which is the same for all.
 */
export function wordsWithDigits(
  bytes: Uint8Array,
  from: number,
  to: number,
): {
  readonly spans: readonly (readonly [from: number, to: number])[]
  readonly rest: Uint8Array
} {
  // A copy, which the slice of a Buffer would not be.
  const rest = Uint8Array.from(bytes.subarray(from, Math.min(to, from + maxBytes)))
  const spans: [number, number][] = []
  for (let start = 0; start < rest.length; start++) {
    let end = start
    let digits = 0
    for (; end < rest.length && kinds[rest[end] ?? 0] !== 0; end++) if (isDigit(rest[end])) digits++
    if (digits > 0) {
      spans.push([start, end])
      rest.fill(32, start, end)
    }
    start = end
  }
  return { spans, rest }
}

/** A dash after `call`, `conf`, or the C of Asterisk's `C-0000002a`. */
function announces(bytes: Uint8Array, dash: number, from: number): boolean {
  const back = (n: number): number => (dash - n < from ? 32 : (lower[bytes[dash - n] ?? 0] ?? 0))
  const [a, b, c, d] = [back(4), back(3), back(2), back(1)]
  if (d === 99) return kinds[c] !== 1 || c === 43
  return a === 99 && ((b === 97 && c === 108 && d === 108) || (b === 111 && c === 110 && d === 102))
}

/** What a hash stands for: nothing, a word that counts as a whole only, one that counts as a part of others too. */
const noWord = 0
const wholeWord = 1
const wordPart = 2

/**
 * Says what the word between two places stands for. Most are passed over by their length and first letter; the rest are looked up by
 * 32-bit hashes, open addressing: a false yes has a chance of one in some hundred thousand a word.
 */
function wordTable(
  parts: readonly string[],
  wholes: readonly string[],
  folded: Uint8Array,
): (bytes: Uint8Array, from: number, to: number) => number {
  const scratch = new Uint8Array(1024)
  /** By first byte, a bit for each length; the highest for all that are longer. */
  const lengths = new Int32Array(256)
  let size = 1024
  while (size < (wholes.length + parts.length) * 4) size *= 2
  const table = new Int32Array(size)
  const found = new Uint8Array(size)
  const mask = size - 1
  const bitOf = (length: number): number => 1 << Math.min(length, 31)
  const hashOf = (bytes: Uint8Array, from: number, to: number): number => {
    let hash = offset
    for (let i = from; i < to; i++)
      hash = Math.imul(hash ^ (folded[bytes[i] as number] as number), prime) // bytes[i] < 256
    // 0 stands for an empty place of the table.
    return hash === 0 ? 1 : hash
  }
  const put = (key: string, kind: number): void => {
    const length = writeUtf8(key, scratch)
    if (length === 0) return
    const hash = hashOf(scratch, 0, length)
    let slot = spread(hash) & mask
    while (table[slot] !== 0 && table[slot] !== hash) slot = (slot + 1) & mask
    table[slot] = hash
    found[slot] = kind
    const first = folded[scratch[0] as number] as number // length > 0
    lengths[first] = (lengths[first] as number) | bitOf(length)
  }
  for (const key of wholes) put(key, wholeWord)
  for (const key of parts) put(key, wordPart)
  return (bytes, from, to) => {
    if (to <= from) return noWord
    const first = folded[bytes[from] as number] as number // to > from
    if (((lengths[first] as number) & bitOf(to - from)) === 0) return noWord
    const wanted = hashOf(bytes, from, to)
    for (let slot = spread(wanted) & mask; ; slot = (slot + 1) & mask) {
      const known = table[slot]
      if (known === wanted) return found[slot] ?? noWord
      if (known === 0) return noWord
    }
  }
}

/** The low bits of a sum change with the last byte only. */
const spread = (hash: number): number => hash ^ (hash >>> 15) ^ (hash >>> 7)

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 48 && byte <= 57
}
