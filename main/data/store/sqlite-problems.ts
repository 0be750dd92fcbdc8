import { problem, ProblemError } from '../../../shared/domain/problems.ts'
import type { Problem } from '../../../shared/domain/problems.ts'

/** SQLite's and the file system's own codes, where they mean something that a person can act on. */
export function sqliteProblem(error: unknown, file: string): Problem | undefined {
  if (error instanceof ProblemError) return error.problem
  const code = codeOf(error)
  if (code === undefined) return undefined
  if (code.startsWith('SQLITE_FULL') || code === 'ENOSPC' || code === 'EDQUOT')
    return diskFull(file)
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB')
    return damaged(file, String(error))
  if (code.startsWith('SQLITE_IOERR'))
    return problem('data-process', `The disk answered an error (${code}).`, {
      where: { file },
      safe: 'Nothing of this change was stored; what was stored before is kept.',
      next: 'Check the disk, copy the project file to another disk and open it there.',
    })
  if (
    code.startsWith('SQLITE_READONLY') ||
    code.startsWith('SQLITE_CANTOPEN') ||
    code === 'EACCES' ||
    code === 'EROFS'
  )
    return problem('not-allowed', `The project file cannot be opened here (${code}).`, {
      where: { file },
      safe: 'Nothing was changed.',
      next: 'Check the rights on the file and its folder: the folder must be writable. Or copy the file to a folder of your own.',
    })
  return undefined
}

export const diskFull = (file: string): Problem =>
  problem('disk-full', 'The disk is full.', {
    where: { file },
    safe: 'Nothing of this change was stored, so no effect was started by it; what was stored before is kept.',
    next: 'Free space on the disk of the project file, then resume.',
  })

export const damaged = (file: string, detail: string, copy?: string): Problem =>
  problem('project-damaged', `The project file is damaged: ${detail}.`, {
    where: { file },
    safe:
      copy === undefined
        ? 'The file was not changed.'
        : `The file was not changed; a copy of it as it is now: ${copy}`,
    next: 'Do not go on with this file. Restore the last good backup, and send the copy to whoever supports you.',
  })

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}
