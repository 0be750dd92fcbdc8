import type { Migration } from '../migrate.ts'

/**
 * The log check over every line: `log_deltas` holds what single pieces add until it is folded into `log_tallies`, `log_calls` whose
 * call an id is, on any host (ids by their hash; `generation` tells the old from the new), `log_reads` how sure the skew is.
 */
export const migration50: Migration = {
  version: 50,
  name: 'log-joins',
  sql: `
    ALTER TABLE log_reads ADD COLUMN uncertainty_ms REAL;
    CREATE TABLE log_deltas (
      id INTEGER PRIMARY KEY,
      period INTEGER NOT NULL REFERENCES log_periods (id),
      host TEXT NOT NULL,
      shapes TEXT NOT NULL
    ) STRICT;
    CREATE INDEX log_deltas_host ON log_deltas (host, period);
    CREATE TABLE log_calls (
      id TEXT PRIMARY KEY,
      customers TEXT NOT NULL,
      generation INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
  `,
}
