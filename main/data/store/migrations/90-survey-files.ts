import type { Migration } from '../migrate.ts'

/** A file that somebody brought is kept as a survey is, and is none: no system was looked at. */
export const migration90: Migration = {
  version: 90,
  name: 'survey-files',
  sql: 'ALTER TABLE surveys ADD COLUMN file TEXT',
}
