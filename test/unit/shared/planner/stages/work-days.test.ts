import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { instant } from '../../../../../shared/domain/time.ts'
import { createWorkDays } from '../../../../../shared/planner/stages/work-days.ts'
import { at, stagesFacts, utc } from './stages-world.ts'

const { office } = stagesFacts({
  environments: { us: { zone: 'America/New_York' } },
  settings: { calendars: { us: { holidays: { country: 'US' } } } },
}).calendars

const beginning = at('2027-11-01T12:00Z')

describe('working days by number', () => {
  const days = createWorkDays(office, beginning)
  const tickDay = (text: string): string => utc(days.startOf(days.tick(at(text))))

  it.each([
    ['before nine, work begins on the same day', '2027-11-04T06:00Z', '2027-11-04T04:00'],
    ['at noon, on the next day', '2027-11-04T16:00Z', '2027-11-05T04:00'],
    [
      'on a Friday evening, on Monday, in winter time by then',
      '2027-11-05T23:00Z',
      '2027-11-08T05:00',
    ],
    ['on the eve of Thanksgiving, behind it', '2027-11-25T02:00Z', '2027-11-26T05:00'],
  ])('after something %s', (_what, moment, day) => {
    expect(tickDay(moment)).toBe(day)
  })

  it('end where the calendar day ends, also before a weekend', () => {
    expect(utc(days.endOf(days.dayOf(at('2027-11-05T12:00Z'))))).toBe('2027-11-06T04:00')
  })

  it('count as the calendar does', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 300 }), (a, b) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)].map((d) =>
          office.dateOf(instant(beginning + d * 86_400_000)),
        )
        if (from === undefined || to === undefined) throw new Error('two dates')
        expect(days.dayOf(office.startOf(to)) - days.dayOf(office.startOf(from))).toBe(
          office.workingDaysBetween(from, to),
        )
      }),
      { numRuns: 50 },
    )
  })
})
