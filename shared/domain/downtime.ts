import type { DowntimeResult } from './journal.ts'
import { isOnTarget } from './states.ts'
import type { CustomerState } from './states.ts'
import type { Instant } from './time.ts'
import { instant } from './time.ts'

/**
 * The rule by which a downtime is read from probes (design.md section 10).
 *
 * A disruption goes from the last good answer before the first probe that was not good, to the first good answer since a
 * stable run of good ones was sent (not simply the answer of its first probe: that one may be slow). Shorter good runs in between are flapping and count as down. Where several disruptions with a stable
 * run between them lie in one window, their lengths are added: the time in between was service.
 *
 * A probe that failed on our own side (no socket, no name service, own network down) is *unknown*. It ends a run of good
 * answers as a bad one does, and where nothing but unknown probes separates two good answers, the whole figure is
 * unknown: it might have been a disruption, and it might not. So an unknown probe never makes a figure smaller.
 */

export type Verdict = 'good' | 'bad' | 'unknown'

/** One probe. Times are milliseconds of one monotonic clock. */
export type Sample = {
  readonly sentAtMs: number
  readonly verdict: Verdict
  /** When the answer came; always there for a good one. */
  readonly answeredAtMs?: number
}

export type DowntimeRule = {
  /** Good answers in a row that count as stable. Default 5. */
  readonly stableRun?: number
  /** A moment on both clocks: turns monotonic times into instants. */
  readonly anchor: { readonly monotonicMs: number; readonly at: Instant }
}

export const defaultStableRun = 5

export type Disruption = {
  /** Last good answer before; absent when there was none. */
  readonly from: number | undefined
  /** First answer of the stable run; absent while it lasts. */
  readonly to: number | undefined
  /** No bad probe in it, only unknown ones. */
  readonly onlyUnknown: boolean
  /** Largest distance between a good and a bad answer at its two ends. */
  readonly resolutionMs: number
}

const answered = (sample: Sample): number => sample.answeredAtMs ?? sample.sentAtMs

/** Disruptions in the order of time; `samples` may be in any order. */
export function disruptions(
  samples: readonly Sample[],
  stableRun = defaultStableRun,
): Disruption[] {
  const ordered = samples.toSorted((a, b) => a.sentAtMs - b.sentAtMs)
  const found: Disruption[] = []
  const earliest = earliestAnswers(ordered)
  let index = 0
  let lastGood: Sample | undefined
  while (index < ordered.length) {
    const sample = ordered[index]
    if (sample?.verdict === 'good') {
      lastGood = sample
      index += 1
      continue
    }
    const end = stableStart(ordered, index, stableRun)
    const to = end < ordered.length ? earliest[end] : undefined
    found.push(describe(lastGood, ordered.slice(index, end), to, found.at(-1)?.to))
    index = end
  }
  return found
}

/** Index of the first good sample of a stable run at or after `from`; the length of the list when there is none. */
function stableStart(ordered: readonly Sample[], from: number, stableRun: number): number {
  let run = 0
  for (let i = from; i < ordered.length; i += 1) {
    run = ordered[i]?.verdict === 'good' ? run + 1 : 0
    if (run === stableRun) return i - stableRun + 1
  }
  return ordered.length
}

/** For every index, the earliest good answer to a probe sent then or later. */
function earliestAnswers(ordered: readonly Sample[]): number[] {
  const earliest = Array.from({ length: ordered.length }, () => Number.POSITIVE_INFINITY)
  let least = Number.POSITIVE_INFINITY
  for (const [i, sample] of [...ordered.entries()].toReversed()) {
    if (sample.verdict === 'good') least = Math.min(least, answered(sample))
    earliest[i] = least
  }
  return earliest
}

