import { Readable } from 'node:stream'
import { createGunzip, gunzipSync } from 'node:zlib'
import type { SessionPool } from '../runner/ports.ts'
import type { HostName } from '../../shared/domain/ids.ts'
import type { Phase } from '../../shared/domain/journal.ts'
import { operations } from '../../shared/domain/operations.ts'
import type { OperationName } from '../../shared/domain/operations.ts'
import { fail, problem, ProblemError } from '../../shared/domain/problems.ts'
import { isCompressed } from './log-family.ts'
import type { ListedLog } from './log-family.ts'
import { readAnswer } from './read-answer.ts'

/** The words to run for an operation on a host; throws a problem where the catalogue has none. */
export type RenderOperation = (
  host: HostName,
  operation: OperationName,
  phase: Phase,
  args: Readonly<Record<string, string | number>>,
) => readonly string[]

export type RemoteLogs = {
  list(host: HostName, signal?: AbortSignal): Promise<readonly ListedLog[]>
  /** The log's bytes, decompressed, from an offset on. Throws ProblemError; also when the file is replaced meanwhile. */
  bytes(
    host: HostName,
    log: ListedLog,
    from: number,
    signal?: AbortSignal,
  ): AsyncGenerator<Uint8Array>
}

/** Bytes asked for at once: small enough for a bad link, large enough to keep round trips few. */
export const pieceBytes = 256 * 1024

/** gzip of noise and base64 make a piece a little larger than it is. */
const maxAnswerBytes = 1024 * 1024

export function createRemoteLogs(pool: SessionPool, commands: RenderOperation): RemoteLogs {
  const run = async <T>(
    host: HostName,
    operation: 'log-list' | 'log-read',
    args: Readonly<Record<string, string | number>>,
    shape: { safeParse(value: unknown): { success: boolean; data?: T } },
    signal: AbortSignal | undefined,
  ): Promise<T> => {
    const argv = commands(host, operation, 'apply', args)
    const outcome = await pool.exec(host, argv, {
      maxBytes: maxAnswerBytes,
      ...(signal === undefined ? {} : { signal }),
    })
    return readAnswer(host, operation, outcome, shape)
  }

  const read = async (
    host: HostName,
    log: ListedLog,
    offset: number,
    limit: number,
    signal: AbortSignal | undefined,
  ): Promise<Uint8Array> => {
    const args = { file: log.file, offset, limit }
    const answer = await run(host, 'log-read', args, operations['log-read'].answer, signal)
    if (answer.inode !== log.inode || answer.device !== log.device) return replaced(host, log)
    const bytes = unpack(answer.data, limit)
    if (bytes === undefined || bytes.length !== answer.length || answer.offset !== offset)
      return fail('bad-answer', `log-read answered other bytes than it says of ${log.file}`, {
        where: { host, file: log.file },
        safe: 'nothing of this piece was counted',
        next: 'check the operation log-read of this host; the next collection tries again',
      })
    return bytes
  }

  /** The file as it lies on the host, up to the size it was listed with, or to its end where that says nothing. */
  async function* stored(
    host: HostName,
    log: ListedLog,
    from: number,
    end: number,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<Uint8Array> {
    for (let offset = from; offset < end;) {
      const limit = Math.min(pieceBytes, end - offset)
      const bytes = await read(host, log, offset, limit, signal)
      if (bytes.length === 0) {
        if (end !== Number.POSITIVE_INFINITY) replaced(host, log)
        return
      }
      yield bytes
      offset += bytes.length
    }
  }

  return {
    async list(host, signal) {
      const answer = await run(host, 'log-list', {}, operations['log-list'].answer, signal)
      return answer.files
    },
    async *bytes(host, log, from, signal) {
      if (!isCompressed(log.file)) {
        yield* stored(host, log, from, log.size, signal)
        return
      }
      const head = await read(host, log, 0, 6, signal)
      if (isGzip(head)) {
        yield* unpackFrom(host, log, stored(host, log, 0, log.size, signal), from)
      } else if (isOtherPacked(head))
        fail('bad-answer', `${log.file} is compressed in a way that only the host can read`, {
          where: { host, file: log.file },
          safe: 'nothing of this file was counted',
          next: 'have log-read decompress it on the host (bzip2, xz), or have logs rotated with gzip',
        })
      // The operation of this host decompresses by itself: offsets are those of the text, and only the end tells the size.
      else yield* stored(host, log, from, Number.POSITIVE_INFINITY, signal)
    },
  }
}

const startsWith = (bytes: Uint8Array, magic: readonly number[]): boolean =>
  bytes.length >= magic.length && magic.every((byte, i) => bytes[i] === byte)

const isGzip = (head: Uint8Array): boolean => startsWith(head, [0x1f, 0x8b])
const isOtherPacked = (head: Uint8Array): boolean =>
  startsWith(head, [0x42, 0x5a, 0x68]) || startsWith(head, [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0])

/** Undefined for data that is no gzip in base64, or that is larger than was asked for. */
function unpack(data: string, limit: number): Uint8Array | undefined {
  if (data === '') return new Uint8Array()
  try {
    return gunzipSync(Buffer.from(data, 'base64'), { maxOutputLength: Math.max(1, limit) })
  } catch {
    return undefined
  }
}

/** The unpacked text of a gzip file from a byte on. The source's own problem wins over the broken text that it leaves. */
async function* unpackFrom(
  host: HostName,
  log: ListedLog,
  packed: AsyncGenerator<Uint8Array>,
  from: number,
): AsyncGenerator<Uint8Array> {
  const failure: { reason?: unknown } = {}
  const source = Readable.from(
    (async function* () {
      try {
        yield* packed
      } catch (error) {
        failure.reason = error
      }
    })(),
  )
  const text = source.pipe(createGunzip({ chunkSize: pieceBytes }))
  let left = from
  try {
    for await (const chunk of text) {
      const bytes = chunk as Uint8Array // a stream without encoding gives buffers
      if (bytes.length > left) yield bytes.subarray(left)
      left = Math.max(0, left - bytes.length)
    }
  } catch (error) {
    if (failure.reason instanceof Error) throw failure.reason
    throw new ProblemError(
      problem('bad-answer', `${log.file} cannot be unpacked`, {
        where: { host, file: log.file },
        safe: 'what was read so far is counted once, and its place is kept',
        next: 'it may still be in the making: collect again; otherwise look at the file on the host',
      }),
      { cause: error },
    )
  } finally {
    source.destroy()
    text.destroy()
  }
  if (failure.reason instanceof Error) throw failure.reason
}

const replaced = (host: HostName, log: ListedLog): never =>
  fail('precondition', `${log.file} was rotated or truncated while it was being read`, {
    where: { host, file: log.file },
    safe: 'what was read so far is counted once, and its place is kept',
    next: 'collect again: the rest is then read from where it went',
  })
