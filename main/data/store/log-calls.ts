import { bothCandidates } from '../../../shared/log-rules/attribute.ts'
import type { Candidate } from '../../../shared/log-rules/directory.ts'
import { pointers } from '../../../shared/log-rules/directory.ts'
import { CustomerId } from '../../../shared/domain/ids.ts'
import type { ReadDb, WriteDb } from '../db.ts'

/**
 * Whose call an id is, over all hosts and fetches: a record that names nobody gets its customer from another one with the same id. Ids
 * are kept by their hash. At least the last 200,000 calls are known, at most twice as many (some 30 MB), and beyond that those that a
 * record waits for.
 */
const callsAGeneration = 200_000

type Row = { customers: string; generation: number }

export function readLogCalls(db: ReadDb) {
  const one = db.prepare<[string], string>('SELECT customers FROM log_calls WHERE id = ?').pluck()
  const last = db.prepare<[], number | null>('SELECT max(generation) FROM log_calls').pluck()
  return {
    of(id: string): readonly Candidate[] | undefined {
      const row = one.get(id)
      return row === undefined ? undefined : parse(row)
    },
    /** Calls were forgotten to make room. */
    hasForgotten: (): boolean => (last.get() ?? 0) > 1,
  }
}

/** `waiting`: calls that must not be forgotten. */
export function writeLogCalls(
  db: WriteDb,
  waiting: () => ReadonlySet<string>,
  most = callsAGeneration,
) {
  const one = db.prepare<[string], Row>('SELECT customers, generation FROM log_calls WHERE id = ?')
  const put = db.prepare('INSERT OR REPLACE INTO log_calls VALUES (?, ?, ?)')
  const count = db.prepare<[], { generation: number; calls: number }>(
    `SELECT generation, count(*) AS calls FROM log_calls
     GROUP BY generation ORDER BY generation DESC LIMIT 1`,
  )
  const old = db.prepare<[number], string>('SELECT id FROM log_calls WHERE generation < ?').pluck()
  const forget = db.prepare('DELETE FROM log_calls WHERE id = ?')
  let now: { generation: number; calls: number } | undefined

  return {
    /** Within the caller's transaction. */
    add(calls: ReadonlyMap<string, readonly Candidate[]>): void {
      if (calls.size === 0) return
      now ??= count.get() ?? { generation: 0, calls: 0 }
      for (const [id, candidates] of calls) {
        const known = one.get(id)
        const text = format(
          bothCandidates(known === undefined ? [] : parse(known.customers), candidates),
        )
        if (known?.customers === text && known.generation === now.generation) continue
        put.run(id, text, now.generation)
        if (known?.generation !== now.generation) now.calls += 1
      }
      if (now.calls < most) return
      now = { generation: now.generation + 1, calls: 0 }
      const kept = waiting()
      for (const id of old.all(now.generation - 1)) if (!kept.has(id)) forget.run(id)
    },
  }
}

type Kept = readonly [customer: string, by: number, unsure: 0 | 1]

const format = (candidates: readonly Candidate[]): string =>
  JSON.stringify(
    candidates.map(({ customer, by, unsure }): Kept => [
      customer,
      pointers.indexOf(by),
      unsure ? 1 : 0,
    ]),
  )

const parse = (text: string): readonly Candidate[] =>
  // written by format
  (JSON.parse(text) as readonly Kept[]).map(([customer, by, unsure]) => ({
    customer: CustomerId.parse(customer),
    by: pointers[by] ?? 'name',
    unsure: unsure === 1,
  }))
