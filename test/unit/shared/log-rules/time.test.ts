import { describe, expect, it } from 'vitest'
import { createTimeReader, timeAtStart } from '../../../../shared/log-rules/time.ts'

const read = (text: string, reference: string, zone?: string): string | undefined => {
  const face = timeAtStart(text)?.face
  const at = face && createTimeReader({ zone, reference: Date.parse(reference) })(face)
  return at === undefined ? undefined : new Date(at).toISOString()
}

describe('times of log lines', () => {
  it.each([
    ['Jun 14 12:00:00 h', '2026-06-15T00:00:00Z', undefined, '2026-06-14T12:00:00.000Z'],
    ['Dec 31 23:59:59 h', '2026-01-01T00:10:00Z', undefined, '2025-12-31T23:59:59.000Z'],
    ['Jan  1 00:00:05 h', '2025-12-31T23:59:00Z', undefined, '2026-01-01T00:00:05.000Z'],
    ['Feb 29 01:00:00 h', '2026-06-15T00:00:00Z', undefined, '2024-02-29T01:00:00.000Z'],
    ['Jun 14 12:00:00 h', '2026-06-15T00:00:00Z', 'Europe/Berlin', '2026-06-14T10:00:00.000Z'],
    ['Jan 14 12:00:00 h', '2026-06-15T00:00:00Z', 'Europe/Berlin', '2026-01-14T11:00:00.000Z'],
    [
      '2026-06-14T12:00:00.123456+02:00',
      '2026-06-15T00:00:00Z',
      'Asia/Tokyo',
      '2026-06-14T10:00:00.123Z',
    ],
    ['2026-06-14 12:00:00,5 x', '2026-06-15T00:00:00Z', undefined, '2026-06-14T12:00:00.500Z'],
    [
      'Sat Jul 20 21:37:32.266605 2013',
      '2026-06-15T00:00:00Z',
      undefined,
      '2013-07-20T21:37:32.266Z',
    ],
    ['130324  0:04:00 [', '2026-06-15T00:00:00Z', undefined, '2013-03-24T00:04:00.000Z'],
    ['14/Jun/2026:12:00:00 +0200', '2026-06-15T00:00:00Z', undefined, '2026-06-14T10:00:00.000Z'],
    ['Feb 31 12:00:00 h', '2026-06-15T00:00:00Z', undefined, undefined],
    ['Foo 14 12:00:00 h', '2026-06-15T00:00:00Z', undefined, undefined],
    ['2026-13-14 12:00:00', '2026-06-15T00:00:00Z', undefined, undefined],
  ])('reads %j at %s in %s as %s', (text, reference, zone, expected) => {
    expect(read(text, reference, zone)).toBe(expected)
  })
})
