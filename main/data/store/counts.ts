import { Side } from '../../../shared/domain/analysis/registers.ts'
import { BatchId } from '../../../shared/domain/ids.ts'
import type {
  BatchSummary,
  ProjectCounts,
  StateCounts,
} from '../../../shared/domain/project-counts.ts'
import { batchState, CustomerState, isToMove } from '../../../shared/domain/states.ts'
import type { ReadDb } from '../db.ts'
import { readBatchRows } from './batches.ts'

type CountRow = { batch: string | null; state: string; members: number; accounts: number }
type SiteRow = { batch: string; environment: string; state: string; members: number }
type TestRow = { batch: string; tested: number; failing: number }

/** Exported for the test of its plan: the index has all that is counted. */
export const countsSql = `SELECT batch, state, count(*) AS members, sum(accounts) AS accounts
  FROM customers GROUP BY batch, state`

/** How many customers are where, counted by SQLite: read once a second while a run goes on, with 100,000 customers too. */
export function readCounts(db: ReadDb) {
  const counts = db.prepare<[], CountRow>(countsSql)
  // The environment of a customer is in its JSON, which is read where it decides: for the pilot, that has several.
  const bySite = db.prepare<[], SiteRow>(
    `SELECT batch, json_extract(customer, '$.environment') AS environment, state, count(*) AS members
     FROM customers WHERE batch IN (
       SELECT batch FROM batch_windows GROUP BY batch HAVING count(DISTINCT environment) > 1)
     GROUP BY batch, environment, state`,
  )
  const tests = db.prepare<[], TestRow>(
    `SELECT c.batch, count(*) AS tested, sum(t.failed > 0) AS failing
     FROM (SELECT customer, sum(result = 'fail') AS failed FROM customer_tests GROUP BY customer) t
     JOIN customers c ON c.id = t.customer WHERE c.batch IS NOT NULL GROUP BY c.batch`,
  )
  const over = db
    .prepare<[], number>('SELECT count(*) FROM downtime WHERE measured_ms > budget_ms')
    .pluck()
  const surveyed = db
    .prepare<[], number>('SELECT EXISTS (SELECT 1 FROM surveys WHERE ended_at IS NOT NULL)')
    .pluck()
  const signed = db
    .prepare<[], string>('SELECT DISTINCT side FROM analysis_signatures ORDER BY side DESC')
    .pluck()
  const waived = db
    .prepare<[], number>(`SELECT EXISTS (SELECT 1 FROM events WHERE kind = 'analysis.waived')`)
    .pluck()
  const rows = readBatchRows(db)
  return {
    now(): ProjectCounts {
      const all = counts.all()
      const states: Partial<Record<CustomerState, number>> = {}
      for (const row of all) {
        const state = CustomerState.parse(row.state)
        states[state] = (states[state] ?? 0) + row.members
      }
      const byBatch = Map.groupBy(all, (row) => row.batch)
      const testsOf = new Map(tests.all().map((row) => [row.batch, row]))
      const sites = Map.groupBy(bySite.all(), (row) => row.batch)
      const windowsOf = rows.windows()
      return {
        states,
        downtimeOver: over.get() ?? 0,
        analysis: {
          surveyed: surveyed.get() === 1,
          signed: signed.all().map((side) => Side.parse(side)),
          waived: waived.get() === 1,
        },
        batches: rows.batches().flatMap((row): BatchSummary[] => {
          const own = byBatch.get(row.id)
          if (own === undefined) return []
          const tested = testsOf.get(row.id)
          const windows = windowsOf.get(row.id) ?? []
          const ofSites = sites.get(row.id)
          return [
            {
              id: BatchId.parse(row.id),
              ordinal: row.ordinal,
              pilot: row.pilot === 1,
              state: batchState(own.map((count) => CustomerState.parse(count.state))),
              members: sum(own, (count) => count.members),
              accounts: sum(own, (count) => count.accounts),
              counts: countsOf(own),
              windows,
              toMove: windows.map(({ environment }) =>
                leftOf(ofSites?.filter((site) => site.environment === environment) ?? own),
              ),
              ...(tested === undefined
                ? {}
                : { tests: { tested: tested.tested, failing: tested.failing } }),
            },
          ]
        }),
      }
    },
  }
}

const sum = (rows: readonly CountRow[], of: (row: CountRow) => number): number =>
  rows.reduce((total, row) => total + of(row), 0)

const leftOf = (rows: readonly { readonly state: string; readonly members: number }[]): number =>
  rows.reduce(
    (left, { state, members }) => left + (isToMove(CustomerState.parse(state)) ? members : 0),
    0,
  )

const countsOf = (rows: readonly CountRow[]): StateCounts =>
  Object.fromEntries(rows.map((row) => [row.state, row.members]))
