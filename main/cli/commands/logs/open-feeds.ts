import { stat } from 'node:fs/promises'
import { basename, relative, resolve } from 'node:path'
import { bad, ok } from '../../../../shared/base/result.ts'
import type { Result } from '../../../../shared/base/result.ts'
import type { Problem } from '../../../../shared/domain/problems.ts'
import type { Side } from '../../../../shared/log-rules/types.ts'
import type { LogFeed } from '../../../data/analysis/check-files.ts'
import { isCompressed } from '../../../logs/log-family.ts'
import { openLocalLogs } from '../../../logs/local-source.ts'

export type LocalFeed = LogFeed & {
  /** Of the text; of a packed file an estimate. */
  readonly bytes: number
  readonly mtimeMs: number
}

export type LocalFeeds = {
  readonly feeds: readonly LocalFeed[]
  /** What lies there and could not be looked at. */
  readonly unseen: readonly string[]
}

/** Text of a log is about so many times larger than the packed file. */
const packing = 8
const noHost = 'local'

/**
 * Files, and folders of files or of one folder a host, as feeds of one side. A folder without hosts in it stands for one host: the
 * only one, or of several folders the one that bears its name.
 */
export async function openFeeds(
  paths: readonly string[],
  side: Side,
): Promise<Result<LocalFeeds, Problem>> {
  const feeds: LocalFeed[] = []
  const unseen: string[] = []
  for (const path of paths) {
    const opened = await openLocalLogs(path)
    if (!opened.ok) return opened
    const isFolder = (await stat(path)).isDirectory()
    const loose = paths.length > 1 && isFolder ? basename(resolve(path)) : noHost
    for (const { host, source } of opened.value) {
      const name = host === noHost ? loose : host
      const onUnseen = (what: string): unknown => unseen.push(`${name} (${side}) ${what}`)
      for (const log of await source.list({ onUnseen }))
        feeds.push({
          host: name,
          file: isFolder || paths.length === 1 ? log.file : nameOf(path),
          side,
          bytes: log.size * (isCompressed(log.file) ? packing : 1),
          mtimeMs: log.mtimeMs,
          read: () => source.read(log, 0),
        })
    }
  }
  return feeds.length === 0 ? bad(nothingIn(paths)) : ok({ feeds, unseen })
}

/** Several files of one name lie in several folders. */
const nameOf = (path: string): string => relative('.', path).replaceAll('\\', '/')

const nothingIn = (paths: readonly string[]): Problem => ({
  code: 'not-found',
  message: `there is no log in ${paths.join(', ')}`,
  safe: 'nothing was changed',
  next: 'name log files, or a folder that holds one folder for each host',
})
