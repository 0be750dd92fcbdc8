import type { TakingBack } from '../../../shared/domain/desk.ts'
import { leftToTakeBack } from '../../../shared/domain/left-runs.ts'
import { foldRun } from '../../../shared/domain/run-fold.ts'
import { isRunOver } from '../../../shared/domain/states.ts'
import type { ReadDb } from '../db.ts'
import { parseEvent } from './events.ts'
import type { EventRow } from './events.ts'
import { readRuns } from './runs.ts'

type Asked = { run: string; member: string; isCustomer: number }

/** Runs that are being taken back, with those who are left; of a customer the last run that has it counts. */
export function readTakingBack(db: ReadDb): readonly TakingBack[] {
  const asked = db
    .prepare<[], Asked>(
      `SELECT run, json_extract(event, '$.member') AS member, customer IS NOT NULL AS isCustomer
       FROM events WHERE kind = 'take-out.asked'`,
    )
    .all()
  if (asked.length === 0) return []
  const customers = new Set(asked.flatMap((a) => (a.isCustomer === 1 ? [a.member] : [])))
  const eventsOf = db.prepare<[string], EventRow>('SELECT * FROM events WHERE run = ? ORDER BY seq')
  const runs = readRuns(db).all()
  return runs.flatMap(({ id, state }, at) => {
    if (!isRunOver(state) || state === 'undone' || !asked.some(({ run }) => run === id)) return []
    const later = new Set(runs.slice(at + 1).flatMap(({ members }) => members))
    const left = leftToTakeBack(foldRun(eventsOf.all(id).map(parseEvent))).filter(
      (member) => !(customers.has(member) && later.has(member)),
    )
    return left.length === 0 ? [] : [{ run: id, left }]
  })
}
