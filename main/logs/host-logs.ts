import type { DataApi, LogOffset } from '../data/protocol.ts'
import type { Clock } from '../runner/ports.ts'
import type { HostName } from '../../shared/domain/ids.ts'
import { ProblemError } from '../../shared/domain/problems.ts'
import type { CollectRequest } from './collector.ts'
import { goneInode, planLogReads, trustKey } from './plan-log-reads.ts'
import type { LogPlan, LogRead } from './plan-log-reads.ts'
import type { ListedLog } from './log-family.ts'
import type { RemoteLogs } from './remote-logs.ts'
import { extendTail, hashTail } from './tail.ts'

export type HostLogSummary = {
  /** Files with news. */
  readonly files: number
  readonly bytes: number
  readonly lines: number
  readonly errors: number
  readonly warnings: number
  /** Logs of which bytes were lost. */
  readonly gaps: number
  /** One sentence for each gap. */
  readonly notes: readonly string[]
}

type Options = {
  readonly remote: RemoteLogs
  readonly data: Pick<DataApi, 'ingestLog' | 'append'>
  readonly clock: Pick<Clock, 'now'>
  readonly host: HostName
  readonly request: CollectRequest
  /** How files looked when they were last read to the end, by host and name; lives as long as the collector. */
  readonly seen: Map<string, string>
}

type Counts = { bytes: number; lines: number; errors: number; warnings: number }

/** The first `length` bytes, and what came with them; undefined when there are fewer. */
async function takeTail(
  chunks: AsyncGenerator<Uint8Array>,
  length: number,
): Promise<{ tail: Uint8Array; rest: Uint8Array } | undefined> {
  let bytes: Uint8Array = new Uint8Array()
  while (bytes.length < length) {
    const next = await chunks.next()
    if (next.done === true) return undefined
    bytes = Buffer.concat([bytes, next.value])
  }
  return { tail: bytes.subarray(0, length), rest: bytes.subarray(length) }
}

const looks = (log: ListedLog | undefined): string =>
  log === undefined ? '' : `${log.device} ${log.inode} ${log.size} ${log.mtimeMs}`

/**
 * How many bytes a gap has cannot be known: nobody saw the file before it went. At least one is stored, so that a gap is
 * never taken for none.
 */
const leastGap = 1

