import { invariant } from '../../../shared/base/assert.ts'
import type { WriteDb } from '../db.ts'
import { migrations } from './migrations/index.ts'

export type Migration = { readonly version: number; readonly name: string; readonly sql: string }

/** `user_version` of a file that this program writes. */
export const currentVersion = Math.max(...migrations.map((m) => m.version))

export const versionOf = (db: Pick<WriteDb, 'pragma'>): number =>
  Number(db.pragma('user_version', { simple: true }))

/** Brings a file up to `to`, one transaction a migration: a crash between two leaves a file of the version it names. */
export function migrate(db: WriteDb, to: number = currentVersion): readonly number[] {
  const from = versionOf(db)
  invariant(from <= currentVersion, 'a newer file is refused before it is migrated')
  const due = migrations.filter((m) => m.version > from && m.version <= to)
  for (const { version, sql } of due) {
    db.transaction(() => {
      db.exec(sql)
      db.pragma(`user_version = ${version}`)
    }).immediate()
  }
  return due.map((m) => m.version)
}
