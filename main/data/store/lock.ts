import { hostname, userInfo } from 'node:os'
import Database from 'better-sqlite3'
import { bad, ok } from '../../../shared/base/result.ts'
import type { Result } from '../../../shared/base/result.ts'
import { problem } from '../../../shared/domain/problems.ts'
import type { Problem } from '../../../shared/domain/problems.ts'

/**
 * One writer a project. The lock is a transaction held open on a small side file: the operating system lets go of it
 * when the holder dies, however it dies, so there is no stale lock to delete. RESERVED rather than EXCLUSIVE, so that
 * the loser can read in the same file who the holder is.
 */
export type WriterLock = { release(): void }

export const lockFileOf = (project: string): string => `${project}-lock`

/** How long to wait for a holder that is just going away, e.g. the data process of a killed engine. */
const patienceMs = 5000
const pauseMs = 50

export async function takeWriterLock(
  project: string,
  waitMs: number = patienceMs,
): Promise<Result<WriterLock, Problem>> {
  const db = new Database(lockFileOf(project), { timeout: 0 })
  const deadline = performance.now() + waitMs
  for (;;) {
    if (tryTake(db)) return ok({ release: () => db.close() })
    if (performance.now() >= deadline) break
    await new Promise((resolve) => setTimeout(resolve, pauseMs))
  }
  const holder = holderOf(db)
  db.close()
  return bad(
    problem('project-locked', `The project is open for writing elsewhere: ${holder}.`, {
      where: { file: project },
      safe: 'Nothing was changed. The other program goes on.',
      next: 'Close it there, or open the project here for reading only.',
    }),
  )
}

function tryTake(db: Database.Database): boolean {
  try {
    db.exec('BEGIN IMMEDIATE')
    db.exec('CREATE TABLE IF NOT EXISTS holder (pid INTEGER, host TEXT, user TEXT, since TEXT)')
    db.exec('DELETE FROM holder')
    db.prepare(`INSERT INTO holder VALUES (?, ?, ?, strftime('%Y-%m-%dT%H:%M:%SZ'))`).run(
      process.pid,
      hostname(),
      userName(),
    )
    db.exec('COMMIT')
    db.exec('BEGIN IMMEDIATE')
    return true
  } catch (error) {
    if (db.inTransaction) db.exec('ROLLBACK')
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY'))
      return false
    throw error
  }
}

function holderOf(db: Database.Database): string {
  try {
    const row = db
      .prepare<[], { pid: number; host: string; user: string; since: string }>(
        'SELECT * FROM holder',
      )
      .get()
    if (row !== undefined)
      return `process ${row.pid} on ${row.host}, user ${row.user}, since ${row.since.replace('T', ' ').replace('Z', ' UTC')}`
  } catch (error) {
    return `a process that is just opening it (${error instanceof Error ? error.message : 'busy'})`
  }
  return 'a process that is just opening it'
}

function userName(): string {
  try {
    return userInfo().username
  } catch (error) {
    // A user id without an entry in the user database, as in some containers.
    return error instanceof Error ? `uid ${process.getuid?.() ?? '?'}` : '?'
  }
}
