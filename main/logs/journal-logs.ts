import type { LogOffset } from '../data/protocol.ts'
import type { HostName } from '../../shared/domain/ids.ts'
import type { JournalUnits } from '../../shared/domain/project.ts'
import type { HostMemory } from './host-memory.ts'
import type { HostTally, LogCounts } from './host-tally.ts'
import { createJournalSource, journalDevice, journalName, lastCursor } from './journal-source.ts'
import type { LogGap } from './log-source.ts'
import { readAhead } from './read-ahead.ts'
import type { RemoteLogs } from './remote-logs.ts'
import { extendTail, hashTail } from './tail.ts'

type Options = {
  readonly remote: RemoteLogs
  readonly tally: HostTally
  readonly host: HostName
  readonly units: JournalUnits
  readonly memory: Pick<HostMemory, 'givenUp'>
  /** Where the first look begins, in the host's time. */
  readonly sinceMs: number
  readonly signal?: AbortSignal | undefined
}

/** Reads the news of the journal of one host. Its offset keeps the cursor as inode, and counts bytes that were read. */
export async function collectJournal(
  { remote, tally, host, units, memory, sinceMs, signal }: Options,
  offsets: readonly LogOffset[],
): Promise<void> {
  const file = journalName(units)
  const last = offsets.find((offset) => offset.file === file)
  const after = last?.inode ?? `@${Math.max(0, Math.floor(sinceMs / 1000))}`
  const source = createJournalSource(remote, units, after)
  const from = last?.offset ?? 0
  const counts: LogCounts = { bytes: 0, lines: 0, errors: 0, warnings: 0 }
  const gaps: LogGap[] = []
  let tail: Uint8Array = new Uint8Array()
  let inode = after
  const place = (more = 0): LogOffset => ({
    host,
    file,
    device: journalDevice,
    inode,
    offset: from + counts.bytes + more,
    tailHash: hashTail(tail),
    tailLength: tail.length,
  })
  const [log] = await source.list({ signal })
  if (log === undefined) return
  const entries = source.read(log, from, { signal, onGap: (gap) => gaps.push(gap) })
  try {
    for await (const bytes of readAhead(entries)) {
      inode = lastCursor(bytes) ?? inode
      tail = extendTail(tail, bytes)
      // In one transaction with the entries that follow it, because the new cursor hides it.
      const told = gaps.splice(0)
      const lost = told.reduce((sum, gap) => sum + gap.bytes, 0)
      tally.add(counts, await tally.ingest(place(bytes.length), bytes, false, lost))
      counts.bytes += bytes.length
      for (const gap of told) await tally.lose(undefined, gap)
    }
  } catch (error) {
    // What came before is stored, and no later read begins before it.
    await tally.fetched(file, from, counts)
    throw error
  }
  // What is written after a first look that found nothing is never taken for older than that look.
  if (last === undefined && counts.bytes === 0) await tally.ingest(place(), tail, false)
  const [gap] = gaps
  if (gap !== undefined && !memory.givenUp.has(inode)) {
    memory.givenUp.add(inode)
    await tally.lose(place(), gap)
  }
  await tally.fetched(file, from, counts)
}
