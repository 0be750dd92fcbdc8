import { redactText } from '../../../shared/domain/redact.ts'
import { levelHeadBytes, levelOf } from '../../../shared/log-rules/level.ts'
import type { Level } from '../../../shared/log-rules/level.ts'
import { createFindLines } from './find-lines.ts'
import type { FindLines } from './find-lines.ts'
import { alphabet } from './hex-ids.ts'
import { MessageIndex } from './message-index.ts'

export type LineCounts = {
  readonly levels: Readonly<Record<Level, number>>
  /** Beginning of a last line without its newline, to be put before the next piece; '' when there is none. */
  readonly pending: string
}

const newline = 0x0a
const blank = 0x20

let findLines: FindLines | undefined

/**
 * Counts the lines of a piece. Bytes are read as Latin-1: level words are ASCII, and bytes that are no UTF-8 must
 * not stop a count. Of each line only the beginning is looked at, so a line of any length costs the same.
 */
export function countLines(bytes: Uint8Array, pending: string, final: boolean): LineCounts {
  const levels: Record<Level, number> = { error: 0, warning: 0, info: 0, other: 0 }
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const knownLevel = createKnownLevels()
  let carried = pending
  let from = 0
  findLines ??= createFindLines()
  findLines(buffer, 0, buffer.lastIndexOf(newline) + 1, (end, isCandidate) => {
    const level = carried === '' ? knownLevel(buffer, from, end, isCandidate) : undefined
    levels[level ?? levelOf(carried + headOf(buffer, from, end)).level] += 1
    carried = ''
    from = end + 1
  })
  carried += headOf(buffer, from, buffer.length)
  if (!final || carried === '') return { levels, pending: keepable(carried) }
  levels[levelOf(carried).level] += 1
  return { levels, pending: '' }
}

/** Where time, host, program and level stand in most logs. */
const prefixBytes = 48
/** More than these, and the words among which a level may stand (level.ts). */
const headWords = 16

/**
 * Most lines of a log begin like some before them, but for their digits and ids, and have their level: taking each apart costs more than
 * all else that is done with it here. Undefined: look at the line itself.
 */
function createKnownLevels() {
  const index = new MessageIndex()
  const known: Level[] = []
  const levelAt = (buffer: Buffer, from: number, to: number): Level => {
    const found = index.look(buffer, from, to)
    if (found >= 0) return known[found] ?? 'other'
    const { level } = levelOf(buffer.toString('latin1', from, to))
    const added = index.add(index.a, index.b)
    if (added >= 0) known[added] = level
    return level
  }
  return (buffer: Buffer, from: number, end: number, isCandidate: boolean): Level | undefined => {
    const first = buffer[from] ?? 0
    // A number may be the level there; JSON has it anywhere.
    if (first === 0x3c || first === 0x7b) return undefined
    const most = Math.min(end, from + levelHeadBytes)
    const body = first === 0x5b ? bracketEnd(buffer, from, most) : from
    if (body < 0) return undefined
    // Information without a doubt: a line without any word of trouble that says so at its beginning.
    const prefix = isCandidate ? -1 : prefixEnd(buffer, from, end)
    if (prefix > body && levelAt(buffer, from, prefix) === 'info') return 'info'
    return levelAt(buffer, from, wordsEnd(buffer, body, most))
  }
}

/** A header in brackets may have any number of words: from its end on they are counted. -1: it has no end. */
function bracketEnd(bytes: Uint8Array, from: number, end: number): number {
  const length = bytes.subarray(from, end).indexOf(0x5d)
  return length < 0 ? -1 : from + length
}

/** -1: too short a line. A bare word at the end does not count: `INFO x[1]: ` would be a host and a program. */
function prefixEnd(bytes: Uint8Array, from: number, end: number): number {
  if (end - from < prefixBytes) return -1
  const to = blankBefore(bytes, from, from + prefixBytes)
  return to > from && alphabet[bytes[to - 1] ?? 0] !== 0 ? blankBefore(bytes, from, to - 1) : to
}

function blankBefore(bytes: Uint8Array, from: number, to: number): number {
  for (let at = to; at > from; at -= 1) if (bytes[at] === blank) return at
  return -1
}

/** Where the last word ends that is looked at. */
function wordsEnd(bytes: Uint8Array, from: number, end: number): number {
  let words = 0
  let wasBlank = true
  for (let at = from; at < end; at += 1) {
    const isBlank = (bytes[at] ?? 0) <= 0x20
    if (isBlank && !wasBlank) {
      words += 1
      if (words === headWords) return at
    }
    wasBlank = isBlank
  }
  return end
}

function headOf(buffer: Buffer, from: number, end: number): string {
  const withoutCr = end > from && buffer[end - 1] === 0x0d && end < buffer.length ? end - 1 : end
  return buffer.toString('latin1', from, Math.min(withoutCr, from + levelHeadBytes))
}

/**
 * What is kept of a half line goes to disk, so secrets leave it first; long runs of key material too, because a line
 * inside a key block has nothing else that tells.
 */
const keepable = (text: string): string =>
  redactText(text.slice(0, levelHeadBytes)).replace(/[A-Za-z0-9+/=]{40,}/g, '***')
