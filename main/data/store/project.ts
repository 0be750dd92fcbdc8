import { hash } from 'node:crypto'
import { canonicalJson } from '../../../shared/base/canonical-json.ts'
import { invariant } from '../../../shared/base/assert.ts'
import { ProjectSpec } from '../../../shared/domain/project.ts'
import type { Customer } from '../../../shared/domain/project.ts'
import type { ReadDb, WriteDb } from '../db.ts'
import type { OpenMode, ProjectSummary } from '../protocol.ts'
import { readCustomers, writeCustomers } from './customers.ts'
import { readEvents } from './events.ts'

export function writeImported(
  db: WriteDb,
  spec: ProjectSpec,
  customers: readonly Customer[],
): void {
  db.prepare('INSERT INTO project VALUES (1, ?)').run(canonicalJson(spec))
  writeCustomers(db).insertAll(customers)
}

export const readSpec = (db: ReadDb): ProjectSpec => ProjectSpec.parse(JSON.parse(readSpecText(db)))

/** Canonical JSON as it was imported; what a later version adds by default is not in it. */
function readSpecText(db: ReadDb): string {
  const json = db.prepare<[], string>('SELECT spec FROM project').pluck().get()
  invariant(json !== undefined, 'a project file holds its project')
  return json
}

/** Hashes of what the tables hold of the import; in the event `project.imported` beside those of the files. */
export function importHashes(db: ReadDb): Readonly<Record<string, string>> {
  const rows = db
    .prepare<[], string>('SELECT customer FROM customers ORDER BY ordinal')
    .pluck()
    .all()
  return {
    'imported project': hash('sha256', readSpecText(db)),
    'imported customers': hash('sha256', rows.join('\n')),
  }
}

export function readSummary(db: ReadDb, path: string, mode: OpenMode): ProjectSummary {
  const { seq, hash } = readEvents(db).head()
  return {
    path,
    mode,
    spec: readSpec(db),
    ...readCustomers(db).totals(),
    lastSeq: seq,
    lastHash: hash,
  }
}