/** Reads the news of one host. Every piece is stored together with the place up to which it goes. */
export function createHostLogs(options: Options): {
  collect(offsets: readonly LogOffset[]): Promise<HostLogSummary>
} {
  const { remote, data, clock, host, request, seen } = options
  const total = { files: 0, bytes: 0, lines: 0, errors: 0, warnings: 0, gaps: 0 }
  const notes: string[] = []
  const labels = {
    ...(request.batch === undefined ? {} : { batch: request.batch }),
    ...(request.run === undefined ? {} : { run: request.run }),
  }

  const ingest = async (
    next: LogOffset,
    bytes: Uint8Array,
    final: boolean,
    gap = 0,
  ): Promise<{ lines: number; errors: number; warnings: number }> => {
    const stored = await data.ingestLog({
      ...labels,
      host,
      file: next.file,
      bytes,
      next,
      gap,
      final,
    })
    if (!stored.ok) throw new ProblemError(stored.problem)
    return stored.value
  }

  const report = async (
    file: string,
    from: number,
    counts: Counts,
    gap?: number,
  ): Promise<void> => {
    const { bytes, lines, errors, warnings } = counts
    const event = {
      kind: 'logs.fetched' as const,
      ...labels,
      host,
      file,
      from,
      to: from + bytes,
      lines,
      errors,
      warnings,
      ...(gap === undefined ? {} : { gap }),
    }
    const stored = await data.append([event], clock.now())
    if (!stored.ok) throw new ProblemError(stored.problem)
  }

  /** False when the bytes before the offset are not those that were read once: nothing is stored then. */
  const readOne = async (plan: LogPlan, read: LogRead): Promise<boolean> => {
    const { source } = read
    const tailLength = read.checkTail ? (plan.offset?.tailLength ?? 0) : 0
    const counts: Counts = { bytes: 0, lines: 0, errors: 0, warnings: 0 }
    let tail: Uint8Array = new Uint8Array()

    const store = async (bytes: Uint8Array, final: boolean): Promise<void> => {
      tail = extendTail(tail, bytes)
      const offset = read.from + counts.bytes + bytes.length
      const at = { device: source.device, inode: source.inode, offset }
      const hash = { tailHash: hashTail(tail), tailLength: tail.length }
      const added = await ingest({ host, file: plan.file, ...at, ...hash }, bytes, final)
      counts.bytes += bytes.length
      counts.lines += added.lines
      counts.errors += added.errors
      counts.warnings += added.warnings
    }

    const chunks = remote.bytes(host, source, read.from - tailLength, request.signal)
    const start = await takeTail(chunks, tailLength)
    if (start === undefined || (tailLength > 0 && hashTail(start.tail) !== plan.offset?.tailHash)) {
      await chunks.return(undefined)
      return false
    }
    tail = start.tail
    // One piece is held back, so that the last one can say that it is the last.
    let held = start.rest
    for await (const chunk of chunks) {
      if (held.length > 0) await store(held, false)
      held = chunk
    }
    // An empty last piece still counts: the half line that was waiting for its end is complete as it is.
    if (held.length > 0 || read.final) await store(held, read.final)
    if (counts.bytes > 0 || counts.lines > 0) {
      await report(source.file, read.from, counts)
      total.files += 1
      total.bytes += counts.bytes
      total.lines += counts.lines
      total.errors += counts.errors
      total.warnings += counts.warnings
    }
    return true
  }

  const loseRest = async (plan: LogPlan, offset: LogOffset): Promise<void> => {
    const empty = new Uint8Array()
    const next = {
      host,
      file: plan.file,
      device: goneInode,
      inode: goneInode,
      offset: 0,
      tailHash: hashTail(empty),
      tailLength: 0,
    }
    const added = await ingest(next, empty, true, leastGap)
    await report(plan.file, offset.offset, { bytes: 0, ...added }, leastGap)
    total.gaps += 1
    total.lines += added.lines
    total.errors += added.errors
    total.warnings += added.warnings
    notes.push(
      `${plan.file}: what was written after byte ${offset.offset} is gone; ` +
        (plan.kind === 'vanished'
          ? 'the log is no longer there'
          : 'reading goes on with the new file'),
    )
  }

  const followOne = async (first: LogPlan, listing: readonly ListedLog[]): Promise<void> => {
    const distrusted = new Set<string>()
    const offsets = first.offset === undefined ? [] : [first.offset]
    for (let plan: LogPlan | undefined = first; plan !== undefined;) {
      const { kind, offset, reads } = plan
      if ((kind === 'lost' || kind === 'vanished') && offset !== undefined)
        await loseRest(plan, offset)
      let refused: ListedLog | undefined
      for (const read of reads) {
        if (await readOne(plan, read)) continue
        refused = read.source
        break
      }
      if (refused === undefined) return
      // Each turn distrusts one more of the listed files, so this ends.
      distrusted.add(trustKey(refused))
      plan = planLogReads(listing, offsets, distrusted).find((other) => other.file === first.file)
    }
  }

  return {
    async collect(offsets) {
      const listing = await remote.list(host, request.signal)
      for (const plan of planLogReads(listing, offsets)) {
        const key = `${host} ${plan.file}`
        const look = looks(listing.find((log) => log.file === plan.file))
        // Same size and same time as when it was last read to its end: not even its last bytes are asked for.
        if (plan.kind === 'unchanged' && seen.get(key) === look) continue
        await followOne(plan, listing)
        seen.set(key, look)
      }
      return { ...total, notes }
    },
  }
}
