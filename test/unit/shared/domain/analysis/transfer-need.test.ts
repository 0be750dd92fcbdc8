import { expect, it } from 'vitest'
import { transferNeed } from '../../../../../shared/domain/analysis/transfer-need.ts'
import type { NeedBatch } from '../../../../../shared/domain/analysis/transfer-need.ts'
import { EnvironmentId } from '../../../../../shared/domain/ids.ts'
import { instant } from '../../../../../shared/domain/time.ts'

const night = Date.UTC(2026, 10, 2, 22)
/** Members `us1`, `us2` … are in `us`. */
const environmentOf = (customer: string): string => customer.slice(0, 2)
const members = (environment: string, n: number): string[] =>
  Array.from({ length: n }, (_, i) => `${environment}${i}`)
const window = (environment: string, fromMinute: number, toMinute: number) => ({
  environment: EnvironmentId.parse(environment),
  from: instant(night + fromMinute * 60_000),
  to: instant(night + toMinute * 60_000),
})
const need = (...batches: NeedBatch[]) => transferNeed(batches, environmentOf, 30)

it('is what the busiest window asks for, without the minutes kept free at its end', () => {
  const small = { id: 'b1', members: members('us', 20), windows: [window('us', 0, 240)] }
  const large = { id: 'b2', members: members('us', 105), windows: [window('us', 1440, 1680)] }
  expect(need(small, large)).toEqual({
    customersPerMinute: 0.5,
    from: 'b2: 105 customers in 210 min',
  })
})

it('adds up what is open at the same time, and only that', () => {
  const us = { id: 'b1', members: members('us', 21), windows: [window('us', 0, 240)] }
  const uk = { id: 'b2', members: members('uk', 42), windows: [window('uk', 120, 360)] }
  const later = { id: 'b3', members: members('us', 42), windows: [window('us', 240, 480)] }
  expect(need(us, uk)?.customersPerMinute).toBeCloseTo(0.3)
  // b1 is over when b3 begins; b2 is not.
  expect(need(us, uk, later)).toEqual({
    customersPerMinute: 0.4,
    from: 'b2: 42 customers in 210 min; b3: 42 customers in 210 min',
  })
})

it('divides a batch over its windows of one environment, and counts only the members of it', () => {
  const batch = {
    id: 'b1',
    members: [...members('us', 42), ...members('uk', 21)],
    windows: [window('us', 0, 240), window('us', 1440, 1680), window('uk', 0, 240)],
  }
  expect(need(batch)?.customersPerMinute).toBeCloseTo(42 / 210)
})

it('is not there without a window, and a window shorter than its reserve is a minute', () => {
  expect(need({ id: 'b1', members: members('us', 5), windows: [] })).toBeUndefined()
  const short = { id: 'b1', members: members('us', 5), windows: [window('us', 0, 20)] }
  expect(need(short)?.customersPerMinute).toBe(5)
})
