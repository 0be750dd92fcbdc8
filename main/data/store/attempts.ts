import { Phase } from '../../../shared/domain/journal.ts'
import type { EventOf } from '../../../shared/domain/journal.ts'
import { OperationName } from '../../../shared/domain/operations.ts'
import type { AttemptState } from '../../../shared/domain/states.ts'
import type { ReadDb, WriteDb } from '../db.ts'
import type { OperationTimeRow } from '../protocol.ts'
import { refuse } from './refusal.ts'
import type { Refusal } from './refusal.ts'

export type AttemptOwner = { readonly run: string; readonly member: string }

export type AttemptRow = AttemptOwner & {
  readonly id: string
  readonly step: string
  readonly phase: string
  readonly number: number
  readonly host: string
  readonly operation: string
  readonly state: string
  readonly message: string | null
}

export function readAttempts(db: ReadDb) {
  const inStates = db.prepare<[string], AttemptRow>(
    `SELECT * FROM attempts WHERE state IN (SELECT value FROM json_each(?)) ORDER BY id`,
  )
  const counts = db.prepare<
    [],
    { run: string; operation: string; attempts: number; retries: number; failed: number }
  >(
    `SELECT run, operation, count(*) AS attempts, sum(number > 1) AS retries, sum(state = 'failed') AS failed
     FROM attempts GROUP BY run, operation`,
  )
  const times = db.prepare<[], { operation: string; phase: string; ms: number }>(
    `SELECT a.operation, a.phase, json_extract(e.event, '$.ms') AS ms
     FROM events e JOIN attempts a ON a.id = e.attempt
     WHERE e.kind = 'attempt.ended' AND json_extract(e.event, '$.state') = 'succeeded'
     ORDER BY e.seq DESC LIMIT 2000`,
  )
  return {
    /** Newest successes, oldest first. */
    times: (): readonly OperationTimeRow[] =>
      times
        .all()
        .map(({ operation, phase, ms }) => ({
          operation: OperationName.parse(operation),
          phase: Phase.parse(phase),
          ms,
        }))
        .toReversed(),
    inStates: (...states: AttemptState[]): readonly AttemptRow[] =>
      inStates.all(JSON.stringify(states)),
    counts: () => counts.all(),
  }
}

/**
 * Which states an attempt may be in when the event comes (design.md section 5). After a crash or a cut link the runner
 * attaches to the same attempt again, so an open one may start and end from wherever it stood; one that ended stays ended.
 */
const open: readonly string[] = ['intended', 'started', 'unknown', 'ask']

export function writeAttempts(db: WriteDb) {
  const owner = db.prepare<[string], AttemptOwner & { state: string }>(
    'SELECT run, member, state FROM attempts WHERE id = ?',
  )
  const insert = db.prepare(
    `INSERT INTO attempts (id, run, step, member, phase, number, host, operation, state)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'intended')`,
  )
  const move = db.prepare(
    'UPDATE attempts SET state = ?, message = coalesce(?, message) WHERE id = ?',
  )
  return {
    ownerOf: (id: string): AttemptOwner | undefined => owner.get(id),
    intend(e: EventOf<'attempt.intended'>): Refusal {
      if (owner.get(e.attempt) !== undefined)
        return refuse('not-allowed', `There is an attempt ${e.attempt} already.`)
      insert.run(e.attempt, e.run, e.step, e.member, e.phase, e.number, e.host, e.operation)
      return undefined
    },
    move(attempt: string, to: AttemptState, message?: string): Refusal {
      const now = owner.get(attempt)?.state
      if (now === undefined) return refuse('not-found', `There is no attempt ${attempt}.`)
      if (!open.includes(now))
        return refuse('precondition', `Attempt ${attempt} is ${now}; so it was not moved to ${to}.`)
      move.run(to, message ?? null, attempt)
      return undefined
    },
  }
}
