import { chmodSync, copyFileSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { bad, ok } from '../../../shared/base/result.ts'
import type { Result } from '../../../shared/base/result.ts'
import { problem } from '../../../shared/domain/problems.ts'
import type { Problem } from '../../../shared/domain/problems.ts'

/** A project, with what was printed in its runs, in a folder that only this user can see. */
export type ReadCopy = { readonly path: string; remove(): void }

const mostTries = 3

/**
 * SQLite needs to write beside a file in WAL mode even to read it, which a share or a stick may not allow: then it is read from here.
 * A file that was written to while it was copied would be torn, so it is copied again.
 */
export function copyForReading(project: string): Result<ReadCopy, Problem> {
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-reading-'))
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  const files = [project, `${project}-wal`, `${project}-output`, `${project}-output-wal`]
  try {
    for (let tried = 0; tried < mostTries; tried += 1) {
      const before = files.map(stampOf)
      for (const file of files) {
        const copy = join(folder, basename(file))
        rmSync(copy, { force: true })
        if (!existsSync(file)) continue
        copyFileSync(file, copy)
        chmodSync(copy, 0o600)
      }
      if (files.map(stampOf).join() === before.join())
        return ok({ path: join(folder, basename(project)), remove })
    }
  } catch (error) {
    remove()
    throw error
  }
  remove()
  return bad(
    problem('precondition', 'The project file changes while it is read.', {
      where: { file: project },
      safe: 'The file was not changed.',
      next: 'Open it again when nobody writes into it.',
    }),
  )
}

function stampOf(file: string): string {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false })
  return found === undefined ? '-' : `${found.size} ${found.mtimeNs}`
}
