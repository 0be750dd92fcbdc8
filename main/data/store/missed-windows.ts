import type { EventOf } from '../../../shared/domain/journal.ts'
import type { BatchWindow } from '../../../shared/domain/planning.ts'
import type { Instant } from '../../../shared/domain/time.ts'
import type { WriteDb } from '../db.ts'

/**
 * Windows that passed and in which nothing of their batch was begun: noticed when a planned start was missed and given up, or when
 * the batch got another window after its own had closed.
 */
export function writeMissed(db: WriteDb) {
  const insert = db.prepare(
    `INSERT OR IGNORE INTO missed_windows
     SELECT r.batch, w.environment, w.from_at, r.id FROM runs r JOIN batch_windows w ON w.batch = r.batch
     WHERE r.id = @run AND @startAt >= w.from_at AND @startAt < w.to_at`,
  )
  const begun = db.prepare('DELETE FROM missed_windows WHERE run = ?')
  const insertOne = db.prepare('INSERT OR IGNORE INTO missed_windows VALUES (?, ?, ?, NULL)')
  const movedIn = db
    .prepare<[string, string, number], number>(
      `SELECT count(*) FROM customers
       WHERE batch = ? AND json_extract(customer, '$.environment') = ? AND began_at >= ?`,
    )
    .pluck()
  return {
    noticed: ({ run, startAt }: EventOf<'run.missed'>): void => void insert.run({ run, startAt }),
    /** A start that was missed and made up for did not lose its window. */
    begun: (run: string): void => void begun.run(run),
    replaced(batch: string, { environment, from, to }: BatchWindow, at: Instant): void {
      if (to <= at && movedIn.get(batch, environment, from) === 0)
        insertOne.run(batch, environment, from)
    },
  }
}
