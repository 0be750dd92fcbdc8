import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Sample, Verdict } from '../../../../shared/domain/downtime.ts'
import { downtimeSoFar, measureDowntime, worstResult } from '../../../../shared/domain/downtime.ts'
import { instant } from '../../../../shared/domain/time.ts'

const anchor = { monotonicMs: 0, at: instant(1_700_000_000_000) }
const interval = 200
const letters: Readonly<Record<string, Verdict>> = { g: 'good', b: 'bad', '?': 'unknown' }

/** One letter a probe, 200 ms apart; a good answer comes 10 ms later. */
const probes = (text: string): Sample[] =>
  text.split('').map((letter, i) => {
    const verdict = letters[letter] ?? 'unknown'
    const sentAtMs = i * interval
    return verdict === 'good'
      ? { sentAtMs, verdict, answeredAtMs: sentAtMs + 10 }
      : { sentAtMs, verdict }
  })

const measure = (samples: readonly Sample[]) => measureDowntime(samples, { anchor })

describe('downtime rule', () => {
  it.each([
    ['all good is no downtime', 'gggggg', 0],
    ['last good answer to the first answer of a stable run', 'ggbbbggggg', 800],
    ['a short good run is flapping and counts as down', 'gbbggggbggggg', 1600],
    ['two disruptions with stable service between them are added', 'gbgggggbggggg', 800],
    ['no good answer before is unknown', 'bbggggg', null],
    ['a service that never became stable is unknown', 'ggbbgggg', null],
    ['nothing but unknown probes is unknown', '????', null],
    ['no probes at all is unknown', '', null],
    ['an unknown probe between good ones is unknown, not zero', 'ggg?ggggg', null],
    ['an unknown probe at the beginning of a disruption counts as down', 'gg?bggggg', 600],
    ['an unknown probe at its end counts as down', 'ggb?ggggg', 600],
    ['an unknown probe breaks a stable run', 'gbggg?ggggg', 1200],
  ])('%s: %s', (_fact, text, expected) => {
    expect(measure(probes(text)).measuredMs).toBe(expected)
  })

  it('says when service was last and first good, on the wall clock, and how sure the figure is', () => {
    expect(measure(probes('ggb?bggggg'))).toEqual({
      measuredMs: 800,
      resolutionMs: 210,
      samples: 10,
      unknownSamples: 1,
      lastGood: instant(1_700_000_000_210),
      firstGood: instant(1_700_000_001_010),
    })
  })

  it('has a coarser resolution where unknown probes hide the edge', () => {
    expect(measure(probes('gg???bggggg')).resolutionMs).toBe(790)
  })

  it('does not start a disruption after the probe that found it', () => {
    const late: Sample[] = [
      { sentAtMs: 0, verdict: 'good', answeredAtMs: 900 },
      { sentAtMs: 200, verdict: 'bad' },
      ...[400, 600, 800, 1000, 1200].map((sentAtMs): Sample => ({
        sentAtMs,
        verdict: 'good',
        answeredAtMs: sentAtMs + 10,
      })),
    ]
    expect(measure(late).measuredMs).toBe(210)
  })

  it('is at most two intervals and an answer time off a service that was really down', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20_000 }),
        fc.integer({ min: 0, max: 30_000 }),
        fc.integer({ min: 1, max: 150 }),
        (downFrom, downFor, answerMs) => {
          const count = Math.ceil((downFrom + downFor) / interval) + 8
          const samples = Array.from({ length: count }, (_, i): Sample => {
            const sentAtMs = i * interval
            const isDown = sentAtMs >= downFrom && sentAtMs < downFrom + downFor
            return isDown
              ? { sentAtMs, verdict: 'bad' }
              : { sentAtMs, verdict: 'good', answeredAtMs: sentAtMs + answerMs }
          })
          const { measuredMs } = measure(samples)
          expect(Math.abs((measuredMs ?? Number.NaN) - downFor)).toBeLessThanOrEqual(2 * interval)
        },
      ),
    )
  })

  const anySamples = fc
    .array(
      fc.record({
        verdict: fc.constantFrom<Verdict>('good', 'good', 'good', 'bad', 'unknown'),
        answerMs: fc.integer({ min: 0, max: 900 }),
      }),
      { maxLength: 60 },
    )
    .map((list) =>
      list.map(({ verdict, answerMs }, i): Sample => {
        const sentAtMs = i * interval
        return verdict === 'good'
          ? { sentAtMs, verdict, answeredAtMs: sentAtMs + answerMs }
          : { sentAtMs, verdict }
      }),
    )

  it('is never negative, and does not depend on the order in which answers are listed', () => {
    fc.assert(
      fc.property(anySamples, (samples) => {
        const result = measure(samples)
        expect(result.measuredMs ?? 0).toBeGreaterThanOrEqual(0)
        expect(result.resolutionMs).toBeGreaterThanOrEqual(0)
        expect(measure(samples.toReversed())).toEqual(result)
      }),
    )
  })

  const later = (samples: readonly Sample[], intervals: number): Sample[] =>
    samples.map((s) => ({
      ...s,
      sentAtMs: s.sentAtMs + intervals * interval,
      ...(s.answeredAtMs === undefined
        ? {}
        : { answeredAtMs: s.answeredAtMs + intervals * interval }),
    }))

  it('never becomes shorter when a probe is made unknown', () => {
    fc.assert(
      fc.property(anySamples, fc.nat(), (samples, at) => {
        const complete = [...probes('g'), ...later(samples, 1), ...later(probes('ggggg'), 70)]
        const before = measure(complete).measuredMs
        const blurred = complete.map((s, i): Sample =>
          i === at % complete.length ? { sentAtMs: s.sentAtMs, verdict: 'unknown' } : s,
        )
        const after = measure(blurred).measuredMs
        expect(before === null || after === null || after >= before).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('downtime so far', () => {
  it('grows while the service is down and stands still when it is stable again', () => {
    expect([
      downtimeSoFar(probes('ggg'), 5_000),
      downtimeSoFar(probes('ggbbb'), 5_000),
      downtimeSoFar(probes('ggbbbggggg'), 5_000),
      downtimeSoFar(probes('bbb'), 5_000),
    ]).toEqual([0, 4_790, 800, null])
  })
})

describe('worst result of several probes', () => {
  const result = (measuredMs: number | null) => ({
    measuredMs,
    resolutionMs: 200,
    samples: 10,
    unknownSamples: 0,
  })
  it.each([
    ['the largest', [100, 300, 200], 300],
    ['unknown before any figure inside the budget', [100, null], null],
    ['a known breach before unknown', [null, 1500], 1500],
  ])('is %s', (_fact, figures, expected) => {
    expect(worstResult(figures.map(result), 1000)?.measuredMs).toBe(expected)
  })
  it('is nothing for no probes', () => {
    expect(worstResult([], 1000)).toBeNull()
  })
})
