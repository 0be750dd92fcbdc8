import { activeName, isCompressed } from './log-family.ts'
import type { ListedLog } from './log-source.ts'
import { looksOf } from './plan-log-reads.ts'
import type { LogRead } from './plan-log-reads.ts'

/** A rotated file that was read to its end. */
export type ClosedLog = {
  readonly log: string
  /** Where `tailHash` ends. */
  readonly at: number
  readonly tailHash: string
  readonly tailLength: number
  /** Up to here nothing is missing, or the gap is reported. */
  readonly until: number
}

/**
 * What is remembered of a host from one look to the next, as long as the collector lives. It saves reads and tells sizes of gaps;
 * the stored offsets alone are enough to read nothing twice.
 */
export type HostMemory = {
  /** Every listed file by its `looksOf`, when the host was last read to the end. */
  known: ReadonlyMap<string, ListedLog>
  knownUntilMs: number | undefined
  /** Files that were read since then: a look that did not come to its end is taken up by the next. */
  read: ListedLog[]
  /** By log: how its files looked when it was last read to the end. */
  readonly families: Map<string, string>
  /** By `fileKey`. */
  readonly closed: Map<string, ClosedLog>
  /** Reads that were planned and are not done, by `fileKey`. */
  readonly unread: Map<string, LogRead>
  /** Files (by `looksOf`) that cannot be unpacked, and cursors that are gone with nothing after them: reported once. */
  readonly givenUp: Set<string>
}

export const newMemory = (): HostMemory => ({
  known: new Map(),
  knownUntilMs: undefined,
  read: [],
  families: new Map(),
  closed: new Map(),
  unread: new Map(),
  givenUp: new Set(),
})

export const fileKey = ({
  device,
  inode,
}: {
  readonly device: string
  readonly inode: string
}): string => `${device} ${inode}`

/** Changes whenever any of the files of one log does. */
export const familyLooks = (family: readonly ListedLog[]): string =>
  family
    .map((file) => `${file.file} ${looksOf(file)}`)
    .toSorted()
    .join('\n')

/** Whole files that were to be read and have gone since, also under another name or packed: they are forgotten here. */
export function takeVanished(memory: HostMemory, listing: readonly ListedLog[]): LogRead[] {
  const there = new Set(listing.map(fileKey))
  const vanished: LogRead[] = []
  for (const [key, read] of memory.unread) {
    if (there.has(key)) continue
    const { source } = read
    const isPacked = listing.some(
      (log) =>
        isCompressed(log.file) &&
        log.mtimeMs === source.mtimeMs &&
        activeName(log.file) === activeName(source.file),
    )
    // Whether the rest of a file that was begun is to be had elsewhere is for the plan to find out.
    if (!isPacked && read.checkTail) continue
    memory.unread.delete(key)
    // One that was still written to has another time when it is packed: the plan finds it by its age.
    if (!isPacked && read.final && source.size > 0) vanished.push(read)
  }
  return vanished
}
