import {
  isBlank,
  isDigit,
  isHex,
  isLetter,
  isListSeparator,
  isMark,
  isSeparator,
  isUpper,
  kinds,
  wildcardByte,
} from './mask-classes.ts'
import { beginsDate, dateEnd } from './mask-dates.ts'
import { addressEnd, assignedEnd, onlyStars } from './mask-values.ts'
import {
  hexGroupsEnd,
  isPath,
  isPlainNumber,
  isUuid,
  nameLength,
  qualifiedNameEnd,
  sizeInBrackets,
  textOf,
  unitEnd,
} from './mask-words.ts'

/** More of a text is never looked at; a line may have a megabyte. */
export const maskedBytes = 8192
/** Places of values beyond this number are masked but not remembered. */
export const maskedPlaces = 256

const equals = 0x3d
const less = 0x3c
const greater = 0x3e
const blank = 0x20
const colon = 0x3a
const slash = 0x2f
const backslash = 0x5c
const dot = 0x2e
const star = 0x2a
const open = 0x28

const addressSchemes = new Set(['sip', 'sips', 'tel', 'mailto', 'urn'])

/**
 * Masks texts given as bytes, in one pass, without making a string: what varies by its shape becomes the wildcard, blanks
 * become one blank, a list of equal wildcards becomes one. The answer stands in `out[0, length)` until the next call.
 */
export class Masker {
  readonly out = new Uint8Array(2 * maskedBytes + 64)
  /** The same memory, four bytes each. */
  readonly words = new Int32Array(this.out.buffer)
  length = 0
  /** Where in the given bytes the values stood, in the order of the wildcards. */
  readonly valueFrom = new Int32Array(maskedPlaces)
  readonly valueTo = new Int32Array(maskedPlaces)
  places = 0
  /** Of the answer. Equal answers have equal hashes. */
  hash = 0

  private bytes: Uint8Array = new Uint8Array(0)
  private to = 0
  private lastFrom = 0
  private lastTo = 0
  /** Since the last word there were only blanks, commas and colons. */
  private inList = false

  mask(bytes: Uint8Array, from: number, end: number): void {
    const to = Math.min(end, from + maskedBytes)
    this.bytes = bytes
    this.to = to
    this.length = 0
    this.places = 0
    this.lastFrom = 0
    this.lastTo = 0
    this.inList = false
    const out = this.out
    let at = from
    while (at < to) {
      let kind = kinds[bytes[at] as number] as number // at < to: inside the bytes
      if ((kind & isSeparator) !== 0) {
        if ((kind & isBlank) === 0) at = this.separators(at)
        else {
          const n = this.length
          if (n > 0 && out[n - 1] !== blank) {
            out[n] = blank
            this.length = n + 1
          }
          at += 1
        }
        continue
      }
      const start = at
      let seen = 0
      do {
        seen |= kind
        at += 1
        if (at >= to) break
        kind = kinds[bytes[at] as number] as number // as above
      } while ((kind & isSeparator) === 0)
      if (
        (seen & (isDigit | isMark)) === 0 &&
        bytes[at] !== colon &&
        ((seen & isUpper) === 0 || !beginsDate(bytes, start))
      ) {
        let n = this.length
        this.lastFrom = n
        for (let i = start; i < at; i += 1) out[n++] = bytes[i] as number // as above
        this.length = n
        this.lastTo = n
        this.inList = true
      } else at = this.word(start, at, seen)
    }
    let n = this.length
    while (n > 0 && out[n - 1] === blank) n -= 1
    this.length = n
    this.hash = this.hashOf(n)
  }

  /** Four bytes at a time; those behind the end are zero. */
  private hashOf(length: number): number {
    const { out, words } = this
    for (let i = length; (i & 3) !== 0; i += 1) out[i] = 0
    let hash = length | 0
    const end = (length + 3) >> 2
    for (let i = 0; i < end; i += 1) {
      hash = Math.imul(hash ^ (words[i] as number), 0x9e3779b1) // i < words.length
      hash ^= hash >>> 15
    }
    return hash >>> 0
  }

  /** A word that is not letters alone, or that a colon follows. Answers where to go on. */
  private word(start: number, end: number, seen: number): number {
    const { bytes, to } = this
    const first = bytes[start] as number // a word has at least one byte
    if ((seen & isUpper) !== 0 && beginsDate(bytes, start)) {
      const date = dateEnd(bytes, start, to)
      if (date >= end) return this.value(start, 0, date)
    }
    if (bytes[end] === colon && end + 1 < to) {
      const address = this.address(start, end)
      if (address >= 0) return address
    }
    if (first === slash || first === dot || first === backslash)
      if (isPath(bytes, start, end)) return this.value(start, 0, end)
    if ((seen & isDigit) === 0) {
      if (first === star && end - start > 1 && onlyStars(bytes, start, end))
        return this.value(start, 0, end)
      if ((seen & isMark) !== 0) {
        const qualified = qualifiedNameEnd(bytes, start, end, to)
        if (qualified >= 0) return this.value(start, 0, qualified)
      }
      return this.verbatim(start, end)
    }
    if ((kinds[first] as number) & isDigit) {
      if (isPlainNumber(bytes, start, end)) return this.number(start, end)
      return this.value(start, 0, end)
    }
    const name = isUuid(bytes, start, end) ? 0 : nameLength(bytes, start, end)
    return this.value(start, name, end)
  }

