import type { Migration } from '../migrate.ts'

/** For what a procedure was done, read with every list of runs: few events among millions of those of customers. */
export const migration120: Migration = {
  version: 120,
  name: 'runs-done',
  sql: `
    CREATE INDEX events_done ON events (seq) WHERE kind = 'member.ended' AND customer IS NULL;
  `,
}
