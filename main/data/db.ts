import type Database from 'better-sqlite3'

declare const writable: unique symbol

/** A connection for code that only reads. Read mode also sets `query_only`, so SQLite refuses what the compiler missed. */
export type ReadDb = Database.Database

/** A connection that may write: only `openProjectFile(…, 'write')` and the import make one. */
export type WriteDb = ReadDb & { readonly [writable]: true }

/** For the few places that have just opened a connection for writing. */
export const asWritable = (db: ReadDb): WriteDb => db as WriteDb // the brand exists only in types
