/** Times of log lines as milliseconds of the epoch: the zone of the host, and the year where the line has none. */

export type ClockFace = {
  /** Absent where the style has no year: syslog. */
  readonly year?: number | undefined
  /** 1 to 12. */
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly ms: number
  /** Minutes east of UTC when the line says so; otherwise the zone of the host counts. */
  readonly offset?: number | undefined
}

export type TimeOptions = {
  /** IANA name; UTC when absent. */
  readonly zone?: string | undefined
  /** When the log was read: a time without a year is the last one that is not later than this by more than a day. */
  readonly reference: number
}

export type TimeReader = (face: ClockFace) => number | undefined

const day = 86_400_000
const hour = 3_600_000

export function createTimeReader({ zone, reference }: TimeOptions): TimeReader {
  const offsetAt = offsetsOf(zone ?? 'UTC')

  function at(face: ClockFace, year: number): number | undefined {
    const wall = Date.UTC(
      year,
      face.month - 1,
      face.day,
      face.hour,
      face.minute,
      face.second,
      face.ms,
    )
    const date = new Date(wall)
    // 30 February rolls over into March.
    if (Number.isNaN(wall) || date.getUTCMonth() !== face.month - 1) return undefined
    return face.offset === undefined ? wall - offsetAt(wall) : wall - face.offset * 60_000
  }

  return (face) => {
    if (!isClockFace(face)) return undefined
    if (face.year !== undefined) return at(face, face.year)
    const thisYear = new Date(reference).getUTCFullYear()
    // Eight years back there was a leap year, also around 2100.
    for (let year = thisYear + 1; year > thisYear - 9; year -= 1) {
      const time = at(face, year)
      if (time !== undefined && time <= reference + day) return time
    }
    return undefined
  }
}

const isClockFace = (face: ClockFace): boolean =>
  face.month >= 1 &&
  face.month <= 12 &&
  face.day >= 1 &&
  face.day <= 31 &&
  face.hour <= 24 &&
  face.minute <= 59 &&
  face.second <= 60

/**
 * From a time on the wall to the milliseconds that the zone is ahead. Of an hour that happens twice the first is meant, an hour
 * that is left out counts as the one after. Remembered by the hour.
 */
function offsetsOf(zone: string): (wall: number) => number {
  if (zone === 'UTC' || zone === 'Etc/UTC') return () => 0
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  const ahead = (utc: number): number => {
    const part = Object.fromEntries(
      format.formatToParts(utc).map(({ type, value }) => [type, Number(value)]),
    )
    const { year = 0, month = 1, day: date = 1, hour: h = 0, minute = 0, second = 0 } = part
    return Date.UTC(year, month - 1, date, h, minute, second) - Math.floor(utc / 1000) * 1000
  }
  const known = new Map<number, number>()
  return (wall) => {
    const key = Math.floor(wall / (hour / 4))
    const found = known.get(key)
    if (found !== undefined) return found
    const early = ahead(wall - day)
    const offset = ahead(wall - early) === early ? early : ahead(wall - ahead(wall - early))
    if (known.size > 10_000) known.clear()
    known.set(key, offset)
    return offset
  }
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** 1 to 12 from three letters, 0 when it is none. */
export const monthOf = (name: string): number => months.indexOf(name.toLowerCase()) + 1

type Style = { readonly pattern: RegExp; readonly read: (m: RegExpExecArray) => ClockFace }

const n = (text: string | undefined): number => Number(text ?? 0)
const fraction = (text: string | undefined): number =>
  text === undefined ? 0 : Math.floor(Number(`0.${text}`) * 1000)
const offsetOf = (text: string | undefined): number | undefined => {
  if (text === undefined) return undefined
  if (text === 'Z') return 0
  const digits = text.replaceAll(/\D/g, '').padEnd(4, '0')
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2))
  return text.startsWith('-') ? -minutes : minutes
}
const clock = (h?: string, m?: string, s?: string, f?: string) => ({
  hour: n(h),
  minute: n(m),
  second: n(s),
  ms: fraction(f),
})

