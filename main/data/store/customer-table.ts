import type { Customer } from '../../../shared/domain/project.ts'
import { maxPage, wordColumn } from '../../../shared/domain/customer-table.ts'
import type {
  CustomerChanges,
  CustomerPage,
  CustomerStanding,
} from '../../../shared/domain/customer-table.ts'
import type { ReadDb } from '../db.ts'

type StandingRow = {
  ordinal: number
  state: string
  batch: string | null
  returns: number
  passed: number
  failed: number
}
type PageRow = StandingRow & { customer: string }

const standingColumns = `c.ordinal, c.state, c.batch, c.returns,
  (SELECT count(*) FROM customer_tests t WHERE t.customer = c.id AND t.result = 'pass') AS passed,
  (SELECT count(*) FROM customer_tests t WHERE t.customer = c.id AND t.result = 'fail') AS failed`

/** Exported for the test of its plan: both have to stay searches by an index. */
export const customerTableSql = {
  page: `SELECT ${standingColumns}, c.customer FROM customers c
    WHERE c.ordinal >= @from AND c.ordinal < @to ORDER BY c.ordinal`,
  changes: `SELECT ${standingColumns} FROM customers c WHERE c.id IN (
    SELECT customer FROM events WHERE seq > @after AND kind IN ('customer.state', 'customer.tested')
    UNION SELECT m.value FROM events e, json_each(e.event, '$.members') m
      WHERE e.seq > @after AND e.kind = 'batch.created'
    UNION SELECT m.value FROM events e, json_each(e.event, '$.added') m
      WHERE e.seq > @after AND e.kind = 'batch.changed'
    UNION SELECT m.value FROM events e, json_each(e.event, '$.removed') m
      WHERE e.seq > @after AND e.kind = 'batch.changed'
  ) ORDER BY c.ordinal`,
} as const

export function readCustomerTable(db: ReadDb) {
  const page = db.prepare<{ from: number; to: number }, PageRow>(customerTableSql.page)
  const changes = db.prepare<{ after: number }, StandingRow>(customerTableSql.changes)
  const total = db.prepare<[], number>('SELECT count(*) FROM customers').pluck()
  const head = db.prepare<[], number>('SELECT coalesce(max(seq), 0) FROM events').pluck()
  return {
    page(from: number, limit: number): CustomerPage {
      const rows = page.all({ from, to: from + Math.min(limit, maxPage) })
      const customers = rows.map((row) => parseImported(row.customer))
      return {
        seq: head.get() ?? 0,
        from,
        total: total.get() ?? 0,
        ids: customers.map((c) => c.id),
        names: customers.map((c) => c.name),
        environments: wordColumn(customers.map((c) => c.environment)),
        products: wordColumn(customers.map((c) => c.product)),
        kinds: wordColumn(customers.map((c) => c.kind)),
        handWork: wordColumn(customers.map((c) => c.handWork.join(', '))),
        accounts: Int32Array.from(customers, (c) => c.accounts),
        monthlyMinutes: Float64Array.from(customers, (c) => c.monthlyMinutes),
        standing: standingOf(rows),
      }
    },
    changes(after: number): CustomerChanges {
      const rows = changes.all({ after })
      return {
        seq: head.get() ?? 0,
        places: Int32Array.from(rows, (row) => row.ordinal),
        standing: standingOf(rows),
      }
    },
  }
}

/** The import has parsed it, and `verify` tells whether it is still what was imported: a schema for each row would cost a second. */
const parseImported = (json: string): Customer => JSON.parse(json) as Customer

const standingOf = (rows: readonly StandingRow[]): CustomerStanding => ({
  states: wordColumn(rows.map((row) => row.state)),
  batches: wordColumn(rows.map((row) => row.batch ?? '')),
  returns: Uint16Array.from(rows, (row) => row.returns),
  passed: Uint16Array.from(rows, (row) => row.passed),
  failed: Uint16Array.from(rows, (row) => row.failed),
})
