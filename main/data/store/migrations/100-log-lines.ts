import type { Migration } from '../migrate.ts'

/** A half line waits in `log_files` alone: lines are counted by level where they are read for the check. */
export const migration100: Migration = {
  version: 100,
  name: 'log-lines',
  sql: 'ALTER TABLE log_offsets DROP COLUMN pending',
}
