import type { Migration } from '../migrate.ts'

/** Bytes of a log that are no text, so that no line of them was read. */
export const migration140: Migration = {
  version: 140,
  name: 'unread',
  sql: 'ALTER TABLE log_lines ADD COLUMN unread INTEGER NOT NULL DEFAULT 0',
}
