import { describe, expect, it } from 'vitest'
import { downtimeVerdict, percentile } from '../../../../../main/data/report/downtime-verdict.ts'
import { RunId } from '../../../../../shared/domain/ids.ts'
import { instant } from '../../../../../shared/domain/time.ts'

const row = {
  run: RunId.parse('r'),
  member: 'm',
  service: 'voice',
  scope: 'us1',
  budgetMs: 180_000,
  openedAt: instant(1),
}

describe('downtimeVerdict', () => {
  it.each([
    [{}, 'still open'],
    [{ measuredMs: null }, 'not measured'],
    [{ measuredMs: 0 }, 'inside budget'],
    [{ measuredMs: 180_000 }, 'inside budget'],
    [{ measuredMs: 185_000 }, 'over by 5.0 s'],
  ])('of %j is %s', (measured, text) => {
    expect(downtimeVerdict({ ...row, ...measured }).text).toBe(text)
  })
})

describe('percentile', () => {
  it('is a value that was measured, by nearest rank', () => {
    expect([
      percentile([30, 10, 20], 0.5),
      percentile([30, 10, 20], 0.95),
      percentile([], 0.5),
    ]).toEqual([20, 30, undefined])
  })
})
