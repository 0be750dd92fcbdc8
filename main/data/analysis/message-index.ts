import { textBytes } from './records.ts'
import { textMemory } from './text-memory.ts'

/** Texts remembered before all are forgotten and it begins anew: a bound on memory, never on what is counted. */
const mostTexts = 32_768
/** Room at first: most logs have few texts. */
const fewTexts = 256

/**
 * Knows texts again that differ in their digits only, or in their hexadecimal ids. A digit counts as any other, except a zero that
 * stands alone ("0 errors", `0x1f`): levels, trouble words and masks depend on no more than that, and values stand at the same places.
 * So most records cost one or two passes over their bytes. Two hashes of 32 bits tell texts apart. A text must come twice to be
 * remembered, so that unique ones push nobody out.
 */
export class MessageIndex {
  /** Where in `slots` the text lies that was found or added last. */
  private last = 0
  /** Of the text that was read last. */
  a = 0
  b = 0
  /** Numbers below this one are of texts that were forgotten: no number is given twice. */
  first = 0
  private room = fewTexts
  /** Four a text, half of them empty: its hashes, its number from 1 on, and a note. */
  private slots = new Int32Array(8 * fewTexts)
  private once = new Int32Array(8 * fewTexts)
  private count = 0
  private readonly memory = textMemory()
  /** Where the text lies that was read last. */
  private at = 0
  private length = 0

  /** The number of a text, which it has from the second time on; -1: it has none. */
  numberOf(bytes: Uint8Array, from: number, to: number): number {
    const found = this.look(bytes, from, to)
    return found < 0 ? this.add(this.a, this.b) : found
  }

  /** The number of a text; -1: not known. Then `a` and `b` are what to add it by. */
  look(bytes: Uint8Array, from: number, to: number): number {
    this.read(bytes, from, to)
    const found = this.find(this.a, this.b)
    return found < 0 && this.readIds() ? this.find(this.a, this.b) : found
  }

  /** Sets `a` and `b` by the text as it is but for its digits. */
  read(bytes: Uint8Array, from: number, to: number): void {
    const { memory } = this
    const end = Math.min(to, from + textBytes)
    this.at = memory.placeOf(bytes, from, end)
    this.length = end - from
    this.a = memory.hash(this.at, this.length)
    this.b = memory.otherHash
  }

  /** The same of the text that was read last with every id as other kinds of bytes. False, and nothing changed: it has no id. */
  private readIds(): boolean {
    const a = this.memory.hashOfIds(this.at, this.length)
    if (a === undefined) return false
    // Told apart from a text that has these bytes.
    this.a = ~a
    this.b = this.memory.otherHash
    return true
  }

  /** The number of the text with these hashes; -1: not known. */
  find(a: number, b: number): number {
    const { slots } = this
    const mask = slots.length - 1
    for (let at = (4 * a) & mask; ; at = (at + 4) & mask) {
      const number = slots[at + 2] as number // at + 3 <= mask
      if (number === 0) return -1
      if (slots[at] === a && slots[at + 1] === b) {
        this.last = at
        return this.first + number - 1
      }
    }
  }

  /** Its number from now on; -1: seen for the first time. */
  add(a: number, b: number): number {
    const place = b & (this.once.length - 1)
    if (this.once[place] !== a) {
      this.once[place] = a
      return -1
    }
    if (this.count >= mostTexts) {
      this.count = 0
      this.first += mostTexts
      this.slots.fill(0)
    } else if (this.count >= this.room) this.grow()
    this.count += 1
    this.put(a, b, this.count)
    return this.first + this.count - 1
  }

  private put(a: number, b: number, number: number): void {
    const { slots } = this
    const mask = slots.length - 1
    let at = (4 * a) & mask
    while (slots[at + 2] !== 0) at = (at + 4) & mask
    slots[at] = a
    slots[at + 1] = b
    slots[at + 2] = number
    slots[at + 3] = 0
    this.last = at
  }

  /** What was noted of the text that has got its number last, 0 at first: it lies where the text is found. */
  get note(): number {
    return this.slots[this.last + 3] as number // within the slots
  }

  set note(value: number) {
    this.slots[this.last + 3] = value
  }

  private grow(): void {
    const { slots } = this
    this.room *= 4
    this.once = new Int32Array(8 * this.room)
    this.slots = new Int32Array(8 * this.room)
    for (let at = 0; at < slots.length; at += 4) {
      const [a = 0, b = 0, number = 0, note = 0] = slots.subarray(at, at + 4)
      if (number === 0) continue
      this.put(a, b, number)
      this.note = note
    }
  }
}

/** One for the process, made when it is first needed: a text has one number for all who keep something of texts. */
let shared: MessageIndex | undefined

export const messageIndex = (): MessageIndex => (shared ??= new MessageIndex())

/** What is known of texts by their numbers, as long as these stand. */
export class KnownTexts<T> {
  private readonly index = messageIndex()
  private known: (T | undefined)[] = []
  private first = 0

  get(number: number): T | undefined {
    const place = number - this.first
    return place < 0 ? undefined : this.known[place]
  }

  set(number: number, value: T): void {
    const { first } = this.index
    if (number < first) return
    if (this.first < first) {
      this.known = []
      this.first = first
    }
    this.known[number - first] = value
  }
}
