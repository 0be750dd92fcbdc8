import { hash } from 'node:crypto'
import { canonicalJson } from '../../../shared/base/canonical-json.ts'
import { BatchId, CustomerId } from '../../../shared/domain/ids.ts'
import type { EventOf } from '../../../shared/domain/journal.ts'
import { LedgerNote, LogReviewDecision, LogVerdict } from '../../../shared/domain/log-events.ts'
import { isSettled } from '../../../shared/domain/log-review.ts'
import type { CheckToSettle, LogReview } from '../../../shared/domain/log-review.ts'
import { Instant } from '../../../shared/domain/time.ts'
import type { OpenTrouble } from '../../../shared/log-rules/rulings.ts'
import type { LogCheckResult } from '../../../shared/log-rules/types.ts'
import type { ReadDb, WriteDb } from '../db.ts'
import type { LedgerRow, LogCheckRow, StoredLogCheck } from '../protocol.ts'
import { refuse } from './refusal.ts'
import type { Refusal } from './refusal.ts'

type CheckRow = {
  batch: string
  at: number
  verdict: string
  result: string
  stops: string
  failing: string
}
/** What a check asked for one customer of its batch. */
type AskedRow = { batch: string; id: string; weight: 'stop' | 'look'; customer: string }
type ReviewRow = {
  batch: string
  customer: string | null
  decision: string
  by: string
  reason: string
  result: string
  task: string | null
  at: number
  stops: string
  failing: string
}
type NoteRow = {
  entry: string
  by: string
  at: number
  ended_at: number | null
  ended_by: string | null
}

/** Checks, what people signed, and the noise ledger. */
export function readLogChecks(db: ReadDb) {
  const one = db.prepare<[string], CheckRow>('SELECT * FROM log_checks WHERE batch = ?')
  const all = db.prepare<[], CheckRow>(
    'SELECT c.* FROM log_checks c JOIN batches b ON b.id = c.batch ORDER BY b.ordinal, c.batch',
  )
  const reviews = db.prepare<[string], ReviewRow>(
    'SELECT * FROM log_reviews WHERE batch = ? ORDER BY id',
  )
  const general = db
    .prepare<[string], number>(
      `SELECT EXISTS (SELECT 1 FROM log_results r, json_each(r.json, '$.groups') g WHERE r.hash = ?
       AND g.value ->> '$.weight' = 'stop' AND json_array_length(g.value, '$.moved') = 0)`,
    )
    .pluck()
  const toSettle = (row: CheckRow): CheckToSettle => ({
    ...checkOf(row),
    // Read out of the whole result: only where it decides.
    get isGeneral() {
      return general.get(row.result) === 1
    },
  })
  const backOnTarget = db
    .prepare<[string, number], number>(
      `SELECT 1 FROM events WHERE customer = ? AND at > ? AND kind = 'customer.state' AND event ->> '$.to' = 'transferred' LIMIT 1`,
    )
    .pluck()
  /** A return answers for trouble as long as the customer is gone from the target: who moves again, or was not sent back after all, has not been let off it. */
  const holds = ({ customer, decision, at }: LogReview): boolean =>
    decision !== 'return' || customer === undefined || backOnTarget.get(customer, at) === undefined
  const result = db.prepare<[string], string>('SELECT json FROM log_results WHERE hash = ?').pluck()
  const ledger = db.prepare<[], NoteRow>('SELECT * FROM log_ledger ORDER BY at, id')
  const asked = db.prepare<[string], AskedRow>(
    `SELECT c.batch, g.value ->> '$.template.id' AS id, g.value ->> '$.weight' AS weight,
       m.value AS customer
     FROM (SELECT batch, result FROM log_checks UNION SELECT batch, result FROM log_reviews) c
       JOIN log_results r ON r.hash = c.result, json_each(r.json, '$.groups') g,
       json_each(g.value, '$.moved') m
     WHERE c.batch IN (SELECT value FROM json_each(?))
       AND g.value ->> '$.weight' IN ('stop', 'look')
     ORDER BY c.batch, id`,
  )
  const accepted = db.prepare<[string], { id: string; customer: string | null }>(
    `SELECT DISTINCT g.value ->> '$.template.id' AS id, v.customer
     FROM log_reviews v JOIN log_results r ON r.hash = v.result, json_each(r.json, '$.groups') g
     WHERE v.batch <> ? AND v.decision = 'accept' AND g.value ->> '$.weight' IN ('stop', 'look')`,
  )
  /** Trouble that the batches of a baseline had for their customers, and nobody has accepted; `batch` is the one that is compared with it. */
  function openOf(earlier: readonly string[], batch: string): OpenTrouble {
    const answered = new Set(accepted.all(batch).map((row) => `${row.id} ${row.customer ?? ''}`))
    const open = new Map<string, { batch: string; weight: 'stop' | 'look' }>()
    for (const { batch: of, id, weight, customer } of asked.all(JSON.stringify(earlier))) {
      if (answered.has(`${id} `) || answered.has(`${id} ${customer}`)) continue
      if (open.get(id)?.weight !== 'stop') open.set(id, { batch: of, weight })
    }
    return open
  }
  const reviewsOf = (batch: string): readonly LogReview[] => reviews.all(batch).map(parseReview)
  return {
    one(batch: string): StoredLogCheck | undefined {
      const row = one.get(batch)
      const json = row === undefined ? undefined : result.get(row.result)
      if (row === undefined || json === undefined) return undefined
      const signed = reviewsOf(batch)
      return {
        batch: BatchId.parse(row.batch),
        at: Instant.parse(row.at),
        hash: row.result,
        result: JSON.parse(json) as LogCheckResult, // written by putResult, and its hash is checked by verify
        reviews: signed,
        settled: isSettled(toSettle(row), signed.filter(holds)),
      }
    },
    all: (): readonly LogCheckRow[] =>
      all.all().map((row) => {
        const check = toSettle(row)
        return {
          batch: BatchId.parse(row.batch),
          at: Instant.parse(row.at),
          hash: row.result,
          verdict: check.verdict,
          failing: check.failing,
          settled: isSettled(check, reviewsOf(row.batch).filter(holds)),
        }
      }),
    openOf,
    ledger: (): readonly LedgerRow[] =>
      ledger.all().map((row) => ({
        entry: LedgerNote.parse(JSON.parse(row.entry)),
        by: row.by,
        at: Instant.parse(row.at),
        ...(row.ended_at === null ? {} : { endedAt: Instant.parse(row.ended_at) }),
        ...(row.ended_by === null ? {} : { endedBy: row.ended_by }),
      })),
  }
}

