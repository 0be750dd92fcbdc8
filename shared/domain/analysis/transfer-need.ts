import type { BatchWindow } from '../planning.ts'

/** What the plan asks of the target: how many customers a minute in its busiest window. */
export type TransferNeed = {
  readonly customersPerMinute: number
  /** The batches that move then, with the figures. */
  readonly from: string
}

export type NeedBatch = {
  readonly id: string
  readonly members: readonly string[]
  readonly windows: readonly Pick<BatchWindow, 'environment' | 'from' | 'to'>[]
}

type Share = {
  readonly batch: string
  readonly from: number
  readonly to: number
  readonly customers: number
  readonly minutes: number
}

/**
 * The most that windows ask for which are open at once: members of the batch in the window's environment, over the minutes that are not
 * kept free at its end. A batch with several windows of one environment has them divided evenly. Undefined without a window.
 */
export function transferNeed(
  batches: readonly NeedBatch[],
  environmentOf: (customer: string) => string | undefined,
  reserveMinutes: number,
): TransferNeed | undefined {
  const shares = batches.flatMap((batch) => sharesOf(batch, environmentOf, reserveMinutes))
  const rate = (share: Share): number => share.customers / share.minutes
  // Only where a window opens can the sum rise.
  const byStart = shares.toSorted((a, b) => a.from - b.from)
  let open: readonly Share[] = []
  let most: readonly Share[] = []
  let mostRate = 0
  for (const share of byStart) {
    open = [...open.filter(({ to }) => to > share.from), share]
    const sum = open.reduce((n, one) => n + rate(one), 0)
    if (sum > mostRate) [most, mostRate] = [open, sum]
  }
  if (most.length === 0) return undefined
  return {
    customersPerMinute: mostRate,
    from: most
      .slice(0, 4)
      .map(
        ({ batch, customers, minutes }) =>
          `${batch}: ${customers} customers in ${Math.round(minutes)} min`,
      )
      .join('; ')
      .concat(most.length > 4 ? ` and ${most.length - 4} more at the same time` : ''),
  }
}

function sharesOf(
  { id, members, windows }: NeedBatch,
  environmentOf: (customer: string) => string | undefined,
  reserveMinutes: number,
): readonly Share[] {
  return windows.map(({ environment, from, to }) => {
    const own = members.filter((member) => environmentOf(member) === environment).length
    const same = windows.filter((window) => window.environment === environment).length
    return {
      batch: id,
      from,
      to,
      customers: Math.ceil(own / same),
      minutes: Math.max(1, (to - from) / 60_000 - reserveMinutes),
    }
  })
}
