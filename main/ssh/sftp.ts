import { createHash, randomBytes } from 'node:crypto'
import type { SFTPWrapper } from 'ssh2'
import { bad, ok, type Result } from '../../shared/base/result.ts'
import { problem, type Problem } from '../../shared/domain/problems.ts'
import { quoteWord } from './quote.ts'
import type { Session } from './session.ts'
import { OutputCollector } from './outcome.ts'

export type Upload = {
  /** Relative to the home of the login user, or absolute. Its folder is made (mode 0700) if it is not there. */
  readonly path: string
  readonly bytes: Uint8Array
  /** Default 0o600. */
  readonly mode?: number
  /** How the file is called in the shell line that reads its hash; default the quoted path. */
  readonly shellPath?: string
}

export const uploadFile = (session: Session, file: Upload): Promise<Result<true, Problem>> =>
  uploadFiles(session, [file])

/**
 * Writes beside the place, then renames, so that nobody ever runs or reads half a file; the hashes are checked after. All
 * files are written at once: on a slow link the round trips are what takes the time.
 */
export async function uploadFiles(
  session: Session,
  files: readonly Upload[],
): Promise<Result<true, Problem>> {
  const failed = await writeAll(session, files)
  if (failed !== undefined) return bad(failed)
  const found = await remoteHashes(session, files.map(shellPathOf))
  for (const file of files) {
    const hash = found.get(shellPathOf(file))
    if (hash === sha256(file.bytes)) continue
    const seen = hash === undefined ? 'cannot be read back' : 'has other bytes than were sent'
    return bad(uploadProblem(session.host, file.path, `the file ${seen}`))
  }
  return ok(true)
}

const shellPathOf = (file: Upload): string => file.shellPath ?? quoteWord(file.path)

async function writeAll(session: Session, files: readonly Upload[]): Promise<Problem | undefined> {
  const opened = await session.sftp()
  if (opened.kind !== 'open') {
    const why = 'problem' in opened ? opened.problem.message : opened.kind
    return uploadProblem(session.host, files[0]?.path ?? '', why)
  }
  const { sftp } = opened
  try {
    // They mostly exist; if one can neither be made nor used, the writes below say so.
    for (const folder of foldersOf(files))
      await settle((done) => sftp.mkdir(folder, { mode: 0o700 }, done))
    const problems = await Promise.all(files.map((file) => write(session.host, sftp, file)))
    return problems.find((found) => found !== undefined)
  } finally {
    opened.end()
  }
}

/** Parents before their children. */
function foldersOf(files: readonly Upload[]): string[] {
  const folders = new Set<string>()
  for (const { path } of files) {
    const parts = path.split('/').slice(0, -1)
    for (let i = 1; i <= parts.length; i++) folders.add(parts.slice(0, i).join('/'))
  }
  folders.delete('') // of an absolute path
  return [...folders].sort((a, b) => a.length - b.length)
}

export const sha256 = (bytes: Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex')

/**
 * Hashes of files on the host, by the path that was asked for. The paths go into the line as they are: quoted, or with a `~`.
 * What is not in the answer is not there, or the host has no sha256sum.
 */
export async function remoteHashes(
  session: Session,
  quotedPaths: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const output = new OutputCollector({ maxBytes: 64 * 1024 })
  await session.run(`sha256sum ${quotedPaths.join(' ')}`, output.sink())
  const { stdout } = output.outcome({ kind: 'cancelled' })
  const hashes = new Map<string, string>()
  const lines = Buffer.from(stdout).toString('utf8').matchAll(hashLine)
  for (const { groups } of lines) {
    // The shell has put the home in place of the `~`, and taken the quotes off.
    const path =
      quotedPaths.length === 1
        ? quotedPaths[0]
        : quotedPaths.find((quoted) => groups?.['path']?.endsWith(plainEnd(quoted)) === true)
    if (path !== undefined && groups?.['hash'] !== undefined) hashes.set(path, groups['hash'])
  }
  return hashes
}

const hashLine = /^\\?(?<hash>[0-9a-f]{64}) [ *](?<path>.+)$/gm
const plainEnd = (quoted: string): string => quoted.replace(/^~(?=\/)/, '').replaceAll("'", '')

async function write(host: string, sftp: SFTPWrapper, file: Upload): Promise<Problem | undefined> {
  const mode = file.mode ?? 0o600
  const temporary = `${file.path}.${randomBytes(6).toString('hex')}.tmp`
  try {
    await must((done) => sftp.writeFile(temporary, Buffer.from(file.bytes), { mode }, done))
    await must((done) => sftp.chmod(temporary, mode, done))
    const replaced = await settle((done) => posixRename(sftp, temporary, file.path, done))
    if (replaced === undefined) return undefined
    // Plain SFTP 3 cannot rename onto a file; that there is none yet is no error here.
    await settle((done) => sftp.unlink(file.path, done))
    await must((done) => sftp.rename(temporary, file.path, done))
    return undefined
  } catch (error) {
    // A full disk has no room for what is of no use. Not waited for: over a broken link no answer comes.
    sftp.unlink(temporary, () => undefined)
    return uploadProblem(host, file.path, String(error))
  }
}

function posixRename(sftp: SFTPWrapper, from: string, to: string, done: Done): void {
  try {
    sftp.ext_openssh_rename(from, to, done)
  } catch (error) {
    done(error instanceof Error ? error : new Error(String(error))) // the server does not offer the extension
  }
}

type Done = (error?: Error | null) => void

const settle = (request: (done: Done) => void): Promise<Error | undefined> =>
  new Promise((resolve) => {
    request((error) => resolve(error ?? undefined))
  })

async function must(request: (done: Done) => void): Promise<void> {
  const error = await settle(request)
  if (error !== undefined) throw error
}

const uploadProblem = (host: string, path: string, why: string): Problem =>
  problem('tools-missing', `${path} could not be put on ${host}: ${why}`, {
    where: { host, file: path },
    safe: 'nothing was started on the host',
    next: 'check free space, quota and rights in the home of the login user, and that SFTP is switched on',
  })
