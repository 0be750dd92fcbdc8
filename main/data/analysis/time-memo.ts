import { isDigit } from './byte-kinds.ts'

/**
 * Times of neighbours are mostly of one minute: then seconds and what is behind their dot are read here, and no calendar is asked. `read`
 * is for all others; times that it cannot read are not remembered.
 */
export function createTimeMemo(read: (text: string) => number | undefined) {
  const known = Buffer.alloc(64)
  let length = 0
  /** From the beginning of the time on. */
  let secondsAt = 0
  let restAt = 0
  let minute = 0

  function isSameMinute(bytes: Uint8Array, from: number, end: number): boolean {
    if (end - from !== length) return false
    // From the back: minutes change first.
    for (let i = secondsAt - 1; i >= 0; i -= 1) if (bytes[from + i] !== known[i]) return false
    for (let i = restAt; i < length; i += 1) if (bytes[from + i] !== known[i]) return false
    return true
  }

  /**
   * Of the time in bytes[from, end), milliseconds of the epoch; its two digits of seconds begin `seconds` bytes behind `from`. Undefined:
   * it is none.
   */
  return (bytes: Buffer, from: number, end: number, seconds: number): number | undefined => {
    if (seconds === secondsAt && isSameMinute(bytes, from, end)) {
      const ms = secondsIn(bytes, from + secondsAt, from + restAt)
      if (ms >= 0) return minute + ms
    }
    const at = read(bytes.toString('latin1', from, end))
    length = 0
    const rest = fractionEnd(bytes, from + seconds + 2, end)
    const ms = at === undefined ? -1 : secondsIn(bytes, from + seconds, rest)
    if (at === undefined || ms < 0 || end - from > known.length) return at
    length = bytes.copy(known, 0, from, end)
    secondsAt = seconds
    restAt = rest - from
    minute = at - ms
    return at
  }
}

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
