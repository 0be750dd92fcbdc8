import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { publicHolidays } from '../../../../shared/planner/holidays.ts'

const datesOf = (
  place: Parameters<typeof publicHolidays>[0],
  year: number,
): Readonly<Record<string, string>> =>
  Object.fromEntries((publicHolidays(place, year) ?? []).map(({ date, name }) => [date, name]))

describe('public holidays', () => {
  it.each([
    ['US', undefined, '2026-11-26', 'Thanksgiving Day'],
    ['US', undefined, '2026-07-03', 'Independence Day (substitute day)'],
    ['US', undefined, '2027-12-31', "New Year's Day (substitute day)"],
    ['GB', 'ENG', '2027-12-28', 'Boxing Day (substitute day)'],
    ['GB', 'ENG', '2027-12-27', 'Christmas Day (substitute day)'],
    ['GB', 'ENG', '2027-03-29', 'Easter Monday'],
    ['BR', undefined, '2026-11-20', 'Black Awareness Day'],
    ['AU', 'NSW', '2026-04-27', 'Anzac Day (substitute day)'],
    ['AU', 'VIC', '2026-11-03', 'Melbourne Cup'],
  ])('of %s %s have %s: %s', (country, state, date, name) => {
    expect(datesOf({ country, state }, Number(date.slice(0, 4)))[date]).toBe(name)
  })

  it('are those of the state, not of its neighbours', () => {
    expect(datesOf({ country: 'GB', state: 'SCT' }, 2027)['2027-03-29']).toBeUndefined()
    expect(datesOf({ country: 'DE', state: 'BY', region: 'A' }, 2026)['2026-08-08']).toBeDefined()
    expect(datesOf({ country: 'DE', state: 'BY' }, 2026)['2026-08-08']).toBeUndefined()
  })

  it('last several days where they do', () => {
    const dates = Object.keys(datesOf({ country: 'AE' }, 2026))
    expect(dates).toEqual(expect.arrayContaining(['2026-03-20', '2026-03-21', '2026-03-22']))
    expect(dates).not.toContain('2026-03-19')
    expect(dates).not.toContain('2026-03-23')
  })

  it('are no half days', () => {
    expect(datesOf({ country: 'IS' }, 2026)['2026-12-24']).toBeUndefined()
    expect(datesOf({ country: 'IS' }, 2026)['2026-12-25']).toBeDefined()
  })

  it('come in order and in their year only', () => {
    const dates = (publicHolidays({ country: 'US' }, 2027) ?? []).map(({ date }) => date)
    expect(dates).toEqual(dates.toSorted())
    expect(dates.filter((date) => !date.startsWith('2027-'))).toEqual([])
  })

  it.each([
    [{ country: 'XX' }],
    [{ country: 'NP' }],
    [{ country: 'US', state: 'ZZ' }],
    [{ country: 'FR', state: 'ZZ' }],
    [{ country: 'JP', state: '13' }],
    [{ country: 'DE', state: 'BY', region: 'ZZ' }],
    [{ country: 'DE', region: 'A' }],
  ])('are not invented for %j', (place) => {
    expect(publicHolidays(place, 2026)).toBeUndefined()
  })

  it('name the codes that are known', () => {
    expect(publicHolidays.codes?.()).toContain('BR')
    expect(publicHolidays.codes?.('GB')).toEqual(['ALD', 'ENG', 'NIR', 'SCT', 'WLS'])
    expect(publicHolidays.codes?.('DE', 'BY')).toContain('A')
    expect(publicHolidays.codes?.('XX')).toEqual([])
  })

  // In a process of its own: what was looked up once is kept, and would be compared with itself.
  it.each(['Pacific/Kiritimati', 'Pacific/Pago_Pago', 'America/Sao_Paulo'])(
    'are on the same dates in a process that runs in %s',
    (zone) => {
      const places = ['US', 'AE', 'BR', 'CN'].map((country) => ({ country }))
      const program = [
        `import { publicHolidays } from ${JSON.stringify(new URL('../../../../shared/planner/holidays.ts', import.meta.url).href)}`,
        `const found = ${JSON.stringify(places)}.map((place) => publicHolidays(place, 2026))`,
        `console.log(JSON.stringify({ offset: new Date(0).getTimezoneOffset(), found }))`,
      ].join('\n')
      const out: unknown = JSON.parse(
        execFileSync(process.execPath, ['--input-type=module', '-e', program], {
          env: { ...process.env, TZ: zone },
          encoding: 'utf8',
        }),
      )
      expect(out).toEqual({
        offset: expect.not.closeTo(0),
        found: places.map((place) => publicHolidays(place, 2026)),
      })
    },
    20_000,
  )
})
