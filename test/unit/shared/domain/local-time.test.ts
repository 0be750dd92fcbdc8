import { describe, expect, it } from 'vitest'
import { localDate, localDay, localSpan, localTime } from '../../../../shared/domain/local-time.ts'
import { instant } from '../../../../shared/domain/time.ts'

const at = (iso: string) => instant(Date.parse(iso))

describe('times of a place', () => {
  it('name date, time, zone and offset', () => {
    expect(localTime(at('2027-01-06T06:00:00Z'), 'America/New_York')).toBe(
      '2027-01-06 01:00 America/New_York (UTC-05:00)',
    )
    expect(localTime(at('2027-01-06T00:15:00Z'), 'Asia/Kathmandu')).toBe(
      '2027-01-06 06:00 Asia/Kathmandu (UTC+05:45)',
    )
    expect(localTime(at('2027-01-06T00:15:00Z'), 'UTC')).toBe('2027-01-06 00:15 UTC')
  })

  it('say the date of the end only when it is another one', () => {
    expect(localSpan(at('2027-01-06T01:00:00Z'), at('2027-01-06T05:00:00Z'), 'Europe/London')).toBe(
      'Wed 2027-01-06 01:00–05:00 Europe/London (UTC)',
    )
    expect(localSpan(at('2027-01-06T22:00:00Z'), at('2027-01-07T04:00:00Z'), 'Europe/London')).toBe(
      'Wed 2027-01-06 22:00–2027-01-07 04:00 Europe/London (UTC)',
    )
  })

  it('show both offsets in a night of summer time', () => {
    expect(localSpan(at('2027-03-28T00:00:00Z'), at('2027-03-28T04:00:00Z'), 'Europe/London')).toBe(
      'Sun 2027-03-28 00:00–05:00 Europe/London (UTC to UTC+01:00)',
    )
  })

  it('know that the day is another one elsewhere', () => {
    const evening = at('2027-01-06T23:30:00Z')
    expect([localDate(evening, 'Europe/London'), localDay(evening, 'Australia/Sydney')]).toEqual([
      '2027-01-06',
      'Thu 2027-01-07',
    ])
  })
})
