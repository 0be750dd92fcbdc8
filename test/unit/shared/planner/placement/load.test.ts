import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { allowedWidth } from '../../../../../shared/domain/run-width.ts'
import { loadMs } from '../../../../../shared/planner/placement/load.ts'

/** The runner's lanes, exactly: as many in work as the ramp allows, the next one as soon as one ends. */
function simulateLanes(work: readonly number[], width: number): number {
  const queue = [...work]
  let inWork: number[] = []
  let [now, done] = [0, 0]
  for (;;) {
    const allowed = allowedWidth({ width, ramp: [1, 2, 4] }, done)
    while (inWork.length < allowed && queue.length > 0) inWork.push(now + (queue.shift() ?? 0))
    if (inWork.length === 0) return now
    now = Math.min(...inWork)
    const left = inWork.filter((end) => end > now)
    done += inWork.length - left.length
    inWork = left
  }
}

const width = fc.integer({ min: 1, max: 64 })
const work = fc.array(fc.integer({ min: 1000, max: 60_000 }), { maxLength: 150 })
/** Few large ones among small ones. */
const skewed = fc.array(
  fc.oneof(
    { weight: 9, arbitrary: fc.integer({ min: 10_000, max: 30_000 }) },
    { weight: 1, arbitrary: fc.integer({ min: 100_000, max: 3_000_000 }) },
  ),
  { maxLength: 150 },
)

describe('the load of a window', () => {
  it.each([
    [[], 8, 0],
    [[7000], 8, 7000],
    [[7000, 5000], 8, 12_000],
    [[1000, 1000, 1000], 1, 3000],
  ])('of %j on %i lanes is %i ms', (ms, lanes, expected) => {
    expect(loadMs(ms, lanes)).toBe(expected)
  })

  it.each([
    ['even', work],
    ['skewed', skewed],
  ])('is at most 3 %% less than what the runner would take (%s work)', (_, arbitrary) => {
    fc.assert(
      fc.property(arbitrary, width, (ms, lanes) => {
        expect(loadMs(ms, lanes)).toBeGreaterThanOrEqual(0.97 * simulateLanes(ms, lanes))
      }),
      { numRuns: 500, seed: 1 },
    )
  })

  it('is not much more than what the runner would take for an ordinary batch', () => {
    const ms = Array.from({ length: 120 }, (_, i) => 22_000 + (i % 7) * 1500)
    for (const lanes of [1, 4, 8, 16]) {
      const ratio = loadMs(ms, lanes) / simulateLanes(ms, lanes)
      expect(ratio).toBeLessThan(1.15)
    }
  })

  it('does not depend on the order, and another piece never makes it shorter by more than the looseness of the bound', () => {
    fc.assert(
      fc.property(work, width, fc.integer({ min: 1, max: 90_000 }), (ms, lanes, more) => {
        const load = loadMs(ms, lanes)
        expect(loadMs(ms.toReversed(), lanes)).toBeCloseTo(load, 3)
        // A tenth piece opens a tenth lane: the bound for ten may be up to a hundredth tighter than that for nine.
        expect(loadMs([...ms, more], lanes)).toBeGreaterThanOrEqual(load * 0.99)
      }),
    )
  })
})
