import { describe, expect, it } from 'vitest'
import {
  mostHosts,
  spanOf,
  troublePicture,
  troubleWords,
} from '../../../../../renderer/views/logs/trouble-rows.ts'
import { instant } from '../../../../../shared/domain/time.ts'
import type { BatchTrouble } from '../../../../../shared/log-rules/looks.ts'

const minute = 60_000
const trouble: BatchTrouble = {
  from: 100 * minute,
  bucketMs: minute,
  cutAt: instant(101.5 * minute),
  hosts: [
    { host: 'tgt-db', errors: [0, 2, 1], warnings: [1, 0, 0] },
    { host: 'dsbc1', errors: [0, 0, 0], warnings: [0, 4, 4] },
  ],
}

describe('errors and warnings over time', () => {
  it('are stacked by level, no line lost', () => {
    const { rows, series } = troublePicture(trouble, 'level')
    expect(series.map(({ label }) => label)).toEqual(['errors', 'warnings'])
    expect(rows).toEqual([
      { at: 100 * minute, values: { errors: 0, warnings: 1 } },
      { at: 101 * minute, values: { errors: 2, warnings: 4 } },
      { at: 102 * minute, values: { errors: 1, warnings: 4 } },
    ])
  })

  it('are stacked by host, the worst first, and those beyond six are one part', () => {
    const many: BatchTrouble = {
      ...trouble,
      hosts: Array.from({ length: mostHosts + 2 }, (_, n) => ({
        host: `h${n}`,
        errors: [n],
        warnings: [1],
      })),
    }
    const { rows, series } = troublePicture(many, 'host')
    expect(series.map(({ label }) => label)).toEqual([
      'h7',
      'h6',
      'h5',
      'h4',
      'h3',
      'h2',
      '2 other hosts',
    ])
    const sum = Object.values(rows[0]?.values ?? {}).reduce((a, b) => a + b, 0)
    expect(sum).toBe(28 + 8)
  })

  it('have the first lock marked at the bucket in which it was, and nowhere outside of the span', () => {
    expect(troublePicture(trouble, 'level').cutAt).toBe(101 * minute)
    expect(
      troublePicture({ ...trouble, cutAt: instant(99 * minute) }, 'level').cutAt,
    ).toBeUndefined()
    expect(
      troublePicture({ ...trouble, cutAt: instant(200 * minute) }, 'level').cutAt,
    ).toBeUndefined()
  })

  it('are told in words', () => {
    expect(troubleWords(trouble)).toBe(
      '3 errors and 9 warnings on 2 hosts, 5 of these lines since the first lock',
    )
  })

  it('are asked for around the first lock, or since', () => {
    expect(spanOf('all', 5_000_000)).toEqual({})
    expect(spanOf('around', 5_000_000)).toEqual({ from: 1_400_000 })
    expect(spanOf('since', 5_000_000)).toEqual({ from: 5_000_000 })
    expect(spanOf('since', undefined)).toEqual({})
  })
})
