import { array, assert, constantFrom, integer, property, tuple } from 'fast-check'
import { expect, it } from 'vitest'
import { namesTooMany } from '../../../../../main/data/analysis/check-batch.ts'
import { shapesOf } from '../../../../../main/data/analysis/check-sides.ts'
import { MergedSide } from '../../../../../main/data/analysis/keep-side.ts'
import { createTally } from '../../../../../main/data/analysis/tally.ts'
import { HostName } from '../../../../../shared/domain/ids.ts'
import { instant } from '../../../../../shared/domain/time.ts'
import { compareSides } from '../../../../../shared/log-rules/compare.ts'
import { buildTemplates } from '../../../../../shared/log-rules/templates.ts'
import { minutePairs } from '../../../../../shared/log-rules/minutes.ts'
import type { MinuteCounts } from '../../../../../shared/log-rules/minutes.ts'
import {
  by,
  customer,
  shape,
  side,
  weekWindows,
  wholeExposure,
} from '../../../../helpers/log-shapes.ts'
import type { LogRecord, SideTally } from '../../../../../shared/log-rules/types.ts'

const record = (value: number, host: string): LogRecord => ({
  host,
  file: 'a.log',
  at: instant(1_790_000_000_000 + value * 61_000),
  level: 'error',
  rule: 'place',
  text: `user ${value} lost`,
  more: [],
  times: 1,
})

function tallyOf(records: readonly LogRecord[]): SideTally | undefined {
  const tally = createTally()
  for (const one of records) tally.add(one, 'before')
  return tally.shapes()[0]?.before
}

const records = array(
  tuple(integer({ min: 0, max: 40 }), constantFrom('h1', 'h2')).map(([n, h]) => record(n, h)),
  { minLength: 1, maxLength: 60 },
)

it('kept tallies together make what one tally of all their records is', () => {
  assert(
    property(records, records, records, (a, b, c) => {
      const [one, two, three] = [tallyOf(a), tallyOf(b), tallyOf(c)]
      if (one === undefined || two === undefined || three === undefined)
        throw new Error('there are records')
      expect(mergeSides(one)).toBe(one)
      expect(mergeSides(one, two)).toEqual(tallyOf([...a, ...b]))
      expect(mergeSides(one, two, three)).toEqual(tallyOf([...a, ...b, ...c]))
    }),
    { numRuns: 100 },
  )
})

it('the order of merging leaves no trace', () => {
  assert(
    property(records, records, (a, b) => {
      const [left, right] = [tallyOf(a), tallyOf(b)]
      if (left === undefined || right === undefined) throw new Error('there are records')
      expect(JSON.stringify(mergeSides(right, left).values)).toBe(
        JSON.stringify(mergeSides(left, right).values),
      )
    }),
    { numRuns: 50 },
  )
})

it('waiting calls of three tallies are all there, those beyond the limit as a number', () => {
  const one = tallyOf([record(1, 'h1')])
  if (one === undefined) throw new Error('there is a record')
  const calls = (from: number) => ({
    seen: Object.fromEntries(Array.from({ length: 600 }, (_, i) => [`c${from + i}`, 1])),
    more: 1,
  })
  const parts = [1000, 1300, 3000].map((from) => ({ ...one, calls: calls(from) }))
  const [first, second, third] = parts
  if (first === undefined || second === undefined || third === undefined) throw new Error('three')
  const whole = mergeSides(first, second, third)
  expect(whole).toEqual(mergeSides(third, first, second))
  expect(Object.keys(whole.calls?.seen ?? {})).toHaveLength(1000)
  const sum = Object.values(whole.calls?.seen ?? {}).reduce((n, times) => n + times, 0)
  expect(sum + (whole.calls?.more ?? 0)).toBe(1803)
})

it('beyond three thousand minutes all counts are by the hour', () => {
  const minutes = (from: number): MinuteCounts =>
    Array.from({ length: 2000 }, (_, i) => [from + i, 1]).flat()
  const one = tallyOf([record(1, 'h1')])
  if (one === undefined) throw new Error('there is a record')
  const whole = mergeSides({ ...one, minutes: minutes(0) }, { ...one, minutes: minutes(6000) })
  const pairs = minutePairs(whole.minutes)
  expect(pairs.every(([minute]) => minute % 60 === 0)).toBe(true)
  expect(pairs.reduce((sum, [, n]) => sum + n, 0)).toBe(4000)
})

