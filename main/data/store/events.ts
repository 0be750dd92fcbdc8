import { JournalEvent } from '../../../shared/domain/journal.ts'
import type { StoredEvent } from '../../../shared/domain/journal.ts'
import { Instant } from '../../../shared/domain/time.ts'
import type { ReadDb, WriteDb } from '../db.ts'
import type { EventQuery } from '../protocol.ts'

export type EventRow = {
  readonly seq: number
  readonly at: number
  readonly kind: string
  readonly run: string | null
  readonly customer: string | null
  readonly attempt: string | null
  /** Canonical JSON: the very text that was hashed. */
  readonly event: string
  readonly hash: string
}

export type Head = { readonly seq: number; readonly hash: string }

/** The chain starts from the hash of nothing. */
export const firstHead: Head = { seq: 0, hash: '' }

/** Events in one answer unless the query says less; page with `after`. */
const maxEvents = 2_000

export function readEvents(db: ReadDb) {
  const head = db.prepare<[], Head>('SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1')
  const rows = db.prepare<[], EventRow>('SELECT * FROM events ORDER BY seq')
  const ofCustomer = db.prepare<{ customer: string; limit: number }, EventRow>(
    `SELECT * FROM (
       SELECT * FROM events WHERE customer = @customer
       UNION ALL
       SELECT * FROM events e WHERE kind IN ('batch.created', 'batch.changed', 'plan.version')
         AND (EXISTS (SELECT 1 FROM json_each(e.event, '$.members') WHERE value = @customer)
           OR EXISTS (SELECT 1 FROM json_each(e.event, '$.added') WHERE value = @customer)
           OR EXISTS (SELECT 1 FROM json_each(e.event, '$.removed') WHERE value = @customer))
     ) ORDER BY seq DESC LIMIT @limit`,
  )
  return {
    head: (): Head => head.get() ?? firstHead,
    /** Row by row, so that a chain of any length is checked in little memory. */
    each: (): IterableIterator<EventRow> => rows.iterate(),
    query: (query: EventQuery): readonly StoredEvent[] => runQuery(db, query),
    /** Also what was done to its batches: those events name their members inside. */
    ofCustomer: (customer: string): readonly StoredEvent[] =>
      ofCustomer.all({ customer, limit: maxEvents }).map(parseEvent).toReversed(),
  }
}

function runQuery(db: ReadDb, query: EventQuery): readonly StoredEvent[] {
  const conditions = ['seq > @after']
  if (query.run !== undefined) conditions.push('run = @run')
  if (query.customer !== undefined) conditions.push('customer = @customer')
  if (query.attempt !== undefined) conditions.push('attempt = @attempt')
  if (query.kinds !== undefined) conditions.push('kind IN (SELECT value FROM json_each(@kinds))')
  return db
    .prepare<[Record<string, string | number>], EventRow>(
      `SELECT * FROM events WHERE ${conditions.join(' AND ')} ORDER BY seq LIMIT @limit`,
    )
    .all({
      after: query.after ?? 0,
      limit: Math.min(query.limit ?? maxEvents, maxEvents),
      ...(query.run === undefined ? {} : { run: query.run }),
      ...(query.customer === undefined ? {} : { customer: query.customer }),
      ...(query.attempt === undefined ? {} : { attempt: query.attempt }),
      ...(query.kinds === undefined ? {} : { kinds: JSON.stringify(query.kinds) }),
    })
    .map(parseEvent)
}

export const parseEvent = (row: EventRow): StoredEvent => ({
  seq: row.seq,
  at: Instant.parse(row.at),
  event: JournalEvent.parse(JSON.parse(row.event)),
  hash: row.hash,
})

export function writeEvents(db: WriteDb) {
  const insert = db.prepare(
    'INSERT INTO events VALUES (@seq, @at, @kind, @run, @customer, @attempt, @event, @hash)',
  )
  return { insert: (row: EventRow): void => void insert.run(row) }
}
