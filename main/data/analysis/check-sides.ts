import { instant } from '../../../shared/domain/time.ts'
import { fellSilent } from '../../../shared/log-rules/fell-silent.ts'
import { MinuteSums } from '../../../shared/log-rules/minutes.ts'
import type { Exposure, Span } from '../../../shared/log-rules/rates.ts'
import type {
  HostClock,
  LineFigures,
  ShapeTally,
  Side,
  SideTally,
} from '../../../shared/log-rules/types.ts'
import type { ReadDb } from '../db.ts'
import { readLogPeriods } from '../store/log-periods.ts'
import type { Period, PeriodLines, PeriodRead } from '../store/log-periods.ts'
import type { KeptRow } from '../store/log-tallies.ts'
import { baselineMs } from '../protocol.ts'
import { MergedSide } from './keep-side.ts'

/** Which periods are the baseline of a batch, and which came after it. */
export type Sides = {
  readonly of: ReadonlyMap<number, Side>
  /** When the baseline ends: the first lock of the batch was about to begin. */
  readonly cutAt: number
  /** The same, but where the whole batch moved again: when that was about to begin. */
  readonly beganAt: number
}

const sides = ['before', 'after'] as const

/**
 * The baseline: periods before the first of the batch, seven days back. After: periods of the batch, and those of nobody that follow
 * them, until another batch begins. Where all of it moved again `since` then, what it left behind before is neither: no fault of this
 * move, and no normal life. Undefined for a batch that was never begun.
 */
export function sidesOf(periods: readonly Period[], batch: string, since = 0): Sides | undefined {
  const own = periods.filter((period) => period.batch === batch)
  const [first] = own
  if (first === undefined) return undefined
  const start = own.findLast(({ from }) => (from ?? 0) <= since) ?? first
  const cutAt = first.from ?? 0
  const of = new Map<number, Side>()
  let owner = ''
  for (const { id, batch: own, to } of periods) {
    if (own !== '') owner = own
    if (id < first.id) {
      if ((to ?? Infinity) > cutAt - baselineMs) of.set(id, 'before')
    } else if (id >= start.id && owner === batch) of.set(id, 'after')
  }
  return { of, cutAt, beganAt: start.from ?? 0 }
}

/** Of a batch as it stands: since its members were locked last. */
export function readSides(db: ReadDb, batch: string): Sides | undefined {
  const since = db
    .prepare<[string], number | null>(
      `SELECT min(locked) FROM (
         SELECT max(e.at) AS locked FROM customers c JOIN events e ON e.customer = c.id
         WHERE c.batch = ? AND c.began_at IS NOT NULL
           AND e.kind = 'customer.state' AND e.event ->> '$.to' = 'locked' GROUP BY c.id)`,
    )
    .pluck()
    .get(batch)
  return sidesOf(readLogPeriods(db).all(), batch, since ?? 0)
}

/** Host → ms of its logs that were seen. */
export function exposureOf(reads: readonly PeriodRead[], { of }: Sides): Exposure {
  const seen: Record<Side, Record<string, number>> = { before: {}, after: {} }
  for (const { period, host, from, to } of reads) {
    const side = of.get(period)
    if (side !== undefined) seen[side][host] = (seen[side][host] ?? 0) + (to - from)
  }
  return seen
}

/** Host → lines. */
export function linesOf(
  lines: readonly PeriodLines[],
  { of }: Sides,
): Record<Side, Record<string, number>> {
  const all: Record<Side, Record<string, number>> = { before: {}, after: {} }
  for (const { period, host, lines: more } of lines) {
    const side = of.get(period)
    if (side !== undefined) all[side][host] = (all[side][host] ?? 0) + more
  }
  return all
}

export function windowsOf(
  reads: readonly PeriodRead[],
  { of, cutAt, beganAt }: Sides,
): Record<Side, Span> {
  const span = (side: Side): Span => {
    const own = reads.filter((read) => of.get(read.period) === side)
    return {
      from: Math.min(cutAt, ...own.map((read) => read.from)),
      to: Math.max(beganAt, ...own.map((read) => read.to)),
    }
  }
  const before = span('before')
  const after = span('after')
  return { before: { ...before, to: cutAt }, after: { ...after, from: beganAt } }
}

export function figuresOf(
  lines: readonly PeriodLines[],
  { of }: Sides,
): Record<Side, LineFigures & { readonly bytes: number }> {
  const sum = (side: Side, pick: (row: PeriodLines) => number): number =>
    lines.reduce((n, row) => (of.get(row.period) === side ? n + pick(row) : n), 0)
  const [before, after] = sides.map((side) => ({
    lines: sum(side, (row) => row.lines),
    records: sum(side, (row) => row.records),
    continuations: sum(side, (row) => row.continuations),
    refused: sum(side, (row) => row.refused),
    bytes: sum(side, (row) => row.bytes),
  }))
  const none = { lines: 0, records: 0, continuations: 0, refused: 0, bytes: 0 }
  return { before: before ?? none, after: after ?? none }
}