function describe(
  lastGood: Sample | undefined,
  during: readonly Sample[],
  to: number | undefined,
  endOfPrevious = Number.NEGATIVE_INFINITY,
): Disruption {
  const bads = during.filter((s) => s.verdict === 'bad')
  const notGood = during.find((s) => s.verdict !== 'good')
  // An answer that came late must not start the disruption after the probe that already found it; and with slow
  // answers it must not start before the previous disruption is over, or the time between would count twice.
  const from =
    lastGood === undefined
      ? undefined
      : Math.max(
          endOfPrevious,
          Math.min(answered(lastGood), notGood?.sentAtMs ?? Number.POSITIVE_INFINITY),
        )
  const firstBad = bads.at(0)?.sentAtMs
  const lastBad = bads.at(-1)?.sentAtMs
  const edges = [
    from === undefined || firstBad === undefined ? 0 : firstBad - from,
    to === undefined || lastBad === undefined ? 0 : to - lastBad,
  ]
  return { from, to, onlyUnknown: bads.length === 0, resolutionMs: Math.max(0, ...edges) }
}

/** Largest distance between two neighbouring answers; what a figure of zero rests on. */
function largestGap(samples: readonly Sample[]): number {
  const times = samples
    .filter((s) => s.verdict === 'good')
    .map(answered)
    .toSorted((a, b) => a - b)
  return times.reduce((most, time, i) => Math.max(most, time - (times[i - 1] ?? time)), 0)
}

/** The figure of a closed window. `measuredMs` is null wherever the samples cannot tell. */
export function measureDowntime(samples: readonly Sample[], rule: DowntimeRule): DowntimeResult {
  const found = disruptions(samples, rule.stableRun)
  const known = found.every((d) => !d.onlyUnknown && d.from !== undefined && d.to !== undefined)
  const seen = samples.some((s) => s.verdict === 'good')
  const measuredMs =
    known && seen ? found.reduce((sum, d) => sum + ((d.to ?? 0) - (d.from ?? 0)), 0) : null
  const wall = (ms: number): Instant => instant(rule.anchor.at + (ms - rule.anchor.monotonicMs))
  const lastGood = found.at(0)?.from
  const firstGood = found.at(-1)?.to
  return {
    measuredMs,
    resolutionMs:
      found.length === 0 ? largestGap(samples) : Math.max(...found.map((d) => d.resolutionMs)),
    samples: samples.length,
    unknownSamples: samples.filter((s) => s.verdict === 'unknown').length,
    ...(lastGood === undefined ? {} : { lastGood: wall(lastGood) }),
    ...(firstGood === undefined ? {} : { firstGood: wall(firstGood) }),
  }
}

/**
 * Downtime so far, for a window that is open: what is over, and what lasts until `nowMs`. Null when a disruption has no
 * known beginning. A disruption of unknown probes only counts in full here: a dial that may be wrong is wrong on the safe side.
 */
export function downtimeSoFar(
  samples: readonly Sample[],
  nowMs: number,
  stableRun = defaultStableRun,
): number | null {
  const found = disruptions(samples, stableRun)
  if (found.some((d) => d.from === undefined)) return null
  return found.reduce((sum, d) => sum + Math.max(0, (d.to ?? nowMs) - (d.from ?? nowMs)), 0)
}

/**
 * The result that stands for a window with several probes: a known breach of the budget first, then an unknown one,
 * then the largest. Null for an empty list.
 */
export function worstResult(
  results: readonly DowntimeResult[],
  budgetMs: number,
): DowntimeResult | null {
  const largest = results
    .filter((r) => r.measuredMs !== null)
    .toSorted((a, b) => (b.measuredMs ?? 0) - (a.measuredMs ?? 0))
    .at(0)
  if (largest !== undefined && (largest.measuredMs ?? 0) > budgetMs) return largest
  return results.find((r) => r.measuredMs === null) ?? largest ?? null
}

/** Moved customers that no probe has watched, because they have no account that one could use: their lock-out has no figure at all. */
export function unwatchedCustomers<
  C extends { readonly id: string; readonly state: CustomerState },
>(customers: readonly C[], windows: readonly { readonly member: string }[]): readonly C[] {
  const watched = new Set(windows.map(({ member }) => member))
  return customers.filter(({ id, state }) => isOnTarget(state) && !watched.has(id))
}
