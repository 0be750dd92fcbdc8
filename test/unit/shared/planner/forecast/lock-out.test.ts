import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BatchId, CustomerId } from '../../../../../shared/domain/ids.ts'
import { PlanningSettings } from '../../../../../shared/domain/planning.ts'
import { lockOutModel } from '../../../../../shared/planner/forecast/lock-out.ts'
import type { MeasuredTransfer } from '../../../../../shared/planner/types.ts'

const settings = PlanningSettings.parse({})

const transfer = (accounts: number, ms: number, batch = 'pilot'): MeasuredTransfer => ({
  customer: CustomerId.parse('1'),
  batch: BatchId.parse(batch),
  accounts,
  ms,
})

/** Twenty customers of like size, 1.5 times as slow as assumed, with a little noise. */
const slowPilot = Array.from({ length: 20 }, (_, i) =>
  transfer(3, 13_200 * 1.5 * (1 + ((i % 5) - 2) / 20)),
)

describe('the lock-out model', () => {
  it('is the assumption while nothing is measured', () => {
    const model = lockOutModel(settings, [])
    expect([model.ms(0), model.ms(100), model.measured]).toEqual([12_000, 52_000, 0])
    expect(model.basis).toBe('the assumption, nothing is measured yet: 12 s + 0.4 s an account')
  })

  it('follows the pilot, and keeps the shape that it cannot see', () => {
    const model = lockOutModel(settings, slowPilot)
    expect(model.ms(3) / 13_200).toBeCloseTo(1.5, 1)
    expect(model.ms(100) / 52_000).toBeCloseTo(1.5, 1)
    expect(model.basis).toBe(
      '20 measured transfers of Pilot: 1.5 × the assumption; 18 s + 0.6 s an account',
    )
  })

  it('grows surer with every measured transfer', () => {
    const sure = [0, 1, 5, 20].map((n) => lockOutModel(settings, slowPilot.slice(0, n)).uncertainty)
    expect(sure).toEqual(sure.toSorted((a, b) => b - a))
    expect(sure[0]).toBeCloseTo(0.35)
    expect(sure[3]).toBeLessThan(0.1)
  })

  it('believes a single transfer only in part', () => {
    const model = lockOutModel(settings, [transfer(3, 13_200 * 2)])
    expect(model.ms(3) / 13_200).toBeGreaterThan(1.2)
    expect(model.ms(3) / 13_200).toBeLessThan(1.8)
  })

  it('is hardly moved by a few transfers that went wild', () => {
    const wild = [...slowPilot.slice(3), ...[1, 2, 3].map(() => transfer(3, 900_000))]
    const model = lockOutModel(settings, wild)
    expect(model.ms(3) / lockOutModel(settings, slowPilot).ms(3)).toBeCloseTo(1, 1)
  })

  it('finds the time for an account when customers of different sizes are measured', () => {
    const sizes = [1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233]
    const model = lockOutModel(
      settings,
      sizes.map((n, i) => transfer(n, (30_000 + 150 * n) * (i % 2 === 0 ? 1.05 : 0.95))),
    )
    expect(Math.abs(model.ms(500) / 105_000 - 1)).toBeLessThan(0.2)
    expect(Math.abs(model.ms(1) / 30_150 - 1)).toBeLessThan(0.15)
  })

  it('lets a rehearsal on the lab shift the assumption a little, and no further', () => {
    const rehearsed = (ms: number): number =>
      lockOutModel(
        {
          ...settings,
          rehearsal: {
            title: 'lab',
            transfers: Array.from({ length: 40 }, () => ({ accounts: 3, ms })),
            downtime: {},
            procedures: {},
          },
        },
        [],
      ).ms(3) / 13_200
    expect(rehearsed(13_200)).toBeCloseTo(1)
    expect(rehearsed(26_400)).toBeGreaterThan(1.05)
    expect(rehearsed(26_400)).toBeLessThan(1.2)
    expect(rehearsed(50)).toBeGreaterThan(0.85)
  })

  it('grows with accounts and is at least a second, whatever is measured', () => {
    const one = fc.record({
      accounts: fc.integer({ min: 0, max: 5000 }),
      ms: fc.oneof(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 10_000_000 })),
    })
    fc.assert(
      fc.property(fc.array(one, { maxLength: 60 }), fc.nat(5000), fc.nat(5000), (list, a, b) => {
        const model = lockOutModel(
          settings,
          list.map(({ accounts, ms }) => transfer(accounts, ms)),
        )
        const [less, more] = [model.ms(Math.min(a, b)), model.ms(Math.max(a, b))]
        expect(less).toBeGreaterThanOrEqual(1000)
        expect(more).toBeGreaterThanOrEqual(less)
        expect(Number.isFinite(more)).toBe(true)
      }),
      { numRuns: 300 },
    )
  })
})
