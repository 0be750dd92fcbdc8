import type { Migration } from '../migrate.ts'

/**
 * The plan: a window for each environment of a batch, versions, tasks, and when a batch began and came to rest. What older
 * files say of these in their events is filled in here, so that the tables stay the fold of the events.
 * (`+e.seq`: else SQLite walks all later events of each customer instead of the customer's own.)
 */
export const migration30: Migration = {
  version: 30,
  name: 'plan',
  sql: `
    CREATE TABLE batch_windows (
      batch TEXT NOT NULL REFERENCES batches (id),
      position INTEGER NOT NULL,
      environment TEXT NOT NULL,
      team TEXT NOT NULL,
      from_at INTEGER NOT NULL,
      to_at INTEGER NOT NULL,
      PRIMARY KEY (batch, position)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO batch_windows
      SELECT batch, row_number() OVER (PARTITION BY batch ORDER BY environment) - 1, environment,
        'operators', window_from, window_to
      FROM (
        SELECT DISTINCT b.id AS batch, json_extract(c.customer, '$.environment') AS environment,
          b.window_from, b.window_to
        FROM batches b JOIN batch_members m ON m.batch = b.id JOIN customers c ON c.id = m.customer
        WHERE b.window_from IS NOT NULL AND b.window_to IS NOT NULL
      );
    ALTER TABLE batches DROP COLUMN window_from;
    ALTER TABLE batches DROP COLUMN window_to;
    ALTER TABLE batches ADD COLUMN why TEXT NOT NULL DEFAULT '[]';

    CREATE TABLE plan_versions (
      version INTEGER PRIMARY KEY,
      baseline INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX events_plan ON events (seq)
      WHERE kind IN ('batch.created', 'batch.changed', 'plan.version');
    CREATE INDEX events_plan_version ON events (seq) WHERE kind = 'plan.version';

    CREATE TABLE tasks (
      id TEXT PRIMARY KEY,
      state TEXT NOT NULL,
      owner TEXT,
      due TEXT,
      note TEXT,
      started_at INTEGER,
      ended_at INTEGER
    ) STRICT, WITHOUT ROWID;

    ALTER TABLE customers ADD COLUMN began_at INTEGER;
    ALTER TABLE customers ADD COLUMN rest_at INTEGER;
    CREATE TABLE joined (batch TEXT PRIMARY KEY, seq INTEGER NOT NULL) STRICT;
    INSERT INTO joined
      SELECT json_extract(event, '$.batch'), max(seq) FROM events WHERE kind = 'batch.created' GROUP BY 1;
    UPDATE customers SET
      began_at = (
        SELECT min(e.at) FROM events e
        WHERE e.customer = customers.id AND e.kind = 'customer.state'
          AND json_extract(e.event, '$.to') = 'locked'
          AND +e.seq > coalesce((SELECT seq FROM joined WHERE joined.batch = customers.batch), 0)
      ),
      rest_at = (
        SELECT iif(json_extract(e.event, '$.to') IN ('locked', 'transferring'), NULL, e.at) FROM events e
        WHERE e.customer = customers.id AND e.kind = 'customer.state'
          AND (json_extract(e.event, '$.to') IN ('locked', 'transferring')
            OR json_extract(e.event, '$.from') IN ('locked', 'transferring'))
          AND +e.seq > coalesce((SELECT seq FROM joined WHERE joined.batch = customers.batch), 0)
        ORDER BY e.seq DESC LIMIT 1
      );
    DROP TABLE joined;

    CREATE TABLE missed_windows (
      batch TEXT NOT NULL,
      environment TEXT NOT NULL,
      from_at INTEGER NOT NULL,
      run TEXT,
      PRIMARY KEY (batch, environment, from_at)
    ) STRICT, WITHOUT ROWID;
    INSERT OR IGNORE INTO missed_windows
      SELECT w.batch, w.environment, w.from_at, r.id
      FROM events e JOIN runs r ON r.id = e.run JOIN batch_windows w ON w.batch = r.batch
      WHERE e.kind = 'run.missed' AND r.started_at IS NULL
        AND json_extract(e.event, '$.startAt') >= w.from_at
        AND json_extract(e.event, '$.startAt') < w.to_at
      ORDER BY e.seq;
  `,
}
