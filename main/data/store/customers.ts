import type { Customer } from '../../../shared/domain/project.ts'
import type { BatchId } from '../../../shared/domain/ids.ts'
import { mayMove } from '../../../shared/domain/states.ts'
import type { CustomerState } from '../../../shared/domain/states.ts'
import type { EventOf } from '../../../shared/domain/journal.ts'
import type { Instant } from '../../../shared/domain/time.ts'
import type { ReadDb, WriteDb } from '../db.ts'
import type { CustomerRow } from '../protocol.ts'
import { refuse } from './refusal.ts'
import type { Refusal } from './refusal.ts'

type Row = { customer: string; state: string; batch: string | null; returns: number }

export function readCustomers(db: ReadDb) {
  const all = db.prepare<[], Row>(
    'SELECT customer, state, batch, returns FROM customers ORDER BY ordinal',
  )
  const one = db.prepare<[string], Row>(
    'SELECT customer, state, batch, returns FROM customers WHERE id = ?',
  )
  const totals = db.prepare<[], { customers: number; accounts: number }>(
    'SELECT count(*) AS customers, coalesce(sum(accounts), 0) AS accounts FROM customers',
  )
  return {
    all: (): readonly CustomerRow[] => all.all().map(parseRow),
    one(id: string): CustomerRow | undefined {
      const row = one.get(id)
      return row === undefined ? undefined : parseRow(row)
    },
    totals: () => totals.get() ?? { customers: 0, accounts: 0 },
  }
}

/**
 * Without the schemas: they cost seconds for 100,000 rows. What stands here was parsed when it was imported or appended, and `verify`
 * tells whether it is still that.
 */
const parseRow = (row: Row): CustomerRow => ({
  ...(JSON.parse(row.customer) as Customer),
  state: row.state as CustomerState,
  ...(row.batch === null ? {} : { batch: row.batch as BatchId }),
  returns: row.returns,
})

export function writeCustomers(db: WriteDb) {
  const insert = db.prepare(
    'INSERT INTO customers (id, ordinal, customer, accounts) VALUES (?, ?, ?, ?)',
  )
  const state = db.prepare<[string], string>('SELECT state FROM customers WHERE id = ?').pluck()
  const move = db.prepare(
    `UPDATE customers SET state = @to, returns = returns + @returns,
       began_at = iif(@to = 'locked', coalesce(began_at, @at), began_at),
       rest_at = CASE WHEN @inWork = 1 THEN NULL WHEN @wasInWork = 1 THEN @at ELSE rest_at END
     WHERE id = @customer`,
  )
  const setBatch = db.prepare(
    'UPDATE customers SET batch = ?, began_at = NULL, rest_at = NULL WHERE id = ?',
  )
  const place = db.prepare<[string], { batch: string | null; state: string; environment: string }>(
    `SELECT batch, state, json_extract(customer, '$.environment') AS environment
     FROM customers WHERE id = ?`,
  )
  return {
    insertAll: (customers: readonly Customer[]): void =>
      customers.forEach((c, ordinal) => insert.run(c.id, ordinal, JSON.stringify(c), c.accounts)),
    exists: (id: string): boolean => state.get(id) !== undefined,
    place: (id: string) => place.get(id),
    /** What it did in the batch before does not speak for this one. */
    setBatch: (id: string, batch: string | null): void => void setBatch.run(batch, id),
    move({ customer, from, to }: EventOf<'customer.state'>, at: Instant): Refusal {
      const now = state.get(customer)
      if (now === undefined)
        return refuse('not-found', `Customer ${customer} is not in this project.`)
      if (now !== from)
        return refuse(
          'precondition',
          `Customer ${customer} is ${now}, not ${from}; so it was not moved to ${to}.`,
        )
      if (!mayMove(from, to))
        return refuse(
          'not-allowed',
          `A customer that is ${from} cannot become ${to} (customer ${customer}).`,
        )
      move.run({
        customer,
        to,
        at,
        returns: to === 'returned' ? 1 : 0,
        inWork: isInWork(to) ? 1 : 0,
        wasInWork: isInWork(from) ? 1 : 0,
      })
      return undefined
    },
  }
}

const isInWork = (state: CustomerState): boolean => state === 'locked' || state === 'transferring'
