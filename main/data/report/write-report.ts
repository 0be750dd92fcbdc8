import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { bad, ok } from '../../../shared/base/result.ts'
import type { Result } from '../../../shared/base/result.ts'
import { problem } from '../../../shared/domain/problems.ts'
import type { Problem } from '../../../shared/domain/problems.ts'
import type { Instant } from '../../../shared/domain/time.ts'
import type { ReadDb } from '../db.ts'
import { sqliteProblem } from '../store/sqlite-problems.ts'
import { readAnalysisFacts } from '../results/state.ts'
import { readFacts } from './facts.ts'
import { reportPage } from './page.ts'

/** Writes the report under its name only when it is whole; an older report stays until then. */
export function writeReport(
  db: ReadDb,
  out: string,
  at: Instant,
): Result<{ bytes: number }, Problem> {
  const passing = `${out}.writing-${process.pid}`
  try {
    const bytes = Buffer.from(pageOf(db, at), 'utf8')
    const file = openSync(passing, 'w')
    try {
      writeFileSync(file, bytes)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(passing, out)
    return ok({ bytes: bytes.length })
  } catch (error) {
    rmSync(passing, { force: true })
    const known = fileProblem(error, out)
    if (known === undefined) throw error
    return bad(known)
  }
}

/** One read transaction: the report shows one moment even while a run goes on in another process. */
export const pageOf = (db: ReadDb, at: Instant): string =>
  db.transaction(() => reportPage(readFacts(db, at), readAnalysisFacts(db, at).state))()

export function fileProblem(error: unknown, out: string): Problem | undefined {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (!['ENOENT', 'EISDIR', 'ENOTDIR', 'EPERM', 'ENAMETOOLONG'].includes(code))
    return sqliteProblem(error, out)
  return problem('not-found', `The file cannot be written here (${code}).`, {
    where: { file: out },
    safe: 'The project was not changed.',
    next: 'Choose a file in a folder that exists.',
  })
}
