import type { Instant } from '../domain/time.ts'

/** An instant on the wall clock of a zone. */
export type LocalTime = {
  /** `2026-10-25` */
  readonly date: string
  /** `01:30`, 00 to 23 hours. */
  readonly time: string
  /** `GMT`, `EDT`; `UTC+05:45` where people have no abbreviation. */
  readonly zone: string
  /** `+01:00` */
  readonly offset: string
}

/** Locales that between them know the abbreviations people use; the first that has one for the zone wins. */
const locales = ['en-US', 'en-GB', 'en-AU', 'en-NZ', 'en-IN', 'en-ZA']

type Formatters = {
  readonly full: Intl.DateTimeFormat
  readonly names: readonly Intl.DateTimeFormat[]
}

/** By zone, kept for good: making them costs more than all that an edit of a plan reads, and there are a few hundred zones. */
const formatters = new Map<string, Formatters>()

/**
 * Reads instants on wall clocks. The answer remembers what it has read (thousands of customers share a window, and one reading costs
 * 100 µs), so make one for each thing that is written. Throws on a zone that does not exist.
 */
export function localTimes(): (at: Instant, zone: string) => LocalTime {
  const known = new Map<string, LocalTime>()
  return (at, zone) => {
    const key = `${at} ${zone}`
    const before = known.get(key)
    if (before !== undefined) return before
    const own = formatters.get(zone) ?? formattersOf(zone)
    formatters.set(zone, own)
    const time = readClock(own, at)
    known.set(key, time)
    return time
  }
}

function readClock(formatters: Formatters, at: Instant): LocalTime {
  const parts = new Map(formatters.full.formatToParts(at).map((p) => [p.type, p.value]))
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? ''
  const offset = part('timeZoneName').replace(/^GMT/, '') || '+00:00'
  return {
    date: `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`,
    time: `${part('hour')}:${part('minute')}`,
    zone: abbreviation(formatters, at) ?? `UTC${offset}`,
    offset,
  }
}

/** `2026-10-25 01:30 GMT (+00:00)`: for people. */
export const formatLocal = ({ date, time, zone, offset }: LocalTime): string =>
  `${date} ${time} ${zone} (${offset})`

function formattersOf(timeZone: string): Formatters {
  return {
    full: new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      timeZoneName: 'longOffset',
    }),
    names: locales.map(
      (locale) => new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: 'short' }),
    ),
  }
}

function abbreviation({ names }: Formatters, at: Instant): string | undefined {
  for (const format of names) {
    const name = format.formatToParts(at).find((p) => p.type === 'timeZoneName')?.value
    // `GMT+1` is an offset in disguise.
    if (name !== undefined && !/^(GMT|UTC)[+-]/.test(name)) return name
  }
  return undefined
}
