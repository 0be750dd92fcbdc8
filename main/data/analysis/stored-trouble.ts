import { createDirectory } from '../../../shared/log-rules/directory.ts'
import type { MinuteCounts } from '../../../shared/log-rules/minutes.ts'
import type { ReadDb } from '../db.ts'
import { readLogTallies } from '../store/log-tallies.ts'
import { scanContext } from './keep-piece.ts'
import { scanWaiting } from './keep-scan.ts'

/** Lines of one text of one host in one period that state an error or a warning. */
export type TroubleTally = {
  readonly period: number
  readonly host: string
  readonly level: 'error' | 'warning'
  readonly count: number
  /** As the host wrote the times. */
  readonly minutes: MinuteCounts
}

type Row = { period: number; host: string; level: string; count: number; minutes: string }

/**
 * What the check counts as errors and warnings: folded, still in parts, and the last record of a file that nobody has written to since.
 * Asked for every second while a batch runs, so what is only information is not read at all.
 */
export function* storedTrouble(db: ReadDb): Generator<TroubleTally> {
  const rows = db.prepare<[], Row>(
    `SELECT period, host, level, json_extract(tally, '$.count') AS count,
       json_extract(tally, '$.minutes') AS minutes
     FROM log_tallies WHERE level IN ('error', 'warning')
     UNION ALL
     SELECT d.period, d.host, json_extract(s.value, '$.level'),
       json_extract(s.value, '$.tally.count'), json_extract(s.value, '$.tally.minutes')
     FROM log_deltas d, json_each(d.shapes) s
     WHERE json_extract(s.value, '$.level') IN ('error', 'warning')`,
  )
  for (const { period, host, level, count, minutes } of rows.iterate())
    yield {
      period,
      host,
      level: level === 'error' ? 'error' : 'warning',
      count,
      minutes: JSON.parse(minutes) as MinuteCounts, // written by the tally
    }
  // Whom a line speaks of is not asked here: nobody is looked up.
  const context = scanContext(db, [], () => nobody)
  for (const { host, file, state } of readLogTallies(db).waiting())
    for (const { level, tally } of scanWaiting({
      ...context.of(host),
      host,
      file,
      state,
      period: state.period,
    }).shapes)
      if (level === 'error' || level === 'warning')
        yield { period: state.period, host, level, count: tally.count, minutes: tally.minutes }
}

const nobody = createDirectory([])
