import type { Migration } from '../migrate.ts'

/** The analysis: registers, what people decided on findings, and who signed the results. Folded from events. */
export const migration80: Migration = {
  version: 80,
  name: 'registers',
  sql: `
    CREATE TABLE register_entries (
      register TEXT NOT NULL,
      id TEXT NOT NULL,
      entry TEXT NOT NULL,
      by TEXT NOT NULL,
      at INTEGER NOT NULL,
      PRIMARY KEY (register, id)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE finding_decisions (
      finding TEXT PRIMARY KEY,
      decision TEXT NOT NULL,
      at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE analysis_signatures (
      id INTEGER PRIMARY KEY,
      side TEXT NOT NULL,
      signature TEXT NOT NULL,
      at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX events_catalog ON events (seq) WHERE kind = 'catalog.looked';
    CREATE INDEX events_waived ON events (seq) WHERE kind = 'analysis.waived';
  `,
}
