import { Temporal } from 'temporal-polyfill'
import { invariant } from '../../base/assert.ts'
import { dayMs } from './days.ts'

/**
 * What to do with a wall-clock time that the spring jump leaves out: `later` is Temporal's `compatible` (01:30 becomes 02:30), used
 * for openings; `jump` is the moment of the jump, used for closings, so that no window reaches past its rule on the wall clock.
 */
export type InGap = 'later' | 'jump'

/** The wall clock of one zone, as arithmetic over its changes of offset. Instants are plain milliseconds. */
export type ZoneClock = {
  /** The zone's id in IANA's spelling. */
  readonly zone: string
  /** Wall clock minus UTC, ms. */
  offsetAt(at: number): number
  /** The local day (days.ts) of an instant. */
  dayAt(at: number): number
  /**
   * The instant at which the wall clock shows `localMs` (ms since 1970-01-01T00:00 on the wall clock). A time that comes twice in
   * autumn is the first of the two, as Temporal's `compatible` has it.
   */
  instantOf(localMs: number, inGap: InGap): number
}

/** By zone: a clock is a function of its zone alone, and what it has looked up is worth keeping. */
const clocks = new Map<string, ZoneClock>()

/** Undefined when the zone is not an IANA zone. A plain offset such as +02:00 is none: it knows no summer time. */
export function zoneClock(zone: string): ZoneClock | undefined {
  const known = clocks.get(zone)
  if (known !== undefined) return known
  const id = canonicalZone(zone)
  if (id === undefined) return undefined
  const clock = createClock(id)
  clocks.set(zone, clock)
  return clock
}

function canonicalZone(zone: string): string | undefined {
  if (/^[+-]/.test(zone)) return undefined
  try {
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone).timeZoneId
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

/** A stretch of time in which the offset does not change; it ends where the next one starts. */
type Stretch = { readonly from: number; readonly offset: number }

function createClock(zone: string): ZoneClock {
  const askOffset = (at: number): number =>
    Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).offsetNanoseconds /
    1_000_000
  let stretches: readonly Stretch[] = []
  let firstYear = 0
  let endYear = 0
  // What is covered, and the stretch that was asked for last: most questions are about days that follow each other.
  let covered = { from: Infinity, to: -Infinity }
  let last: Stretch & { readonly to: number } = { from: Infinity, to: -Infinity, offset: 0 }

  const offsetAt = (at: number): number => stretchAt(at).offset

  function stretchAt(at: number): Stretch {
    if (at >= last.from && at < last.to) return last
    if (at < covered.from || at >= covered.to) cover(new Date(at).getUTCFullYear())
    let low = 0
    let high = stretches.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((stretches[middle]?.from ?? Infinity) <= at) low = middle
      else high = middle - 1
    }
    const found = stretches[low]
    invariant(found, `no offset of ${zone} at ${at}`)
    last = { ...found, to: stretches[low + 1]?.from ?? covered.to }
    return last
  }

  /** Years are looked up when first needed; what is covered has no holes. */
  function cover(year: number): void {
    if (endYear === 0) firstYear = endYear = year
    if (year < firstYear) {
      stretches = joined([...stretchesOf(year, firstYear), ...stretches])
      firstYear = year
    }
    if (year >= endYear) {
      stretches = joined([...stretches, ...stretchesOf(endYear, year + 1)])
      endYear = year + 1
    }
    covered = { from: Date.UTC(firstYear, 0, 1), to: Date.UTC(endYear, 0, 1) }
  }

  /** Asks once a day: no zone has two changes within one. */
  function stretchesOf(fromYear: number, toYear: number): readonly Stretch[] {
    const from = Date.UTC(fromYear, 0, 1)
    const to = Date.UTC(toYear, 0, 1)
    const found: Stretch[] = [{ from, offset: askOffset(from) }]
    let before = askOffset(from)
    for (let at = from + dayMs; at <= to; at += dayMs) {
      const offset = askOffset(at)
      if (offset !== before) found.push({ from: changeBetween(at - dayMs, at), offset })
      before = offset
    }
    return found.filter((stretch) => stretch.from < to)
  }

  /** The first millisecond with the offset of `high`, which differs from that of `low`. */
  function changeBetween(low: number, high: number): number {
    const before = askOffset(low)
    let [lo, hi] = [low, high]
    while (hi - lo > 1) {
      const middle = Math.floor((lo + hi) / 2)
      if (askOffset(middle) === before) lo = middle
      else hi = middle
    }
    return hi
  }

  function instantOf(localMs: number, inGap: InGap): number {
    const before = offsetAt(localMs - dayMs)
    const after = offsetAt(localMs + dayMs)
    const first = localMs - before
    if (before === after || offsetAt(first) === before) return first
    const second = localMs - after
    if (offsetAt(second) === after) return second
    return inGap === 'later' ? first : stretchAt(first).from
  }

  return {
    zone,
    offsetAt,
    dayAt: (at) => Math.floor((at + offsetAt(at)) / dayMs),
    instantOf,
  }
}

const joined = (stretches: readonly Stretch[]): readonly Stretch[] =>
  stretches.filter((stretch, i) => stretch.offset !== stretches[i - 1]?.offset)
