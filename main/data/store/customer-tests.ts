import { TestResult } from '../../../shared/domain/customer-events.ts'
import type { EventOf } from '../../../shared/domain/journal.ts'
import type { CustomerTestRow } from '../../../shared/domain/project-counts.ts'
import { isOnTarget } from '../../../shared/domain/states.ts'
import type { CustomerState } from '../../../shared/domain/states.ts'
import { Instant } from '../../../shared/domain/time.ts'
import type { ReadDb, WriteDb } from '../db.ts'
import type { writeCustomers } from './customers.ts'
import { refuse } from './refusal.ts'
import type { Refusal } from './refusal.ts'

type Row = {
  customer: string
  scenario: string
  result: string
  by: string
  note: string | null
  at: number
}

/** The last word on each scenario since the customer is on the target. */
export function readCustomerTests(db: ReadDb) {
  const of = db.prepare<[string], Row>(
    'SELECT * FROM customer_tests WHERE customer = ? ORDER BY scenario',
  )
  return { of: (customer: string): readonly CustomerTestRow[] => of.all(customer).map(parseRow) }
}

const parseRow = (row: Row): CustomerTestRow => ({
  scenario: row.scenario,
  result: TestResult.parse(row.result),
  by: row.by,
  at: Instant.parse(row.at),
  ...(row.note === null ? {} : { note: row.note }),
})

export function writeCustomerTests(db: WriteDb, customers: ReturnType<typeof writeCustomers>) {
  const put = db.prepare('INSERT OR REPLACE INTO customer_tests VALUES (?, ?, ?, ?, ?, ?)')
  const forget = db.prepare('DELETE FROM customer_tests WHERE customer = ?')
  return {
    put(event: EventOf<'customer.tested'>, at: Instant): Refusal {
      const { customer, scenario, result, by, note = null } = event
      const place = customers.place(customer)
      if (place === undefined)
        return refuse('not-found', `Customer ${customer} is not in this project.`)
      if (!isOnTarget(place.state as CustomerState))
        // written by customers.move, which checks it
        return refuse(
          'precondition',
          `Customer ${customer} is ${place.state}; scenarios are tested on the target.`,
        )
      put.run(customer, scenario, result, by, note, at)
      return undefined
    },
    forget: (customer: string): void => void forget.run(customer),
  }
}
