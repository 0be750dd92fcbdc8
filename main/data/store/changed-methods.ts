import { hash } from 'node:crypto'
import { canonicalJson } from '../../../shared/base/canonical-json.ts'
import { ChangedMethod } from '../../../shared/domain/analysis/api-exposure.ts'
import type { ReadDb, WriteDb } from '../db.ts'

type Row = { method: string; release: string; change: string | null; source: string }

export function readChangedMethods(db: ReadDb) {
  const all = db.prepare<[], Row>('SELECT * FROM changed_methods ORDER BY ordinal')
  return {
    all: (): readonly ChangedMethod[] =>
      all
        .all()
        .map(({ method, release, change, source }) =>
          ChangedMethod.parse({ method, release, source, ...(change === null ? {} : { change }) }),
        ),
  }
}

export const methodsHash = (methods: readonly ChangedMethod[]): string =>
  hash('sha256', canonicalJson(methods))

export function writeChangedMethods(db: WriteDb) {
  const clear = db.prepare('DELETE FROM changed_methods')
  const insert = db.prepare(
    'INSERT INTO changed_methods (method, release, change, source) VALUES (?, ?, ?, ?)',
  )
  return {
    replace(methods: readonly ChangedMethod[]): void {
      clear.run()
      for (const { method, release, change = null, source } of methods)
        insert.run(method, release, change, source)
    },
  }
}