/** What each host wrote, from the rows that shapesOf goes through; `silences` says which of them stopped. */
export function createHostLines() {
  const hosts = new Map<string, { readonly before: MinuteSums; last: number }>()
  return {
    add(side: Side, host: string, tally: SideTally): void {
      const known = hosts.get(host) ?? { before: new MinuteSums(), last: 0 }
      hosts.set(host, known)
      if (side === 'before') known.before.addAll(tally)
      else known.last = Math.max(known.last, tally.last ?? 0)
    },
    silences(reads: readonly PeriodRead[], { of }: Sides, baseline: Span): readonly string[] {
      return [...hosts].flatMap(([host, { before, last }]) => {
        const own = reads.filter((read) => read.host === host && of.get(read.period) === 'after')
        const readTo = Math.max(0, ...own.map(({ to }) => to))
        const found =
          last === 0
            ? undefined
            : fellSilent({ host, before: before.answer, last }, baseline, readTo)
        return found === undefined ? [] : [found]
      })
    },
  }
}

/** Of the hosts that were read since the batch, as they were read last; tenths of a millisecond are more than anybody can measure. */
export function clocksOf(reads: readonly PeriodRead[], { of }: Sides): readonly HostClock[] {
  const last = new Map<string, PeriodRead>()
  for (const read of reads)
    if (of.get(read.period) === 'after' && read.period >= (last.get(read.host)?.period ?? 0))
      last.set(read.host, read)
  return [...last.values()]
    .map(({ host, skewMs, uncertaintyMs }) => ({
      host,
      ...(uncertaintyMs === undefined
        ? {}
        : { skewMs: tenths(skewMs), uncertaintyMs: tenths(uncertaintyMs) }),
    }))
    .sort((a, b) => (a.host < b.host ? -1 : 1))
}

const tenths = (ms: number): number => Math.round(ms * 10) / 10

/** Rows of both sides by text, whatever their order. `onRow` sees each with times as our clock has them. */
export function shapesOf(
  rows: Iterable<KeptRow>,
  { of }: Sides,
  reads: readonly PeriodRead[],
  onRow?: (side: Side, host: string, tally: SideTally) => void,
): readonly ShapeTally[] {
  const skews = new Map(reads.map((read) => [`${read.period}/${read.host}`, read.skewMs]))
  const all = new Map<string, Merging>()
  for (const { period, host, shape, codes, level, suspect, tally } of rows) {
    const side = of.get(period)
    if (side === undefined) continue
    const key = `${shape}\n${codes}\n${level}\n${suspect ? 1 : 0}`
    const known: Merging = all.get(key) ?? { shape, codes, level, suspect }
    const own = corrected(tally, skews.get(`${period}/${host}`) ?? 0)
    onRow?.(side, host, own)
    if (known[side] === undefined) known[side] = new MergedSide(own)
    else known[side].add(own)
    all.set(key, known)
  }
  return [...all]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { before, after, ...shape }]) => ({
      ...shape,
      ...(before === undefined ? {} : { before: before.answer }),
      ...(after === undefined ? {} : { after: after.answer }),
    }))
}

type Merging = Pick<ShapeTally, 'shape' | 'codes' | 'level' | 'suspect'> & {
  before?: MergedSide
  after?: MergedSide
}

/** Times of a host's logs as our clock has them. Counts are kept by the minute or the hour, so they move by whole ones. */
function corrected(tally: SideTally, skewMs: number): SideTally {
  if (Math.abs(skewMs) < 1) return tally
  const unit = tally.byHour === true ? 60 : 1
  const shift = unit * Math.round(skewMs / (unit * 60_000))
  return {
    ...tally,
    ...(tally.first === undefined ? {} : { first: moved(tally.first, skewMs) }),
    ...(tally.last === undefined ? {} : { last: moved(tally.last, skewMs) }),
    minutes:
      shift === 0
        ? tally.minutes
        : tally.minutes.map((number, i) => (i % 2 === 0 ? number - shift : number)),
    examples: tally.examples.map((example) =>
      example.at === undefined ? example : { ...example, at: moved(example.at, skewMs) },
    ),
  }
}

const moved = (at: number, skewMs: number): ReturnType<typeof instant> =>
  instant(Math.max(0, at - skewMs))

/** Time of logs that a batch is compared with when it begins now, ms: the longest of the hosts. */
export function baselineOf(
  periods: readonly Period[],
  reads: readonly PeriodRead[],
  batch: string,
  at: number,
): number {
  const first = periods.find((period) => batch !== '' && period.batch === batch)
  const own = reads.filter((read) => first === undefined || read.period < first.id)
  const end = first?.from ?? at
  const from = Math.min(end, ...own.map((read) => read.from))
  return Math.min(end - from, baselineMs)
}
