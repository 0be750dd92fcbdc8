import { statSync } from 'node:fs'
import { canonicalJson } from '../../../shared/base/canonical-json.ts'
import { bad, ok } from '../../../shared/base/result.ts'
import type { Result } from '../../../shared/base/result.ts'
import { problem } from '../../../shared/domain/problems.ts'
import type { Problem } from '../../../shared/domain/problems.ts'
import { JournalEvent } from '../../../shared/domain/journal.ts'
import { maySecretsBeIn, redactValue } from '../../../shared/domain/redact.ts'
import { Instant } from '../../../shared/domain/time.ts'
import type { WriteDb } from '../db.ts'
import { chainHash } from './chain.ts'
import { readEvents, writeEvents } from './events.ts'
import type { Head } from './events.ts'
import { makeFold } from './fold.ts'
import type { Refusal } from './refusal.ts'
import { sqliteProblem } from './sqlite-problems.ts'

export type Appended = Result<Head, Problem>

export type Journal = {
  /** Resolves after COMMIT. Calls that wait at the same moment share one transaction and one flush to disk. */
  append(events: readonly unknown[], at: unknown): Promise<Appended>
  /**
   * Writes that are no events, in the transaction and under the flush of the appends of the same moment. `again`: what is written can be had
   * again, so nothing waits for the disk when it comes alone; after a loss of power it may be lacking, whole, until an append comes.
   */
  store(write: () => Refusal, options?: { readonly again?: boolean }): Promise<Appended>
}

/** Largest event, bytes of JSON: evidence is kept small, files are kept elsewhere. */
const maxEventBytes = 4 * 1024 * 1024

/** So long after a change it is in the file itself: one that is copied or mailed alone lacks no more than that. */
const settleMs = 2000

type Entry = { readonly event: JournalEvent; readonly json: string }
type Work =
  | { readonly entries: readonly Entry[]; readonly at: Instant }
  | { readonly store: () => Refusal; readonly again: boolean }
type Call = {
  readonly work: Work
  readonly resolve: (answer: Appended) => void
  readonly reject: (error: unknown) => void
}

export function openJournal(db: WriteDb, file: string, onAppended: (seq: number) => void): Journal {
  const fold = makeFold(db)
  const rows = writeEvents(db)
  const begin = db.prepare('BEGIN IMMEDIATE')
  const commit = db.prepare('COMMIT')
  const savepoint = db.prepare('SAVEPOINT one_call')
  const release = db.prepare('RELEASE one_call')
  const undo = db.prepare('ROLLBACK TO one_call')
  const home = identityOf(file)
  let head = readEvents(db).head()
  let settling: NodeJS.Timeout | undefined
  let waiting: Call[] = []

  const write = (work: Work, from: Head): Appended => {
    if ('store' in work) return answerOf(work.store(), from)
    const { entries, at } = work
    let last = from
    for (const { event, json } of entries) {
      const seq = last.seq + 1
      const refusal = fold.apply(event, at)
      if (refusal !== undefined) return bad(refusal)
      const hash = chainHash(last.hash, seq, at, json)
      rows.insert({ seq, at, kind: event.kind, event: json, hash, ...fold.subjectOf(event) })
      last = { seq, hash }
    }
    return ok(last)
  }

  /** A refused call is rolled back alone: it must not take its neighbours of the same moment with it. */
  const writeApart = (call: Call, from: Head): Appended => {
    savepoint.run()
    const answer = write(call.work, from)
    if (!answer.ok) undo.run()
    release.run()
    return answer
  }

  let syncs = true
  /** In WAL mode a commit is whole or not there either way (sqlite.org/pragma.html, synchronous). */
  const setSyncs = (wanted: boolean): void => {
    if (syncs !== wanted) db.pragma(`synchronous = ${wanted ? 'FULL' : 'NORMAL'}`)
    syncs = wanted
  }

  /** What cannot be put into the file now stays in the log beside it, as it is. */
  const settle = (): void => {
    settling = undefined
    if (!db.open || identityOf(file) !== home) return
    try {
      db.pragma('wal_checkpoint(PASSIVE)')
    } catch (error) {
      if (sqliteProblem(error, file) === undefined) throw error
    }
  }

  const flush = (): void => {
    const calls = waiting
    waiting = []
    if (db.open && identityOf(file) !== home) {
      for (const call of calls) call.resolve(bad(moved(file)))
      return
    }
    const answers: Appended[] = []
    let last = head
    try {
      setSyncs(!calls.every(({ work }) => 'store' in work && work.again))
      begin.run()
      for (const call of calls) {
        const answer = writeApart(call, last)
        answers.push(answer)
        if (answer.ok) last = answer.value
      }
      commit.run()
    } catch (error) {
      if (db.inTransaction) db.exec('ROLLBACK')
      failAll(calls, error, file)
      return
    }
    settling ??= setTimeout(settle, settleMs).unref()
    const grew = last.seq > head.seq
    head = last
    calls.forEach((call, i) => call.resolve(answers[i] ?? ok(last)))
    if (grew) onAppended(head.seq)
  }

  const enqueue = (work: Work): Promise<Appended> =>
    new Promise((resolve, reject) => {
      // One flush for all that arrives in this turn of the event loop.
      if (waiting.length === 0) setImmediate(flush)
      waiting.push({ work, resolve, reject })
    })

  return {
    append(events, at) {
      const parsed = parseCall(events, at)
      return parsed.ok ? enqueue(parsed.value) : Promise.resolve(parsed)
    },
    store: (write, { again = false } = {}) => enqueue({ store: write, again }),
  }
}

