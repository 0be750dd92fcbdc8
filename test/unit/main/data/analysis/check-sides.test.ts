import { describe, expect, it } from 'vitest'
import {
  baselineOf,
  exposureOf,
  shapesOf,
  sidesOf,
} from '../../../../../main/data/analysis/check-sides.ts'
import type { Period, PeriodRead } from '../../../../../main/data/store/log-periods.ts'
import { HostName } from '../../../../../shared/domain/ids.ts'
import { instant } from '../../../../../shared/domain/time.ts'

const day = 86_400_000
const host = HostName.parse('h1')
const period = (id: number, batch: string, from: number | null, to: number | null): Period => ({
  id,
  batch,
  from: from === null ? null : from * day,
  to: to === null ? null : to * day,
})
/** Batch a has two nights, b one between them; what nobody owns follows each. */
const periods = [
  period(1, '', null, 1),
  period(2, '', 1, 10),
  period(3, 'a', 10, 11),
  period(4, '', 11, 12),
  period(5, 'b', 12, 13),
  period(6, '', 13, 14),
  period(7, 'a', 14, 15),
  period(8, '', 15, null),
]
const sides = (batch: string): Record<string, readonly number[]> => {
  const of = [...(sidesOf(periods, batch)?.of ?? [])]
  const pick = (side: string) => of.filter(([, s]) => s === side).map(([id]) => id)
  return { before: pick('before'), after: pick('after') }
}

describe('the sides of a batch', () => {
  it('are the seven days before its first night, and all its nights with what follows them', () => {
    expect(sides('a')).toEqual({ before: [2], after: [3, 4, 7, 8] })
  })

  it('leave out the nights of another batch, which are part of the baseline of a later one', () => {
    expect(sides('b')).toEqual({ before: [2, 3, 4], after: [5, 6] })
  })

  it('leave out what the batch did before all of it moved again, which is no part of a baseline either', () => {
    const again = sidesOf(periods, 'a', 14 * day + 1)
    expect([...(again?.of ?? [])]).toEqual([
      [2, 'before'],
      [7, 'after'],
      [8, 'after'],
    ])
    expect([again?.cutAt, again?.beganAt]).toEqual([10 * day, 14 * day])
    expect(sidesOf(periods, 'a', 10 * day)?.of.size).toBe(5)
  })

  it('are none for a batch that has not begun', () => {
    expect(sidesOf(periods, 'c')).toBeUndefined()
  })
})

const read = (of: number, from: number, to: number, skewMs = 0): PeriodRead => ({
  period: of,
  host,
  from: from * day,
  to: to * day,
  skewMs,
  uncertaintyMs: 2,
})

it('a host was seen for as long as it was read, on each side', () => {
  const a = sidesOf(periods, 'a')
  if (a === undefined) throw new Error('a has begun')
  const reads = [read(1, 0, 1), read(2, 3, 10), read(3, 10, 10.5), read(5, 12, 13)]
  expect(exposureOf(reads, a)).toEqual({ before: { h1: 7 * day }, after: { h1: day / 2 } })
})

it('a baseline is at most seven days long, and none without a read', () => {
  expect(baselineOf(periods, [read(2, 1, 10)], 'a', 20 * day)).toBe(7 * day)
  expect(baselineOf(periods, [read(2, 9, 10)], 'a', 20 * day)).toBe(day)
  expect(baselineOf(periods, [], 'a', 20 * day)).toBe(0)
})

it('times of a host whose clock is ahead are shown as ours', () => {
  const a = sidesOf(periods, 'a')
  if (a === undefined) throw new Error('a has begun')
  const at = instant(10 * day + 90_000)
  const tally = {
    count: 1,
    hosts: { h1: 1 },
    first: at,
    last: at,
    minutes: [at / 60_000 - 0.5, 1],
    examples: [{ host, file: 'f', at, text: 'x' }],
    values: [],
    customers: [],
  }
  const row = { period: 3, host, shape: 'x', codes: '', level: 'error' as const, suspect: false }
  const [shape] = shapesOf([{ ...row, tally }], a, [read(3, 10, 11, 90_000)])
  expect(shape?.after?.first).toBe(10 * day)
  expect(shape?.after?.examples[0]?.at).toBe(10 * day)
  expect(shape?.before).toBeUndefined()
})
