import { existsSync } from 'node:fs'
import Database from 'better-sqlite3'
import { asWritable } from '../db.ts'
import type { ReadDb, WriteDb } from '../db.ts'
import type { OpenMode } from '../protocol.ts'

/**
 * Output of attempts, in a file beside the project: `<project>-output`. It grows with what hosts print and is not needed to open
 * the project anywhere, so the project stays one small file. Deleting it loses the printed lines and nothing else.
 */
export const outputFileOf = (project: string): string => `${project}-output`

/** "SWYO" in the header. */
const applicationId = 0x5357594f

export type OutputFile =
  | { readonly mode: 'write'; readonly db: WriteDb; close(): void }
  | { readonly mode: 'read'; readonly db: ReadDb; close(): void }

/** Undefined where nothing was ever kept and nothing may be written. A new file is made when it is first written to. */
export function openOutputFile(project: string, mode: OpenMode): OutputFile | undefined {
  const path = outputFileOf(project)
  if (mode === 'read') {
    if (!existsSync(path)) return undefined
    const db = new Database(path, { fileMustExist: true, readonly: true, timeout: 5000 })
    return { mode, db, close: () => db.close() }
  }
  const db = asWritable(new Database(path, { timeout: 5000 }))
  db.pragma(`application_id = ${applicationId}`)
  db.pragma('journal_mode = WAL')
  // Not the journal: after a power cut the last lines may be missing, and a step that is attached to again brings them back.
  db.pragma('synchronous = OFF')
  // Pieces are written one behind the other and seldom read: the 16 MiB of the default would only fill up with what is over.
  db.pragma('cache_size = -1024')
  db.exec(`
    CREATE TABLE IF NOT EXISTS outputs (
      id INTEGER PRIMARY KEY,
      attempt TEXT NOT NULL UNIQUE,
      run TEXT NOT NULL,
      lines INTEGER NOT NULL DEFAULT 0,
      bytes INTEGER NOT NULL DEFAULT 0,
      lost INTEGER NOT NULL DEFAULT 0,
      ended INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE INDEX IF NOT EXISTS outputs_run ON outputs (run);
    CREATE TABLE IF NOT EXISTS pieces (
      id INTEGER PRIMARY KEY,
      output INTEGER NOT NULL,
      first_line INTEGER NOT NULL,
      lines INTEGER NOT NULL,
      stream INTEGER NOT NULL,
      text TEXT NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX IF NOT EXISTS pieces_line ON pieces (output, first_line);
  `)
  return { mode, db, close: () => db.close() }
}