  /** A word with a colon behind it: URL, SIP URI, path of Windows, MAC or IPv6 address. -1 when it is none of them. */
  private address(start: number, end: number): number {
    const { bytes, to } = this
    const length = end - start
    const next = bytes[end + 1]
    if (next === slash && bytes[end + 2] === slash && length > 1)
      return this.value(start, 0, addressEnd(bytes, end, to))
    if (length === 1 && (next === backslash || next === slash) && kinds[bytes[start] ?? 0] !== 0)
      if (((kinds[bytes[start] ?? 0] ?? 0) & isLetter) !== 0)
        return this.value(start, 0, addressEnd(bytes, end, to))
    if (length <= 4 && ((kinds[bytes[start] ?? 0] ?? 0) & isHex) !== 0) {
      const groups = hexGroupsEnd(bytes, start, to)
      if (groups >= 0) return this.value(start, 0, groups)
    }
    if (length >= 3 && length <= 6 && ((kinds[next ?? 0] ?? 0) & isSeparator) === 0)
      if (addressSchemes.has(textOf(bytes, start, end)))
        return this.value(start, 0, addressEnd(bytes, end, to))
    return -1
  }

  private number(start: number, end: number): number {
    const { bytes, to, out } = this
    const unit = end < to ? unitEnd(bytes, end, to) : -1
    if (unit >= 0) {
      // `<1 sec` is a duration like `00:30`.
      if (this.length > this.lastTo && out[this.length - 1] === less) {
        this.length -= 1
        this.inList = this.lastTo < this.length || this.lastTo === 0
      }
      return this.value(start, 0, unit)
    }
    if (end - start <= 2 && bytes[end] === blank && beginsDate(bytes, end + 1)) {
      const date = dateEnd(bytes, start, to)
      if (date > end) return this.value(start, 0, date)
    }
    return this.value(start, 0, end)
  }

  private verbatim(start: number, end: number): number {
    const { bytes, out } = this
    let n = this.length
    this.lastFrom = n
    for (let i = start; i < end; i += 1) out[n++] = bytes[i] as number // inside the text
    this.length = n
    this.lastTo = n
    this.inList = true
    return end
  }

  /** A word of which the first `name` bytes stay and the rest is a value. A list of equal ones becomes one. */
  private value(start: number, name: number, end: number): number {
    const { bytes, out } = this
    const from = this.length
    let n = from
    for (let i = start; i < start + name; i += 1) out[n++] = bytes[i] as number // inside the text
    out[n++] = wildcardByte
    if (this.inList && this.sameAsLast(from, n)) {
      this.length = this.lastTo
      if (this.places > 0 && this.places <= maskedPlaces) this.valueTo[this.places - 1] = end
      return end
    }
    if (this.places < maskedPlaces) {
      this.valueFrom[this.places] = start + name
      this.valueTo[this.places] = end
      this.places += 1
    }
    this.lastFrom = from
    this.lastTo = n
    this.length = n
    this.inList = true
    return end
  }

  private sameAsLast(from: number, to: number): boolean {
    const { out, lastFrom } = this
    if (to - from !== this.lastTo - lastFrom) return false
    if (from === this.lastTo && to - from > 1) return false
    for (let i = 0; i < to - from; i += 1) if (out[from + i] !== out[lastFrom + i]) return false
    return true
  }

  /** A run of separators, blanks as one; after `=` comes a value. */
  private separators(from: number): number {
    const { bytes, to, out } = this
    let at = from
    while (at < to) {
      const byte = bytes[at] as number // at < to
      const kind = kinds[byte] as number // the table has every byte
      if ((kind & isSeparator) === 0) break
      at += 1
      if ((kind & isBlank) !== 0) {
        if (this.length > 0 && out[this.length - 1] !== blank) out[this.length++] = blank
        continue
      }
      if (byte === open) {
        const size = sizeInBrackets(bytes, at - 1, to)
        if (size >= 0) {
          while (this.length > this.lastTo && out[this.length - 1] === blank) this.length -= 1
          at = size
          continue
        }
      }
      out[this.length++] = byte
      if ((kind & isListSeparator) === 0) this.inList = false
      if (byte === equals) return this.assigned(at)
    }
    return at
  }

  /** What follows `=`: a quoted text, a bracket with all in it, or a word with the brackets that hang on it. */
  private assigned(from: number): number {
    const { bytes, to, out } = this
    const before = this.length > 1 ? out[this.length - 2] : 0
    if (bytes[from] === greater || bytes[from] === equals || before === less || before === greater)
      return from
    let at = from
    while (at < to && ((kinds[bytes[at] as number] as number) & isBlank) !== 0) at += 1 // at < to
    const end = assignedEnd(bytes, at, to)
    if (end < 0 || (at > from && this.isNextKey(at, end))) {
      this.value(from, 0, from)
      return from
    }
    return this.value(at, 0, end)
  }

  /** In `logname= uid=0` the word after the blank is the next key: the value is empty. */
  private isNextKey(from: number, to: number): boolean {
    for (let i = from; i < to; i += 1) if (this.bytes[i] === equals) return true
    return false
  }
}
