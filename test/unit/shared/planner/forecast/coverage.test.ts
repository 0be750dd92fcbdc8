import { expect, it } from 'vitest'
import { coverage } from '../../../../bench/planner/simulate.ts'

it('is borne out by migrations that it has nothing in common with', { timeout: 60_000 }, () => {
  const { total, covered, transfersByP50 } = coverage({ migrations: 60, seed: 11 })
  expect(total).toBe(60)
  // Nine tenths and a half are promised; so few migrations scatter by 4 % and 6 % around that.
  expect(covered / total).toBeGreaterThan(0.8)
  expect(covered / total).toBeLessThan(0.98)
  expect(transfersByP50 / total).toBeGreaterThan(0.35)
  expect(transfersByP50 / total).toBeLessThan(0.7)
})
