import type { Migration } from '../migrate.ts'

/** The tables of version 10. `events` is the truth; the tables below it are its fold, `project`/`snapshots` are content. */
export const migration10: Migration = {
  version: 10,
  name: 'first',
  sql: `
    CREATE TABLE project (
      one INTEGER PRIMARY KEY CHECK (one = 1),
      spec TEXT NOT NULL
    ) STRICT;

    CREATE TABLE events (
      seq INTEGER PRIMARY KEY,
      at INTEGER NOT NULL,
      kind TEXT NOT NULL,
      run TEXT,
      customer TEXT,
      attempt TEXT,
      event TEXT NOT NULL,
      hash TEXT NOT NULL
    ) STRICT;
    CREATE INDEX events_run ON events (run, seq) WHERE run IS NOT NULL;
    CREATE INDEX events_customer ON events (customer, seq) WHERE customer IS NOT NULL;
    CREATE INDEX events_attempt ON events (attempt, seq) WHERE attempt IS NOT NULL;
    CREATE TRIGGER events_no_update BEFORE UPDATE ON events
      BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
    CREATE TRIGGER events_no_delete BEFORE DELETE ON events
      BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;

    CREATE TABLE customers (
      id TEXT PRIMARY KEY,
      ordinal INTEGER NOT NULL,
      customer TEXT NOT NULL,
      accounts INTEGER NOT NULL,
      state TEXT NOT NULL DEFAULT 'planned',
      batch TEXT,
      returns INTEGER NOT NULL DEFAULT 0
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE batches (
      id TEXT PRIMARY KEY,
      ordinal INTEGER NOT NULL,
      pilot INTEGER NOT NULL,
      window_from INTEGER,
      window_to INTEGER
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE batch_members (
      batch TEXT NOT NULL REFERENCES batches (id),
      position INTEGER NOT NULL,
      customer TEXT NOT NULL REFERENCES customers (id),
      PRIMARY KEY (batch, position),
      UNIQUE (batch, customer)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE snapshots (hash TEXT PRIMARY KEY, json TEXT NOT NULL) STRICT, WITHOUT ROWID;

    CREATE TABLE runs (
      id TEXT PRIMARY KEY,
      procedure TEXT NOT NULL,
      batch TEXT,
      state TEXT NOT NULL,
      members TEXT NOT NULL,
      snapshot TEXT NOT NULL REFERENCES snapshots (hash),
      created_by TEXT NOT NULL,
      created_at INTEGER NOT NULL,
      start_at INTEGER,
      expires_at INTEGER,
      started_at INTEGER,
      ended_at INTEGER,
      reason TEXT
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE attempts (
      id TEXT PRIMARY KEY,
      run TEXT NOT NULL REFERENCES runs (id),
      step TEXT NOT NULL,
      member TEXT NOT NULL,
      phase TEXT NOT NULL,
      number INTEGER NOT NULL,
      host TEXT NOT NULL,
      operation TEXT NOT NULL,
      state TEXT NOT NULL,
      message TEXT
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE downtime (
      id INTEGER PRIMARY KEY,
      run TEXT NOT NULL REFERENCES runs (id),
      member TEXT NOT NULL,
      service TEXT NOT NULL,
      scope TEXT NOT NULL,
      budget_ms REAL NOT NULL,
      opened_at INTEGER NOT NULL,
      closed_at INTEGER,
      measured_ms REAL,
      resolution_ms REAL,
      unknown_samples INTEGER
    ) STRICT;
    CREATE INDEX downtime_open ON downtime (run, member, service, scope) WHERE closed_at IS NULL;

    CREATE TABLE log_offsets (
      host TEXT NOT NULL,
      file TEXT NOT NULL,
      device TEXT NOT NULL,
      inode TEXT NOT NULL,
      position INTEGER NOT NULL,
      tail_hash TEXT NOT NULL,
      tail_length INTEGER NOT NULL,
      pending TEXT NOT NULL,
      PRIMARY KEY (host, file)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE log_counts (
      host TEXT NOT NULL,
      file TEXT NOT NULL,
      batch TEXT NOT NULL,
      level TEXT NOT NULL,
      lines INTEGER NOT NULL,
      PRIMARY KEY (host, file, batch, level)
    ) STRICT, WITHOUT ROWID;
  `,
}
