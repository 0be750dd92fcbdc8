import { HostName } from '../../../shared/domain/ids.ts'
import type { Instant } from '../../../shared/domain/time.ts'
import type { LineFigures } from '../../../shared/log-rules/types.ts'
import type { ReadDb, WriteDb } from '../db.ts'
import type { LogRead } from '../protocol.ts'

/**
 * Periods: stretches of fetches between two cuts. A line belongs to the period in which it was fetched, whatever time it states: a
 * wrong clock must not carry a line to the other side of a batch. Ids grow with time.
 */
export type Period = {
  readonly id: number
  /** '' for none. */
  readonly batch: string
  readonly from: number | null
  /** Null while it is open. */
  readonly to: number | null
}

export type PeriodRead = {
  readonly period: number
  readonly host: HostName
  readonly from: number
  readonly to: number
  readonly skewMs: number
  /** Undefined: its clock was not measured, and `skewMs` is 0. */
  readonly uncertaintyMs: number | undefined
}

export type PeriodLines = LineFigures & {
  readonly period: number
  readonly host: string
  readonly file: string
  readonly bytes: number
  /** Bytes that were written and could not be had any more, at least. */
  readonly lost: number
  /** Bytes that are no text: packed in a way that nobody here knows, or UTF-16. */
  readonly unread: number
}

type ReadRow = {
  period: number
  host: string
  from_at: number
  to_at: number
  skew_ms: number
  uncertainty_ms: number | null
}

export function readLogPeriods(db: ReadDb) {
  const all = db.prepare<[], Period>(
    'SELECT id, batch, from_at AS "from", to_at AS "to" FROM log_periods ORDER BY id',
  )
  const reads = db.prepare<[], ReadRow>('SELECT * FROM log_reads ORDER BY period, host')
  const lines = db.prepare<[], PeriodLines>('SELECT * FROM log_lines ORDER BY period, host, file')
  const problems = db.prepare<[], { host: string; problem: string }>(
    'SELECT host, problem FROM log_hosts WHERE problem IS NOT NULL ORDER BY host',
  )
  return {
    all: (): readonly Period[] => all.all(),
    reads: (): readonly PeriodRead[] =>
      reads.all().map((row) => ({
        period: row.period,
        host: HostName.parse(row.host),
        from: row.from_at,
        to: row.to_at,
        skewMs: row.skew_ms,
        uncertaintyMs: row.uncertainty_ms ?? undefined,
      })),
    lines: (): readonly PeriodLines[] => lines.all(),
    /** Hosts that the last fetch could not read to the end, and why. */
    problems: () => problems.all(),
  }
}

export function writeLogPeriods(db: WriteDb) {
  const open = db.prepare<[], number>('SELECT max(id) FROM log_periods WHERE to_at IS NULL').pluck()
  const openBatch = db.prepare<[], { id: number; batch: string }>(
    'SELECT id, batch FROM log_periods WHERE to_at IS NULL ORDER BY id DESC LIMIT 1',
  )
  const make = db.prepare('INSERT INTO log_periods (batch, from_at) VALUES (?, ?)')
  const shut = db.prepare('UPDATE log_periods SET to_at = ? WHERE to_at IS NULL')
  const begun = db
    .prepare<[string], number>(
      'SELECT count(*) FROM customers WHERE batch = ? AND began_at IS NOT NULL',
    )
    .pluck()
  /** Who was returned and put into another batch has begun here all the same. */
  const begunThen = db
    .prepare<[string], number>(
      `SELECT EXISTS (SELECT 1 FROM log_periods p JOIN events e ON e.at >= p.from_at AND e.at <= coalesce(p.to_at, e.at)
       WHERE p.batch = ? AND e.kind = 'customer.state' AND e.event ->> '$.to' = 'locked')`,
    )
    .pluck()
  const forget = db.prepare(`UPDATE log_periods SET batch = '' WHERE batch = ?`)
  const addLines = db.prepare(
    `INSERT INTO log_lines VALUES (@period, @host, @file, @lines, @records, @continuations, @refused, @bytes, @lost, @unread)
     ON CONFLICT DO UPDATE SET lines = lines + excluded.lines, records = records + excluded.records,
       continuations = continuations + excluded.continuations, refused = refused + excluded.refused,
       bytes = bytes + excluded.bytes, lost = lost + excluded.lost, unread = unread + excluded.unread`,
  )
  const lastRead = db
    .prepare<[string], number | null>('SELECT max(to_at) FROM log_reads WHERE host = ?')
    .pluck()
  const firstAt = db
    .prepare<[string], number | null>('SELECT first_at FROM log_hosts WHERE host = ?')
    .pluck()
  const read = db.prepare(
    `INSERT INTO log_reads VALUES (@period, @host, @from, @at, @skew, @uncertainty)
     ON CONFLICT DO UPDATE SET to_at = excluded.to_at, skew_ms = excluded.skew_ms,
       uncertainty_ms = excluded.uncertainty_ms`,
  )
  const begins = db.prepare(
    `INSERT INTO log_hosts VALUES (@host, @at, NULL)
     ON CONFLICT DO UPDATE SET first_at = min(coalesce(first_at, excluded.first_at), excluded.first_at)`,
  )
  const state = db.prepare(
    `INSERT INTO log_hosts VALUES (@host, NULL, @problem)
     ON CONFLICT DO UPDATE SET problem = excluded.problem`,
  )
  /** The period that lines are counted to now; the first of a project is made here. */
  const current = (): number => {
    const known = open.get()
    return typeof known === 'number' ? known : Number(make.run('', null).lastInsertRowid)
  }
  return {
    current,
    cut(batch: string, at: Instant): void {
      // As long as nobody of the batch has begun, what was fetched since an earlier cut is still its baseline.
      if (batch !== '' && begun.get(batch) === 0 && begunThen.get(batch) === 0) forget.run(batch)
      if (openBatch.get()?.batch === batch) return
      current()
      shut.run(at)
      make.run(batch, at)
    },
    lines: (row: PeriodLines): void => void addLines.run(row),
    /** The time of the first line of a host that was never read before. */
    isFirstLook: (host: string): boolean => typeof lastRead.get(host) !== 'number',
    firstLine: (host: string, at: number): void => void begins.run({ host, at }),
    /** A host is seen from where the last fetch ended; what a failed one has missed is seen by the next. */
    read(
      { host, skewMs, uncertaintyMs, problem, seen = problem === undefined }: LogRead,
      at: Instant,
    ): void {
      state.run({ host, problem: problem ?? null })
      if (!seen) return
      const from = lastRead.get(host) ?? firstAt.get(host) ?? at
      read.run({
        period: current(),
        host,
        from: Math.min(from, at),
        at,
        skew: skewMs ?? 0,
        uncertainty: skewMs === undefined ? null : (uncertaintyMs ?? 0),
      })
    },
  }
}
