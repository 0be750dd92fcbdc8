import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { bad, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import { notWritten, overProject } from '../../shared/domain/file-problem.ts'
import { ProblemError } from '../../shared/domain/problems.ts'
import type { Problem } from '../../shared/domain/problems.ts'

/**
 * Writes a file under its name only when it is whole and on disk; an older one stays until then. `write` puts the bytes into the open
 * file and says what it wrote. A name that cannot be written is a problem; anything else is thrown.
 */
export function writeWhole<T>(out: string, write: (file: number) => T): Result<T, Problem> {
  const refused = overProject(out)
  if (refused !== undefined) return bad(refused)
  const passing = `${out}.writing-${process.pid}`
  try {
    const file = openSync(passing, 'w')
    try {
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
      throw error
    }
  } catch (error) {
    const known = error instanceof ProblemError ? error.problem : notWritten(error, out)
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
