import { BatchId, CustomerId, ProcedureId } from '../../../shared/domain/ids.ts'
import { Instant } from '../../../shared/domain/time.ts'
import { highestNumber } from '../../../shared/planner/batches/batch-ids.ts'
import type { MeasuredTransfer, Progress } from '../../../shared/planner/types.ts'
import type { ReadDb } from '../db.ts'
import { readPlans } from './plans.ts'
import { readRuns } from './runs.ts'
import { readTasks } from './tasks.ts'

type MeasuredRow = { customer: string; batch: string | null; accounts: number; ms: number }
type BatchProgressRow = { batch: string; began: number | null; ended: number | null; left: number }

/** What has happened so far, as the planner wants it: everything here is read from tables that are a fold of the events. */
export function readProgress(db: ReadDb) {
  const runs = readRuns(db)
  const tasks = readTasks(db)
  const plans = readPlans(db)
  // The first lock-out of a customer; a return or a second try has its own rules and would blur the figure of a first move.
  const measured = db.prepare<[], MeasuredRow>(
    `SELECT d.member AS customer, r.batch, c.accounts, d.measured_ms AS ms
     FROM (SELECT min(t.id) AS id FROM downtime t JOIN runs ON runs.id = t.run
           WHERE t.service = 'customer' AND runs.procedure = 'customer-transfer' GROUP BY t.member) first
     JOIN downtime d ON d.id = first.id JOIN runs r ON r.id = d.run JOIN customers c ON c.id = d.member
     WHERE d.measured_ms IS NOT NULL ORDER BY d.closed_at, d.id`,
  )
  const batches = db.prepare<[], BatchProgressRow>(
    `SELECT batch, min(began_at) AS began, max(rest_at) AS ended,
       sum(state IN ('planned', 'scheduled', 'locked', 'transferring', 'returning')) AS left
     FROM customers WHERE batch IS NOT NULL AND state <> 'excluded' GROUP BY batch ORDER BY batch`,
  )
  // A batch without members keeps its row.
  const batchIds = db.prepare<[], BatchId>('SELECT id FROM batches').pluck()
  const returned = db
    .prepare<[], number>('SELECT count(*) FROM customers WHERE returns > 0')
    .pluck()
  const missed = db.prepare<[], number>('SELECT count(*) FROM missed_windows').pluck()
  const analysisOver = db
    .prepare<[], number | null>(
      `SELECT min(at) FROM (
         SELECT CASE WHEN count(*) = 2 THEN max(at) END AS at
         FROM (SELECT min(at) AS at FROM analysis_signatures GROUP BY side)
         UNION ALL SELECT min(at) FROM events WHERE kind = 'analysis.waived')`,
    )
    .pluck()
  return {
    now(): Progress {
      const over = analysisOver.get() ?? null
      const baseline = plans.last()?.baseline?.schedule
      return {
        tasks: tasks.all(),
        runs: runs.all().map((run) => ({
          procedure: ProcedureId.parse(run.procedure),
          members: run.members,
          done: run.done,
          state: run.state,
          ...(run.batch === undefined ? {} : { batch: run.batch }),
          ...(run.startedAt === undefined ? {} : { startedAt: run.startedAt }),
          ...(run.endedAt === undefined ? {} : { endedAt: run.endedAt }),
        })),
        batches: batches.all().map((row) => ({
          batch: BatchId.parse(row.batch),
          ...(row.began === null ? {} : { beganAt: Instant.parse(row.began) }),
          // Whoever is left over has its move to come.
          ...(row.ended === null || row.left > 0 ? {} : { endedAt: Instant.parse(row.ended) }),
        })),
        highestBatch: highestNumber(batchIds.all()),
        measured: measured.all().map(parseMeasured),
        returned: returned.get() ?? 0,
        missedWindows: missed.get() ?? 0,
        ...(over === null ? {} : { analysisOverAt: Instant.parse(over) }),
        ...(baseline === undefined ? {} : { baseline }),
      }
    },
  }
}

const parseMeasured = (row: MeasuredRow): MeasuredTransfer => ({
  customer: CustomerId.parse(row.customer),
  accounts: row.accounts,
  ms: row.ms,
  ...(row.batch === null ? {} : { batch: BatchId.parse(row.batch) }),
})
