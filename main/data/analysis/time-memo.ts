import { isDigit } from './byte-kinds.ts'

/**
 * Times of neighbours are mostly of one minute or of the same ten: then seconds and what is behind their dot are read here, and no calendar
 * is asked. `read` is for all others; times that it cannot read are not remembered. No clock is trusted to change at whole hours only:
 * ten minutes are taken for such when the first and the last of them are as far apart as they should be.
 */
export function createTimeMemo(read: (text: string) => number | undefined) {
  const known = Buffer.alloc(64)
  let length = 0
  /** From the beginning of the time on. */
  let secondsAt = 0
  let restAt = 0
  /** The last digit of the minutes, where all ten are known; -1: one minute is. */
  let unitAt = -1
  /** Of the minute, or of the first of the ten. */
  let base = 0

  /** But for the byte at `except`. */
  function isSame(bytes: Uint8Array, from: number, end: number, except: number): boolean {
    if (end - from !== length) return false
    // From the back: minutes change first.
    for (let i = secondsAt - 1; i >= 0; i -= 1)
      if (bytes[from + i] !== known[i] && i !== except) return false
    for (let i = restAt; i < length; i += 1) if (bytes[from + i] !== known[i]) return false
    return true
  }

  /** Whatever the last digit of the minutes is, from now on. */
  function widen(text: string, at: number, ms: number): void {
    const unit = secondsAt - lastDigitBefore
    const timeAt = (digit: number): number =>
      read(text.slice(0, unit) + String(digit) + text.slice(unit + 1)) ?? Number.NaN
    const first = timeAt(0)
    if (timeAt(9) - first !== 9 * minuteMs || at - first !== digitAt(known, unit) * minuteMs) return
    unitAt = unit
    base = first - ms
  }

  /**
   * Of the time in bytes[from, end), milliseconds of the epoch; its two digits of seconds begin `seconds` bytes behind `from`. Undefined:
   * it is none.
   */
  return (bytes: Buffer, from: number, end: number, seconds: number): number | undefined => {
    if (seconds === secondsAt && isSame(bytes, from, end, unitAt)) {
      const ms = secondsIn(bytes, from + secondsAt, from + restAt)
      const minutes = unitAt < 0 ? 0 : digitAt(bytes, from + unitAt)
      if (ms >= 0 && minutes >= 0) return base + minutes * minuteMs + ms
    }
    const isNear = seconds === secondsAt && isSame(bytes, from, end, seconds - lastDigitBefore)
    const text = bytes.toString('latin1', from, end)
    const at = read(text)
    length = 0
    unitAt = -1
    const rest = fractionEnd(bytes, from + seconds + 2, end)
    const ms = at === undefined ? -1 : secondsIn(bytes, from + seconds, rest)
    if (at === undefined || ms < 0 || end - from > known.length) return at
    length = bytes.copy(known, 0, from, end)
    secondsAt = seconds
    restAt = rest - from
    base = at - ms
    if (isNear) widen(text, at, ms)
    return at
  }
}

const minuteMs = 60_000
/** From the seconds: the mark between them and the minutes comes first. */
const lastDigitBefore = 2

/** -1: it is none. */
const digitAt = (bytes: Uint8Array, at: number): number =>
  isDigit(bytes[at]) ? (bytes[at] ?? 0) - 0x30 : -1

/** Behind `.123456` or `,123`; where there is none, right behind the seconds. */
function fractionEnd(bytes: Uint8Array, from: number, end: number): number {
  if (bytes[from] !== 0x2e && bytes[from] !== 0x2c) return from
  let at = from + 1
  while (at < end && isDigit(bytes[at])) at += 1
  return at > from + 1 ? at : from
}

/** `07` or `07.123456` in milliseconds, as time.ts has it; -1 where it is something else, and in a leap second. */
function secondsIn(bytes: Uint8Array, from: number, end: number): number {
  const tens = bytes[from] ?? 0
  if (tens < 0x30 || tens > 0x35 || !isDigit(bytes[from + 1])) return -1
  let ms = 0
  const dot = bytes[from + 2]
  if (end > from + 2 && dot !== 0x2e && dot !== 0x2c) return -1
  for (let i = from + 3; i < end; i += 1) if (!isDigit(bytes[i])) return -1
  for (let i = from + 3; i < from + 6; i += 1) ms = 10 * ms + (i < end ? (bytes[i] ?? 0) - 0x30 : 0)
  return 1000 * (10 * (tens - 0x30) + (bytes[from + 1] ?? 0) - 0x30) + ms
}
