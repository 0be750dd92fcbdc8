import { CustomerId } from '../../shared/domain/ids.ts'
import { instant } from '../../shared/domain/time.ts'
import { MinuteSums } from '../../shared/log-rules/minutes.ts'
import type { MinuteCounts } from '../../shared/log-rules/minutes.ts'
import type { ShapeTally, SideTally } from '../../shared/log-rules/types.ts'

/** Tallies as a reader of logs would make them, for tests of the comparison. */

const hourMs = 3_600_000

/** A week, and the four hours after it. */
export const weekBefore = { from: 0, to: 168 * hourMs }
export const hoursAfter = { from: 168 * hourMs, to: 172 * hourMs }
export const weekWindows = { before: weekBefore, after: hoursAfter }

/** The same exposure for each host: the whole of both windows. */
export const wholeExposure = (...hosts: readonly string[]) => ({
  before: Object.fromEntries(hosts.map((host) => [host, 168 * hourMs])),
  after: Object.fromEntries(hosts.map((host) => [host, 4 * hourMs])),
})

export const customer = (id: string): CustomerId => CustomerId.parse(id)

export function byMinute(counts: Readonly<Record<number, number>>): MinuteCounts {
  const sums = new MinuteSums()
  for (const [minute, count] of Object.entries(counts)) sums.add(Number(minute), count)
  return sums.answer.minutes
}

/** `count` lines on one host, spread evenly over a window. */
export function side(
  count: number,
  rest: Partial<SideTally> & { readonly window?: { from: number; to: number } } = {},
): SideTally {
  const { window = hoursAfter, ...given } = rest
  const minutes = new MinuteSums()
  for (let i = 0; i < count; i++) {
    const minute = Math.floor(
      (window.from + ((i + 0.5) / count) * (window.to - window.from)) / 60_000,
    )
    minutes.add(minute, 1)
  }
  return {
    count,
    hosts: { sip1: count },
    ...minutes.answer,
    first: instant(window.from),
    last: instant(window.to),
    examples: [],
    values: [],
    customers: [],
    ...given,
  }
}

export function shape(
  text: string,
  before: number | SideTally,
  after: number | SideTally,
  rest: Partial<ShapeTally> = {},
): ShapeTally {
  const b = typeof before === 'number' ? side(before, { window: weekBefore }) : before
  const a = typeof after === 'number' ? side(after) : after
  return {
    shape: text,
    level: 'error',
    suspect: false,
    ...(b.count === 0 ? {} : { before: b }),
    ...(a.count === 0 ? {} : { after: a }),
    ...rest,
  }
}

export const by = (id: string, count: number, unsure = false): SideTally['customers'][number] => ({
  customer: customer(id),
  count,
  unsure,
  by: 'account',
})
