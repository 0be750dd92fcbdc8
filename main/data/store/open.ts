import {
  closeSync,
  copyFileSync,
  existsSync,
  openSync,
  readSync,
  realpathSync,
  statSync,
} from 'node:fs'
import Database from 'better-sqlite3'
import { invariant } from '../../../shared/base/assert.ts'
import { bad, ok } from '../../../shared/base/result.ts'
import type { Result } from '../../../shared/base/result.ts'
import { problem } from '../../../shared/domain/problems.ts'
import type { Problem } from '../../../shared/domain/problems.ts'
import { asWritable } from '../db.ts'
import type { ReadDb, WriteDb } from '../db.ts'
import type { OpenMode } from '../protocol.ts'
import { takeWriterLock } from './lock.ts'
import type { WriterLock } from './lock.ts'
import { copyForReading } from './read-copy.ts'
import { currentVersion, migrate, versionOf } from './migrate.ts'
import { damaged, sqliteProblem } from './sqlite-problems.ts'

/** "SWYD" in the header of every project file. */
export const applicationId = 0x53575944

type Connection =
  { readonly mode: 'write'; readonly db: WriteDb } | { readonly mode: 'read'; readonly db: ReadDb }

/**
 * `path` is the file itself, whatever link it was opened by: its lock and what stands beside it go by that name. `copy` is what is read
 * in its place, where SQLite cannot read it there.
 */
export type OpenFile = Connection & {
  readonly path: string
  readonly copy?: string
  close(): void
}

/** Opens a project file after looking at it without touching it; the only place in the product that does. */
export async function openProjectFile(
  name: string,
  mode: OpenMode,
  lockWaitMs?: number,
): Promise<Result<OpenFile, Problem>> {
  if (!existsSync(name) || !statSync(name).isFile())
    return bad(
      problem('not-found', 'There is no project file here.', {
        where: { file: name },
        next: 'Give the path of a *.switchyard file; an import makes one.',
      }),
    )
  const path = realpathSync(name)
  let lock: WriterLock | undefined
  try {
    if (mode === 'write') {
      const taken = await takeWriterLock(path, lockWaitMs)
      if (!taken.ok) return taken
      lock = taken.value
    }
    const refused = inspect(path, mode)
    if (refused !== undefined) {
      lock?.release()
      return bad(refused)
    }
    const connection: Connection =
      mode === 'write' ? { mode, db: openForWriting(path) } : { mode, db: openForReading(path) }
    return ok({
      ...connection,
      path,
      close() {
        connection.db.close()
        lock?.release()
      },
    })
  } catch (error) {
    lock?.release()
    const known = sqliteProblem(error, path)
    if (known === undefined) throw error
    const mayHelp = known.code === 'not-allowed' || known.code === 'data-process'
    return mode === 'read' && mayHelp ? openCopy(path) : bad(known)
  }
}

/** Reads a copy of the file as it is now. A file of an older version is brought to this one there: the file itself stays as it is. */
function openCopy(path: string): Result<OpenFile, Problem> {
  try {
    const copied = copyForReading(path)
    if (!copied.ok) return copied
    const { path: copy, remove } = copied.value
    try {
      const refused = inspect(copy, 'write')
      if (refused !== undefined) {
        remove()
        return bad({ ...refused, where: { file: path }, safe: 'The file was not changed.' })
      }
      openForWriting(copy).close()
      const db = openForReading(copy)
      return ok({
        mode: 'read',
        db,
        path,
        copy,
        close() {
          db.close()
          remove()
        },
      })
    } catch (error) {
      remove()
      throw error
    }
  } catch (error) {
    const known = sqliteProblem(error, path)
    if (known === undefined) throw error
    return bad(known)
  }
}

/** Creates an empty file of the current version; used by the import, which renames it when it is whole. */
export function createProjectFile(path: string): WriteDb {
  const db = asWritable(new Database(path))
  db.pragma(`application_id = ${applicationId}`)
  db.pragma('synchronous = FULL')
  db.pragma('foreign_keys = ON')
  migrate(db)
  return db
}

/** 8 MiB, half of the default: the whole of a project's working set. */
const cacheSize = 'cache_size = -8192'

