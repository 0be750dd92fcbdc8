import { writeUtf8 } from './utf8.ts'

/**
 * A quick no for most records: whether the bytes of a message can name a customer or hold the id of a call at all. One pass of a
 * few nanoseconds a byte: words are hashed as they go by and looked up in one table of hashes. A yes means "look properly".
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
  const zeros = (words: readonly string[]) => words.map((word) => word.replaceAll(/\d/g, '0'))
  return {
    mayName: createSearch([...named, 'duplicate'], wholes, lower, false),
    mayMention: createSearch(parts, wholes, lower),
    mayMentionAlike: createSearch(zeros(parts), zeros(wholes), alike),
  }
}

function createSearch(
  parts: readonly string[],
  wholes: readonly string[],
  folded: Uint8Array,
  withIds = true,
): MentionFilter['mayMention'] {
  const kindOf = hashTable(parts, wholes)
  return (bytes, from, to) => {
    const end = Math.min(to, from + maxBytes)
    let hash = offset
    /** Hash up to the last letter or digit; `tail` begins anew after each dot, dash or plus. */
    let whole = 0
    let tail = offset
    let hasTail = false
    let length = 0
    /** Where the last dash stands, and how many in a row stand five bytes behind another: three in a UUID. */
    let dash = -1
    let fives = 0
    let isUuid = false
    for (let i = from; i <= end; i++) {
      const byte = i < end ? (bytes[i] ?? 0) : 32
      const kind = kinds[byte] ?? 0
      if (kind === 1) {
        // A plus at the beginning is no part of a number.
        if (length === 0 && byte === 43) continue
        hash = Math.imul(hash ^ (folded[byte] ?? 0), prime)
        if (byte === 43) {
          tail = offset
          hasTail = true
        } else if (hasTail) tail = Math.imul(tail ^ (folded[byte] ?? 0), prime)
        whole = hash
        length++
      } else if (kind === 2) {
        if (length === 0) continue
        if (byte === 45) {
          // `4420…-0000002a` and `10420-3`: what stands before a dash may be the key.
          if (kindOf(whole) === wordPart || (withIds && announces(bytes, i, from))) return true
          fives = i - dash === 5 ? fives + 1 : 0
          if (fives === 3) isUuid = true
          dash = i
        }
        tail = offset
        hasTail = true
        hash = Math.imul(hash ^ byte, prime)
        length++
      } else {
        if (length >= 2 && (kindOf(whole) !== noWord || (hasTail && kindOf(tail) === wordPart)))
          return true
        // An id with its device's address; a UUID; letters that only a proper look can tell.
        if (withIds && kind === 3 && isDigit(bytes[i + 1])) return true
        if ((withIds && isUuid) || kind === 4) return true
        hash = offset
        hasTail = false
        length = 0
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

/** Open addressing over 32-bit hashes: a false yes has a chance of one in some hundred thousand a word. */
function hashTable(parts: readonly string[], wholes: readonly string[]): (hash: number) => number {
  const scratch = new Uint8Array(1024)
  const kindsOfHashes = new Map<number, number>()
  const put = (key: string, kind: number): void => {
    const length = writeUtf8(key, scratch)
    let hash = offset
    for (let i = 0; i < length; i++) hash = Math.imul(hash ^ (scratch[i] ?? 0), prime)
    kindsOfHashes.set(nonZero(hash), kind)
  }
  for (const key of wholes) put(key, wholeWord)
  for (const key of parts) put(key, wordPart)
  let size = 1024
  while (size < kindsOfHashes.size * 4) size *= 2
  const table = new Int32Array(size)
  const found = new Uint8Array(size)
  const mask = size - 1
  for (const [hash, kind] of kindsOfHashes) {
    let slot = spread(hash) & mask
    while (table[slot] !== 0) slot = (slot + 1) & mask
    table[slot] = hash
    found[slot] = kind
  }
  return (hash) => {
    const wanted = nonZero(hash)
    for (let slot = spread(wanted) & mask; ; slot = (slot + 1) & mask) {
      const known = table[slot]
      if (known === wanted) return found[slot] ?? noWord
      if (known === 0) return noWord
    }
  }
}

/** 0 stands for an empty place of the table. */
const nonZero = (hash: number): number => (hash === 0 ? 1 : hash)

/** The low bits of a sum change with the last byte only. */
const spread = (hash: number): number => hash ^ (hash >>> 15) ^ (hash >>> 7)

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 48 && byte <= 57
}
