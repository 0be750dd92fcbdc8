import type { Migration } from '../migrate.ts'

/**
 * The log check. What the logs said is kept by period, a stretch of fetches between two cuts: `log_tallies` by masked text,
 * `log_reads` how long each host was seen. `log_checks`, `log_reviews` and `log_ledger` are folds of events; results are content.
 */
export const migration40: Migration = {
  version: 40,
  name: 'log-check',
  sql: `
    CREATE TABLE log_periods (
      id INTEGER PRIMARY KEY,
      batch TEXT NOT NULL,
      from_at INTEGER,
      to_at INTEGER
    ) STRICT;
    CREATE TABLE log_tallies (
      period INTEGER NOT NULL REFERENCES log_periods (id),
      host TEXT NOT NULL,
      key TEXT NOT NULL,
      shape TEXT NOT NULL,
      codes TEXT NOT NULL,
      level TEXT NOT NULL,
      suspect INTEGER NOT NULL,
      tally TEXT NOT NULL,
      PRIMARY KEY (period, host, key)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE log_lines (
      period INTEGER NOT NULL REFERENCES log_periods (id),
      host TEXT NOT NULL,
      file TEXT NOT NULL,
      lines INTEGER NOT NULL,
      records INTEGER NOT NULL,
      continuations INTEGER NOT NULL,
      refused INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      lost INTEGER NOT NULL,
      PRIMARY KEY (period, host, file)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE log_reads (
      period INTEGER NOT NULL REFERENCES log_periods (id),
      host TEXT NOT NULL,
      from_at INTEGER NOT NULL,
      to_at INTEGER NOT NULL,
      skew_ms REAL NOT NULL,
      PRIMARY KEY (period, host)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE log_hosts (
      host TEXT PRIMARY KEY,
      first_at INTEGER,
      problem TEXT
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE log_files (
      host TEXT NOT NULL,
      file TEXT NOT NULL,
      period INTEGER NOT NULL REFERENCES log_periods (id),
      format TEXT,
      sampled INTEGER NOT NULL,
      pending BLOB NOT NULL,
      PRIMARY KEY (host, file)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE log_results (hash TEXT PRIMARY KEY, json TEXT NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE log_checks (
      batch TEXT PRIMARY KEY,
      at INTEGER NOT NULL,
      verdict TEXT NOT NULL,
      result TEXT NOT NULL,
      stops TEXT NOT NULL,
      failing TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE log_reviews (
      id INTEGER PRIMARY KEY,
      batch TEXT NOT NULL,
      customer TEXT,
      decision TEXT NOT NULL,
      by TEXT NOT NULL,
      reason TEXT NOT NULL,
      result TEXT NOT NULL,
      task TEXT,
      at INTEGER NOT NULL,
      stops TEXT NOT NULL,
      failing TEXT NOT NULL
    ) STRICT;
    CREATE TABLE log_ledger (
      id TEXT PRIMARY KEY,
      entry TEXT NOT NULL,
      by TEXT NOT NULL,
      at INTEGER NOT NULL,
      ended_at INTEGER,
      ended_by TEXT
    ) STRICT, WITHOUT ROWID;
  `,
}