/**
 * Set at every open: SQLite forgets `synchronous` and `foreign_keys` with the connection, and reads NORMAL after a
 * reopen in WAL mode (style.md section 5). Read back, because a pragma that is refused says nothing.
 */
export function setPragmas(db: WriteDb): void {
  const wanted = [
    ['journal_mode', 'wal', 'WAL'],
    ['synchronous', 2, 'FULL'],
    ['foreign_keys', 1, 'ON'],
  ] as const
  for (const [name, value, text] of wanted) {
    db.pragma(`${name} = ${text}`)
    invariant(db.pragma(name, { simple: true }) === value, `${name} is ${text}`)
  }
  db.pragma('busy_timeout = 5000')
  db.pragma(cacheSize)
}

function openForWriting(path: string): WriteDb {
  const db = asWritable(new Database(path, { fileMustExist: true }))
  try {
    setPragmas(db)
    migrate(db)
  } catch (error) {
    db.close()
    throw error
  }
  return db
}

function openForReading(path: string): ReadDb {
  const db = new Database(path, { fileMustExist: true, readonly: true, timeout: 5000 })
  db.pragma('query_only = ON')
  db.pragma(cacheSize)
  return db
}

/** Looks at the file over a connection that cannot write, so that a file that is refused stays as it is. */
function inspect(path: string, mode: OpenMode): Problem | undefined {
  if (!hasSqliteHeader(path)) {
    if (path.endsWith('.switchyard') && statSync(path).size > 0)
      return keepDamaged(path, 'its beginning is not that of a project file')
    return notOurs(path)
  }
  let db: ReadDb | undefined
  try {
    db = new Database(path, { fileMustExist: true, readonly: true, timeout: 5000 })
    if (db.pragma('application_id', { simple: true }) !== applicationId) return notOurs(path)
    const version = versionOf(db)
    if (version > currentVersion) return newer(path, version)
    if (version < currentVersion && mode === 'read') return older(path, version)
    const check = String(db.pragma('quick_check(1)', { simple: true }))
    return check === 'ok' ? undefined : keepDamaged(path, check.replaceAll('\n', ' '))
  } catch (error) {
    const known = sqliteProblem(error, path)
    if (known?.code !== 'project-damaged') throw error
    return keepDamaged(path, error instanceof Error ? error.message : 'unreadable')
  } finally {
    db?.close()
  }
}

function hasSqliteHeader(path: string): boolean {
  const head = Buffer.alloc(16)
  const file = openSync(path, 'r')
  try {
    readSync(file, head, 0, 16, 0)
  } finally {
    closeSync(file)
  }
  return head.toString('latin1') === 'SQLite format 3\0'
}

const notOurs = (path: string): Problem =>
  problem('bad-input', 'This is not a Switchyard project file.', {
    where: { file: path },
    safe: 'The file was not changed.',
    next: 'Choose a *.switchyard file, or import project.yaml and customers.csv into a new one.',
  })

const newer = (path: string, version: number): Problem =>
  problem(
    'project-newer',
    `The project file has version ${version}; this program knows versions up to ${currentVersion}.`,
    {
      where: { file: path },
      safe: 'The file was not changed.',
      next: 'Open it with the newer Switchyard that wrote it.',
    },
  )

const older = (path: string, version: number): Problem =>
  problem(
    'precondition',
    `The project file has version ${version} and has to be brought to version ${currentVersion} before it can be read.`,
    {
      where: { file: path },
      safe: 'The file was not changed.',
      next: 'Open it once for writing, or a copy of it: its events are kept as they are.',
    },
  )

/** Named by the file's own time, so that opening the same damaged file again makes no second copy. */
function keepDamaged(path: string, detail: string): Problem {
  const stamp = statSync(path).mtime.toISOString().replaceAll(/[-:]/g, '').replace(/\.\d+/, '')
  const copy = `${path}.damaged-${stamp}`
  if (!existsSync(copy)) {
    copyFileSync(path, copy)
    if (existsSync(`${path}-wal`) && statSync(`${path}-wal`).size > 0)
      copyFileSync(`${path}-wal`, `${copy}-wal`)
  }
  return damaged(path, detail, copy)
}
