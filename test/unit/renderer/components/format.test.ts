import { expect, it } from 'vitest'
import { formatCount, formatLarge, plural } from '../../../../renderer/components/format-count.ts'
import { formatSpan } from '../../../../renderer/components/format-span.ts'
import {
  clockTime,
  dayAndTime,
  dayOf,
  shownZone,
} from '../../../../renderer/components/format-time.ts'
import { tenPm } from '../../../helpers/overview.ts'

it('times are shown in the zone that was chosen', () => {
  const zones = { operator: 'Europe/Berlin', environment: 'America/New_York' }
  expect(
    (['operator', 'environment', 'utc'] as const).map((preference) =>
      dayAndTime(tenPm, shownZone({ preference, ...zones })),
    ),
  ).toEqual(['22 Nov 23:00', '22 Nov 17:00', '22 Nov 22:00'])
  expect(clockTime(tenPm + 2 * 3_600_000, 'UTC')).toBe('00:00:00')
})

it.each([
  [60_000, '1 min'],
  [90_000, '1 min 30 s'],
  [30_000, '30 s'],
  [4 * 3_600_000, '4 h'],
  [200, '200 ms'],
])('a span of %i ms reads %s', (ms, text) => {
  expect(formatSpan(ms)).toBe(text)
})

it('figures are grouped, and large declared ones rounded', () => {
  expect([
    formatCount(1200),
    formatLarge(230_000_000),
    formatLarge(3_100_000),
    formatLarge(45_000),
  ]).toEqual(['1,200', '230 M', '3.1 M', '45,000'])
  expect([plural(1, 'run'), plural(1200, 'run')]).toEqual(['1 run', '1,200 runs'])
})

it.each([
  ['2026-11-22T22:00:00Z', 'UTC', '2026-11-22T00:00:00Z', '2026-11-23T00:00:00Z'],
  // 25 hours: the clocks go back at one in the morning, UTC.
  ['2026-10-25T20:00:00Z', 'Europe/Berlin', '2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z'],
  // 23 hours.
  ['2026-03-29T20:00:00Z', 'Europe/Berlin', '2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z'],
  ['2026-03-29T00:30:00Z', 'Europe/Berlin', '2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z'],
  ['2026-11-22T22:00:00.250Z', 'Asia/Kathmandu', '2026-11-22T18:15:00Z', '2026-11-23T18:15:00Z'],
])('the day that %s is in, in %s, goes from %s to %s', (at, zone, from, to) => {
  const day = dayOf(Date.parse(at), zone)
  expect([new Date(day.from).toISOString(), new Date(day.to).toISOString()]).toEqual(
    [from, to].map((text) => new Date(text).toISOString()),
  )
})
