import { createReadStream } from 'node:fs'
import { open, readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { bad, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import { problem, ProblemError } from '../../shared/domain/problems.ts'
import type { Problem } from '../../shared/domain/problems.ts'
import { magicBytes, packingOf } from './log-family.ts'
import type { Packing } from './log-family.ts'
import type { ListedLog, LogSource } from './log-source.ts'
import { DamagedError, isNodePacking, unpackFrom } from './unpack.ts'

export type LocalLogs = {
  /** Name of the folder that the files are in, or `local`. */
  readonly host: string
  readonly source: LogSource
}

const chunkBytes = 1024 * 1024

/**
 * A piece of a read is good until the next one is asked for. Files that a person has at hand: one file, or a folder of files and of folders that bear the names of hosts (`host/file`,
 * deeper folders belong to their host). Plain, gzip and zstd, told by their first bytes.
 */
export async function openLocalLogs(path: string): Promise<Result<readonly LocalLogs[], Problem>> {
  try {
    if ((await stat(path)).isFile()) return ok([local('local', '', [path])])
    const entries = await readdir(path, { withFileTypes: true })
    const sorted = entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))
    const folders = sorted.filter((entry) => entry.isDirectory())
    const loose = sorted.filter((entry) => entry.isFile()).map((entry) => join(path, entry.name))
    const hosts = await Promise.all(
      folders.map(async ({ name }) =>
        local(name, join(path, name), await filesIn(join(path, name))),
      ),
    )
    return ok([...(loose.length === 0 ? [] : [local('local', path, loose)]), ...hosts])
  } catch (error) {
    return bad(unreadable(path, error))
  }
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()
}

function local(host: string, folder: string, paths: readonly string[]): LocalLogs {
  const nameOf = (path: string): string =>
    (folder === '' ? basename(path) : path.slice(folder.length + 1)).replaceAll('\\', '/')
  const pathOf = new Map(paths.map((path) => [nameOf(path), path]))
  return {
    host,
    source: {
      list: () =>
        Promise.all(
          [...pathOf].map(async ([file, path]): Promise<ListedLog> => {
            const { dev, ino, size, mtimeMs } = await stat(path)
            return { file, device: String(dev), inode: String(ino), size, mtimeMs }
          }),
        ),
      async *read({ file, size }, from, { signal } = {}) {
        const path = pathOf.get(file)
        if (path === undefined) throw new Error(`${file} of ${host} was not listed`)
        try {
          yield* text(path, size, from, signal)
        } catch (error) {
          if (error instanceof DamagedError) throw damaged(path)
          throw error
        }
      },
    },
  }
}

async function* text(
  path: string,
  size: number,
  from: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  const packing = packingOf(await head(path))
  const bytes = (start: number): AsyncIterable<Uint8Array> =>
    createReadStream(path, {
      start,
      end: size - 1, // inclusive: what is written meanwhile belongs to the next look
      highWaterMark: chunkBytes,
      ...(signal === undefined ? {} : { signal }),
    })
  if (packing === undefined) yield* plain(path, { from, size, signal })
  else if (isNodePacking(packing)) yield* unpackFrom(packing, bytes(0), from)
  else throw otherPacking(path, packing)
}

/** With one buffer for all pieces: a new one for each costs more memory than all that is done with them. */
async function* plain(
  path: string,
  { from, size, signal }: { from: number; size: number; signal: AbortSignal | undefined },
): AsyncGenerator<Uint8Array> {
  const file = await open(path)
  try {
    const buffer = Buffer.allocUnsafe(Math.max(1, Math.min(chunkBytes, size - from)))
    for (let at = from; at < size;) {
      signal?.throwIfAborted()
      const { bytesRead } = await file.read(buffer, 0, Math.min(buffer.length, size - at), at)
      if (bytesRead === 0) return
      at += bytesRead
      yield buffer.subarray(0, bytesRead)
    }
  } finally {
    await file.close()
  }
}

/** How a file is packed, by its first bytes; undefined for text, and for a file that cannot be read. */
export const packingAt = async (path: string): Promise<Packing | undefined> => {
  try {
    return packingOf(await head(path))
  } catch {
    return undefined
  }
}

async function head(path: string): Promise<Uint8Array> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(magicBytes), 0, magicBytes, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

const otherPacking = (path: string, packing: Packing): ProblemError =>
  new ProblemError(
    problem('bad-input', `${path} is packed with ${packing}, which is unpacked on hosts only`, {
      where: { file: path },
      safe: 'nothing was changed',
      next: `unpack it first: ${packing} -dk ${path}`,
    }),
  )

const damaged = (path: string): ProblemError =>
  new ProblemError(
    problem('bad-input', `${path} is damaged: it cannot be unpacked to its end`, {
      where: { file: path },
      safe: 'nothing was changed',
      next: 'fetch the file again; a copy that was not finished ends too early',
    }),
  )

const unreadable = (path: string, error: unknown): Problem =>
  problem(
    'not-found',
    `the logs in ${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    {
      where: { file: path },
      safe: 'nothing was changed',
      next: 'name a log file, or a folder that holds one folder for each host',
    },
  )
