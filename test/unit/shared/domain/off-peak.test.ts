import { expect, it } from 'vitest'
import { nextOffPeak } from '../../../../shared/domain/off-peak.ts'
import { instant } from '../../../../shared/domain/time.ts'

it.each([
  [
    'an ordinary night',
    'America/New_York',
    '01:00-05:00',
    '2026-07-01T12:00Z',
    '2026-07-02T05:00:00.000Z',
    4,
  ],
  [
    'the night that loses an hour',
    'America/New_York',
    '01:00-05:00',
    '2026-03-08T00:00Z',
    '2026-03-08T06:00:00.000Z',
    3,
  ],
  [
    'the night that gains an hour',
    'Europe/London',
    '00:30-04:30',
    '2026-10-24T23:00Z',
    '2026-10-24T23:30:00.000Z',
    5,
  ],
  [
    'a night over midnight',
    'UTC',
    '22:00-04:00',
    '2026-07-01T12:00Z',
    '2026-07-01T22:00:00.000Z',
    6,
  ],
  [
    'one that begins at this very moment',
    'UTC',
    '01:00-05:00',
    '2026-07-01T01:00Z',
    '2026-07-01T01:00:00.000Z',
    4,
  ],
  [
    'one that has begun already: the next',
    'UTC',
    '01:00-05:00',
    '2026-07-01T01:01Z',
    '2026-07-02T01:00:00.000Z',
    4,
  ],
])('%s', (_, zone, offPeak, after, from, hours) => {
  const window = nextOffPeak({ zone, offPeak }, instant(Date.parse(after)))
  expect(new Date(window.from).toISOString()).toBe(from)
  expect((window.to - window.from) / 3_600_000).toBe(hours)
})
