import type { Migration } from '../migrate.ts'

/** A list of minute, count, minute, count, from an object whose keys are the minutes. Text: a subquery does not hand on that it is JSON. */
const asList = (json: string, path: string): string =>
  `(SELECT '[' || coalesce(group_concat(key || ',' || value, ',' ORDER BY cast(key AS INTEGER)), '') || ']'
    FROM json_each(${json}, '${path}'))`

/** Counts by minute are a flat list: an object with numbers for keys is slow to make, to write and to read (shared/log-rules/minutes.ts). */
export const migration110: Migration = {
  version: 110,
  name: 'minutes',
  sql: `
    UPDATE log_tallies SET tally = json_set(tally, '$.minutes', json(${asList('tally', '$.minutes')}));
    UPDATE log_deltas SET shapes = (
      SELECT json_group_array(json_set(s.value, '$.tally.minutes', json(${asList('s.value', '$.tally.minutes')})))
      FROM json_each(shapes) s
    );
  `,
}
