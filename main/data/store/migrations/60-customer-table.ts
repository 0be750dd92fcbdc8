import type { Migration } from '../migrate.ts'

/** Tests of moved customers, and what a table of 100,000 customers is read by: pages in order, and counts of states without the rows. */
export const migration60: Migration = {
  version: 60,
  name: 'customer-table',
  sql: `
    CREATE TABLE customer_tests (
      customer TEXT NOT NULL REFERENCES customers (id),
      scenario TEXT NOT NULL,
      result TEXT NOT NULL,
      by TEXT NOT NULL,
      note TEXT,
      at INTEGER NOT NULL,
      PRIMARY KEY (customer, scenario)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX customers_ordinal ON customers (ordinal);
    CREATE INDEX customers_counts ON customers (batch, state, accounts);
  `,
}
