import { isDigit, isUpper } from './byte-kinds.ts'
import type { RecordView } from './records.ts'

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

/** Fills tag, pid and the place of the text; answers false where the expressions must look. */
export function readSyslogHead(
  view: RecordView,
  bytes: Buffer,
  timeEnd: number,
  to: number,
): boolean {
  let at = timeEnd + 1
  while (at < to && bytes[at] !== blank) at += 1
  const tagFrom = at + 1
  at = tagFrom
  for (; at < to; at += 1) {
    const byte = bytes[at] as number // at < to
    if (byte === colon || byte === 0x5b || byte <= blank || byte === 0x28) break
  }
  if (at === tagFrom || at >= to) return false
  view.pidFrom = 0
  view.pidTo = 0
  view.tagFrom = tagFrom
  view.tagTo = at
  if (bytes[at] === 0x5b) {
    const pidFrom = at + 1
    at = pidFrom
    while (at < to && isDigit(bytes[at])) at += 1
    if (at === pidFrom || bytes[at] !== 0x5d) return false
    view.pidFrom = pidFrom
    view.pidTo = at
    at += 1
  }
  if (bytes[at] !== colon || bytes[at + 1] !== blank || at + 2 > to) return false
  const first = bytes[at + 2]
  // A program's own header may follow: a time, or a level in brackets. Or colours.
  if (first === 0x5b || isDigit(first) || first === 0x1b) return false
  view.textFrom = at + 2
  view.textTo = to
  view.tailTo = to
  return true
}
