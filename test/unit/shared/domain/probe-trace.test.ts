import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ProbeTrace, probeTrace } from '../../../../shared/domain/probe-trace.ts'
import { instant } from '../../../../shared/domain/time.ts'

const wall = (ms: number) => instant(1_000_000 + ms)
const sample = fc.record({
  sentAtMs: fc.nat(100_000),
  verdict: fc.constantFrom<'good' | 'bad' | 'unknown'>('good', 'bad', 'unknown'),
})

describe('probeTrace', () => {
  it('joins equal answers that follow each other', () => {
    const verdicts = ['good', 'good', 'bad', 'unknown', 'good'] as const
    const samples = verdicts.map((verdict, i) => ({ sentAtMs: 500 + 200 * i, verdict }))
    expect(probeTrace(samples, wall)).toEqual({
      from: 1_000_500,
      runs: [
        [0, 0, 200, 2],
        [1, 400, 400, 1],
        [2, 600, 600, 1],
        [0, 800, 800, 1],
      ],
    })
  })

  it('counts every probe and stays small however a service flaps', () => {
    fc.assert(
      fc.property(fc.array(sample, { maxLength: 1_500, size: 'max' }), (samples) => {
        const trace = ProbeTrace.parse({ probe: 'tcp', ...probeTrace(samples, wall) })
        expect(trace.runs.reduce((sum, [, , , count]) => sum + count, 0)).toBe(samples.length)
        expect(trace.runs.length).toBeLessThanOrEqual(201)
        expect(trace.runs.every(([, from, to]) => from <= to)).toBe(true)
      }),
      { numRuns: 40 },
    )
  })
})
