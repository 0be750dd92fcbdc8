import type { Migration } from '../migrate.ts'

/**
 * Surveys of the analysis. What one source brought is one document; rows of the API are kept apart, because a list of 300,000
 * accounts is read in pages, each stored with the place from which to go on.
 */
export const migration70: Migration = {
  version: 70,
  name: 'surveys',
  sql: `
    CREATE TABLE surveys (
      id TEXT PRIMARY KEY,
      started_at INTEGER NOT NULL,
      ended_at INTEGER,
      by TEXT NOT NULL
    ) STRICT;
    CREATE TABLE survey_parts (
      survey TEXT NOT NULL REFERENCES surveys (id),
      name TEXT NOT NULL,
      ordinal INTEGER NOT NULL,
      state TEXT NOT NULL,
      sentence TEXT NOT NULL,
      resume_at TEXT,
      part TEXT NOT NULL,
      facts INTEGER NOT NULL,
      gaps INTEGER NOT NULL,
      PRIMARY KEY (survey, name)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE api_rows (
      survey TEXT NOT NULL REFERENCES surveys (id),
      list TEXT NOT NULL,
      id INTEGER NOT NULL,
      env INTEGER,
      owner INTEGER,
      kind TEXT,
      state TEXT,
      lock TEXT,
      office INTEGER,
      PRIMARY KEY (survey, list, id)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE changed_methods (
      ordinal INTEGER PRIMARY KEY,
      method TEXT NOT NULL,
      release TEXT NOT NULL,
      change TEXT,
      source TEXT NOT NULL
    ) STRICT;
  `,
}
