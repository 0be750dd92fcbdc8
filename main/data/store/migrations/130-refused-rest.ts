import type { Migration } from '../migrate.ts'

/** A line that is too long, and a record that was cut, may go on in the next piece of their file (`Refusing` in shared/log-rules/types.ts). */
export const migration130: Migration = {
  version: 130,
  name: 'refused-rest',
  sql: `ALTER TABLE log_files ADD COLUMN refusing TEXT NOT NULL DEFAULT ''`,
}
