import { patienceMs } from './ask.ts'

/** Reads what the witness wrote, and says how long who was without service. Times in ms of the machine's clock. */

export type Seen = {
  readonly watch: string
  readonly sent: number
  readonly done: number
  readonly result: string
  readonly node: string
  readonly account: string
  readonly key: string
}

export function readSeen(text: string): readonly Seen[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [watch = '', sent = '', done = '', result = '', node = '', account = '', key = ''] =
        line.split(' ')
      return { watch, sent: Number(sent), done: Number(done), result, node, account, key }
    })
    .toSorted((a, b) => a.sent - b.sent)
}

export const isGood = ({ result }: Seen): boolean =>
  result === '200' || result === '201' || result === 'accept'

/** Longer than any pause between two questions: some watch asks twenty times a second at all times. */
const standstillMs = 100

/** When the witness itself stood still, because the machine had no time for it: then it asked nobody. `seen` is of all watches. */
export function standstills(
  seen: readonly Seen[],
): readonly { readonly from: number; readonly to: number }[] {
  return seen.flatMap(({ sent }, i) => {
    const from = seen[i - 1]?.sent ?? sent
    return sent - from > standstillMs ? [{ from, to: sent }] : []
  })
}

/**
 * Questions that were given up although nobody had waited for an answer: the witness stood still for half of its patience. They say nothing
 * about whoever was asked. `seen` is of all watches.
 */
export function unwaited(seen: readonly Seen[]): ReadonlySet<Seen> {
  const still = standstills(seen)
  const stoodStill = (from: number, to: number): number =>
    still.reduce((ms, s) => ms + Math.max(0, Math.min(s.to, to) - Math.max(s.from, from)), 0)
  return new Set(
    seen.filter(
      ({ result, sent, done }) =>
        result === 'timeout' && stoodStill(sent - patienceMs / 2, done) >= patienceMs / 2,
    ),
  )
}

export type Outage = {
  /** Last good question before and first good one after: the outage is not longer than between these two. */
  readonly from: number
  readonly to: number
  /** Between the first and the last question that failed: it is not shorter. */
  readonly leastMs: number
  readonly mostMs: number
  readonly failed: number
}

/** Outages of one watch in order of time. `seen` is of that watch only, by time of sending. */
export function outages(seen: readonly Seen[]): readonly Outage[] {
  const found: Outage[] = []
  let lastGood: Seen | undefined
  let bad: Seen[] = []
  for (const one of seen) {
    if (!isGood(one)) {
      bad.push(one)
      continue
    }
    const [first] = bad
    const last = bad.at(-1)
    if (first !== undefined && last !== undefined) {
      const from = lastGood?.sent ?? first.sent
      found.push({
        from,
        to: one.sent,
        leastMs: last.sent - first.sent,
        mostMs: one.sent - from,
        failed: bad.length,
      })
    }
    bad = []
    lastGood = one
  }
  const [first] = bad
  const last = bad.at(-1)
  if (first !== undefined && last !== undefined)
    found.push({
      from: lastGood?.sent ?? first.sent,
      to: last.done,
      leastMs: last.sent - first.sent,
      mostMs: last.done - (lastGood?.sent ?? first.sent),
      failed: bad.length,
    })
  return found
}

/** The value below which `share` of all lie; NaN of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
}

/** The longest outage that touches the time between two moments; `seen` is of one watch. */
export const worstOf = (seen: readonly Seen[], from: number, to: number): Outage | undefined =>
  outages(seen)
    .filter((outage) => outage.to >= from && outage.from <= to)
    .toSorted((a, b) => b.mostMs - a.mostMs)[0]
