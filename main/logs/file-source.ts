import { problem, ProblemError } from '../../shared/domain/problems.ts'
import { DamagedError } from './damaged-error.ts'
import { isCompressed, magicBytes, packingOf } from './log-family.ts'
import type { Packing } from './log-family.ts'
import type { ListedLog, LogSource, ReadOptions } from './log-source.ts'
import { pieceBytes } from './remote-logs.ts'
import type { RemoteLogs } from './remote-logs.ts'
import { extendTail } from './tail.ts'
import { isNodePacking, unpackFrom } from './unpack.ts'

/** Log files of a host, over SSH. */
export function createFileSource(remote: RemoteLogs): LogSource {
  const { host } = remote

  /**
   * Pieces up to `end`, or to the end of the file where that says nothing. Each begins with the last bytes of the one before, which
   * must be those that came then: a log that is truncated in between and outgrows its old size keeps its inode.
   */
  async function* pieces(
    kind: 'file' | 'text',
    log: ListedLog,
    { from, end }: { readonly from: number; readonly end: number },
    { signal, onMissing }: { readonly signal?: AbortSignal | undefined; onMissing?: () => void },
  ): AsyncGenerator<Uint8Array> {
    const plain = kind === 'file' && isCompressed(log.file)
    let tail: Uint8Array = new Uint8Array()
    for (let at = from; at < end;) {
      const offset = at - tail.length
      const limit = Math.min(pieceBytes, end - offset)
      const piece = await remote.read(
        { source: kind, file: log.file, offset, limit, plain },
        signal,
      )
      if (piece === 'no-program') {
        onMissing?.()
        return
      }
      if (piece === 'gone' || piece.inode !== log.inode || piece.device !== log.device)
        throw replaced(host, log)
      if (Buffer.compare(piece.bytes.subarray(0, tail.length), tail) !== 0)
        throw replaced(host, log)
      const bytes = piece.bytes.subarray(tail.length)
      if (piece.damaged) {
        if (bytes.length > 0) yield bytes
        throw new DamagedError('the host cannot unpack the rest')
      }
      if (bytes.length === 0) {
        if (end !== Number.POSITIVE_INFINITY) throw replaced(host, log)
        return
      }
      tail = extendTail(tail, bytes)
      at += bytes.length
      yield bytes
    }
  }

  async function* unpacked(
    log: ListedLog,
    from: number,
    packing: Packing,
    { signal, onGap }: Required<ReadOptions>,
  ): AsyncGenerator<Uint8Array> {
    let at = from
    const gap = (why: string): void =>
      onGap?.({ file: log.file, from: at, bytes: 1, exact: false, why })
    const onMissing = (): void =>
      gap(
        `${log.file} cannot be unpacked on ${host}: the program ${packing} is missing there; ` +
          `install it, or have logs rotated with gzip`,
      )
    const text = isNodePacking(packing)
      ? unpackFrom(packing, pieces('file', log, { from: 0, end: log.size }, { signal }), from)
      : pieces('text', log, { from, end: Number.POSITIVE_INFINITY }, { signal, onMissing })
    try {
      for await (const bytes of text) {
        // What unpackFrom gives is good until its next piece; here the one before is still worked on then (`readAhead`).
        yield Uint8Array.from(bytes)
        at += bytes.length
      }
    } catch (error) {
      if (!(error instanceof DamagedError)) throw error
      gap(`${log.file} is damaged: what it holds after byte ${at} of its text cannot be unpacked`)
    }
  }

  return {
    list: (options) => remote.list(options),
    async *read(log, from, { signal, onGap } = {}) {
      if (!isCompressed(log.file)) {
        yield* pieces('file', log, { from, end: log.size }, { signal })
        return
      }
      const head = await remote.read(
        { source: 'file', file: log.file, offset: 0, limit: magicBytes, plain: true },
        signal,
      )
      if (typeof head === 'string') throw replaced(host, log)
      const packing = packingOf(head.bytes)
      if (packing !== undefined) yield* unpacked(log, from, packing, { signal, onGap })
      // The operation of this host unpacks by itself: offsets are those of the text, and only the end tells the size.
      else yield* pieces('file', log, { from, end: Number.POSITIVE_INFINITY }, { signal })
    },
  }
}

/** A new listing shows what became of it. */
export const replaced = (host: string, log: ListedLog): ProblemError =>
  new ProblemError(
    problem('precondition', `${log.file} was rotated or truncated while it was being read`, {
      where: { host, file: log.file },
      safe: 'what was read so far is counted once, and its place is kept',
      next: 'collect again: the rest is then read from where it went',
    }),
  )
