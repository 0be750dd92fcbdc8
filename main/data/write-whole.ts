import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { bad, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import { problem } from '../../shared/domain/problems.ts'
import type { Problem } from '../../shared/domain/problems.ts'
import { sqliteProblem } from './store/sqlite-problems.ts'

/**
 * Writes a file under its name only when it is whole and on disk; an older one stays until then. `write` puts the bytes into the open
 * file and says what it wrote. A name that cannot be written, or a project that cannot be read, is a problem; anything else is thrown.
 */
export function writeWhole<T>(out: string, write: (file: number) => T): Result<T, Problem> {
  const passing = `${out}.writing-${process.pid}`
  try {
    const file = openSync(passing, 'w')
    let written: T
    try {
      written = write(file)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(passing, out)
    return ok(written)
  } catch (error) {
    rmSync(passing, { force: true })
    const known = fileProblem(error, out)
    if (known === undefined) throw error
    return bad(known)
  }
}

/** A text in UTF-8; what goes wrong while it is made is a problem too. */
export const writeWholeText = (
  out: string,
  text: () => string,
): Result<{ bytes: number }, Problem> =>
  writeWhole(out, (file) => {
    const bytes = Buffer.from(text(), 'utf8')
    writeFileSync(file, bytes)
    return { bytes: bytes.length }
  })

function fileProblem(error: unknown, out: string): Problem | undefined {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (!['ENOENT', 'EISDIR', 'ENOTDIR', 'EPERM', 'ENAMETOOLONG'].includes(code))
    return sqliteProblem(error, out)
  return problem('not-found', `The file cannot be written here (${code}).`, {
    where: { file: out },
    safe: 'The project was not changed.',
    next: 'Choose a file in a folder that exists.',
  })
}
