import { isDigit, isLower, isUpper } from './byte-kinds.ts'
import type { RecordView } from './records.ts'

/** Headers of access logs on bytes: `client ident user [time] "request" status …`. What is not plainly that is left to the expressions. */

const blank = 0x20
const quote = 0x22
const backslash = 0x5c
/** `10/Oct/2000:13:55:36 -0700` */
export const accessTimeBytes = 26
export const accessSecondsAt = 18
/** As far as the expression looks. */
const headBytes = 1024
const farthestTime = 200
const longestRequest = 900

/** Sets text and level and answers where the time begins; -1 where the expressions must look. */
export function readAccessHead(view: RecordView, bytes: Buffer, from: number, to: number): number {
  const end = Math.min(to, from + headBytes)
  const ident = wordEnd(bytes, from, end) + 1
  const user = ident === 0 ? 0 : wordEnd(bytes, ident, end) + 1
  if (user === 0) return -1
  const last = Math.min(end, user + farthestTime)
  let open = user
  while (open < last && bytes[open] !== 0x5b) open += 1
  const time = open + 1
  const text = time + accessTimeBytes + 2
  if (open === user || open === last || text >= end || bytes[text] !== quote) return -1
  if (bytes[text - 2] !== 0x5d || bytes[text - 1] !== blank || !isAccessTime(bytes, time)) return -1
  const status = requestEnd(bytes, text + 1, Math.min(end, text + longestRequest)) + 2
  if (status === 1 || status + 4 > end || bytes[status - 1] !== blank) return -1
  if (!isDigit(bytes[status]) || !isDigit(bytes[status + 1]) || !isDigit(bytes[status + 2]))
    return -1
  if (bytes[status + 3] !== blank) return -1
  view.textFrom = text
  view.textTo = view.tailTo = to
  view.sourceFrom = -1
  const first = bytes[status]
  view.level = first === 0x35 ? 'error' : 'info'
  if (first === 0x34) view.refusal = Number(bytes.toString('latin1', status, status + 3))
  view.rule = 'place'
  return time
}

/** Of printable ASCII up to a blank; -1: there is none, or another byte is in it. */
function wordEnd(bytes: Uint8Array, from: number, end: number): number {
  for (let at = from; at < end; at += 1) {
    const byte = bytes[at] as number // at < end
    if (byte === blank) return at > from ? at : -1
    if (byte < blank || byte > 0x7e) return -1
  }
  return -1
}

/** Where the quote stands that closes a request; -1: not here. */
function requestEnd(bytes: Uint8Array, from: number, end: number): number {
  for (let at = from; at < end; at += 1) {
    const byte = bytes[at] as number // at < end
    if (byte === quote) return at
    if (byte === backslash) at += 1
    if (byte < blank || (bytes[at] ?? 0) < blank) return -1
  }
  return -1
}

const digits = [0, 1, 7, 8, 9, 10, 12, 13, 15, 16, 18, 19, 22, 23, 24, 25]
const marks: readonly (readonly [at: number, mark: number])[] = [
  [2, 0x2f],
  [6, 0x2f],
  [11, 0x3a],
  [14, 0x3a],
  [17, 0x3a],
  [20, blank],
]

function isAccessTime(bytes: Uint8Array, from: number): boolean {
  for (const at of digits) if (!isDigit(bytes[from + at])) return false
  for (const [at, mark] of marks) if (bytes[from + at] !== mark) return false
  if (!isUpper(bytes[from + 3]) || !isLower(bytes[from + 4]) || !isLower(bytes[from + 5]))
    return false
  return bytes[from + 21] === 0x2b || bytes[from + 21] === 0x2d
}
