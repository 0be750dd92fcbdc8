import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { lanesMs } from '../../../../../shared/planner/forecast/lanes.ts'
import { loadMs } from '../../../../../shared/planner/placement/load.ts'

it.each([
  [[], 8, 0],
  [[5, 3], 8, 8],
  [[5, 3, 4], 8, 9],
  [[5, 3, 4], 1, 12],
  // One alone, then two, then four, then all that are left.
  [Array.from({ length: 12 }, () => 10), 64, 40],
  [[10, 10, 10, 30, 10, 10, 10, 10], 3, 50],
])('the runner takes %j on %i lanes in %i ms', (work, width, expected) => {
  expect(lanesMs(work, width)).toBe(expected)
})

it('never takes longer than placement reckons with, but for a few percent', () => {
  const work = fc.array(fc.integer({ min: 1000, max: 300_000 }), { maxLength: 150 })
  fc.assert(
    fc.property(work, fc.integer({ min: 1, max: 64 }), (ms, width) => {
      expect(lanesMs(ms, width)).toBeLessThanOrEqual(1.03 * loadMs(ms, width))
      expect(lanesMs(ms, width)).toBeGreaterThanOrEqual(Math.max(0, ...ms))
    }),
  )
})
