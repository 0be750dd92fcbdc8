import { describe, expect, it } from 'vitest'
import type { Problem } from '../../../../../shared/domain/problems.ts'
import { EnvironmentId } from '../../../../../shared/domain/ids.ts'
import { PlanningSettings } from '../../../../../shared/domain/planning.ts'
import { calendarsOf, problemOf } from './calendar-world.ts'

const uk = { id: 'uk', zone: 'Europe/London' }
const us = { id: 'us', zone: 'America/New_York' }

const sentencesOf = (found: Problem): readonly string[] => [
  found.message,
  ...(found.more ?? []).map(({ message }) => message),
]

describe('calendars', () => {
  it('are one an environment, and the office keeps that of the first', () => {
    const calendars = calendarsOf([uk, us])
    const [first, second] = [calendars.office, calendars.of(EnvironmentId.parse(us.id))]
    expect([first.environment, first.zone, second.environment, second.zone]).toEqual([
      'uk',
      'Europe/London',
      'us',
      'America/New_York',
    ])
  })

  it.each([
    [
      'a zone that does not exist',
      [{ id: 'uk', zone: 'Europe/Lodnon' }],
      {},
      'The time zone “Europe/Lodnon” of environment “uk” does not exist. Did you mean “Europe/London”? Write an IANA zone such as Europe/London.',
    ],
    [
      'a zone without its continent',
      [{ id: 'us', zone: 'New York' }],
      {},
      'The time zone “New York” of environment “us” does not exist. Did you mean “America/New_York”? Write an IANA zone such as Europe/London.',
    ],
    [
      'an offset for a zone',
      [{ id: 'uk', zone: '+01:00' }],
      {},
      'The time zone “+01:00” of environment “uk” does not exist. Write an IANA zone such as Europe/London.',
    ],
    [
      'a window of zero length',
      [{ ...uk, offPeak: '01:00-01:00' }],
      {},
      'The off-peak window 01:00-01:00 of environment “uk” has no length. Let it end later than it begins, for example 01:00-05:00; one that ends on the following day is written 22:00-04:00.',
    ],
    [
      'an unknown country',
      [uk],
      { calendars: { uk: { holidays: { country: 'UK' } } } },
      'No public holidays are known for the country “UK” of environment “uk”. Did you mean “GB” (United Kingdom)? Name another place, or leave `holidays` out and list the days under `daysOff`.',
    ],
    [
      'a country that the library does not know',
      [{ id: 'np', zone: 'Asia/Kathmandu' }],
      { calendars: { np: { holidays: { country: 'NP' } } } },
      'No public holidays are known for the country “NP” of environment “np”. Name another place, or leave `holidays` out and list the days under `daysOff`.',
    ],
    [
      'an unknown state',
      [uk],
      { calendars: { uk: { holidays: { country: 'GB', state: 'England' } } } },
      'No public holidays are known for the state “England” of GB of environment “uk”. Known are: ALD, ENG, NIR, SCT, WLS. Name another place, or leave `holidays` out and list the days under `daysOff`.',
    ],
    [
      'an unknown region',
      [{ id: 'de', zone: 'Europe/Berlin' }],
      { calendars: { de: { holidays: { country: 'DE', state: 'BY', region: 'Q' } } } },
      'No public holidays are known for the region “Q” of DE-BY of environment “de”. Known are: A, KATH, EVANG. Name another place, or leave `holidays` out and list the days under `daysOff`.',
    ],
    [
      'a region without its state',
      [{ id: 'de', zone: 'Europe/Berlin' }],
      { calendars: { de: { holidays: { country: 'DE', region: 'A' } } } },
      'The holidays of environment “de” name the region “A” without its state. Add the state, or leave the region out.',
    ],
    [
      'a calendar for nobody',
      [uk, us],
      { calendars: { ca: {} } },
      'There is a calendar for an environment “ca” that the project does not have. Use one of: uk, us.',
    ],
    [
      'a day that is both worked and off',
      [uk],
      {
        calendars: {
          uk: { daysOff: [{ date: '2026-12-24', name: 'Party' }], daysWorked: ['2026-12-24'] },
        },
      },
      'In the calendar of environment “uk”, 2026-12-24 is both a day off (Party) and a day worked. Take it out of `daysOff` or of `daysWorked`.',
    ],
    [
      'a blackout that ends before it begins',
      [uk],
      { blackouts: [{ from: '2027-01-03', to: '2026-12-20', reason: 'Freeze' }] },
      'The blackout “Freeze” ends on 2026-12-20, before it begins on 2027-01-03. Exchange the two dates.',
    ],
    [
      'a blackout of nobody',
      [uk],
      {
        blackouts: [
          { from: '2026-12-20', to: '2026-12-20', reason: 'Freeze', environments: ['ca'] },
        ],
      },
      'The blackout “Freeze” names an environment “ca” that the project does not have. Use one of: uk.',
    ],
  ])('are refused for %s', (_, environments, settings, sentence) => {
    expect(problemOf(environments, PlanningSettings.parse(settings))).toMatchObject({
      code: 'bad-input',
      message: sentence,
      safe: 'Nothing has been planned or changed.',
    })
  })

  it('name everything that is wrong at once', () => {
    const found = problemOf([{ id: 'a', zone: 'Mars/Olympus', offPeak: '02:00-02:00' }, uk], {
      blackouts: [{ from: '2026-12-21', to: '2026-12-20', reason: 'Freeze' }],
      calendars: PlanningSettings.parse({
        calendars: { uk: { offPeak: [{ window: '03:00-03:00' }] } },
      }).calendars,
    })
    expect(sentencesOf(found)).toEqual([
      expect.stringContaining('Mars/Olympus'),
      expect.stringContaining('02:00-02:00'),
      expect.stringContaining('03:00-03:00'),
      expect.stringContaining('Freeze'),
    ])
  })

  it('are refused when nobody works for a year, and not when somebody does on one day of it', () => {
    const daysOff = Array.from({ length: 400 }, (_, i) => ({
      date: new Date(Date.UTC(2026, 2, 2 + i)).toISOString().slice(0, 10),
      name: 'Closed',
    }))
    expect(
      problemOf([uk], PlanningSettings.parse({ calendars: { uk: { daysOff } } })).message,
    ).toBe(
      'The calendar of environment “uk” has no working day in the 366 days from 2026-03-02 on. Take days out of `daysOff`, or add weekdays to `workingWeek`.',
    )
    const one = daysOff.toSpliced(200, 4)
    expect(
      calendarsOf([uk], PlanningSettings.parse({ calendars: { uk: { daysOff: one } } })).office
        .zone,
    ).toBe('Europe/London')
  })

  it('say what a lead should look at', () => {
    const calendars = calendarsOf(
      [uk, us],
      PlanningSettings.parse({
        start: '2026-11-23',
        calendars: {
          uk: { holidays: { country: 'GB', state: 'ENG' }, workingWeek: ['mon', 'sun'] },
          us: { offPeak: [{ days: ['sat'], window: '22:00-04:00' }] },
        },
      }),
    )
    expect(calendars.findings.map(({ severity, message }) => `${severity}: ${message}`)).toEqual([
      'note: Environment “uk”: the clocks of Europe/London go forward: 01:00-05:00 of 2027-03-28 lasts 3 h 0 min instead of 4 h 0 min.',
      'note: Environment “uk”: the clocks of Europe/London go back: 01:00-05:00 of 2027-10-31 lasts 5 h 0 min instead of 4 h 0 min.',
      "warning: No public holidays are named for environment “us”: days such as New Year's Day count as working days.",
      'warning: No off-peak window of environment “us” closes on a day of its working week, so only `daysWorked` have windows.',
    ])
  })
})
