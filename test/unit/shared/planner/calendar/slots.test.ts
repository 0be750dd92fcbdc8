import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EnvironmentId } from '../../../../../shared/domain/ids.ts'
import { PlanningSettings } from '../../../../../shared/domain/planning.ts'
import { instant } from '../../../../../shared/domain/time.ts'
import { at, calendarOf, calendarsOf, iso, slotsBetween } from './calendar-world.ts'

const london = 'Europe/London'
const freeze = { from: '2026-12-20', to: '2027-01-03', reason: 'Christmas freeze' }

/** `date: reason` of the slots that open in [from, to). */
const refusals = (
  zone: string,
  [from, to]: readonly [string, string],
  calendar: Parameters<typeof calendarOf>[1],
  settings: Parameters<typeof calendarOf>[2] = {},
): readonly string[] =>
  slotsBetween(calendarOf(zone, calendar, settings), from, to).map(
    (slot) => `${slot.date}: ${slot.refused ?? 'free'}`,
  )

describe('slots', () => {
  it('open at the instant or later, in order, rules side by side', () => {
    const calendar = calendarOf(london, {
      offPeak: [
        { days: ['mon', 'tue'], window: '22:00-04:00' },
        { days: ['mon'], window: '12:00-13:00' },
        { days: ['tue'], window: '02:00-06:00' },
      ],
    })
    const slots = slotsBetween(calendar, '2026-11-23T12:00Z', '2026-11-30T00:00Z')
    expect(slots.map((slot) => `${iso(slot.from)} ${iso(slot.to)} ${slot.testDay}`)).toEqual([
      '2026-11-23T12:00Z 2026-11-23T13:00Z 2026-11-23',
      '2026-11-23T22:00Z 2026-11-24T04:00Z 2026-11-24',
      '2026-11-24T02:00Z 2026-11-24T06:00Z 2026-11-24',
      '2026-11-24T22:00Z 2026-11-25T04:00Z 2026-11-25',
    ])
    const [later] = calendar.slots(at('2026-11-23T12:01Z'))
    expect(later?.from).toBe(at('2026-11-23T22:00Z'))
    expect([calendar.shortestSlotMs, calendar.longestSlotMs]).toEqual([3_600_000, 21_600_000])
  })

  it('are tested on the day on which they close, at 00:00 on the day before', () => {
    const slots = ['20:00-00:00', '20:00-00:01'].flatMap((window) =>
      slotsBetween(
        calendarOf(london, { offPeak: [{ window }] }),
        '2026-11-26T12:00Z',
        '2026-11-27T12:00Z',
      ),
    )
    expect(slots.map((slot) => slot.testDay)).toEqual(['2026-11-26', '2026-11-27'])
  })

  it('are refused when the day after them is none of work', () => {
    expect(
      refusals('America/New_York', ['2026-11-25T12:00Z', '2026-11-30T12:00Z'], {
        offPeak: [{ window: '22:00-04:00' }],
        holidays: { country: 'US' },
        daysOff: [{ date: '2026-11-27', name: 'Bridge day' }],
      }),
    ).toEqual([
      '2026-11-25: America/New_York: 2026-11-26 is Thanksgiving Day (US)',
      '2026-11-26: America/New_York: 2026-11-27 is Bridge day (day off)',
      '2026-11-27: America/New_York: 2026-11-28 is a Saturday',
      '2026-11-28: America/New_York: 2026-11-29 is a Sunday',
      '2026-11-29: free',
    ])
  })

  it('are refused when they touch a blackout, on either end and half-open', () => {
    const nights = { offPeak: [{ window: '20:00-00:00' }, { window: '23:00-01:00' }] }
    expect(
      refusals(london, ['2026-12-17T12:00Z', '2026-12-18T12:00Z'], nights, {
        blackouts: [{ from: '2026-12-18', to: '2026-12-18', reason: 'Match' }],
      }),
    ).toEqual([
      '2026-12-17: free',
      '2026-12-17: Europe/London: 2026-12-18 is in the blackout “Match” (2026-12-18)',
    ])
    expect(
      refusals(london, ['2027-01-03T12:00Z', '2027-01-04T12:00Z'], nights, { blackouts: [freeze] }),
    ).toEqual([
      '2027-01-03: Europe/London: 2027-01-03 is in the blackout “Christmas freeze” (2026-12-20 to 2027-01-03); 2027-01-03 is a Sunday',
      '2027-01-03: Europe/London: 2027-01-03 is in the blackout “Christmas freeze” (2026-12-20 to 2027-01-03)',
    ])
  })

  it('are refused by blackouts of their own environment only', () => {
    const settings = PlanningSettings.parse({
      blackouts: [{ from: '2026-11-24', to: '2026-11-24', reason: 'Match', environments: ['us'] }],
    })
    const calendars = calendarsOf(
      [
        { id: 'uk', zone: london },
        { id: 'us', zone: 'America/New_York' },
      ],
      settings,
    )
    const free = ['uk', 'us'].map((id) => {
      const slots = calendars.of(EnvironmentId.parse(id)).slots(at('2026-11-24T00:00Z'))
      const [first] = slots
      return first?.refused === undefined
    })
    expect(free).toEqual([true, false])
  })

  it.each([
    [[1], '2026-11-30T12:00Z', '2026-12-01', 'billing periods close on 2026-12-01'],
    [[-1], '2026-11-29T12:00Z', '2026-11-30', 'billing periods close on 2026-11-30'],
    // A month without the day closes on its last.
    [[31], '2027-04-29T12:00Z', '2027-04-30', 'billing periods close on 2027-04-30'],
    [[30], '2028-02-28T12:00Z', '2028-02-29', 'billing periods close on 2028-02-29'],
  ])('are refused on the closing day %j of the month', (billingCloseDays, after, date, reason) => {
    const [slot] = calendarOf(london, { billingCloseDays }).slots(at(after))
    expect([slot?.date, slot?.refused]).toEqual([date, `Europe/London: ${reason}`])
  })

  it('end after 20 years, and can be read again', () => {
    const slots = calendarOf('Asia/Kathmandu').slots(at('2026-11-23T00:00Z'))
    const all = [...slots]
    expect(all.length).toBe(7305)
    expect(all.at(-1)?.date).toBe('2046-11-23')
    expect([...slots]).toEqual(all)
  })

  it('follow each other without a gap from wherever one asks', () => {
    const calendar = calendarOf('Australia/Lord_Howe', {
      offPeak: [{ window: '22:30-01:30' }, { days: ['wed', 'sun'], window: '01:45-02:15' }],
    })
    const all = [...calendar.slots(at('2026-01-01T00:00Z'))].slice(0, 1000)
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 990 }), fc.integer({ min: -1, max: 1 }), (i, ms) => {
        const wanted = all[i]
        if (wanted === undefined) throw new Error('there are 1000 slots')
        const expected = ms <= 0 ? wanted : all.find((slot) => slot.from > wanted.from)
        const [found] = calendar.slots(instant(wanted.from + ms))
        expect(found).toEqual(expected)
      }),
    )
    const opens = all.map((slot) => slot.from)
    expect(opens).toEqual(opens.toSorted((a, b) => a - b))
  })
})
