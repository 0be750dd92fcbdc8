import { blockBytes, leadAt, listAt, textMemory } from './text-memory.ts'

/**
 * Finds the ends of lines, and the lines that may be more than information: a search for all level and trouble words at once. What it
 * finds is a candidate; exact rules decide. What it does not find cannot be an error, a warning or suspect.
 */

/** Four bytes that every spelling of a word has; a blank, colon or bracket makes short words tell. */
const tails = Array.from({ length: 12 }, (_, i) => ' :]>"|[,)\t\r\n'.charAt(i))

/**
 * Eight groups, one for each bit. Of a group any word's byte may stand at its place, so those are together whose mixtures are rare in logs.
 * The first two count at the beginning of a word only: `debug:` and `stderr ` are others.
 */
const groups: readonly (readonly string[])[] = [
  tails.map((tail) => `err${tail}`),
  tails.map((tail) => `bug${tail}`),
  ['pani', 'of m', 'exce'],
  ['erro', 'fata', 'warn'],
  ['refu', 'emer', 'segf', 'segm'],
  ['aler', 'fail'],
  ['d ou', 'dump'],
  ['seve', 'crit'],
]

const newline = 0x0a
const carried = 4
const nothing = new Uint8Array(0)

/** Of a line's first bytes: two lines that begin alike differ in digits only. */
export const leadBytes = 16

/** End of a line: where its newline stands. `isAlike`: it begins like the lead. `isSame`: it begins with the bytes of the line before. */
export type OnEnd = (at: number, isCandidate: boolean, isAlike: boolean, isSame: boolean) => void

export type FindLines = (
  bytes: Uint8Array,
  from: number,
  to: number,
  /** The beginning of a line with every digit a zero, read anew with every block; a 0xff makes it like no other. */
  lead: Uint8Array,
  onEnd: OnEnd,
) => void

/** Whole lines only: bytes[to - 1] is a newline, bytes[from] begins a line. They stay as they are until it is done. */
export function createFindLines(): FindLines {
  const memory = textMemory()
  memory.bytes.set(wordTables)
  return (bytes, from, to, lead, onEnd) => {
    const { words } = memory
    let candidate = 0
    let whole = 1
    let end = from
    for (let start = from; start < to; start = end) {
      end = blockEnd(bytes, start, to)
      const before = whole === 1 ? nothing : bytes.subarray(start - carried, start)
      const block = memory.hold(bytes, start, end, before)
      memory.bytes.set(lead, leadAt)
      const last = memory.lines(block, block + (end - start), candidate, whole)
      candidate = words[last] as number // within the memory, as all of the list
      whole = bytes[end - 1] === newline ? 1 : 0
      const shift = start - block
      for (let i = listAt >> 2; i < last; i += 1) {
        const found = words[i] as number
        onEnd((found >> 3) + shift, (found & 1) !== 0, (found & 2) !== 0, (found & 4) !== 0)
      }
    }
    memory.release()
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
