import { hash } from 'node:crypto'
import Database from 'better-sqlite3'
import { canonicalJson } from '../../../shared/base/canonical-json.ts'
import { bad, ok } from '../../../shared/base/result.ts'
import type { Result } from '../../../shared/base/result.ts'
import type { Problem } from '../../../shared/domain/problems.ts'
import { asWritable } from '../db.ts'
import type { ReadDb, WriteDb } from '../db.ts'
import { chainHash } from './chain.ts'
import { firstHead, parseEvent, readEvents } from './events.ts'
import type { EventRow, Head } from './events.ts'
import { makeFold } from './fold.ts'
import type { Fold } from './fold.ts'
import { migrate } from './migrate.ts'
import { importHashes } from './project.ts'
import { readSurveys } from './surveys.ts'
import { damaged } from './sqlite-problems.ts'

export type Verified = { readonly events: number; readonly hash: string }

/** Recomputes the chain, folds the events into empty tables in memory, and compares these with the stored ones. */
export function verifyProject(db: ReadDb, path: string): Result<Verified, Problem> {
  const fresh = asWritable(new Database(':memory:'))
  try {
    migrate(fresh)
    copyImported(db, fresh)
    const fold = makeFold(fresh)
    let head: Head = firstHead
    for (const row of readEvents(db).each()) {
      const wrong = wrongRow(row, head, fold)
      if (wrong !== undefined) return bad(damaged(path, `event ${row.seq}: ${wrong}`))
      head = row
    }
    const wrong = wrongImport(db) ?? wrongContent(db) ?? wrongTable(db, fresh)
    return wrong === undefined
      ? ok({ events: head.seq, hash: head.hash })
      : bad(damaged(path, wrong))
  } finally {
    fresh.close()
  }
}

/** What the fold starts from: the customers as imported, and the names of the snapshots. */
function copyImported(from: ReadDb, to: WriteDb): void {
  const customer = to.prepare(
    'INSERT INTO customers (id, ordinal, customer, accounts) VALUES (?, ?, ?, ?)',
  )
  const snapshot = to.prepare('INSERT INTO snapshots VALUES (?, ?)')
  for (const row of from
    .prepare<[], { id: string; ordinal: number; customer: string; accounts: number }>(
      'SELECT id, ordinal, customer, accounts FROM customers',
    )
    .iterate())
    customer.run(row.id, row.ordinal, row.customer, row.accounts)
  for (const { hash } of from.prepare<[], { hash: string }>('SELECT hash FROM snapshots').iterate())
    snapshot.run(hash, '')
}

function wrongRow(row: EventRow, before: Head, fold: Fold): string | undefined {
  if (row.seq !== before.seq + 1) return `it follows event ${before.seq}`
  if (chainHash(before.hash, row.seq, row.at, row.event) !== row.hash)
    return 'its hash is not that of its content and the hash before it'
  const { event, at } = parseEvent(row)
  const refusal = fold.apply(event, at)
  if (refusal !== undefined) return refusal.message
  const { kind, run, customer, attempt } = row
  const stored = canonicalJson({ kind, run, customer, attempt })
  return stored === canonicalJson({ kind: event.kind, ...fold.subjectOf(event) })
    ? undefined
    : 'its columns do not say what it says itself'
}

function wrongImport(db: ReadDb): string | undefined {
  const first = readEvents(db).query({ kinds: ['project.imported'], limit: 1 })[0]?.event
  if (first?.kind !== 'project.imported') return 'there is no event of the import'
  const now = importHashes(db)
  const changed = Object.entries(now).find(([name, value]) => first.files[name] !== value)
  return changed === undefined ? undefined : `${changed[0]} is not what was imported`
}

function wrongContent(db: ReadDb): string | undefined {
  const rows = db.prepare<[], { hash: string; json: string }>('SELECT hash, json FROM snapshots')
  for (const row of rows.iterate())
    if (hash('sha256', row.json) !== row.hash) return `snapshot ${row.hash} is not what was stored`
  const results = db.prepare<[], { hash: string; json: string }>('SELECT * FROM log_results')
  for (const row of results.iterate())
    if (hash('sha256', row.json) !== row.hash)
      return `the result ${row.hash} of a log check is not what was stored`
  return wrongSurvey(db)
}

/** A survey that is over is what it was when it ended: its hash is in the chain. */
function wrongSurvey(db: ReadDb): string | undefined {
  const surveys = readSurveys(db)
  for (const { event } of readEvents(db).query({ kinds: ['survey.ended'], limit: 2000 }))
    if (event.kind === 'survey.ended' && surveys.contentHash(event.survey) !== event.hash)
      return `survey ${event.survey} is not what was stored`
  return undefined
}

const folded = {
  customers: 'SELECT id, state, batch, returns, began_at, rest_at FROM customers ORDER BY id',
  customer_tests: 'SELECT * FROM customer_tests ORDER BY customer, scenario',
  batches: 'SELECT * FROM batches ORDER BY id',
  batch_members: 'SELECT * FROM batch_members ORDER BY batch, position',
  batch_windows: 'SELECT * FROM batch_windows ORDER BY batch, position',
  missed_windows: 'SELECT * FROM missed_windows ORDER BY batch, environment, from_at',
  plan_versions: 'SELECT * FROM plan_versions ORDER BY version',
  tasks: 'SELECT * FROM tasks ORDER BY id',
  runs: 'SELECT * FROM runs ORDER BY id',
  attempts: 'SELECT * FROM attempts ORDER BY id',
  downtime: 'SELECT * FROM downtime ORDER BY id',
  log_checks: 'SELECT * FROM log_checks ORDER BY batch',
  log_reviews: 'SELECT * FROM log_reviews ORDER BY id',
  log_ledger: 'SELECT * FROM log_ledger ORDER BY id',
  register_entries: 'SELECT * FROM register_entries ORDER BY register, id',
  finding_decisions: 'SELECT * FROM finding_decisions ORDER BY finding',
  analysis_signatures: 'SELECT * FROM analysis_signatures ORDER BY id',
} as const

function wrongTable(stored: ReadDb, fresh: ReadDb): string | undefined {
  for (const [table, sql] of Object.entries(folded)) {
    const expected = fresh.prepare(sql).iterate()
    for (const row of stored.prepare(sql).iterate()) {
      const next = expected.next()
      if (next.done === true || canonicalJson(next.value) !== canonicalJson(row)) {
        expected.return?.()
        return `a row of ${table} is not what the events say: ${canonicalJson(row)}`
      }
    }
    if (expected.next().done !== true) {
      expected.return?.()
      return `table ${table} lacks a row that the events say`
    }
  }
  return undefined
}
