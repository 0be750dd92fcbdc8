import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dateText, dayNumber } from '../../../../../shared/planner/calendar/days.ts'
import { at, calendarOf, iso } from './calendar-world.ts'

const us = calendarOf('America/New_York', { holidays: { country: 'US' } })

describe('working days', () => {
  it.each([
    ['2026-11-28', 'Saturday'],
    ['2026-11-26', 'Thanksgiving Day'],
    ['2026-07-03', 'Independence Day (substitute day)'],
    // Also a Saturday: the holiday is named.
    ['2026-07-04', 'Independence Day'],
    ['2026-11-27', undefined],
  ])('%s is off: %s', (date, name) => {
    expect(us.dayOff(date)).toBe(name)
  })

  it('are of the own week, without days off and with days worked', () => {
    const calendar = calendarOf('Asia/Dubai', {
      workingWeek: ['sun', 'mon', 'tue', 'wed', 'thu'],
      holidays: { country: 'AE' },
      daysOff: [{ date: '2026-11-25', name: 'Company day' }],
      daysWorked: ['2026-12-02', '2026-11-28'],
    })
    const dates = ['2026-11-27', '2026-11-29', '2026-11-25', '2026-12-02', '2026-11-28']
    expect(dates.map((date) => calendar.dayOff(date))).toEqual([
      'Friday',
      undefined,
      'Company day',
      undefined,
      undefined,
    ])
  })

  it.each([
    ['2026-11-25', 0, '2026-11-25'],
    ['2026-11-25', 1, '2026-11-27'],
    ['2026-11-25', 2, '2026-11-30'],
    ['2026-11-28', 0, '2026-11-30'],
    ['2026-11-28', 1, '2026-12-01'],
    ['2026-11-28', -1, '2026-11-27'],
    ['2026-11-27', -1, '2026-11-25'],
    ['2026-12-31', 1, '2027-01-04'],
    ['2027-01-04', -1, '2026-12-31'],
  ])('from %s by %i are %s', (from, days, to) => {
    expect(us.addWorkingDays(from, days)).toBe(to)
  })

  it('are counted half-open', () => {
    expect(us.workingDaysBetween('2026-11-23', '2026-11-30')).toBe(4)
    expect(us.workingDaysBetween('2026-11-30', '2026-11-30')).toBe(0)
    expect(us.workingDaysBetween('2026-11-30', '2026-11-23')).toBe(0)
    expect(us.workingDaysBetween('2026-01-01', '2027-01-01')).toBe(250)
  })

  it('are counted as one would count them one by one', () => {
    const day = fc.integer({ min: dayNumber('2025-06-01'), max: dayNumber('2031-06-01') })
    fc.assert(
      fc.property(day, fc.integer({ min: 0, max: 900 }), (from, length) => {
        let counted = 0
        for (let at = from; at < from + length; at++)
          if (us.dayOff(dateText(at)) === undefined) counted++
        expect(us.workingDaysBetween(dateText(from), dateText(from + length))).toBe(counted)
      }),
      { numRuns: 50 },
    )
  })

  it('lead back to where they began', () => {
    const day = fc.integer({ min: dayNumber('2025-06-01'), max: dayNumber('2031-06-01') })
    fc.assert(
      fc.property(day, fc.integer({ min: 0, max: 60 }), (from, days) => {
        const begin = us.workingDay(dateText(from))
        const end = us.addWorkingDays(begin, days)
        expect(us.dayOff(end)).toBeUndefined()
        expect(us.workingDaysBetween(begin, end)).toBe(days)
        expect(us.addWorkingDays(end, -days)).toBe(begin)
      }),
      { numRuns: 100 },
    )
  })
})

describe('local days', () => {
  it.each([
    ['America/New_York', '2026-11-24T04:59Z', '2026-11-23', 'mon'],
    ['America/New_York', '2026-11-24T05:00Z', '2026-11-24', 'tue'],
    ['Asia/Kathmandu', '2026-11-23T18:14Z', '2026-11-23', 'mon'],
    ['Asia/Kathmandu', '2026-11-23T18:15Z', '2026-11-24', 'tue'],
    ['Pacific/Auckland', '2026-11-24T11:00Z', '2026-11-25', 'wed'],
  ])('of %s at %s are %s', (zone, instant, date, weekDay) => {
    const calendar = calendarOf(zone)
    expect([calendar.dateOf(at(instant)), calendar.weekDay(date)]).toEqual([date, weekDay])
  })

  it.each([
    ['America/New_York', '2026-11-23', '2026-11-23T05:00Z'],
    ['Asia/Kathmandu', '2026-11-23', '2026-11-22T18:15Z'],
    // Midnight was jumped over, and the day before had 25 hours.
    ['America/Sao_Paulo', '2018-11-04', '2018-11-04T03:00Z'],
    ['America/Sao_Paulo', '2019-02-17', '2019-02-17T03:00Z'],
    // 00:00 comes twice: the day begins with the first.
    ['America/Havana', '2026-11-01', '2026-11-01T04:00Z'],
  ])('of %s begin on %s at %s', (zone, date, instant) => {
    expect(iso(calendarOf(zone).startOf(date))).toBe(instant)
  })
})
