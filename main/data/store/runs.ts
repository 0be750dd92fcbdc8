import { z } from 'zod'
import { BatchId, RunId } from '../../../shared/domain/ids.ts'
import type { EventOf } from '../../../shared/domain/journal.ts'
import { isRunOver, mayRunMove, RunState } from '../../../shared/domain/states.ts'
import { Instant } from '../../../shared/domain/time.ts'
import type { ReadDb, WriteDb } from '../db.ts'
import type { RunRow } from '../protocol.ts'
import { refuse } from './refusal.ts'
import type { Refusal } from './refusal.ts'
import type { writeSnapshots } from './snapshots.ts'

type Row = {
  id: string
  procedure: string
  batch: string | null
  state: string
  members: string
  snapshot: string
  created_by: string
  created_at: number
  start_at: number | null
  expires_at: number | null
  started_at: number | null
  ended_at: number | null
  reason: string | null
  customer: string | null
}

export function readRuns(db: ReadDb) {
  const rows = `SELECT runs.*, (SELECT json_extract(customer, '$.name') FROM customers
      WHERE json_array_length(members) = 1 AND id = json_extract(members, '$[0]')) AS customer
    FROM runs`
  // By the journal, not by the clock: who asks what came later must not be misled by one that was put back.
  const all = db.prepare<[], Row>(
    `${rows} ORDER BY (SELECT min(seq) FROM events WHERE run = runs.id), id`,
  )
  const one = db.prepare<[string], Row>(`${rows} WHERE id = ?`)
  const doneOf = readDone(db)
  return {
    all(): readonly RunRow[] {
      const done = doneOf()
      return all.all().map((row) => parseRow(row, done))
    },
    one(id: string): RunRow | undefined {
      const row = one.get(id)
      return row === undefined ? undefined : parseRow(row, doneOf())
    },
  }
}

type LastWord = { run: string; member: string; isDone: number }

/** Members by run. */
function readDone(db: ReadDb): () => ReadonlyMap<string, readonly string[]> {
  // An undo that got stuck leaves the run as it was, with single members taken back: the last word of each counts.
  const words = db.prepare<[], LastWord & { procedure: string }>(
    `SELECT e.run, r.procedure, json_extract(e.event, '$.member') AS member,
       json_extract(e.event, '$.result') = 'done' AND (r.state = 'succeeded' OR
         (SELECT json_array_length(s.json, '$.procedure.after') = 0 FROM snapshots s WHERE s.hash = r.snapshot)
       ) AS isDone
     FROM events e JOIN runs r ON r.id = e.run
     WHERE e.kind = 'member.ended' AND e.customer IS NULL ORDER BY e.seq`,
  )
  return () => {
    const last = new Map<string, LastWord>()
    for (const word of words.all()) last.set(`${word.procedure} ${word.member}`, word)
    const done = new Map<string, string[]>()
    for (const { run, member, isDone } of last.values())
      if (isDone === 1) done.set(run, [...(done.get(run) ?? []), member])
    return done
  }
}

const members = z.array(z.string())

function parseRow(row: Row, done: ReadonlyMap<string, readonly string[]>): RunRow {
  return {
    id: RunId.parse(row.id),
    procedure: row.procedure,
    state: RunState.parse(row.state),
    members: members.parse(JSON.parse(row.members)),
    done: done.get(row.id) ?? [],
    snapshot: row.snapshot,
    createdBy: row.created_by,
    createdAt: Instant.parse(row.created_at),
    ...(row.batch === null ? {} : { batch: BatchId.parse(row.batch) }),
    ...(row.start_at === null ? {} : { startAt: Instant.parse(row.start_at) }),
    ...(row.expires_at === null ? {} : { expiresAt: Instant.parse(row.expires_at) }),
    ...(row.started_at === null ? {} : { startedAt: Instant.parse(row.started_at) }),
    ...(row.ended_at === null ? {} : { endedAt: Instant.parse(row.ended_at) }),
    ...(row.reason === null ? {} : { reason: row.reason }),
    ...(row.customer === null ? {} : { customer: row.customer }),
  }
}

export function writeRuns(db: WriteDb, snapshots: ReturnType<typeof writeSnapshots>) {
  const state = db.prepare<[string], string>('SELECT state FROM runs WHERE id = ?').pluck()
  const insert = db.prepare(
    `INSERT INTO runs (id, procedure, batch, state, members, snapshot, created_by, created_at, reason)
     VALUES (?, ?, ?, 'draft', ?, ?, ?, ?, ?)`,
  )
  const move = db.prepare(
    `UPDATE runs SET state = @to, reason = coalesce(@reason, reason),
       start_at = coalesce(@startAt, start_at), expires_at = coalesce(@expiresAt, expires_at),
       started_at = iif(@to = 'running', coalesce(started_at, @at), started_at),
       ended_at = iif(@over = 1, @at, ended_at)
     WHERE id = @run`,
  )
  return {
    exists: (id: string): boolean => state.get(id) !== undefined,
    create(event: EventOf<'run.created'>, at: Instant): Refusal {
      if (state.get(event.run) !== undefined)
        return refuse('not-allowed', `There is a run ${event.run} already.`)
      if (!snapshots.exists(event.snapshot))
        return refuse(
          'precondition',
          `Run ${event.run} names the snapshot ${event.snapshot}, which is not stored.`,
        )
      insert.run(
        event.run,
        event.procedure,
        event.batch ?? null,
        JSON.stringify(event.members),
        event.snapshot,
        event.by,
        at,
        event.reason ?? null,
      )
      return undefined
    },
    move(
      { run, from, to, reason, startAt, expiresAt }: EventOf<'run.state'>,
      at: Instant,
    ): Refusal {
      const now = state.get(run)
      if (now === undefined) return refuse('not-found', `There is no run ${run}.`)
      if (now !== from)
        return refuse(
          'precondition',
          `Run ${run} is ${now}, not ${from}; so it was not moved to ${to}.`,
        )
      if (!mayRunMove(from, to))
        return refuse('not-allowed', `A run that is ${from} cannot become ${to} (run ${run}).`)
      move.run({
        run,
        to,
        at,
        over: isRunOver(to) ? 1 : 0,
        reason: reason ?? null,
        startAt: startAt ?? null,
        expiresAt: expiresAt ?? null,
      })
      return undefined
    },
  }
}
