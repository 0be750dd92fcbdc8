import { alphabet, idEnd } from './hex-ids.ts'
import { textBytes } from './records.ts'

/** Texts remembered before all are forgotten and it begins anew: a bound on memory, never on what is counted. */
const mostTexts = 32_768
/** Room at first: most logs have few texts. */
const fewTexts = 256

/** A copy of the text being read, and the same memory four bytes each: nothing in it outlives a call. */
const copy = new Uint8Array(textBytes + 8)
const copyWords = new Int32Array(copy.buffer)

/**
 * Knows texts again that differ in their digits only, or in their hexadecimal ids. A digit counts as any other, except a zero that
 * stands alone ("0 errors", `0x1f`): levels, trouble words and masks depend on no more than that, and values stand at the same places.
 * So most records cost one or two passes over their bytes. Two hashes of 32 bits tell texts apart. A text must come twice to be
 * remembered, so that unique ones push nobody out.
 */
export class MessageIndex {
  /** Of the text that was read last. */
  a = 0
  b = 0
  private room = fewTexts
  private slots = new Int32Array(4 * fewTexts).fill(-1)
  private hashes = new Int32Array(2 * fewTexts)
  private once = new Int32Array(8 * fewTexts)
  private count = 0
  /** The bytes read last, where they begin in their memory, and all of that memory, four bytes each, the first the lowest. */
  private bytes: Uint8Array | undefined
  private offset = 0
  private words: Int32Array | undefined

  /** The number of a text; -1: not known. Then `a` and `b` are what to add it by. */
  look(bytes: Uint8Array, from: number, to: number): number {
    this.read(bytes, from, to)
    const found = this.find(this.a, this.b)
    return found < 0 && this.readIds(bytes, from, to) ? this.find(this.a, this.b) : found
  }

  /** Sets `a` and `b` by the text as it is but for its digits. */
  read(bytes: Uint8Array, from: number, to: number): void {
    const end = Math.min(to, from + textBytes)
    if (bytes !== this.bytes) this.setBytes(bytes)
    const { words } = this
    if (words === undefined) {
      // The last bytes are in no word.
      copy.set(bytes.subarray(from, end))
      this.hash(copyWords, 0, end - from)
    } else this.hash(words, this.offset + from, end - from)
  }

  /** Bytes from `start` on, four at a time, each in its own eight bits: high bits of `digits` and `zeros` say which ones are. */
  private hash(words: Int32Array, start: number, length: number): void {
    let a = length | 0
    let b = 0x41c6ce57 | 0
    let before = 0
    const shift = (start & 3) << 3
    const back = 31 - shift
    let word = start >> 2
    let next = words[word] ?? 0
    for (let left = length; left > 0; left -= 4) {
      const first = next
      word += 1
      next = words[word] ?? 0
      let four = (first >>> shift) | ((next << 1) << back)
      if (left < 4) four &= (1 << (left << 3)) - 1
      const low = (four ^ 0x30303030) & 0x7f7f7f7f
      const digits = ~((low + 0x76767676) | four) & 0x80808080
      const zeros = digits & ~(low + 0x7f7f7f7f)
      let alone = 0
      if (zeros !== 0) {
        const behind = left > 4 ? (next >>> shift) & 0xff : 0
        const after = behind >= 0x30 && behind <= 0x39 ? 1 : 0
        alone = zeros & ~((digits << 8) | before) & ~((digits >>> 8) | (after << 31))
      }
      before = digits >>> 24
      const code = (four & ~Math.imul(digits >>> 7, 15)) | (alone >>> 7)
      a = Math.imul(a ^ code, 0x01000193)
      a ^= a >>> 15
      b = Math.imul(b + code, 0x9e3779b1)
      b = (b << 13) | (b >>> 19)
    }
    this.a = a
    this.b = b
  }

  /** The same with every id as other kinds of bytes. False, and nothing changed: it has no id. */
  private readIds(bytes: Uint8Array, from: number, to: number): boolean {
    const end = Math.min(to, from + textBytes)
    let id = idEnd(bytes, from, end)
    if (id === 0) return false
    const lead = this.copyText(from, end)
    for (; id > 0; id = idEnd(bytes, id, end)) {
      let at = id
      while (at > from && alphabet[bytes[at - 1] as number] !== 0) {
        at -= 1
        copy[lead + at - from] = 1
      }
      copy[lead + at - from] = beginning(bytes[at] as number, bytes[at + 1]) // at < end
    }
    this.hash(copyWords, lead, end - from)
    // Told apart from a text that has these bytes.
    this.a = ~this.a
    return true
  }

  /** Puts the text that was read where it may be changed; its first byte is there at the answer. */
  private copyText(from: number, end: number): number {
    const { words } = this
    if (words === undefined) return 0 // where `read` has put it
    const start = this.offset + from
    const first = start >> 2
    const count = ((this.offset + end + 3) >> 2) - first
    for (let i = 0; i < count; i += 1) copyWords[i] = words[first + i] ?? 0
    return start & 3
  }

  /** Mostly the bytes of the call before: asking them for their memory costs as much as reading some words of it. */
  private setBytes(bytes: Uint8Array): void {
    const { buffer, byteOffset } = bytes
    this.bytes = bytes
    this.offset = byteOffset
    if ((buffer.byteLength & 3) !== 0) this.words = undefined
    else if (this.words?.buffer !== buffer) this.words = new Int32Array(buffer)
  }

  /** The number of the text with these hashes; -1: not known. */
  find(a: number, b: number): number {
    const { slots, hashes } = this
    const mask = slots.length - 1
    for (let slot = a & mask; ; slot = (slot + 1) & mask) {
      const index = slots[slot] as number // slot <= mask
      if (index < 0) return -1
      if (hashes[2 * index] === a && hashes[2 * index + 1] === b) return index
    }
  }

  /** Its number from now on; -1: seen for the first time. Numbers begin at 0 again when there are too many. */
  add(a: number, b: number): number {
    const place = b & (this.once.length - 1)
    if (this.once[place] !== a) {
      this.once[place] = a
      return -1
    }
    if (this.count >= mostTexts) {
      this.count = 0
      this.slots.fill(-1)
    } else if (this.count >= this.room) this.grow()
    const index = this.count
    this.count += 1
    this.hashes[2 * index] = a
    this.hashes[2 * index + 1] = b
    this.put(index)
    return index
  }

  private put(index: number): void {
    const mask = this.slots.length - 1
    let slot = (this.hashes[2 * index] as number) & mask // index < count
    while ((this.slots[slot] as number) >= 0) slot = (slot + 1) & mask
    this.slots[slot] = index
  }

  private grow(): void {
    this.room *= 4
    const hashes = new Int32Array(2 * this.room)
    hashes.set(this.hashes)
    this.hashes = hashes
    this.once = new Int32Array(8 * this.room)
    this.slots = new Int32Array(4 * this.room).fill(-1)
    for (let index = 0; index < this.count; index += 1) this.put(index)
  }
}

/** What an id begins with: whether a word of trouble counts depends on it (`error=0ab1`, `error/ab12`; suspect.ts). */
function beginning(first: number, second: number | undefined): number {
  if (alphabet[first] !== 1) return 1
  if (first !== 0x30) return 2
  return alphabet[second ?? 0] === 1 ? 3 : 4
}