const texts = (json: string): readonly string[] => JSON.parse(json) as readonly string[] // a list of ids, written below
const customersOf = (json: string): readonly CustomerId[] =>
  texts(json).map((id) => CustomerId.parse(id))

const checkOf = (row: CheckRow): Omit<CheckToSettle, 'isGeneral'> => ({
  verdict: LogVerdict.parse(row.verdict),
  result: row.result,
  stops: texts(row.stops),
  failing: customersOf(row.failing),
})

const parseReview = (row: ReviewRow): LogReview => ({
  batch: BatchId.parse(row.batch),
  ...(row.customer === null ? {} : { customer: CustomerId.parse(row.customer) }),
  decision: LogReviewDecision.parse(row.decision),
  by: row.by,
  reason: row.reason,
  result: row.result,
  at: Instant.parse(row.at),
  ...(row.task === null ? {} : { task: row.task }),
  signed: { stops: texts(row.stops), failing: customersOf(row.failing) },
})

/** Stores a result once, by its hash. */
export function writeLogResults(db: WriteDb) {
  const put = db.prepare('INSERT INTO log_results VALUES (?, ?) ON CONFLICT DO NOTHING')
  return {
    put: (result: LogCheckResult): void => void put.run(hashOf(result), canonicalJson(result)),
  }
}

export const hashOf = (result: LogCheckResult): string => hash('sha256', canonicalJson(result))

/** The fold of the log check's events. */
export function writeLogChecks(db: WriteDb) {
  const put = db.prepare('INSERT OR REPLACE INTO log_checks VALUES (?, ?, ?, ?, ?, ?)')
  const check = db.prepare<[string], CheckRow>('SELECT * FROM log_checks WHERE batch = ?')
  const customer = db.prepare<[string], number>('SELECT 1 FROM customers WHERE id = ?').pluck()
  const sign = db.prepare(
    `INSERT INTO log_reviews (batch, customer, decision, by, reason, result, task, at, stops, failing)
     VALUES (@batch, @customer, @decision, @by, @reason, @result, @task, @at, @stops, @failing)`,
  )
  const noted = db.prepare<[string], { ended_at: number | null }>(
    'SELECT ended_at FROM log_ledger WHERE id = ?',
  )
  const note = db.prepare('INSERT OR REPLACE INTO log_ledger VALUES (?, ?, ?, ?, NULL, NULL)')
  const end = db.prepare('UPDATE log_ledger SET ended_at = ?, ended_by = ? WHERE id = ?')
  return {
    checked({ batch, verdict, result, stops, failing }: EventOf<'log.checked'>, at: Instant): void {
      put.run(batch, at, verdict, result, canonicalJson(stops), canonicalJson(failing))
    },
    review(event: EventOf<'log.reviewed'>, at: Instant): Refusal {
      const seen = check.get(event.batch)
      if (seen === undefined)
        return refuse('not-found', `The logs of batch ${event.batch} have not been checked yet.`)
      if (seen.result !== event.result)
        return refuse(
          'precondition',
          `The result of batch ${event.batch} has changed since it was looked at: it was ${event.result.slice(0, 12)}, it is ${seen.result.slice(0, 12)}.`,
        )
      if (event.customer !== undefined && customer.get(event.customer) === undefined)
        return refuse('not-found', `Customer ${event.customer} is not in this project.`)
      const { batch, decision, by, reason, result, task = null } = event
      const { stops, failing } = seen
      const signed = { customer: event.customer ?? null, task, at, stops, failing }
      sign.run({ batch, decision, by, reason, result, ...signed })
      return undefined
    },
    note({ entry, by }: EventOf<'ledger.noted'>, at: Instant): Refusal {
      if (noted.get(entry.id)?.ended_at === null)
        return refuse('not-allowed', `The ledger has an entry ${entry.id} already; end it first.`)
      note.run(entry.id, canonicalJson(entry), by, at)
      return undefined
    },
    end({ id, by }: EventOf<'ledger.ended'>, at: Instant): Refusal {
      if (noted.get(id)?.ended_at !== null)
        return refuse('not-found', `The ledger has no entry ${id} that is in force.`)
      end.run(at, by, id)
      return undefined
    },
  }
}
