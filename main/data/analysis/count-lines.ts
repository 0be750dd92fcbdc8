import { redactText } from '../../../shared/domain/redact.ts'
import { levelHeadBytes, levelOf } from '../../../shared/log-rules/level.ts'
import type { Level } from '../../../shared/log-rules/level.ts'

export type LineCounts = {
  readonly levels: Readonly<Record<Level, number>>
  /** Beginning of a last line without its newline, to be put before the next piece; '' when there is none. */
  readonly pending: string
}

const newline = 0x0a

/**
 * Counts the lines of a piece. Bytes are read as Latin-1: level words are ASCII, and bytes that are no UTF-8 must
 * not stop a count. Of each line only the beginning is looked at, so a line of any length costs the same.
 */
export function countLines(bytes: Uint8Array, pending: string, final: boolean): LineCounts {
  const levels: Record<Level, number> = { error: 0, warning: 0, info: 0, other: 0 }
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let carried = pending
  let from = 0
  for (let end = buffer.indexOf(newline); end >= 0; end = buffer.indexOf(newline, from)) {
    levels[levelOf(carried + headOf(buffer, from, end)).level] += 1
    carried = ''
    from = end + 1
  }
  carried += headOf(buffer, from, buffer.length)
  if (!final || carried === '') return { levels, pending: keepable(carried) }
  levels[levelOf(carried).level] += 1
  return { levels, pending: '' }
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
