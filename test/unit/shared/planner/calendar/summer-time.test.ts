import { describe, expect, it } from 'vitest'
import { calendarOf, iso, slotsBetween } from './calendar-world.ts'

/** Windows of one night: a day's noon to noon in UTC is wide enough for none of them to be cut. */
const windowsOf = (zone: string, window: string, date: string): readonly string[] => {
  const calendar = calendarOf(zone, { offPeak: [{ window }] })
  const from = new Date(Date.parse(date) - 86_400_000).toISOString()
  const to = new Date(Date.parse(date) + 2 * 86_400_000).toISOString()
  return slotsBetween(calendar, from, to)
    .filter((slot) => slot.date === date)
    .map((slot) => `${iso(slot.from)} ${iso(slot.to)}`)
}

describe('windows on the nights of summer time', () => {
  it.each([
    ['Europe/London', '01:00-05:00', '2027-03-27', '2027-03-27T01:00Z', '2027-03-27T05:00Z'],
    ['Europe/London', '01:00-05:00', '2027-03-28', '2027-03-28T01:00Z', '2027-03-28T04:00Z'],
    ['Europe/London', '01:00-05:00', '2027-10-31', '2027-10-31T00:00Z', '2027-10-31T05:00Z'],
    ['Europe/London', '22:00-04:00', '2027-10-30', '2027-10-30T21:00Z', '2027-10-31T04:00Z'],
    ['America/New_York', '01:00-05:00', '2027-03-14', '2027-03-14T06:00Z', '2027-03-14T09:00Z'],
    ['America/New_York', '01:00-05:00', '2027-11-07', '2027-11-07T05:00Z', '2027-11-07T10:00Z'],
    // Half an hour, at 02:00 both ways; +10:30 in winter, +11:00 in summer.
    ['Australia/Lord_Howe', '01:00-05:00', '2026-10-04', '2026-10-03T14:30Z', '2026-10-03T18:00Z'],
    ['Australia/Lord_Howe', '01:00-05:00', '2027-04-04', '2027-04-03T14:00Z', '2027-04-03T18:30Z'],
    // History: midnight itself was jumped over, and came twice.
    ['America/Sao_Paulo', '00:00-04:00', '2018-11-04', '2018-11-04T03:00Z', '2018-11-04T06:00Z'],
    ['America/Sao_Paulo', '22:00-02:00', '2018-11-03', '2018-11-04T01:00Z', '2018-11-04T04:00Z'],
    ['America/Sao_Paulo', '22:00-04:00', '2019-02-16', '2019-02-17T00:00Z', '2019-02-17T07:00Z'],
    ['Asia/Kathmandu', '01:00-05:00', '2027-03-28', '2027-03-27T19:15Z', '2027-03-27T23:15Z'],
    ['Pacific/Auckland', '01:00-05:00', '2026-09-27', '2026-09-26T13:00Z', '2026-09-26T16:00Z'],
    ['Pacific/Auckland', '01:00-05:00', '2027-04-04', '2027-04-03T12:00Z', '2027-04-03T17:00Z'],
    // Back for Ramadan, forward behind it.
    ['Africa/Casablanca', '01:00-05:00', '2026-02-15', '2026-02-15T00:00Z', '2026-02-15T05:00Z'],
    ['Africa/Casablanca', '01:00-05:00', '2026-03-22', '2026-03-22T01:00Z', '2026-03-22T04:00Z'],
  ])('%s %s of %s', (zone, window, date, from, to) => {
    expect(windowsOf(zone, window, date)).toEqual([`${from} ${to}`])
    expect([from, to].map((at) => wallClock(zone, at))).toEqual(
      window.split('-').map((time) => expect.stringMatching(jumpedOver(zone, date, time))),
    )
  })

  it('open as Temporal would have them, and close at the jump, never behind their rule', () => {
    expect(windowsOf('Europe/London', '01:30-05:00', '2027-03-28')).toEqual([
      '2027-03-28T01:30Z 2027-03-28T04:00Z',
    ])
    expect(windowsOf('Europe/London', '23:00-01:30', '2027-03-27')).toEqual([
      '2027-03-27T23:00Z 2027-03-28T01:00Z',
    ])
  })

  it('open and close at the first of two equal times', () => {
    expect(windowsOf('Europe/London', '01:30-05:00', '2027-10-31')).toEqual([
      '2027-10-31T00:30Z 2027-10-31T05:00Z',
    ])
    expect(windowsOf('Europe/London', '23:00-01:30', '2027-10-30')).toEqual([
      '2027-10-30T22:00Z 2027-10-31T00:30Z',
    ])
  })

  it.each(['01:00-02:00', '01:15-01:45', '01:30-02:10'])(
    'are refused without length when the jump swallows %s',
    (window) => {
      const [from, to] = window.split('-')
      const calendar = calendarOf('Europe/London', { offPeak: [{ window }] })
      const nights = slotsBetween(calendar, '2027-03-27T12:00Z', '2027-03-29T12:00Z')
      expect(nights.map((slot) => [slot.date, slot.to - slot.from > 0])).toEqual([
        ['2027-03-28', false],
        ['2027-03-29', true],
      ])
      expect(nights[0]?.refused).toBe(
        `Europe/London: on 2027-03-28 the clocks go forward over ${from}, and ${to} has passed before a window could open`,
      )
      expect(nights[1]?.refused).toBeUndefined()
    },
  )

  it('are not had twice when a whole day is left out', () => {
    const calendar = calendarOf('Pacific/Apia', { offPeak: [{ window: '01:00-05:00' }] })
    const slots = slotsBetween(calendar, '2011-12-28T12:00Z', '2012-01-01T12:00Z')
    expect(slots.map((slot) => [slot.date, (slot.to - slot.from) / 3_600_000])).toEqual([
      ['2011-12-29', 4],
      ['2011-12-30', 0],
      ['2011-12-31', 4],
      ['2012-01-01', 4],
      ['2012-01-02', 4],
    ])
  })

  it('say by how much they are shorter or longer', () => {
    const calendar = calendarOf('Europe/London', { offPeak: [{ window: '01:00-05:00' }] })
    const changes = slotsBetween(calendar, '2027-01-01T00:00Z', '2028-01-01T00:00Z').flatMap(
      (slot) => slot.clockChange ?? [],
    )
    expect(changes).toEqual([
      'the clocks of Europe/London go forward: 01:00-05:00 of 2027-03-28 lasts 3 h 0 min instead of 4 h 0 min',
      'the clocks of Europe/London go back: 01:00-05:00 of 2027-10-31 lasts 5 h 0 min instead of 4 h 0 min',
    ])
  })
})

const wallClock = (zone: string, at: string): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeStyle: 'short' }).format(Date.parse(at))

/** The wall time that the platform has to show: of a midnight or 01:00 that is jumped over, the hour after. */
const jumpedOver = (zone: string, date: string, time: string): RegExp =>
  (zone === 'Europe/London' && date === '2027-03-28' && time === '01:00') ||
  (zone === 'America/Sao_Paulo' && date === '2018-11-04' && time === '00:00')
    ? new RegExp(`^0${Number(time.slice(0, 2)) + 1}:00$`)
    : new RegExp(`^${time}$`)
