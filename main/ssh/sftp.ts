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

/** Writes beside the place, then renames, so that nobody ever runs or reads half a file; the hash is checked after. */
export async function uploadFile(session: Session, file: Upload): Promise<Result<true, Problem>> {
  const opened = await session.sftp()
  if (opened.kind !== 'open') {
    const why = 'problem' in opened ? opened.problem.message : opened.kind
    return bad(uploadProblem(session.host, file.path, why))
  }
  const { sftp } = opened
  try {
    await write(sftp, file)
  } catch (error) {
    return bad(uploadProblem(session.host, file.path, String(error)))
  } finally {
    opened.end()
  }
  const wanted = sha256(file.bytes)
  const found = await remoteSha256(session, file.shellPath ?? quoteWord(file.path))
  if (found === wanted) return ok(true)
  const seen = found === undefined ? 'cannot be read back' : 'has other bytes than were sent'
  return bad(uploadProblem(session.host, file.path, `the file ${seen}`))
}

export const sha256 = (bytes: Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex')

/** `quotedPath` goes into the line as it is. Undefined: no such file, or no sha256sum on the host. */
export async function remoteSha256(
  session: Session,
  quotedPath: string,
): Promise<string | undefined> {
  const output = new OutputCollector({ maxBytes: 4096 })
  const end = await session.run(`sha256sum ${quotedPath}`, output.sink())
  const { stdout } = output.outcome({ kind: 'cancelled' })
  const hash = /^\\?(?<hash>[0-9a-f]{64})\s/m.exec(Buffer.from(stdout).toString('latin1'))
    ?.groups?.['hash']
  return end.kind === 'exited' && end.code === 0 ? hash : undefined
}

async function write(sftp: SFTPWrapper, file: Upload): Promise<void> {
  const mode = file.mode ?? 0o600
  const folder = file.path.split('/').slice(0, -1).join('/')
  // It mostly exists; if it can neither be made nor used, the write below says so.
  if (folder !== '') await settle((done) => sftp.mkdir(folder, { mode: 0o700 }, done))
  const temporary = `${file.path}.${randomBytes(6).toString('hex')}.tmp`
  await must((done) => sftp.writeFile(temporary, Buffer.from(file.bytes), { mode }, done))
  await must((done) => sftp.chmod(temporary, mode, done))
  const replaced = await settle((done) => posixRename(sftp, temporary, file.path, done))
  if (replaced === undefined) return
  // Plain SFTP 3 cannot rename onto a file; that there is none yet is no error here.
  await settle((done) => sftp.unlink(file.path, done))
  await must((done) => sftp.rename(temporary, file.path, done))
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
