import type { Migration } from '../migrate.ts'

/** Bytes that a host wrote and that could not be had any more, by file and batch: a finding of the report. */
export const migration20: Migration = {
  version: 20,
  name: 'log-gaps',
  sql: `
    CREATE TABLE log_gaps (
      host TEXT NOT NULL,
      file TEXT NOT NULL,
      batch TEXT NOT NULL,
      bytes INTEGER NOT NULL,
      PRIMARY KEY (host, file, batch)
    ) STRICT, WITHOUT ROWID;
  `,
}
