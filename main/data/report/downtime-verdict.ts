import { formatMs } from '../../../shared/domain/time.ts'
import type { DowntimeRow } from '../protocol.ts'
import type { Tone } from './markup.ts'

export type DowntimeVerdict = { readonly tone: Tone; readonly text: string }

/** Inside the budget, over it, unknown, or still open. Unknown is never counted as zero (design.md section 10). */
export function downtimeVerdict(row: DowntimeRow): DowntimeVerdict {
  if (row.measuredMs === undefined) return { tone: 'warn', text: 'still open' }
  if (row.measuredMs === null) return { tone: 'warn', text: 'not measured' }
  if (row.measuredMs <= row.budgetMs) return { tone: 'ok', text: 'inside budget' }
  return { tone: 'bad', text: `over by ${formatMs(row.measuredMs - row.budgetMs)}` }
}

export const isBreach = (row: DowntimeRow): boolean => downtimeVerdict(row).tone === 'bad'

/** Moved customers have the service `customer`; all others are the windows of the method. */
export const isLockout = (row: DowntimeRow): boolean => row.service === 'customer'

/** Nearest-rank percentile of numbers that need not be sorted; undefined when there are none. */
export function percentile(values: readonly number[], share: number): number | undefined {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]
}
