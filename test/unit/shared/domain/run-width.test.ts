import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { allowedWidth, stopReason } from '../../../../shared/domain/run-width.ts'

it.each([
  [0, 1],
  [1, 2],
  [2, 2],
  [3, 4],
  [6, 4],
  [7, 64],
])('after %i successes in a row the ramp 1-2-4 allows %i of 64', (inARow, width) => {
  expect(allowedWidth({ width: 64, ramp: [1, 2, 4] }, inARow)).toBe(width)
})

it('is never wider than the width, and never shrinks by a success', () => {
  const ramps = fc
    .array(fc.integer({ min: 1, max: 9 }), { maxLength: 4 })
    .map((r) => r.toSorted((a, b) => a - b))
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 64 }), ramps, fc.nat(50), (width, ramp, inARow) => {
      const now = allowedWidth({ width, ramp }, inARow)
      expect(now).toBeGreaterThanOrEqual(1)
      expect(now).toBeLessThanOrEqual(width)
      expect(allowedWidth({ width, ramp }, inARow + 1)).toBeGreaterThanOrEqual(now)
    }),
  )
})

it.each([
  [0, 0, undefined],
  [5, 5, undefined],
  [6, 6, '6 failed, and the rule allows 5; those in work finish, no other is started'],
  [2, 9, undefined],
  [2, 10, '2 of 10 failed, more than 10 %; those in work finish, no other is started'],
  [1, 10, undefined],
])('%i failures of %i that ended', (failed, ended, reason) => {
  expect(stopReason({ failures: 5, share: 0.1 }, failed, ended)).toBe(reason)
})
