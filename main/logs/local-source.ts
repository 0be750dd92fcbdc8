import { open, readdir, realpath, stat } from 'node:fs/promises'
import { basename, join, sep } from 'node:path'
import { bad, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import { problem, ProblemError } from '../../shared/domain/problems.ts'
import type { Problem } from '../../shared/domain/problems.ts'
import { DamagedError } from './damaged-error.ts'
import { magicBytes, packingOf } from './log-family.ts'
import type { Packing } from './log-family.ts'
import type { ListedLog, LogSource } from './log-source.ts'
import { extendTail } from './tail.ts'
import { isNodePacking, unpackFrom } from './unpack.ts'

export type LocalLogs = {
  /** Name of the folder that the files are in, or `local`. */
  readonly host: string
  readonly source: LogSource
}

const chunkBytes = 1024 * 1024

/**
 * Files that a person has at hand: one file, or a folder of files and of folders that bear the names of hosts (`host/file`,
 * deeper folders belong to their host). A piece of a read is good until the next one is asked for. Links are followed; what a
 * host has under several names is read once, and so is a host. What is no file or cannot be looked at is told by `list`. Plain,
 * gzip and zstd, told by their first bytes.
 */
export async function openLocalLogs(path: string): Promise<Result<readonly LocalLogs[], Problem>> {
  try {
    if ((await stat(path)).isFile())
      return ok([local('local', { folder: '', paths: [path], unseen: [] })])
    const loose = newFound(path)
    const folders: { readonly name: string; readonly at: string; readonly isLink: boolean }[] = []
    for (const { name, isLink } of await entriesOf(path)) {
      const at = join(path, name)
      const kind = await kindOf(at, loose)
      if (kind === 'folder') folders.push({ name, at, isLink })
      else if (kind === 'file') (isLink ? loose.links : loose.files).push(at)
    }
    const hosts: LocalLogs[] = []
    const top = await realpath(path)
    const visited = new Set([top])
    for (const { name, at } of folders.toSorted((a, b) => Number(a.isLink) - Number(b.isLink))) {
      const real = await realpath(at)
      if (visited.has(real)) continue
      visited.add(real)
      if (top.startsWith(join(real, sep)))
        loose.unseen.push(`${name}: a link to a folder that this one lies in`)
      else hosts.push(local(name, await filesIn(at)))
    }
    const own = await settle(loose)
    return ok([
      ...(own.paths.length + own.unseen.length === 0 ? [] : [local('local', own)]),
      ...hosts.toSorted((a, b) => (a.host < b.host ? -1 : 1)),
    ])
  } catch (error) {
    return bad(unreadable(path, error))
  }
}

type Found = { readonly folder: string; readonly paths: string[]; readonly unseen: string[] }
type Finding = Found & { readonly files: string[]; readonly links: string[] }

const newFound = (folder: string): Finding => ({
  folder,
  paths: [],
  unseen: [],
  files: [],
  links: [],
})

async function entriesOf(
  folder: string,
): Promise<readonly { readonly name: string; readonly isLink: boolean }[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  return entries
    .map((entry) => ({ name: entry.name, isLink: entry.isSymbolicLink() }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

/** Of what a link leads to. Undefined is told. */
async function kindOf(
  at: string,
  { folder, unseen }: Found,
): Promise<'file' | 'folder' | undefined> {
  const miss = (why: string): undefined => void unseen.push(`${nameIn(folder, at)}: ${why}`)
  try {
    const found = await stat(at)
    if (found.isFile()) return 'file'
    return found.isDirectory() ? 'folder' : miss('neither a file nor a folder')
  } catch (error) {
    return miss(whyNot(error))
  }
}

/** Regular files of a folder and below. */
async function filesIn(folder: string): Promise<Found> {
  const found = newFound(folder)
  const folders = [{ at: folder, isLinked: false }]
  const linked: typeof folders = []
  const visited = new Set<string>()
  // What lies there itself goes before what links lead to: it is read under its own name.
  for (let next = folders.shift(); next !== undefined; next = folders.shift() ?? linked.shift()) {
    const { at, isLinked } = next
    try {
      const real = await realpath(at)
      if (visited.has(real)) continue
      visited.add(real)
      for (const { name, isLink } of await entriesOf(at)) {
        const path = join(at, name)
        const kind = await kindOf(path, found)
        const byLink = isLink || isLinked
        if (kind === 'folder') (byLink ? linked : folders).push({ at: path, isLinked: byLink })
        else if (kind === 'file') (byLink ? found.links : found.files).push(path)
      }
    } catch (error) {
      found.unseen.push(`${nameIn(folder, at)}: ${whyNot(error)}`)
    }
  }
  return settle(found)
}

/** Each file once, under its own name where it has one here. */
async function settle({ folder, files, links, unseen }: Finding): Promise<Found> {
  const byReal = new Map<string, string>()
  for (const path of [...files, ...links]) {
    const real = await realpath(path)
    if (!byReal.has(real)) byReal.set(real, path)
  }
  return { folder, paths: [...byReal.values()].toSorted(), unseen: unseen.toSorted() }
}

/** `no such file or directory` */
const whyNot = (error: unknown): string => {
  const text = error instanceof Error ? error.message : String(error)
  return /^[A-Z0-9]+: (.*?), /.exec(text)?.[1] ?? text
}

const nameIn = (folder: string, path: string): string =>
  (folder === '' ? basename(path) : path.slice(folder.length + 1)).replaceAll('\\', '/')

function local(host: string, { folder, paths, unseen }: Found): LocalLogs {
  const pathOf = new Map(paths.map((path) => [nameIn(folder, path), path]))
  return {
    host,
    source: {
      async list({ onUnseen } = {}) {
        for (const what of unseen) onUnseen?.(what)
        return Promise.all(
          [...pathOf].map(async ([file, path]): Promise<ListedLog> => {
            const { dev, ino, size, mtimeMs } = await stat(path)
            return { file, device: String(dev), inode: String(ino), size, mtimeMs }
          }),
        )
      },
      async *read(log, from, { signal } = {}) {
        const path = pathOf.get(log.file)
        if (path === undefined) throw new Error(`${log.file} of ${host} was not listed`)
        try {
          yield* text(path, log, from, signal)
        } catch (error) {
          if (error instanceof DamagedError) throw damaged(path)
          if (isRefusal(error)) throw new ProblemError(unreadable(path, error))
          throw error
        }
      },
    },
  }
}

/** By the operating system: gone, not allowed, a disk that fails. An abort is none. */
const isRefusal = (error: unknown): boolean =>
  error instanceof Error && 'syscall' in error && typeof error.syscall === 'string'

async function* text(
  path: string,
  log: ListedLog,
  from: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  const packing = packingOf(await head(path))
  if (packing === undefined) yield* plain(path, log, { from, signal })
  else if (isNodePacking(packing))
    yield* unpackFrom(packing, plain(path, log, { from: 0, signal }), from)
  else throw otherPacking(path, packing)
}

/**
 * With one buffer for all pieces: a new one for each costs more memory than all that is done with them. Each piece begins with the last bytes of
 * the one before, as with files of hosts.
 */
async function* plain(
  path: string,
  { device, inode, size }: ListedLog,
  { from, signal }: { from: number; signal: AbortSignal | undefined },
): AsyncGenerator<Uint8Array> {
  const file = await open(path)
  try {
    const { dev, ino } = await file.stat()
    if (String(dev) !== device || String(ino) !== inode) throw changed(path)
    const buffer = Buffer.allocUnsafe(Math.max(1, Math.min(chunkBytes, size - from)))
    let tail: Uint8Array = new Uint8Array()
    for (let at = from; at < size;) {
      signal?.throwIfAborted()
      const start = at - tail.length
      const { bytesRead } = await file.read(buffer, 0, Math.min(buffer.length, size - start), start)
      const piece = buffer.subarray(tail.length, bytesRead)
      if (piece.length === 0 || buffer.compare(tail, 0, tail.length, 0, tail.length) !== 0)
        throw changed(path)
      tail = extendTail(tail, piece)
      at += piece.length
      yield piece
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

const changed = (path: string): ProblemError =>
  new ProblemError(
    problem('precondition', `${path} was rotated or truncated while it was being read`, {
      where: { file: path },
      safe: 'nothing was changed',
      next: 'check again, with the file that it was moved or copied to',
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
    `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    {
      where: { file: path },
      safe: 'nothing was changed',
      next: 'name a log file, or a folder that holds one folder for each host',
    },
  )
