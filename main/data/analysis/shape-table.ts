import { Masker, maskedPlaces } from '../../../shared/log-rules/masker.ts'
import { readUtf8 } from '../../../shared/log-rules/utf8.ts'
import { KnownTexts, messageIndex } from './message-index.ts'
import { greatestHash } from './tally-values.ts'

/** Different texts that are told apart; what comes later shares one that says so. */
export const maxKnownShapes = 200_000
/** Numbers a place in the spans of a text. */
export const spanSize = 3
const maxArenaBytes = 48 * 1024 * 1024

/** What masking a text gave: also true of every text that differs in its digits or ids only. */
export class MaskedText<Use = unknown> {
  readonly number: number
  /** Of each place where its value begins and ends, from the beginning of the text on, and up to which hash `use` wants to see it. */
  readonly spans: Int32Array
  /** It will be seen again: what is worked out for it may be kept with it. */
  readonly isKept: boolean
  /** Kept by the tally: words that may name somebody, where each begins and ends, or `true` where the rest of the text does already. */
  mentions: Int32Array | true | undefined
  /** The same for names alone. */
  names: Int32Array | true | undefined
  /** Kept by the tally: where it counted the last record of the text, those with codes, and the codes by their numbers. */
  use: Use | undefined
  uses: Map<string, Use> | undefined
  codes: Map<number, string> | undefined

  constructor(number: number, spans: Int32Array, isKept: boolean) {
    this.number = number
    this.spans = spans
    this.isKept = isKept
    // All from the beginning, so that all have one layout.
    this.mentions = this.names = this.use = this.uses = this.codes = undefined
  }
}

/**
 * Numbers the different masked texts in the order in which they come, without making a string of each text: an open hash table
 * over one array of bytes.
 */
export class ShapeTable<Use = unknown> {
  private readonly masker = new Masker()
  private readonly index = messageIndex()
  private readonly known = new KnownTexts<MaskedText<Use>>()
  private readonly spans = new Int32Array(spanSize * maskedPlaces)
  private slots = new Int32Array(1024).fill(-1)
  private hashes = new Uint32Array(512)
  private starts = new Uint32Array(513)
  private lengths = new Uint16Array(512)
  /** Texts begin at multiples of four, so that they are compared four bytes at a time. */
  private arena = new Uint8Array(65_536)
  private words = new Int32Array(this.arena.buffer)
  private count = 0
  private readonly limit: number
  /** The one number for all texts beyond the limit; -1 while there are none. */
  overflow = -1

  constructor(limit = maxKnownShapes) {
    this.limit = limit
  }

  get size(): number {
    return this.count
  }

  /** The number of the text in bytes[from, to). */
  number(bytes: Uint8Array, from: number, to: number): number {
    return this.textOf(bytes, from, to, this.index.numberOf(bytes, from, to)).number
  }

  /** Number and values of a text with its number in the index of messages, -1 where it has none; good until the next call. */
  textOf(bytes: Uint8Array, from: number, to: number, inIndex: number): MaskedText<Use> {
    const known = inIndex < 0 ? undefined : this.known.get(inIndex)
    if (known !== undefined) return known
    const { masker, spans } = this
    masker.mask(bytes, from, to)
    const number = this.numberOf(masker.out, masker.length, masker.hash)
    const { places, valueFrom, valueTo } = masker
    for (let place = 0; place < places; place += 1) {
      spans[spanSize * place] = (valueFrom[place] as number) - from // place < places
      spans[spanSize * place + 1] = (valueTo[place] as number) - from
      spans[spanSize * place + 2] = greatestHash
    }
    const found = spans.subarray(0, spanSize * places)
    if (inIndex < 0 || number === this.overflow) return new MaskedText(number, found, false)
    const text = new MaskedText<Use>(number, found.slice(), true)
    this.known.set(inIndex, text)
    return text
  }

  private numberOf(out: Uint8Array, length: number, hash: number): number {
    const mask = this.slots.length - 1
    let slot = hash & mask
    for (;;) {
      const index = this.slots[slot] as number // slot <= mask
      if (index < 0) break
      if (this.hashes[index] === hash && this.equals(index, length)) return index
      slot = (slot + 1) & mask
    }
    if (this.count >= this.limit || (this.starts[this.count] ?? 0) + length > maxArenaBytes)
      return this.overflowNumber()
    return this.add(out, length, hash)
  }

  private equals(index: number, length: number): boolean {
    if (this.lengths[index] !== length) return false
    const start = (this.starts[index] as number) >> 2 // index < count
    const { words } = this
    const other = this.masker.words
    const end = (length + 3) >> 2
    for (let i = 0; i < end; i += 1) if (words[start + i] !== other[i]) return false
    return true
  }

  private overflowNumber(): number {
    if (this.overflow < 0) {
      const text = new TextEncoder().encode(
        `\u0001 (one of more than ${this.count} different texts)`,
      )
      this.overflow = this.add(text, text.length, 0)
    }
    return this.overflow
  }

  private add(out: Uint8Array, length: number, hash: number): number {
    const index = this.count
    const start = this.starts[index] ?? 0
    if (index + 1 >= this.hashes.length) this.grow()
    while (start + length + 4 > this.arena.length) this.arena = larger(this.arena)
    this.words = new Int32Array(this.arena.buffer)
    this.arena.set(out.subarray(0, length), start)
    this.starts[index + 1] = start + ((length + 3) & ~3)
    this.lengths[index] = length
    this.hashes[index] = hash
    this.count += 1
    this.place(index)
    return index
  }

  private grow(): void {
    const hashes = new Uint32Array(this.hashes.length * 2)
    hashes.set(this.hashes)
    const starts = new Uint32Array(this.hashes.length * 2 + 1)
    starts.set(this.starts)
    const lengths = new Uint16Array(this.hashes.length * 2)
    lengths.set(this.lengths)
    this.lengths = lengths
    this.hashes = hashes
    this.starts = starts
    this.slots = new Int32Array(this.hashes.length * 2).fill(-1)
    for (let index = 0; index < this.count; index += 1) this.place(index)
  }

  private place(index: number): void {
    const mask = this.slots.length - 1
    let slot = (this.hashes[index] as number) & mask
    while ((this.slots[slot] as number) >= 0) slot = (slot + 1) & mask
    this.slots[slot] = index
  }

  shape(index: number): string {
    const start = this.starts[index] ?? 0
    return readUtf8(this.arena, start, start + (this.lengths[index] ?? 0))
  }
}

function larger(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const made = new Uint8Array(bytes.length * 2)
  made.set(bytes)
  return made
}
