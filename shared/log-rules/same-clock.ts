import { Temporal } from 'temporal-polyfill'
import { minutePairs } from './minutes.ts'
import type { MinuteCounts } from './minutes.ts'
import type { Span } from './rates.ts'

const minuteMs = 60_000
const hour = 60

/**
 * The same clock window on each day of the baseline that lies wholly in it, latest first, by the clocks of all zones: one a day where
 * they agree, more in the days around a change of summer time, since some follow it and some do not.
 */
export function daysBefore(
  before: Span,
  after: Span,
  zones: readonly string[],
): readonly (readonly Span[])[] {
  const days: Span[][] = []
  for (const zone of zones)
    for (let back = 1; ; back += 1) {
      const window = {
        from: sameTime(after.from, back, zone),
        to: Math.max(sameTime(after.to, back, zone), sameTime(after.from, back, zone) + minuteMs),
      }
      if (window.from < before.from) break
      if (window.to > before.to + minuteMs) continue
      const day = (days[back] ??= [])
      if (!day.some(({ from, to }) => from === window.from && to === window.to)) day.push(window)
    }
  return days.filter((day) => day.length > 0)
}

const sameTime = (at: number, back: number, zone: string): number =>
  Temporal.Instant.fromEpochMilliseconds(Math.round(at))
    .toZonedDateTimeISO(zone)
    .subtract({ days: back }).epochMilliseconds

/**
 * Counts of these days, the largest where a day has several windows: a nightly job makes its lines every night, and the night is what must
 * be compared with. Of counts kept by the hour each window has its share.
 */
export function countsOfDays(
  minutes: MinuteCounts,
  days: readonly (readonly Span[])[],
  byHour = false,
): readonly number[] {
  const width = byHour ? hour : 1
  const counts = days.map((day) =>
    day.map(({ from, to }) => ({
      from: Math.floor(from / minuteMs),
      to: Math.ceil(to / minuteMs),
      count: 0,
    })),
  )
  const windows = counts.flat()
  for (const [minute, count] of minutePairs(minutes))
    for (const window of windows) {
      const shared = Math.min(window.to, minute + width) - Math.max(window.from, minute)
      if (shared > 0) window.count += (count * shared) / width
    }
  return counts.map((day) => Math.max(...day.map(({ count }) => Math.ceil(count))))
}