/** The styles of time that begin a line or stand in its header, the most telling first. Each matches at the start of the text. */
const styles: readonly Style[] = [
  {
    // 2026-06-14T12:00:00.123456+02:00, 2026-06-14 12:00:00,123, 2014/04/01 22:20:38, 2005-06-03-15.42.50.675872
    pattern:
      /^(\d{4})([-/.])(\d\d)\2(\d\d)[T \-:]\s?(\d?\d)[:.](\d\d)[:.](\d\d)(?:[.,:](\d+))?\s?(Z\b|[+-]\d\d:?\d\d\b)?/,
    read: (m) => ({
      year: n(m[1]),
      month: n(m[3]),
      day: n(m[4]),
      ...clock(m[5], m[6], m[7], m[8]),
      offset: offsetOf(m[9]),
    }),
  },
  {
    // Jun 14 03:12:45, Jun 12 15:13:54.123
    pattern:
      /^([A-Z][a-z]{2}) +(\d{1,2}) (\d\d):(\d\d):(\d\d)(?:[.,](\d+))?(?![\d:])(?: (\d{4})(?!\d))?/,
    read: (m) => ({
      year: m[7] === undefined ? undefined : n(m[7]),
      month: monthOf(m[1] ?? ''),
      day: n(m[2]),
      ...clock(m[3], m[4], m[5], m[6]),
    }),
  },
  {
    // Thu Jun 26 16:24:23 2025, Sat Jul 20 21:37:32.266605 2013
    pattern:
      /^[A-Z][a-z]{2},? ([A-Z][a-z]{2}) +(\d{1,2}) (\d\d):(\d\d):(\d\d)(?:[.,](\d+))? (\d{4})/,
    read: (m) => ({
      year: n(m[7]),
      month: monthOf(m[1] ?? ''),
      day: n(m[2]),
      ...clock(m[3], m[4], m[5], m[6]),
    }),
  },
  {
    // 130324  0:04:00 (MySQL 5.5: yymmdd, hour padded with a blank), 081109 203518
    pattern: /^(\d\d)(\d\d)(\d\d) +(\d{1,2}):?(\d\d):?(\d\d)(?=\s|$)/,
    read: (m) => ({
      year: 2000 + n(m[1]),
      month: n(m[2]),
      day: n(m[3]),
      ...clock(m[4], m[5], m[6]),
    }),
  },
  {
    // 10/Oct/2000:13:55:36 -0700 (access logs)
    pattern: /^(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d):(\d\d):(\d\d) ([+-]\d{4})/,
    read: (m) => ({
      year: n(m[3]),
      month: monthOf(m[2] ?? ''),
      day: n(m[1]),
      ...clock(m[4], m[5], m[6]),
      offset: offsetOf(m[7]),
    }),
  },
  {
    // 17/06/09 20:10:40 (yy/mm/dd)
    pattern: /^(\d\d)\/(\d\d)\/(\d\d) (\d\d):(\d\d):(\d\d)(?:[.,](\d+))?/,
    read: (m) => ({
      year: 2000 + n(m[1]),
      month: n(m[2]),
      day: n(m[3]),
      ...clock(m[4], m[5], m[6], m[7]),
    }),
  },
  {
    // 03-17 16:13:38.811, 10.30 16:49:06, 08-03 08:10:21.026299
    pattern: /^(\d\d)[-./](\d\d) (\d\d):(\d\d):(\d\d)(?:[.,](\d+))?/,
    read: (m) => ({ month: n(m[1]), day: n(m[2]), ...clock(m[3], m[4], m[5], m[6]) }),
  },
  {
    // 20171223-22:15:29:606, 20260614T120000
    pattern:
      /^(\d{4})(\d\d)(\d\d)[-T ](\d{1,2}):?(\d{1,2}):?(\d{1,2})(?:[.,:](\d+))?(Z\b|[+-]\d\d:?\d\d\b)?/,
    read: (m) => ({
      year: n(m[1]),
      month: n(m[2]),
      day: n(m[3]),
      ...clock(m[4], m[5], m[6], m[7]),
      offset: offsetOf(m[8]),
    }),
  },
  {
    // [Dec 4 04:47:44] without year is above; 14-Jun-2026 03:12:45.123
    pattern: /^(\d\d)-([A-Z][a-z]{2})-(\d{4}) (\d\d):(\d\d):(\d\d)(?:[.,](\d+))?/,
    read: (m) => ({
      year: n(m[3]),
      month: monthOf(m[2] ?? ''),
      day: n(m[1]),
      ...clock(m[4], m[5], m[6], m[7]),
    }),
  },
]

export type FoundTime = { readonly face: ClockFace; readonly length: number }

/** The time that begins a text, and how long it is; only the first 48 characters count. */
export function timeAtStart(text: string): FoundTime | undefined {
  const first = text.charCodeAt(0)
  const isDigit = first >= 0x30 && first <= 0x39
  if (!isDigit && !(first >= 0x41 && first <= 0x5a)) return undefined
  const head = text.length > 48 ? text.slice(0, 48) : text
  for (const { pattern, read } of styles) {
    const found = pattern.exec(head)
    if (found === null) continue
    const face = read(found)
    if (isClockFace(face)) return { face, length: found[0].length }
  }
  return undefined
}
