import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createTimeMemo } from '../../../../../main/data/analysis/time-memo.ts'
import { createTimeReader, timeAtStart } from '../../../../../shared/log-rules/time.ts'

function memo(zone?: string) {
  const timeOf = createTimeReader({ zone, reference: Date.UTC(2026, 10, 20) })
  let asked = 0
  const read = (text: string): number | undefined => {
    asked += 1
    const face = timeAtStart(text)?.face
    return face === undefined ? undefined : timeOf(face)
  }
  const at = createTimeMemo(read)
  const timeIn = (text: string, seconds: number): number | undefined =>
    at(Buffer.from(`##${text}`), 2, text.length + 2, seconds)
  return { read, timeIn, asked: () => asked }
}

describe('times of neighbours', () => {
  it.each([
    ['syslog', 13, ['Nov  1 03:12:45', 'Nov  1 03:12:07', 'Nov  1 03:12:59']],
    ['ISO', 17, ['2026-11-01T03:12:45Z', '2026-11-01T03:12:00Z', '2026-11-01T03:12:01Z']],
    ['fractions', 17, ['2026-11-01T03:12:45.123456+02:00', '2026-11-01T03:12:07.000999+02:00']],
    ['access logs', 18, ['01/Nov/2026:03:12:45 -0700', '01/Nov/2026:03:12:09 -0700']],
  ])('of %s are read once a minute', (_, seconds, texts) => {
    const { timeIn, read, asked } = memo()
    const found = texts.map((text) => timeIn(text, seconds))
    expect(asked()).toBe(1)
    expect(found).toEqual(texts.map(read))
    expect(found.every((time) => time !== undefined)).toBe(true)
  })

  it.each([
    ['another ten minutes', 'Nov  1 03:12:45', 'Nov  1 03:22:45'],
    ['another hour', 'Nov  1 03:12:45', 'Nov  1 04:12:45'],
    ['another day', 'Nov  1 03:12:45', 'Nov  2 03:12:45'],
    ['a second that is none', 'Nov  1 03:12:45', 'Nov  1 03:12:4x'],
    ['a leap second', 'Nov  1 03:12:45', 'Nov  1 03:12:60'],
    ['a day that is none', 'Nov 31 03:12:45', 'Nov 31 03:12:45'],
  ])('are asked for anew for %s', (_, one, other) => {
    const { timeIn, read, asked } = memo()
    const found = [one, other].map((text) => timeIn(text, 13))
    expect(asked()).toBe(2)
    expect(found).toEqual([one, other].map(read))
  })

  it('of ten minutes are read four times', () => {
    const { timeIn, read, asked } = memo()
    const texts = ['12:45', '15:07', '10:00', '19:59', '15:60', '1x:01'].map(
      (at) => `Nov  1 03:${at}`,
    )
    const found = texts.slice(0, 4).map((text) => timeIn(text, 13))
    expect(asked()).toBe(4)
    expect(found).toEqual(texts.slice(0, 4).map(read))
    expect(texts.slice(4).map((text) => timeIn(text, 13))).toEqual(texts.slice(4).map(read))
  })

  it('are those of the reader where clocks change within ten minutes', () => {
    // Newfoundland changed at one minute past midnight until 2011.
    const minute = fc.tuple(
      fc.constantFrom('03-14T00', '11-07T00', '11-06T23'),
      fc.nat(9),
      fc.nat(5),
    )
    const text = minute.map(([hour, unit, ten]) => `2010-${hour}:${ten}${unit}:30`)
    fc.assert(
      fc.property(fc.array(text, { maxLength: 12 }), (texts) => {
        const { timeIn, read } = memo('America/St_Johns')
        expect(texts.map((one) => timeIn(one, 17))).toEqual(texts.map(read))
      }),
      { numRuns: 2000 },
    )
  })

  it('are those of the reader, in any order', () => {
    const iso = fc
      .tuple(fc.nat(2), fc.nat(60), fc.constantFrom('', '.1', '.250', ',999', '.123456', '.'))
      .chain(([minute, second, fraction]) =>
        fc
          .constantFrom('', 'Z', '+02:00')
          .map(
            (zone) =>
              `2026-10-25T02:5${minute}:${String(second).padStart(2, '0')}${fraction}${zone}`,
          ),
      )
    fc.assert(
      fc.property(fc.array(iso, { maxLength: 8 }), (texts) => {
        const { timeIn, read } = memo('Europe/Prague')
        expect(texts.map((text) => timeIn(text, 17))).toEqual(texts.map(read))
      }),
      { numRuns: 1000 },
    )
  })
})
