import { RunId } from '../../../shared/domain/ids.ts'
import type { EventOf } from '../../../shared/domain/journal.ts'
import { Instant } from '../../../shared/domain/time.ts'
import type { ReadDb, WriteDb } from '../db.ts'
import type { DowntimeRow } from '../protocol.ts'

type Row = {
  id: number
  run: string
  member: string
  service: string
  scope: string
  budget_ms: number
  opened_at: number
  closed_at: number | null
  measured_ms: number | null
  resolution_ms: number | null
  unknown_samples: number | null
}

export function readDowntime(db: ReadDb) {
  const all = db.prepare<[], Row>('SELECT * FROM downtime ORDER BY opened_at, id')
  return { all: (): readonly DowntimeRow[] => all.all().map(parseRow) }
}

const parseRow = (row: Row): DowntimeRow => ({
  run: RunId.parse(row.run),
  member: row.member,
  service: row.service,
  scope: row.scope,
  budgetMs: row.budget_ms,
  openedAt: Instant.parse(row.opened_at),
  ...(row.closed_at === null
    ? {}
    : {
        closedAt: Instant.parse(row.closed_at),
        measuredMs: row.measured_ms,
        resolutionMs: row.resolution_ms ?? 0,
        unknownSamples: row.unknown_samples ?? 0,
      }),
})

export function writeDowntime(db: WriteDb) {
  const insert = db.prepare(
    `INSERT INTO downtime (run, member, service, scope, budget_ms, opened_at) VALUES (?, ?, ?, ?, ?, ?)`,
  )
  const open = db
    .prepare<[string, string, string, string], number>(
      `SELECT max(id) FROM downtime WHERE run = ? AND member = ? AND service = ? AND scope = ? AND closed_at IS NULL`,
    )
    .pluck()
  const remove = db.prepare('DELETE FROM downtime WHERE id = ?')
  const close = db.prepare(
    `UPDATE downtime SET budget_ms = ?, closed_at = ?, measured_ms = ?, resolution_ms = ?, unknown_samples = ?
     WHERE id = ?`,
  )
  const insertOpen = (
    e: EventOf<'downtime.opened'> | EventOf<'downtime.closed'>,
    at: Instant,
  ): number =>
    Number(insert.run(e.run, e.member, e.service, e.scope, e.budgetMs, at).lastInsertRowid)
  return {
    open: (e: EventOf<'downtime.opened'>, at: Instant): void => void insertOpen(e, at),
    withdraw(e: EventOf<'downtime.withdrawn'>): void {
      const id = open.get(e.run, e.member, e.service, e.scope)
      if (id !== undefined && id !== null) remove.run(id)
    },
    /** A window that was never opened in the journal is stored all the same: a measured outage is never dropped. */
    close(e: EventOf<'downtime.closed'>, at: Instant): void {
      const id =
        open.get(e.run, e.member, e.service, e.scope) ?? insertOpen(e, e.result.lastGood ?? at)
      const { measuredMs, resolutionMs, unknownSamples } = e.result
      close.run(e.budgetMs, at, measuredMs, resolutionMs, unknownSamples, id)
    },
  }
}
