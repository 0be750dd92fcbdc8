import { Temporal } from 'temporal-polyfill'
import { describe, expect, it } from 'vitest'
import { dateText, dayMs, dayNumber } from '../../../../../shared/planner/calendar/days.ts'
import { zoneClock } from '../../../../../shared/planner/calendar/zone-clock.ts'
import type { ZoneClock } from '../../../../../shared/planner/calendar/zone-clock.ts'

const zones = [
  'Europe/London',
  'America/New_York',
  'Australia/Lord_Howe',
  'America/Sao_Paulo',
  'Asia/Kathmandu',
  'Pacific/Auckland',
  'Africa/Casablanca',
]

function clockOf(zone: string): ZoneClock {
  const clock = zoneClock(zone)
  if (clock === undefined) throw new Error(`no zone ${zone}`)
  return clock
}

/** What the platform's own tables say, which the code under test never asks. */
function wallClockOf(zone: string): (at: number) => string {
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'medium',
  })
  return (at) => format.format(at)
}

const years = (from: number, to: number): readonly number[] =>
  Array.from(
    { length: (Date.UTC(to, 0, 1) - Date.UTC(from, 0, 1)) / dayMs },
    (_, i) => Date.UTC(from, 0, 1) / dayMs + i,
  )

describe('the wall clock of a zone', () => {
  it.each(zones)('shows what the platform shows, on every day of 20 years: %s', (zone) => {
    const clock = clockOf(zone)
    const platform = wallClockOf(zone)
    const wrong = years(2017, 2037)
      .map((day) => day * dayMs + ((day * 7919) % 1440) * 60_000)
      .filter(
        (at) =>
          new Date(at + clock.offsetAt(at)).toISOString().slice(0, 19).replace('T', ' ') !==
          platform(at),
      )
    expect(wrong).toEqual([])
  })

  it.each(zones)('resolves times as Temporal does, on every day of 20 years: %s', (zone) => {
    const clock = clockOf(zone)
    const times = ['00:00', '02:15', '23:30', '01:45'] as const
    const wrong = years(2017, 2037).flatMap((day) =>
      // Every day at two of them; changes come on different days of the month, so all meet some.
      times.slice(day % 3, (day % 3) + 2).flatMap((time) => {
        const local = Temporal.PlainDateTime.from(`${dateText(day)}T${time}`)
        const expected = local.toZonedDateTime(zone, { disambiguation: 'compatible' })
        const localMs = Date.parse(`${dateText(day)}T${time}Z`)
        return clock.instantOf(localMs, 'later') === expected.epochMilliseconds
          ? []
          : [local.toString()]
      }),
    )
    expect(wrong).toEqual([])
  })

  it('can be asked for years in any order', () => {
    const clock = clockOf('America/Chicago')
    const offsets = ['2031-07-01', '1999-01-01', '2014-07-01', '1999-07-01'].map(
      (date) => clock.offsetAt(Date.parse(date)) / 3_600_000,
    )
    expect(offsets).toEqual([-5, -6, -5, -5])
  })

  it('takes a time that is jumped over for the time after, or for the jump', () => {
    const clock = clockOf('Europe/London')
    const local = Date.parse('2027-03-28T01:20Z')
    expect(clock.instantOf(local, 'later')).toBe(Date.parse('2027-03-28T01:20Z'))
    expect(clock.instantOf(local, 'jump')).toBe(Date.parse('2027-03-28T01:00Z'))
  })

  it('finds a jump at the very end of a year', () => {
    // Samoa left out 30 December 2011.
    const clock = clockOf('Pacific/Apia')
    const jump = Date.parse('2011-12-30T10:00Z')
    expect(clock.instantOf(dayNumber('2011-12-30') * dayMs, 'jump')).toBe(jump)
    expect(clock.dayAt(jump - 1)).toBe(dayNumber('2011-12-29'))
    expect(clock.dayAt(jump)).toBe(dayNumber('2011-12-31'))
  })

  it.each(['Mars/Olympus', '', '+02:00', 'GMT+2'])('is not made up for “%s”', (zone) => {
    expect(zoneClock(zone)).toBeUndefined()
  })

  it('spells the zone as IANA does', () => {
    expect(clockOf('europe/london').zone).toBe('Europe/London')
  })
})
