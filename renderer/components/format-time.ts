import type { Preferences } from '../../shared/ipc/preferences.ts'

export type Zones = {
  readonly preference: Preferences['zone']
  readonly operator: string
  /** Zone of the first environment. */
  readonly environment: string | undefined
}

/** The IANA zone in which times are shown; its name is always shown beside them. */
export const shownZone = ({ preference, operator, environment }: Zones): string =>
  preference === 'utc' ? 'UTC' : preference === 'environment' ? (environment ?? operator) : operator

const formats = new Map<string, Intl.DateTimeFormat>()

function format(
  zone: string,
  options: Intl.DateTimeFormatOptions,
  key: string,
): Intl.DateTimeFormat {
  const known = formats.get(`${key} ${zone}`)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hourCycle: 'h23', ...options })
  formats.set(`${key} ${zone}`, made)
  return made
}

/** `22 Nov 23:05`. */
export const dayAndTime = (at: number, zone: string): string =>
  format(zone, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }, 'day')
    .format(at)
    .replace(',', '')

/** `23:05:12`. */
export const clockTime = (at: number, zone: string): string =>
  format(zone, { hour: '2-digit', minute: '2-digit', second: '2-digit' }, 'clock').format(at)

/** `23:05`. */
export const shortTime = (at: number, zone: string): string =>
  format(zone, { hour: '2-digit', minute: '2-digit' }, 'short').format(at)

/** `22 Nov`. */
export const dayOnly = (at: number, zone: string): string =>
  format(zone, { day: 'numeric', month: 'short' }, 'date').format(at)

/** The local day that an instant is in, as instants; half-open. Days with a change of the clocks have 23 or 25 hours. */
export function dayOf(at: number, zone: string): { readonly from: number; readonly to: number } {
  const from = startOfDay(at, zone)
  // 30 hours on is the next day, however long this one is.
  return { from, to: startOfDay(from + 30 * 3_600_000, zone) }
}

function startOfDay(at: number, zone: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = clockTime(at, zone).split(':').map(Number)
  const guess = at - ((hours * 60 + minutes) * 60 + seconds) * 1000 - (at % 1000)
  // Between then and now the clocks may have changed by an hour.
  const [off = 0, offMinutes = 0] = shortTime(guess, zone).split(':').map(Number)
  if (off === 0 && offMinutes === 0) return guess
  const late = off < 12 ? off * 60 + offMinutes : off * 60 + offMinutes - 1440
  return guess - late * 60_000
}
