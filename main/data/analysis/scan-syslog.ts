import { isDigit, isUpper } from './byte-kinds.ts'
import type { RecordView } from './records.ts'
import { textMemory } from './text-memory.ts'

/** Headers of syslog on bytes. What is not plainly `time host tag[pid]: ` is left to the expressions. */

const blank = 0x20
const colon = 0x3a

/** Does a line begin with a time of syslog, in either style? */
export function isSyslogStart(bytes: Uint8Array, from: number, to: number): boolean {
  if (to - from < 16) return false
  if (bytes[from + 3] === blank)
    return (
      bytes[from + 6] === blank &&
      bytes[from + 9] === colon &&
      bytes[from + 12] === colon &&
      isUpper(bytes[from]) &&
      isDigit(bytes[from + 5])
    )
  return (
    bytes[from + 4] === 0x2d &&
    bytes[from + 7] === 0x2d &&
    bytes[from + 10] === 0x54 &&
    bytes[from + 13] === colon &&
    isDigit(bytes[from])
  )
}

/** Where the time ends: 15 bytes, or up to the blank of the ISO style. -1: not within 40 bytes. */
export function syslogTimeEnd(bytes: Uint8Array, from: number, to: number): number {
  if (bytes[from + 3] === blank) return bytes[from + 15] === blank ? from + 15 : -1
  const limit = Math.min(to, from + 40)
  for (let at = from + 16; at < limit; at += 1) if (bytes[at] === blank) return at
  return -1
}

/** Fills the places of source and text; answers false where the expressions must look. */
export function readSyslogHead(
  view: RecordView,
  bytes: Buffer,
  timeEnd: number,
  to: number,
): boolean {
  const text = textMemory().syslogText(bytes, timeEnd + 1, to)
  if (text < 0) return false
  view.sourceFrom = timeEnd + 1
  view.textFrom = text
  view.textTo = to
  view.tailTo = to
  return true
}