it('counts by the hour stay so when minutes are added later, in any order', () => {
  const minutes = (from: number, n: number): MinuteCounts =>
    Array.from({ length: n }, (_, i) => [from + i, 1]).flat()
  const one = tallyOf([record(1, 'h1')])
  if (one === undefined) throw new Error('there is a record')
  const side = (from: number, n: number): SideTally => ({ ...one, minutes: minutes(from, n) })
  const stored = mergeSides(side(0, 2000), side(2000, 2000))
  for (const whole of [mergeSides(stored, side(4000, 800)), mergeSides(side(4000, 800), stored)]) {
    expect(minutePairs(whole.minutes)).toHaveLength(80)
    expect(whole.byHour).toBe(true)
  }
})

it.each([0, 90_000])(
  'a heartbeat that stops after a week is missed within the hour, with a clock %i ms off',
  (skewMs) => {
    const host = HostName.parse('h1')
    const week = 10_080
    const beat = (minute: number): LogRecord => ({
      ...record(0, host),
      at: instant(minute * 60_000 + skewMs),
      level: 'info',
      text: 'still alive',
    })
    // Fetched twice a day: some of it by the hour, some not.
    const parts = Array.from({ length: 14 }, (_, i) =>
      tallyOf(Array.from({ length: 720 }, (_, k) => beat(720 * i + k))),
    ).filter((part) => part !== undefined)
    const [first, ...others] = parts
    if (first === undefined) throw new Error('there are beats')
    const kept = { shape: 'still alive', codes: '', level: 'info', suspect: false } as const
    const row = { ...kept, period: 1, host, tally: mergeSides(first, ...others) }
    const read = { period: 1, host, from: 0, to: week * 60_000, skewMs, uncertaintyMs: 1 }
    const cutAt = week * 60_000
    const sides = { of: new Map([[1, 'before'] as const]), cutAt, beganAt: cutAt }
    const shapes = shapesOf([row], sides, [read])
    const from = (week + 10) * 60_000
    const exposure = { before: { h1: week * 60_000 }, after: { h1: 40 * 60_000 } }
    const [found] = compareSides(
      shapes,
      buildTemplates([{ shape: 'still alive', count: 1 }]),
      exposure,
      {
        windows: {
          before: { from: 0, to: week * 60_000 },
          after: { from, to: from + 40 * 60_000 },
        },
      },
    )
    expect(found).toMatchObject({ verdict: 'gone', because: 'silence' })
  },
)

it('customers beyond the limit of a text are not taken for those whom it never named', () => {
  const ids = Array.from({ length: 2500 }, (_, i) => `c${10_000 + i}`)
  const named = (list: readonly string[], count: number): SideTally =>
    side(list.length * count, { customers: list.map((id) => by(id, count)) })
  // Two folds: of the second only customers with large ids are left out.
  const before = mergeSides(named(ids, 84), named(ids.slice(1000), 84))
  const [last = ''] = ids.slice(-1)
  const after = mergeSides(named([last], 6), named([last], 0))
  const text = shape('slow answer for \u0001', before, after, { level: 'warning' })
  const [found] = compareSides([text], buildTemplates([]), wholeExposure('sip1'), {
    moved: [customer(last)],
    windows: weekWindows,
  })
  expect(before.customers).toHaveLength(2000)
  expect([namesTooMany([text], 'before'), namesTooMany([text], 'after')]).toEqual([true, false])
  expect(found).toMatchObject({ verdict: 'unchanged' })
  expect(found?.firstFor).toBeUndefined()
  const [stranger] = compareSides(
    [{ ...text, after: named(['b1'], 6) }],
    buildTemplates([]),
    wholeExposure('sip1'),
    { moved: [customer('b1')], windows: weekWindows },
  )
  expect(stranger?.firstFor).toEqual(['b1'])
})

function mergeSides(...[first, ...others]: [SideTally, ...SideTally[]]): SideTally {
  const all = new MergedSide(first)
  for (const side of others) all.add(side)
  return all.answer
}
