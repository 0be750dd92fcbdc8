import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { MinuteSums, minutePairs } from '../../../../shared/log-rules/minutes.ts'

const counted = fc.array(fc.tuple(fc.nat({ max: 500 }), fc.integer({ min: 1, max: 9 })))

const sumOf = (pairs: readonly (readonly [number, number])[], limit: number): MinuteSums => {
  const sums = new MinuteSums(limit)
  for (const [minute, count] of pairs) sums.add(minute, count)
  return sums
}

it('counts by minute are the same in every order and in every division into parts, beyond the limit too', () => {
  fc.assert(
    fc.property(
      counted,
      fc.nat(),
      fc.constantFrom(Infinity, 3, 40),
      fc.boolean(),
      (pairs, cut, limit, asLists) => {
        const at = cut % (pairs.length + 1)
        const whole = sumOf(pairs, limit).answer
        const parts = sumOf(pairs.slice(at).toReversed(), limit)
        const rest = sumOf(pairs.slice(0, at), limit)
        if (asLists) parts.addAll(rest.answer)
        else parts.merge(rest)
        expect(parts.answer).toEqual(whole)
        const total = (list: readonly (readonly [number, number])[]): number =>
          list.reduce((n, [, count]) => n + count, 0)
        expect(total(minutePairs(parts.answer.minutes))).toBe(total(pairs))
      },
    ),
  )
})

it('beyond the limit of minutes all counts are by the hour, in order', () => {
  const pairs = [130, 61, 0, 59].map((minute) => [minute, 2] as const)
  expect(sumOf(pairs, 4).answer).toEqual({ minutes: [0, 2, 59, 2, 61, 2, 130, 2] })
  expect(sumOf(pairs, 3).answer).toEqual({ minutes: [0, 4, 60, 2, 120, 2], byHour: true })
})

it('a list is in the order of minutes and gives its pairs back', () => {
  const { minutes } = sumOf(
    [
      [28_000_000, 4],
      [-3, 2],
      [9, 1],
    ],
    Infinity,
  ).answer
  expect(minutes).toEqual([-3, 2, 9, 1, 28_000_000, 4])
  expect(minutePairs(minutes)).toEqual([
    [-3, 2],
    [9, 1],
    [28_000_000, 4],
  ])
})
