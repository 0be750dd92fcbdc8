import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { MinuteCounts } from '../../../../shared/log-rules/minutes.ts'
import {
  fullestBurst,
  longestSilenceMs,
  riseChance,
  spreadOf,
  upperTail,
} from '../../../../shared/log-rules/rates.ts'
import { countsOfDays, daysBefore } from '../../../../shared/log-rules/same-clock.ts'
import { byMinute } from '../../../helpers/log-shapes.ts'

const hourMs = 3_600_000
const minuteMs = 60_000

/** The definition, term by term. */
function tailBySum(k: number, n: number, p: number): number {
  let sum = 0
  for (let i = k; i <= n; i++) {
    let term = 1
    for (let j = 1; j <= i; j++) term *= ((n - i + j) / j) * p
    sum += term * (1 - p) ** (n - i)
  }
  return sum
}

describe('the upper tail of a binomial', () => {
  it('is the sum of its terms', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 0, max: 60 }),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        (n, k, p) => {
          expect(upperTail(Math.min(k, n), n, p)).toBeCloseTo(tailBySum(Math.min(k, n), n, p), 9)
        },
      ),
    )
  })

  it.each([
    [0, 10, 0.5, 1],
    [11, 10, 0.5, 0],
    [3, 10, 0, 0],
    [3, 10, 1, 1],
    [5, 10, 0.5, 0.623046875],
    [200_000, 300_000, 0.5, 0],
  ])('of %s in %s at %s is %s', (k, n, p, wanted) => {
    expect(upperTail(k, n, p)).toBeCloseTo(wanted, 9)
  })

  it('falls as more is asked for', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 5000 }),
        fc.double({ min: 0.001, max: 0.9, noNaN: true }),
        (n, p) => {
          const half = upperTail(n / 2, n, p)
          expect(upperTail(n / 2 + 1, n, p)).toBeLessThanOrEqual(half + 1e-12)
        },
      ),
    )
  })
})

describe('the chance of a rise', () => {
  it('is large for a growth within the drift and tiny for ten times', () => {
    const week = { ratio: 4 / 168, drift: 1.5, spread: 1 }
    expect(riseChance(1680, 55, week)).toBeGreaterThan(0.05)
    expect(riseChance(1680, 400, week)).toBeLessThan(1e-30)
  })

  it('is larger where lines come in clumps', () => {
    const calm = riseChance(1000, 100, { ratio: 0.03, drift: 1.5, spread: 1 })
    const clumped = riseChance(1000, 100, { ratio: 0.03, drift: 1.5, spread: 20 })
    expect(clumped).toBeGreaterThan(calm * 1000)
  })
})

describe('minutes', () => {
  const week = { from: 0, to: 168 * hourMs }
  const every = (step: number, more?: Readonly<Record<number, number>>): MinuteCounts =>
    byMinute({
      ...Object.fromEntries(Array.from({ length: (168 * 60) / step }, (_, i) => [i * step, 1])),
      ...more,
    })

  it('of clockwork have no spread, of one burst neither, of many bursts a large one', () => {
    expect(spreadOf(every(5), week)).toBe(0)
    expect(spreadOf(every(5, { 3000: 500 }), week)).toBe(0)
    expect(spreadOf([60, 100, 3000, 100, 5000, 100, 9000, 100], week)).toBeGreaterThan(50)
  })

  it('give the longest silence, edges included', () => {
    expect(longestSilenceMs(every(5), week)).toBe(5 * minuteMs)
    expect(longestSilenceMs([10, 1, 30, 2], { from: 0, to: hourMs })).toBe(30 * minuteMs)
    expect(longestSilenceMs([], { from: 0, to: hourMs })).toBe(hourMs)
  })

  it('give the fullest ten minutes', () => {
    const day = { from: 0, to: 24 * hourMs }
    expect(fullestBurst([1, 5, 9, 5, 11, 5, 40, 9], day)).toBe(10)
    expect(fullestBurst([], day)).toBe(0)
  })

  it('give the counts of the same clock hours on the days before', () => {
    const from = 168 * hourMs
    const minutes = [5 * 1440 + 59, 2, 5 * 1440 + 60, 100, 6 * 1440 + 30, 7]
    const days = daysBefore(week, { from, to: from + hourMs }, ['UTC'])
    expect(countsOfDays(minutes, days)).toEqual([7, 2, 0, 0, 0, 0, 0])
  })

  it('have no same hours in a baseline of less than a day', () => {
    const short = { from: 0, to: 5 * hourMs }
    expect(daysBefore(short, { from: 5 * hourMs, to: 6 * hourMs }, ['UTC'])).toEqual([])
  })
})
