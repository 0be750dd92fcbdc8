import { formatMs } from '../domain/time.ts'
import type { KeptMinutes } from './minutes.ts'
import { longestSilenceMs } from './rates.ts'
import type { Span } from './rates.ts'

/** What a host wrote: before the batch by the minute, and when last since then, ms. */
export type HostLines = {
  readonly host: string
  readonly before: KeptMinutes
  readonly last: number
}

/** Nights are quieter than days, small systems by far. */
export const silentLines = 200
/** So many times longer than it ever was silent before, */
const longer = 2
/** and longer than programs keep lines in their buffers. */
const bufferedMs = 5 * 60_000

/**
 * A host that writes all the time and has stopped before the logs were read: a gap, since nobody can say of what. One that is silent from
 * time to time says nothing by it.
 */
export function fellSilent(
  { host, before, last }: HostLines,
  baseline: Span,
  readTo: number,
): string | undefined {
  const silent = readTo - last
  const usual = longestSilenceMs(before.minutes, baseline, before.byHour)
  const count = before.minutes.reduce((sum, n, i) => (i % 2 === 1 ? sum + n : sum), 0)
  const expected = (count * silent) / Math.max(1, baseline.to - baseline.from)
  return silent > Math.max(bufferedMs, longer * usual) && expected >= silentLines
    ? `${host}: not one line in the last ${formatMs(silent)}, where about ${Math.round(expected)} were to be expected: it is down, or writes its logs elsewhere`
    : undefined
}
