import type { LogOffset } from '../data/protocol.ts'
import { activeName, byAge, isCompressed } from './log-family.ts'
import type { ListedLog } from './log-family.ts'

/**
 * Decides what of a host's logs has not been read yet. Pure: listing and stored offsets in, reads out.
 *
 * A log is followed over rotation by its inode, and where that is gone, by its content: the bytes before the stored offset have
 * a stored hash. Every read that continues is checked against it before a byte counts; one that does not match is
 * `distrusted` and the plan is made again. So a file is never read twice, and where the rest of a file cannot be found the
 * plan says `lost`: a finding, never silence.
 */
export type LogRead = {
  readonly source: ListedLog
  /** Bytes (after decompression) that were read before. */
  readonly from: number
  /** Check the bytes before `from` against the stored hash first. */
  readonly checkTail: boolean
  /** Nobody writes to the file any more: a half last line is a line. */
  readonly final: boolean
}

export type LogPlan = {
  /** Name of the log, under which its offset is kept. */
  readonly file: string
  /** `unchanged` has one read, of no new bytes: it finds a log that was begun anew and has come to the same size. */
  readonly kind: 'unchanged' | 'grown' | 'appeared' | 'rotated' | 'truncated' | 'lost' | 'vanished'
  /** In the order of the log's time. */
  readonly reads: readonly LogRead[]
  readonly offset: LogOffset | undefined
}

/** Inode of a stored offset whose file is known to be gone: whatever appears under the name is new. */
export const goneInode = 'gone'

/** Rotated files that are looked at for content before the rest of a file is given up. */
const maxCandidates = 8

export const trustKey = (log: ListedLog): string => `${log.device} ${log.inode} ${log.file}`

const none: ReadonlySet<string> = new Set()

export function planLogReads(
  listing: readonly ListedLog[],
  offsets: readonly LogOffset[],
  distrusted: ReadonlySet<string> = none,
): LogPlan[] {
  const names = new Set([
    ...listing.filter((log) => activeName(log.file) === log.file).map((log) => log.file),
    ...offsets.map((offset) => offset.file),
  ])
  return [...names].toSorted().map((file) =>
    planOne(
      file,
      listing.find((log) => log.file === file),
      rotatedOf(file, listing),
      offsets.find((offset) => offset.file === file),
      distrusted,
    ),
  )
}

/** Oldest first. A compressed file whose plain twin is still there is being written: the twin is read. */
function rotatedOf(file: string, listing: readonly ListedLog[]): ListedLog[] {
  const plain = new Set(listing.map((log) => log.file))
  return listing
    .filter((log) => log.file !== file && activeName(log.file) === file)
    .filter((log) => !isCompressed(log.file) || !plain.has(log.file.replace(/\.[a-z0-9]+$/, '')))
    .toSorted(byAge)
}

function planOne(
  file: string,
  active: ListedLog | undefined,
  rotated: readonly ListedLog[],
  offset: LogOffset | undefined,
  distrusted: ReadonlySet<string>,
): LogPlan {
  if (offset === undefined || offset.inode === goneInode)
    return active === undefined
      ? { file, kind: 'unchanged', reads: [], offset }
      : { file, kind: 'appeared', reads: [whole(active, false)], offset }
  const rest = findRest(active, rotated, offset, distrusted)
  const fresh = active === undefined ? [] : [whole(active, false)]
  if (rest === undefined)
    return { file, kind: active === undefined ? 'vanished' : 'lost', reads: fresh, offset }
  // Also where there is nothing new to read: the file may have been begun anew and have come to the same size.
  const continued = { source: rest, from: offset.offset, checkTail: offset.tailLength > 0 }
  if (rest === active) {
    const kind = hasMore(rest, offset) ? 'grown' : 'unchanged'
    return { file, kind, reads: [{ ...continued, final: false }], offset }
  }
  const later = rotated.slice(rotated.indexOf(rest) + 1).map((log) => whole(log, true))
  const kind = active !== undefined && isSame(active, offset) ? 'truncated' : 'rotated'
  return { file, kind, reads: [{ ...continued, final: true }, ...later, ...fresh], offset }
}

const whole = (source: ListedLog, final: boolean): LogRead => ({
  source,
  from: 0,
  checkTail: false,
  final,
})

const hasMore = (log: ListedLog, offset: LogOffset): boolean =>
  isCompressed(log.file) || log.size > offset.offset

const isSame = (log: ListedLog, offset: LogOffset): boolean =>
  log.device === offset.device && log.inode === offset.inode

/** The file that holds what comes after the offset: by inode under any name, else a copy of it among the newest rotated ones. */
function findRest(
  active: ListedLog | undefined,
  rotated: readonly ListedLog[],
  offset: LogOffset,
  distrusted: ReadonlySet<string>,
): ListedLog | undefined {
  const mayHold = (log: ListedLog): boolean =>
    !distrusted.has(trustKey(log)) && (isCompressed(log.file) || log.size >= offset.offset)
  const all = active === undefined ? rotated : [...rotated, active]
  const same = all.find((log) => isSame(log, offset) && mayHold(log))
  if (same !== undefined || offset.tailLength === 0) return same
  return rotated.toReversed().slice(0, maxCandidates).find(mayHold)
}
