import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EnvironmentId } from '../../../../../shared/domain/ids.ts'
import { OffPeakRule } from '../../../../../shared/domain/planning.ts'
import type { WeekDay } from '../../../../../shared/domain/planning.ts'
import { weekDays } from '../../../../../shared/planner/calendar/days.ts'
import { offPeakFromTraffic } from '../../../../../shared/planner/traffic/off-peak-from-traffic.ts'
import type {
  OffPeakOptions,
  OffPeakProposal,
} from '../../../../../shared/planner/traffic/off-peak-from-traffic.ts'
import type { EnvironmentTraffic } from '../../../../../shared/planner/traffic/profile.ts'

const workingWeek: readonly WeekDay[] = ['mon', 'tue', 'wed', 'thu', 'fri']

const profileOf = (callsAt: (hour: number, day: number) => number): EnvironmentTraffic => ({
  environment: EnvironmentId.parse('uk'),
  hours: Array.from({ length: 168 }, (_, i) => {
    const calls = callsAt(i % 24, Math.floor(i / 24))
    return { calls, p95: 2 * calls + 1 }
  }),
})

function propose(profile: EnvironmentTraffic, options: OffPeakOptions): OffPeakProposal {
  const proposed = offPeakFromTraffic(profile, options)
  if (!proposed.ok) throw new Error(proposed.problem.message)
  return proposed.value
}

/** Four calls from 02:00 to 06:00, a hundred else; on Saturday and Sunday quiet from 04:00 to 08:00. */
const office = profileOf((hour, day) => {
  const from = day < 5 ? 2 : 4
  return hour >= from && hour < from + 4 ? 4 : 100
})

describe('off-peak from traffic', () => {
  it('is one rule for all days with the same window, with the expected calls named', () => {
    const { rules, windows } = propose(office, { hours: 4 })
    expect(rules).toEqual([
      { days: ['mon', 'tue', 'wed', 'thu', 'fri'], window: '02:00-06:00' },
      { days: ['sat', 'sun'], window: '04:00-08:00' },
    ])
    expect(windows[1]).toEqual({
      opens: 'tue',
      closes: 'tue',
      window: '02:00-06:00',
      calls: 4,
      p95: 9,
      sentence: 'at 02:00-06:00 Tuesday: 4 concurrent calls expected, P95 9',
    })
  })

  it('closes on working days only, and may open on the evening before', () => {
    const evening = profileOf((hour) => (hour >= 22 || hour < 2 ? 1.25 : 50))
    const { rules, windows } = propose(evening, { hours: 4, workingWeek })
    expect(rules).toEqual([{ days: ['mon', 'tue', 'wed', 'thu', 'sun'], window: '22:00-02:00' }])
    expect(windows[0]?.sentence).toBe(
      'at 22:00-02:00 Sunday to Monday: 1.3 concurrent calls expected, P95 3.5',
    )
  })

  it('may close at midnight of its day', () => {
    const { rules } = propose(
      profileOf((hour) => (hour >= 20 ? 0 : 10)),
      { hours: 4, workingWeek },
    )
    expect(rules).toEqual([{ days: workingWeek, window: '20:00-00:00' }])
  })

  it('is the earliest of equal ones, also where fractions would differ in the last digit', () => {
    const { rules } = propose(
      profileOf((hour) => [0.1, 0.2, 0.3][hour % 3] ?? 0),
      { hours: 3 },
    )
    // Of those that close on a day, the one that opens first.
    expect(rules).toEqual([{ days: weekDays, window: '22:00-01:00' }])
  })

  it.each([0, 24, 2.5, -1, Number.NaN])('is not looked for in %d hours', (hours) => {
    expect(offPeakFromTraffic(office, { hours })).toMatchObject({
      ok: false,
      problem: { code: 'bad-input', next: 'Name a whole number of hours from 1 to 23.' },
    })
  })

  it('needs a day on which somebody tests', () => {
    expect(offPeakFromTraffic(office, { hours: 4, workingWeek: [] })).toMatchObject({
      ok: false,
      problem: { next: 'Name at least one day of the working week.' },
    })
  })

  it('is the quietest of all windows that close on its day, as counted hour by hour', () => {
    const calls = fc.oneof(
      fc.integer({ min: 0, max: 5 }),
      fc.double({ min: 0, max: 500, noNaN: true }),
    )
    const profile = fc.array(calls, { minLength: 168, maxLength: 168 })
    const week = fc.subarray([...weekDays], { minLength: 1 })
    fc.assert(
      fc.property(profile, fc.integer({ min: 1, max: 23 }), week, (hours, length, days) => {
        const traffic = profileOf((hour, day) => hours[day * 24 + hour] ?? 0)
        const { windows, rules } = propose(traffic, { hours: length, workingWeek: days })
        expect(windows.map(({ closes }) => closes)).toEqual(days)
        for (const window of windows) {
          expect(window.calls).toBeCloseTo(least(hours, length, window.closes), 5)
          const covered = hoursFrom(window.opens, window.window, length)
          expect(window.calls).toBeCloseTo(mean(covered.map((i) => hours[i] ?? 0)), 5)
          expect(window.p95).toBe(Math.max(...covered.map((i) => traffic.hours[i]?.p95 ?? 0)))
          expect(weekDays[Math.floor((covered.at(-1) ?? 0) / 24)]).toBe(window.closes)
        }
        const opening = rules.flatMap((rule) =>
          (rule.days ?? []).map((day) => `${day} ${rule.window}`),
        )
        expect(new Set(opening)).toEqual(
          new Set(windows.map(({ opens, window }) => `${opens} ${window}`)),
        )
        expect(opening).toHaveLength(windows.length)
        for (const rule of rules) expect(OffPeakRule.safeParse(rule).success).toBe(true)
      }),
      { numRuns: 200 },
    )
  })
})

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

const hoursFrom = (opens: WeekDay, window: string, length: number): readonly number[] => {
  const start = weekDays.indexOf(opens) * 24 + Number(window.slice(0, 2))
  return Array.from({ length }, (_, i) => (start + i) % 168)
}

/** Tries every start of the week. */
function least(hours: readonly number[], length: number, closes: WeekDay): number {
  const means = Array.from({ length: 168 }, (_, start) => {
    const covered = Array.from({ length }, (_, i) => (start + i) % 168)
    const last = Math.floor((covered.at(-1) ?? 0) / 24)
    return weekDays[last] === closes ? mean(covered.map((i) => hours[i] ?? 0)) : Infinity
  })
  return Math.min(...means)
}
