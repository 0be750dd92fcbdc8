import { describe, expect, it } from 'vitest'
import { clockChanges, ticksOf, weekends } from '../../../../../renderer/charts/gantt/ticks.ts'
import { dayMs, minuteMs, yearMs } from '../../../../../renderer/charts/gantt/time-view.ts'
import { zoneClock } from '../../../../../shared/planner/calendar/zone-clock.ts'

const hourMs = 3_600_000

function clockOf(zone: string) {
  const clock = zoneClock(zone)
  if (clock === undefined) throw new Error(`no zone ${zone}`)
  return clock
}
const london = clockOf('Europe/London')
const labels = (from: number, span: number, width: number, clock = london): readonly string[] =>
  ticksOf({ from, to: from + span }, width, clock).fine.map(({ label }) => label)

describe('steps of the axis', () => {
  const monday = Date.UTC(2027, 0, 4)

  it.each([
    ['a minute', minuteMs, '00:00:05'],
    ['an hour', hourMs, '00:05'],
    ['a day', dayMs, '01:00'],
    ['ten days', 10 * dayMs, '12:00'],
    ['a month', 31 * dayMs, '5'],
    ['four months', 120 * dayMs, '11'],
    ['a year', yearMs, 'Feb'],
    ['ten years', 10 * yearMs, '2028'],
  ])('%s is read in round steps', (_, span, second) => {
    const found = labels(monday, span, 1200)
    expect(found).toContain(second)
    expect(found.length).toBeLessThanOrEqual(60)
    expect(found.length).toBeGreaterThanOrEqual(6)
  })

  it('say in which day, month or year they are', () => {
    const coarse = (span: number) =>
      ticksOf({ from: monday, to: monday + span }, 1200, london).coarse.map(({ label }) => label)
    expect(coarse(hourMs)).toEqual(['Mon 4 Jan 2027'])
    expect(coarse(40 * dayMs)).toEqual(['Jan 2027', 'Feb 2027'])
    expect(coarse(yearMs)).toEqual(['2027', '2028'])
  })
})

describe('nights in which the clocks change', () => {
  const spring = Date.UTC(2027, 2, 28)
  const autumn = Date.UTC(2027, 9, 30, 23)

  it('have no 01:00 in London in spring', () => {
    expect(labels(spring, 4 * hourMs, 300)).toEqual(['00:00', '02:00', '03:00', '04:00', '05:00'])
  })

  it('have 01:00 twice in autumn', () => {
    expect(labels(autumn, 4 * hourMs, 300)).toEqual(['00:00', '01:00', '01:00', '02:00', '03:00'])
  })

  it('keep long steps on the wall clock', () => {
    const found = labels(spring - dayMs, 3 * dayMs, 600)
    expect(new Set(found)).toEqual(new Set(['00:00', '06:00', '12:00', '18:00']))
  })

  it('begin each day at its own midnight', () => {
    const { fine } = ticksOf({ from: autumn - dayMs, to: autumn + 2 * dayMs }, 80, london)
    expect(fine.map(({ at }) => at)).toEqual([autumn - dayMs, autumn, autumn + 25 * hourMs])
  })

  it('are named with the moment of the change', () => {
    expect(clockChanges({ from: spring - dayMs, to: spring + dayMs }, london)).toEqual([
      { at: Date.UTC(2027, 2, 28, 1), label: 'clocks go forward 60 min' },
    ])
    const lordHowe = clockOf('Australia/Lord_Howe')
    const found = clockChanges(
      { from: Date.UTC(2027, 3, 3), to: Date.UTC(2027, 3, 5) },
      lordHowe,
    ).map(({ label }) => label)
    expect(found).toEqual(['clocks go back 30 min'])
  })
})

describe('weekends', () => {
  it('are whole local days', () => {
    const [saturday] = weekends(
      { from: Date.UTC(2027, 0, 4, 5), to: Date.UTC(2027, 0, 11, 5) },
      700,
      clockOf('America/New_York'),
    )
    expect(saturday).toEqual({ from: Date.UTC(2027, 0, 9, 5), to: Date.UTC(2027, 0, 10, 5) })
  })

  it('are left out where a day is thinner than a line', () => {
    const from = Date.UTC(2027, 0, 4)
    expect(weekends({ from, to: from + 2 * yearMs }, 1000, london)).toEqual([])
  })
})