const identityOf = (file: string): string | undefined => {
  const found = statSync(file, { throwIfNoEntry: false })
  return found === undefined ? undefined : `${found.dev} ${found.ino}`
}

/** SQLite would go on writing to the log under the old name, where nobody looks for it. */
const moved = (file: string): Problem =>
  problem(
    'not-found',
    'The project file is not where it was opened any more: it was moved, or replaced by another.',
    {
      where: { file },
      safe: 'Nothing of this change was stored, so no effect was started by it; what was stored before is in the file together with what stands beside it under the old name (-wal).',
      next: 'Move the file back to this place before it is opened elsewhere, then resume. Move a project only when it is closed.',
    },
  )

const answerOf = (refusal: Refusal, head: Head): Appended =>
  refusal === undefined ? ok(head) : bad(refusal)

function failAll(calls: readonly Call[], error: unknown, file: string): void {
  const known = sqliteProblem(error, file)
  for (const call of calls) {
    if (known === undefined) call.reject(error)
    else call.resolve(bad(known))
  }
}

function parseCall(
  events: readonly unknown[],
  at: unknown,
): Result<{ entries: readonly Entry[]; at: Instant }, Problem> {
  const when = Instant.safeParse(at)
  if (!when.success) return bad(problem('wrong-use', 'An append needs the instant it happens at.'))
  const entries: Entry[] = []
  for (const raw of events) {
    const parsed = JournalEvent.safeParse(raw)
    if (!parsed.success) return bad(malformed(raw, parsed.error.issues))
    const entry = redacted(parsed.data)
    if (entry.json.length > maxEventBytes)
      return bad(
        problem(
          'output-too-large',
          `An event ${parsed.data.kind} has ${entry.json.length} bytes; at most ${maxEventBytes} are stored.`,
          {
            safe: 'Nothing of this call was stored.',
            next: 'Keep the large part in a file, and its hash in the event.',
          },
        ),
      )
    entries.push(entry)
  }
  return ok({ entries, at: when.data })
}

/** Last look before disk: whatever text came from a host leaves its secrets here. */
function redacted(event: JournalEvent): Entry {
  const json = canonicalJson(event)
  if (!maySecretsBeIn(json)) return { event, json }
  const clean = JournalEvent.parse(redactValue(event))
  return { event: clean, json: canonicalJson(clean) }
}

function malformed(
  raw: unknown,
  issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[],
): Problem {
  const kind = typeof raw === 'object' && raw !== null && 'kind' in raw ? String(raw.kind) : '?'
  const detail = issues
    .slice(0, 3)
    .map((i) => `${i.path.map(String).join('.') || 'event'}: ${i.message}`)
  return problem('wrong-use', `An event ${kind} is malformed: ${detail.join('; ')}.`, {
    safe: 'Nothing of this call was stored.',
  })
}
