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
