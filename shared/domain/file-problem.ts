import { problem, type Problem } from './problems.ts'

/** What the file system refused while `file` was written, as a problem that names it. Undefined: it is no matter of the file system. */
export function notWritten(error: unknown, file: string): Problem | undefined {
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return undefined
  const safe = 'The project was not changed, and no part of this file was left.'
  if (error.code === 'ENOSPC' || error.code === 'EDQUOT')
    return problem('disk-full', 'The disk that this file was to be written to is full.', {
      where: { file },
      safe,
      next: 'Make room there, or choose another disk.',
    })
  return problem('not-allowed', `This file cannot be written (${String(error.code)}).`, {
    where: { file },
    safe,
    next: 'Choose a folder that exists and may be written to; a program that holds the file open has to close it.',
  })
}

/** Why this name may not be written to: what is made from a project must not take the place of one. */
export const overProject = (file: string): Problem | undefined =>
  file.endsWith('.switchyard')
    ? problem('wrong-use', 'This is the name of a project file, and it would be lost.', {
        where: { file },
        safe: 'Nothing was written.',
        next: 'Choose another name.',
      })
    : undefined
