import { promisify } from 'node:util'
import * as zlib from 'node:zlib'
import type { SessionPool } from '../runner/ports.ts'
import type { HostName } from '../../shared/domain/ids.ts'
import type { Phase } from '../../shared/domain/journal.ts'
import { operations } from '../../shared/domain/operations.ts'
import type { OperationAnswer, OperationName } from '../../shared/domain/operations.ts'
import { fail } from '../../shared/domain/problems.ts'
import type { ListedLog, ListOptions } from './log-source.ts'
import type { PackChoice } from './pack-choice.ts'
import { readAnswer } from './read-answer.ts'
import { hasZstd } from './unpack.ts'

/** The words to run for an operation on a host; throws a problem where the catalogue has none. */
export type RenderOperation = (
  host: HostName,
  operation: OperationName,
  phase: Phase,
  args: Readonly<Record<string, string | number>>,
) => readonly string[]

export type RemoteRead = {
  /** `file`: as it lies on the disk. `text`: unpacked by the host. `journal`: entries of units. */
  readonly source: 'file' | 'text' | 'journal'
  readonly file: string
  readonly offset: number
  readonly limit: number
  readonly cursor?: string
  /** Pieces that are packed already are asked for as they are. Default: what was measured to be faster. */
  readonly plain?: boolean
}

export type RemotePiece = {
  readonly bytes: Uint8Array
  readonly device: string
  readonly inode: string
  /** Of a journal: the entry of the cursor is still there. */
  readonly cursorFound: boolean
  /** Of a journal: one entry that is longer than a piece, without its long fields. */
  readonly cut: boolean
  /** Of a text: it ends here because the rest of the file cannot be unpacked. */
  readonly damaged: boolean
}

/** The operations log-list and log-read of one host. */
export type RemoteLogs = {
  readonly host: HostName
  list(options?: ListOptions): Promise<readonly ListedLog[]>
  /** `gone`: there is no such file any more. `no-program`: the host has nothing to unpack it with. Throws ProblemError else. */
  read(read: RemoteRead, signal?: AbortSignal): Promise<RemotePiece | 'gone' | 'no-program'>
}

/** Bytes asked for at once: with one piece read ahead, a host has at most two of them in flight. */
export const pieceBytes = 2 * 2 ** 20

/** Two pieces are enough to compare ways of packing; more would make a bad link wait. */
const trialBytes = 512 * 1024

/** Base64 of a piece that could not be packed. */
const maxAnswerBytes = Math.ceil((pieceBytes * 4) / 3) + 64 * 1024

/** How a person tells log-list that files or folders are none of the project's. */
export const leaveOut = (paths: readonly string[]): string =>
  'leave out what is none of the project: a line each in ~/.switchyard/log-folders of that user, ' +
  paths.map((path) => `!${path}`).join(' ')

/** Exit codes of log-read, as in sysexits.h: EX_NOINPUT, EX_UNAVAILABLE and EX_NOPERM. */
const exitGone = 66
const exitNoProgram = 69
const exitNoPermission = 77

type Options = {
  readonly pool: SessionPool
  readonly commands: RenderOperation
  readonly host: HostName
  readonly packing: PackChoice
}

export function createRemoteLogs({ pool, commands, host, packing }: Options): RemoteLogs {
  const run = (
    operation: 'log-list' | 'log-read',
    args: Readonly<Record<string, string | number>>,
    signal: AbortSignal | undefined,
  ) =>
    pool.exec(host, commands(host, operation, 'apply', args), {
      maxBytes: maxAnswerBytes,
      ...(signal === undefined ? {} : { signal }),
    })

  return {
    host,
    async list({ signal, onUnseen } = {}) {
      const outcome = await run('log-list', {}, signal)
      const { answer } = operations['log-list']
      const { files, unseen = [] } = readAnswer(host, 'log-list', outcome, answer)
      for (const what of unseen) onUnseen?.(what)
      return files
    },
    async read({ source, file, offset, limit: wanted, cursor = '', plain = false }, signal) {
      const way = plain || !hasZstd ? 'plain' : packing.next()
      const isTrial = source === 'file' && !plain && packing.measuring()
      const limit = isTrial ? Math.min(wanted, trialBytes) : wanted
      const args = { file, offset, limit, source, packing: way, cursor }
      const startedMs = performance.now()
      const outcome = await run('log-read', args, signal)
      if (outcome.ending.kind === 'exited') {
        if (outcome.ending.code === exitGone) return 'gone'
        if (outcome.ending.code === exitNoProgram) return 'no-program'
        if (outcome.ending.code === exitNoPermission)
          return fail(
            'not-allowed',
            `the login user of ${host} may not read ${nameOf(source, file)}`,
            {
              where: { host, file },
              safe: 'nothing of it was counted, and its place is kept; other logs of the host are read',
              next:
                source === 'journal'
                  ? 'add the user to the group systemd-journal, or turn the journal off for this host'
                  : `add the user to the group that may, adm for most logs, or ${leaveOut([file])}`,
            },
          )
      }
      const answer = readAnswer(host, 'log-read', outcome, operations['log-read'].answer)
      const bytes = await unpack(answer, limit)
      if (bytes === undefined || bytes.length !== answer.length || answer.offset !== offset)
        return fail('bad-answer', `log-read answered other bytes than it says of ${file}`, {
          where: { host, file },
          safe: 'nothing of this piece was counted',
          next: 'check the operation log-read of this host; the next collection tries again',
        })
      if (!plain) packing.note(way, bytes.length, performance.now() - startedMs)
      const { device, inode, cursorFound = true, cut = false, damaged = false } = answer
      return { bytes, device, inode, cursorFound, cut, damaged }
    },
  }
}

const nameOf = (source: RemoteRead['source'], file: string): string =>
  source === 'journal' ? `the journal (${file})` : file

const gunzipOff = promisify(zlib.gunzip)

/** Undefined for data that is not what it says, or that is larger than was asked for. Unpacks off this thread. */
async function unpack(
  { data, length, packing = 'gzip' }: OperationAnswer<'log-read'>,
  limit: number,
): Promise<Uint8Array | undefined> {
  if (data === '') return new Uint8Array()
  const bytes = Buffer.from(data, 'base64')
  const maxOutputLength = Math.max(1, limit)
  // At once: Node unpacks 16 KiB at a time otherwise, 128 ways to another thread and back for a piece (`bench logs --part fetch`).
  const chunkSize = Math.max(zlib.constants.Z_DEFAULT_CHUNK, Math.min(length, limit) + 1)
  const bound = { maxOutputLength, chunkSize }
  try {
    if (packing === 'plain') return bytes.length > limit ? undefined : bytes
    return packing === 'zstd'
      ? await promisify(zlib.zstdDecompress)(bytes, bound)
      : await gunzipOff(bytes, bound)
  } catch {
    return undefined
  }
}
