import { expect, it } from 'vitest'
import { staleAt } from '../../../../renderer/stores/plan-store.ts'
import { hours, planBatch, planDetails, planWindow } from '../../../helpers/plan-details.ts'

it('a plan is old when the next window opens or closes, and after a minute of real time anyway', () => {
  const plan = (now: number) =>
    planDetails({
      now: hours(now),
      batches: [planBatch('pilot', [planWindow('us', hours(2)), planWindow('uk', hours(3))])],
    })
  const atRate = (now: number, rate: number) => staleAt(plan(now), rate)
  expect(atRate(0, 1000)).toBe(hours(2))
  expect(atRate(2, 1000)).toBe(hours(3))
  expect(atRate(5, 1000)).toBe(hours(6))
  expect(atRate(0, 1)).toBe(hours(0) + 60_000)
})
