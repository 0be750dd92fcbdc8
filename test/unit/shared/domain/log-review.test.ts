import { describe, expect, it } from 'vitest'
import { BatchId, CustomerId } from '../../../../shared/domain/ids.ts'
import { isSettled } from '../../../../shared/domain/log-review.ts'
import type { CheckToSettle, LogReview } from '../../../../shared/domain/log-review.ts'
import { instant } from '../../../../shared/domain/time.ts'

const [a, b] = ['101', '102'].map((id) => CustomerId.parse(id)) as [CustomerId, CustomerId] // two of two
const fail: CheckToSettle = {
  verdict: 'fail',
  result: 'h1',
  stops: ['t1', 't2'],
  failing: [a, b],
  isGeneral: false,
}
const review = (more: Partial<LogReview>): LogReview => ({
  batch: BatchId.parse('pilot'),
  decision: 'accept',
  by: 'anna',
  reason: 'known',
  result: 'h1',
  at: instant(1),
  signed: { stops: fail.stops, failing: fail.failing },
  ...more,
})

describe('the next batch may go', () => {
  it.each(['pass', 'inconclusive'] as const)('after a check that says %s', (verdict) => {
    expect(isSettled({ ...fail, verdict }, [])).toBe(true)
  })

  it('after a fail that somebody accepted for the whole batch', () => {
    expect(isSettled(fail, [review({})])).toBe(true)
  })

  it('when each failing customer was accepted or is being returned', () => {
    const one = review({ customer: a })
    const other = review({ customer: b, decision: 'return' })
    expect(isSettled(fail, [one])).toBe(false)
    expect(isSettled(fail, [one, other])).toBe(true)
  })

  it('when a later check finds no more than what was accepted', () => {
    const later = { ...fail, result: 'h2', stops: ['t2'], failing: [b] }
    expect(isSettled(later, [review({})])).toBe(true)
  })
})

describe('the next batch may not go', () => {
  it('while nobody has said anything', () => expect(isSettled(fail, [])).toBe(false))

  it('when a task was made of it: the trouble is still there', () => {
    expect(isSettled(fail, [review({ decision: 'task' })])).toBe(false)
    const taken = [review({ customer: a, decision: 'task' }), review({ customer: b })]
    expect(isSettled(fail, taken)).toBe(false)
  })

  it('when each failing customer was accepted, and nobody has answered for what failed for all', () => {
    const each = [review({ customer: a }), review({ customer: b, decision: 'return' })]
    expect(isSettled({ ...fail, isGeneral: true }, each)).toBe(false)
    expect(isSettled({ ...fail, isGeneral: true }, [...each, review({})])).toBe(true)
  })

  it('when a later check finds another group', () => {
    expect(isSettled({ ...fail, result: 'h2', stops: ['t1', 't3'] }, [review({})])).toBe(false)
  })

  it('when a later check finds another customer with the same groups', () => {
    const signed = { stops: fail.stops, failing: [a] }
    expect(isSettled({ ...fail, result: 'h2' }, [review({ signed })])).toBe(false)
  })
})
