import { blockBytes, leadAt, listAt, textMemory } from './text-memory.ts'

/**
 * Finds the ends of lines, and the lines that may be more than information: a search for all level and trouble words at once. What it
 * finds is a candidate; exact rules decide. What it does not find cannot be an error, a warning or suspect.
 */

/** Four bytes that every spelling of a word has; a blank, colon or bracket makes short words tell. */
const tails = Array.from({ length: 12 }, (_, i) => ' :]>"|[,)\t\r\n'.charAt(i))

/**
 * Eight groups, one for each bit. Of a group any word's byte may stand at its place, so those are together whose mixtures are rare in logs.
 * The last counts at the beginning of a word only: `debug:` and `stderr ` are others.
 */
const groups: readonly (readonly string[])[] = [
  ['pani', 'exce'],
  ['of m'],
  ['erro', 'fata', 'warn'],
  ['refu', 'emer', 'segf', 'segm'],
  ['aler', 'fail'],
  ['d ou', 'dump'],
  ['seve', 'crit'],
  tails.flatMap((tail) => [`err${tail}`, `bug${tail}`]),
]

const newline = 0x0a
const carried = 4
const nothing = new Uint8Array(0)

/** Of a line's first bytes: two lines that begin alike differ in digits only. */
export const leadBytes = 16

/** Like the beginning of no line. */
export const noLead = new Uint8Array(leadBytes).fill(0xff)

/** What an entry of the list says of a line besides its end. */
export const lineBits = {
  /** A word of trouble may stand in it. */
  candidate: 1,
  /** It begins like the lead. */
  alike: 2,
  /** It begins with the bytes of the line before, which is known only within a block. */
  same: 4,
  /**
   * It and the line before begin like the lead, and what is behind that shows another host or program: it does not go on with that line.
   * Where the lead is the time of a syslog line, with its blank.
   */
  other: 8,
} as const
const bitCount = 4

/**
 * Finds lines a block at a time: after each `next` that answers true, the entries `first` to `last` of `list` are the lines that end in
 * it, and `endOf` says where.
 */
export class LineFinder {
  readonly first = listAt >> 2
  last = 0
  private readonly memory = textMemory()
  readonly list = this.memory.words
  private bytes: Uint8Array = nothing
  private start = 0
  private to = 0
  private shift = 0
  private candidate = 0
  private whole = 1

  constructor() {
    this.memory.bytes.set(wordTables)
  }

  /** Whole lines only: bytes[to - 1] is a newline, bytes[from] begins a line. They stay as they are until `next` answers false. */
  begin(bytes: Uint8Array, from: number, to: number): void {
    this.bytes = bytes
    this.start = from
    this.to = to
    this.candidate = 0
    this.whole = 1
  }

  /** `lead`: the beginning of a line with every digit a zero; a 0xff makes it like no other. */
  next(lead: Uint8Array): boolean {
    const { memory, bytes, start } = this
    if (start >= this.to) {
      memory.release()
      this.bytes = nothing
      return false
    }
    const end = blockEnd(bytes, start, this.to)
    const before = this.whole === 1 ? nothing : bytes.subarray(start - carried, start)
    const block = memory.hold(bytes, start, end, before)
    memory.bytes.set(lead, leadAt)
    this.last = memory.lines(block, block + (end - start), this.candidate, this.whole)
    this.candidate = this.list[this.last] as number // within the memory
    this.whole = bytes[end - 1] === newline ? 1 : 0
    this.shift = start - block
    this.start = end
    return true
  }

  /** Where the newline stands of the line with this entry. */
  endOf(entry: number): number {
    return (entry >> bitCount) + this.shift
  }
}

/** Behind the last newline of a block, or in the middle of a line that is longer. */
function blockEnd(bytes: Uint8Array, start: number, to: number): number {
  const most = start + blockBytes
  if (most >= to) return to
  for (let at = most; at > start; at -= 1) if (bytes[at - 1] === newline) return at
  return most
}

const wordTables = tables()

function tables(): Uint8Array {
  const made = new Uint8Array(128)
  const put = (at: number, bit: number): void => void (made[at] = (made[at] ?? 0) | bit)
  for (const [group, words] of groups.entries())
    for (const word of words)
      for (let place = 0; place < 4; place += 1) {
        const byte = word.charCodeAt(place)
        const isLetter = byte >= 0x61 && byte <= 0x7a
        put(32 * place + (byte & 15), 1 << group)
        put(32 * place + 16 + (byte >> 4), 1 << group)
        if (isLetter) put(32 * place + 16 + (byte >> 4) - 2, 1 << group)
      }
  return made
}
