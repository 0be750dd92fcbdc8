import { randomBytes } from 'node:crypto'
import { access, rename, rm, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { bad, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import { notWritten, overProject } from '../../shared/domain/file-problem.ts'
import { problem } from '../../shared/domain/problems.ts'
import type { Problem } from '../../shared/domain/problems.ts'

export type WholeFile = { readonly path: string; readonly text: string | Uint8Array }
type Written = { readonly path: string; readonly bytes: number }

/**
 * Writes files, texts as UTF-8, each whole or not at all: beside its place first, then by a rename. Before the first rename all of them are
 * on disk, so a full disk leaves nothing behind. A file that exists is refused unless `replace`.
 */
export async function writeWhole(
  files: readonly WholeFile[],
  { replace }: { readonly replace: boolean },
): Promise<Result<readonly Written[], Problem>> {
  for (const { path } of files) {
    const refused = overProject(path)
    if (refused !== undefined) return bad(refused)
    if (!replace && (await exists(path)))
      return bad(
        problem('not-allowed', 'this file exists', {
          where: { file: path },
          safe: 'nothing was written',
          next: 'choose another name, or replace it with --force',
        }),
      )
  }
  if (new Set(files.map(({ path }) => resolve(path))).size < files.length)
    return bad(
      problem('wrong-use', 'two of the files have the same name, and one would be lost', {
        safe: 'nothing was written',
        next: 'give each a name of its own',
      }),
    )
  const staged = files.map((file) => ({
    ...file,
    beside: `${file.path}.${randomBytes(4).toString('hex')}.part`,
  }))
  let current = ''
  try {
    for (const { beside, path, text } of staged) {
      current = path
      await writeFile(beside, text, { flag: 'wx', flush: true })
    }
    for (const { beside, path } of staged) {
      current = path
      await rename(beside, path)
    }
  } catch (error) {
    for (const { beside } of staged) await rm(beside, { force: true }).catch(() => undefined)
    const known = notWritten(error, current)
    if (known === undefined) throw error
    return bad(known)
  }
  return ok(files.map(({ path, text }) => ({ path, bytes: Buffer.byteLength(text) })))
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )
