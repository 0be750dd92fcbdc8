import { Temporal } from 'temporal-polyfill'
import type { Instant } from './time.ts'

/**
 * Instants as people of a place read them. Zone and offset are always shown, so that nobody takes one branch's night for
 * another's. For people, never parsed.
 */

const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

const zoned = (at: Instant, zone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone)

const dateOf = (time: Temporal.ZonedDateTime): string => time.toPlainDate().toString()

const dayAndDate = (time: Temporal.ZonedDateTime): string =>
  `${days[time.dayOfWeek - 1] ?? ''} ${dateOf(time)}`

const clockOf = (time: Temporal.ZonedDateTime): string =>
  time.toPlainTime().toString({ smallestUnit: 'minute' })

const offsetOf = (time: Temporal.ZonedDateTime): string =>
  time.offsetNanoseconds === 0 ? 'UTC' : `UTC${time.offset}`

/** `2027-01-06 01:00 America/New_York (UTC-05:00)`; UTC itself needs no offset. */
export function localTime(at: Instant, zone: string): string {
  const time = zoned(at, zone)
  const offset = zone === 'UTC' ? '' : ` (${offsetOf(time)})`
  return `${dateOf(time)} ${clockOf(time)} ${zone}${offset}`
}

/** `2027-01-06` */
export const localDate = (at: Instant, zone: string): string => dateOf(zoned(at, zone))

/** `Wed 2027-01-06` */
export const localDay = (at: Instant, zone: string): string => dayAndDate(zoned(at, zone))

/**
 * `Wed 2027-01-06 01:00–05:00 Europe/London (UTC)`; with the date of the end when it is another one, and with both offsets when
 * summer time begins or ends in between.
 */
export function localSpan(from: Instant, to: Instant, zone: string): string {
  const [begins, ends] = [zoned(from, zone), zoned(to, zone)]
  const end = dateOf(begins) === dateOf(ends) ? '' : `${dateOf(ends)} `
  const offsets = [...new Set([offsetOf(begins), offsetOf(ends)])].join(' to ')
  return `${dayAndDate(begins)} ${clockOf(begins)}–${end}${clockOf(ends)} ${zone} (${offsets})`
}
