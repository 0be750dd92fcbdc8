import { minutePairs } from './minutes.ts'
import type { MinuteCounts } from './minutes.ts'
import type { Side } from './types.ts'

/**
 * The statistics of counts. Log lines come in clumps, so a plain Poisson test cries wolf: counts are divided by their own spread
 * (quasi-Poisson) before they are compared.
 */

/** P(X ≥ k) of a binomial with n trials of chance p. Takes halves too: divided counts are no whole numbers. */
export function upperTail(k: number, n: number, p: number): number {
  if (k <= 0) return 1
  if (k > n || p <= 0) return 0
  if (p >= 1) return 1
  return incompleteBeta(k, n - k + 1, p)
}

/**
 * How unlikely `after` is when the true rate grew by at most `drift`: of all lines of both sides, how many fall on this side
 * (the conditional test of two Poisson rates). `ratio` = exposure after / exposure before.
 */
export function riseChance(
  before: number,
  after: number,
  options: { readonly ratio: number; readonly drift: number; readonly spread: number },
): number {
  const odds = options.ratio * options.drift
  const spread = Math.max(1, options.spread)
  return upperTail(after / spread, (before + after) / spread, odds / (1 + odds))
}

/** Host → milliseconds of its logs that were seen. */
export type Exposure = Readonly<Record<Side, Readonly<Record<string, number>>>>

export type Span = { readonly from: number; readonly to: number }

const minuteMs = 60_000
const hour = 60

const minuteOf = (ms: number): number => Math.floor(ms / minuteMs)

/** Counts by hour (or by a 48th of the span, if that is shorter), the smallest first. */
function partsOf(minutes: MinuteCounts, span: Span): number[] {
  const width = Math.max(1, Math.min(hour, Math.floor((span.to - span.from) / minuteMs / 48)))
  const first = Math.ceil(span.from / minuteMs / width)
  const last = Math.floor(span.to / minuteMs / width)
  const parts = Array.from({ length: Math.max(0, last - first) }, () => 0)
  for (const [minute, count] of minutePairs(minutes)) {
    const at = Math.floor(minute / width) - first
    if (at >= 0 && at < parts.length) parts[at] = (parts[at] ?? 0) + count
  }
  return parts.sort((a, b) => a - b)
}

/** Parts below which a span tells nothing of how its lines come. */
const leastParts = 6

/**
 * Variance over mean of the counts by part: 1 for chance, near 0 for clockwork, large for clumps. The fullest part is left out: one restart
 * in a week says nothing about the other hours. 1 where there are too few parts.
 */
export function spreadOf(minutes: MinuteCounts, span: Span): number {
  const parts = partsOf(minutes, span)
  if (parts.length < leastParts) return 1
  parts.pop()
  const mean = parts.reduce((sum, n) => sum + n, 0) / parts.length
  if (mean === 0) return 1
  const variance = parts.reduce((sum, n) => sum + (n - mean) ** 2, 0) / (parts.length - 1)
  return variance / mean
}

/** Fewer lines in one hour are no incident. */
const incidentLines = 20

/**
 * Lines of an incident: those of the fullest part, where it has more of them than all others together; 0 for none. What goes on for good must
 * not look usual because it did so for an hour.
 */
export function incidentIn(minutes: MinuteCounts, span: Span): number {
  const parts = partsOf(minutes, span)
  if (parts.length < leastParts) return 0
  const fullest = parts.pop() ?? 0
  const others = parts.reduce((sum, n) => sum + n, 0)
  return fullest >= incidentLines && fullest > others ? fullest : 0
}

/**
 * The longest time without a line, edges of the span included. Counts kept by the hour are taken for evenly spread within each hour,
 * three times wider to be safe.
 */
export function longestSilenceMs(minutes: MinuteCounts, span: Span, byHour = false): number {
  const seen = minutePairs(minutes)
  const [from, to] = [minuteOf(span.from), minuteOf(span.to)]
  let last = from
  let longest = 0
  for (const [minute, count] of seen) {
    // The first and the last hour may be in the span in part only.
    const part = byHour ? Math.min(hour, to - minute, minute + hour - from) : 0
    longest = Math.max(longest, minute - last, Math.min(part, (3 * part) / count))
    last = byHour ? minute + hour : minute
  }
  return Math.max(longest, to - last) * minuteMs
}

/** Lines within the fullest ten minutes, or the fullest eighth of a shorter span. */
export function fullestBurst(minutes: MinuteCounts, span: Span): number {
  const width = Math.max(1, Math.min(10, Math.floor((span.to - span.from) / minuteMs / 8)))
  const list = minutePairs(minutes)
  let most = 0
  let sum = 0
  let from = 0
  for (let to = 0; to < list.length; to++) {
    sum += list[to]?.[1] ?? 0
    while ((list[from]?.[0] ?? 0) <= (list[to]?.[0] ?? 0) - width) sum -= list[from++]?.[1] ?? 0
    most = Math.max(most, sum)
  }
  return most
}

/** Regularised incomplete beta function by its continued fraction (Lentz); good to about 1e-12. */
function incompleteBeta(a: number, b: number, x: number): number {
  if (x <= 0) return 0
  if (x >= 1) return 1
  const front = Math.exp(
    logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x),
  )
  return x < (a + 1) / (a + b + 2)
    ? (front * continuedFraction(a, b, x)) / a
    : Math.max(0, 1 - (front * continuedFraction(b, a, 1 - x)) / b)
}

function continuedFraction(a: number, b: number, x: number): number {
  const tiny = 1e-300
  const off = (value: number): number => (Math.abs(value) < tiny ? tiny : value)
  let c = 1
  let d = 1 / off(1 - ((a + b) * x) / (a + 1))
  let h = d
  // Terms needed grow with the root of the larger argument.
  const most = 200 + Math.ceil(10 * Math.sqrt(Math.max(a, b)))
  for (let m = 1; m <= most; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / off(1 + even * d)
    c = off(1 + even / c)
    h *= d * c
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / off(1 + odd * d)
    c = off(1 + odd / c)
    h *= d * c
    if (Math.abs(d * c - 1) < 1e-13) break
  }
  return h
}

const lanczos = [
  676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
  -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
]

function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x)
  const t = x + 6.5
  const series = lanczos.reduce((sum, c, i) => sum + c / (x + i), 0.9999999999998099)
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(series)
}
