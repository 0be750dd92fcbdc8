import { describe, expect, it } from 'vitest'
import { outages, standstills, unwaited } from '../../../lab/traffic/outages.ts'
import type { Seen } from '../../../lab/traffic/outages.ts'

const asked = (sent: number, result = '200', took = 5, watch = 'voice'): Seen => ({
  watch,
  sent,
  done: sent + took,
  result,
  node: '-',
  account: '-',
  key: '-',
})
/** A question every 20 ms from one moment to another. */
const steady = (from: number, to: number): Seen[] =>
  Array.from({ length: (to - from) / 20 }, (_, i) => asked(from + i * 20))

describe('a witness that stood still', () => {
  const before = steady(0, 1000)
  const lost = asked(1000, 'timeout', 1300, 'api')
  const after = steady(1820, 4000)
  const seen = [...before, lost, ...after]

  it('is seen by the pause between its questions', () => {
    expect(standstills(seen)).toEqual([{ from: 1000, to: 1820 }])
  })

  it('is no judge of the question that it gave up meanwhile', () => {
    expect([...unwaited(seen)]).toEqual([lost])
  })

  it('is a judge of one that it waited for, and of every answer', () => {
    const waited = asked(2500, 'timeout', 1003, 'api')
    const refused = asked(1000, '480', 1300, 'api')
    const all = [...seen, waited, refused].toSorted((a, b) => a.sent - b.sent)
    expect([...unwaited(all)]).toEqual([lost])
  })
})

it('an outage lies between the last good question before and the first good one after', () => {
  const seen = [asked(0), asked(20, 'timeout'), asked(40, '480'), asked(60)]
  expect(outages(seen)).toEqual([{ from: 0, to: 60, leastMs: 20, mostMs: 60, failed: 2 }])
})
