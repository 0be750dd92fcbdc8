import type { LogOffset } from '../data/protocol.ts'
import { activeName, byAge, isCompressed, isDated, rotationNumber } from './log-family.ts'
import type { ListedLog } from './log-source.ts'

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
  /** Files that were rotated by number after the one that was read last, and are not there any more. */
  readonly missing?: readonly string[]
}

export type PlanFacts = {
  /** Files (by `trustKey`) whose bytes before the offset are others. */
  readonly distrusted?: ReadonlySet<string>
  /** Files (by `looksOf`) that were there when the host was last read. Empty: it was not, or nobody remembers. */
  readonly known?: ReadonlyMap<string, ListedLog>
  /** Files that were read since then, in a look that did not come to its end. */
  readonly read?: readonly ListedLog[]
  /** Newest time of any file when the host was last read. */
  readonly knownUntilMs?: number | undefined
  /** At the first look at a log, rotated files that were written since then are read too. Default: none. */
  readonly sinceMs?: number | undefined
}

/** Inode of a stored offset whose file is known to be gone: whatever appears under the name is new. */
export const goneInode = 'gone'

/** Rotated files that are looked at for content before the rest of a file is given up. */
const maxCandidates = 8

export const trustKey = (log: ListedLog): string => `${log.device} ${log.inode} ${log.file}`

/** The same for a file under any name, as long as nobody writes to it. */
export const looksOf = (log: ListedLog): string =>
  `${log.device} ${log.inode} ${log.size} ${log.mtimeMs}`

export function planLogReads(
  listing: readonly ListedLog[],
  offsets: readonly LogOffset[],
  facts: PlanFacts = {},
): LogPlan[] {
  const byLog = Map.groupBy(listing, (log) => activeName(log.file))
  const places = new Map(offsets.map((offset) => [offset.file, offset]))
  const names = new Set([...byLog.keys(), ...places.keys()])
  return [...names]
    .toSorted()
    .map((file) => planOne(file, byLog.get(file) ?? [], places.get(file), facts))
}

/** Oldest first. A compressed file whose plain twin is still there is being written: the twin is read. */
export function rotatedOf(file: string, listing: readonly ListedLog[]): ListedLog[] {
  const plain = new Set(listing.map((log) => log.file))
  return byAge(
    listing
      .filter((log) => log.file !== file && activeName(log.file) === file)
      .filter((log) => !isCompressed(log.file) || !plain.has(log.file.replace(/\.[a-z0-9]+$/, ''))),
  )
}

function planOne(
  file: string,
  family: readonly ListedLog[],
  offset: LogOffset | undefined,
  facts: PlanFacts,
): LogPlan {
  const active = family.find((log) => log.file === file)
  const rotated = rotatedOf(file, family)
  if (offset === undefined || offset.inode === goneInode) {
    const reads = firstReads(file, family, rotated, offset, facts)
    return { file, kind: reads.length === 0 ? 'unchanged' : 'appeared', reads, offset }
  }
  const rest = findRest(active, rotated, offset, facts)
  const fresh = active === undefined ? [] : [active]
  if (rest === undefined) {
    const grown = offset.offset === 0 ? grownFromEmpty(offset, family, rotated, facts) : []
    if (grown.length > 0)
      return { file, kind: 'rotated', reads: chain([...grown, ...fresh]), offset }
    const reads = firstReads(file, family, rotated, offset, facts)
    return { file, kind: reads.length === 0 ? 'vanished' : 'lost', reads, offset }
  }
  // Also where there is nothing new to read: the file may have been begun anew and have come to the same size.
  const continued = (final: boolean): LogRead => ({
    source: rest,
    from: offset.offset,
    checkTail: offset.tailLength > 0,
    final,
  })
  const unseen = new Set(offset.offset > 0 ? [] : unseenOf(file, family, rotated, facts))
  unseen.delete(rest)
  if (unseen.size > 0) {
    const older = rotated.filter((log) => log === rest || unseen.has(log))
    return { file, kind: 'truncated', reads: chain([...older, ...fresh]), offset }
  }
  if (rest === active) {
    const kind = hasMore(rest, offset) ? 'grown' : 'unchanged'
    return { file, kind, reads: [continued(false)], offset }
  }
  // What was there at the last look was read then, or is older than the first: times that step back must not bring it again.
  const after = rotated.slice(rotated.indexOf(rest) + 1)
  const later = [...after.filter((log) => facts.known?.has(looksOf(log)) !== true), ...fresh]
  const kind = active !== undefined && isSame(active, offset) ? 'truncated' : 'rotated'
  // Until something stands in the next file, the one before may still be written to.
  const closed = isCompressed(rest.file) || later.some((log) => log.size > 0)
  return {
    file,
    kind,
    reads: closed ? [continued(true), ...chain(later)] : [continued(false)],
    offset,
    ...(closed ? { missing: missingAfter(file, rest, rotated) } : {}),
  }
}

/**
 * Of a file of which nothing had been read, nothing tells but its time: it was packed as empty as it was, or it is among those that
 * have come since. Rotation removes the oldest first: so it is while an older file is there, or no other.
 */
function grownFromEmpty(
  { file, device, inode }: LogOffset,
  family: readonly ListedLog[],
  rotated: readonly ListedLog[],
  facts: PlanFacts,
): ListedLog[] {
  const isTwin = ({ mtimeMs }: ListedLog): boolean =>
    facts.known?.has(`${device} ${inode} 0 ${mtimeMs}`) === true
  const fresh = unseenOf(file, family, rotated, facts)
  const unseen = rotated.filter((log) => isTwin(log) || fresh.includes(log))
  return unseen.some(isTwin) || unseen.length < rotated.length || unseen.length === 1 ? unseen : []
}

/** Rotation by number leaves no holes: `.3` was there before `.2`, and `.2` before `.1`. */
function missingAfter(file: string, rest: ListedLog, rotated: readonly ListedLog[]): string[] {
  const there = new Set(rotated.map((log) => rotationNumber(log.file)))
  const before = Math.max(0, rotationNumber(rest.file) - 1)
  return Array.from({ length: before }, (_, i) => before - i)
    .filter((number) => !there.has(number))
    .map((number) => `${file}.${number}`)
}

/**
 * Whole files in order; each is closed by the next, the last only when it is compressed. Nothing is known to be closed by a file
 * that is still empty.
 */
function chain(logs: readonly ListedLog[]): LogRead[] {
  const end = logs.findLastIndex((log) => log.size > 0) + 1
  const filled = end === 0 ? logs.slice(-1) : logs.slice(0, end)
  return filled.map((source, i) => ({
    source,
    from: 0,
    checkTail: false,
    final: i < filled.length - 1 || isCompressed(source.file),
  }))
}

/**
 * Of a log whose place is not known: what is written to now, and before that, at the first look, what was rotated since the time
 * that is asked for, later what has come since the last look. Where every file bears its day, the newest is the one that is
 * written to.
 */
function firstReads(
  file: string,
  family: readonly ListedLog[],
  rotated: readonly ListedLog[],
  offset: LogOffset | undefined,
  facts: PlanFacts,
): LogRead[] {
  const { sinceMs = Number.POSITIVE_INFINITY } = facts
  const newest = rotated.findLast((log) => isDated(log.file) && !isCompressed(log.file))
  const current = family.find((log) => log.file === file) ?? newest
  const wanted =
    offset === undefined
      ? rotated.filter((log) => log.mtimeMs >= sinceMs)
      : unseenOf(file, family, rotated, facts)
  const before = wanted.filter((log) => log !== current)
  return chain([...before, ...(current === undefined ? [] : [current])])
}

const hasMore = (log: ListedLog, offset: LogOffset): boolean =>
  isCompressed(log.file) || log.size > offset.offset

const isSame = (log: ListedLog, other: Pick<LogOffset, 'device' | 'inode'>): boolean =>
  log.device === other.device && log.inode === other.inode

/** Was not there at the last look, and was written since. */
export const isNew = (log: ListedLog, { known, knownUntilMs }: PlanFacts): boolean =>
  known !== undefined &&
  knownUntilMs !== undefined &&
  !known.has(looksOf(log)) &&
  log.mtimeMs > knownUntilMs

/**
 * Rotated files that have come since the last look. logrotate gives a packed file the time of what it was; where a plain file has
 * gone, a packed one that is new may be that one all the same: it is left out.
 */
function unseenOf(
  file: string,
  family: readonly ListedLog[],
  rotated: readonly ListedLog[],
  facts: PlanFacts,
): ListedLog[] {
  const { known, read = [] } = facts
  const unknown = rotated.filter((log) => isNew(log, facts))
  if (unknown.length === 0) return unknown
  const before = [...(known?.values() ?? [])].filter((log) => log.size > 0)
  const fresh = unknown
    // Late lines, or a twin, of a file that was read: not the whole of it again.
    .filter((log) => ![...before, ...read].some((other) => isSame(log, other)))
    .filter((log) => !read.some((other) => other.mtimeMs === log.mtimeMs))
  return goneOf(file, family, facts).length === 0
    ? fresh
    : fresh.filter((log) => !isCompressed(log.file))
}

/** Plain files of a log that were there at the last look and are not any more: packed, or removed. */
export function goneOf(
  file: string,
  listing: readonly ListedLog[],
  { known = new Map<string, ListedLog>() }: PlanFacts,
): ListedLog[] {
  const there = new Set(listing.map((log) => `${log.device} ${log.inode}`))
  return [...known.values()].filter(
    (log) =>
      log.size > 0 &&
      activeName(log.file) === file &&
      !isCompressed(log.file) &&
      !there.has(`${log.device} ${log.inode}`),
  )
}

/**
 * The file that holds what comes after the offset: by inode under any name, else a copy of it among the newest rotated ones. A
 * copy that has come since the last look goes before the log of the same inode: both begin alike when every log begins with
 * the same line.
 */
function findRest(
  active: ListedLog | undefined,
  rotated: readonly ListedLog[],
  offset: LogOffset,
  facts: PlanFacts,
): ListedLog | undefined {
  const mayHold = (log: ListedLog): boolean =>
    facts.distrusted?.has(trustKey(log)) !== true &&
    (isCompressed(log.file) || log.size >= offset.offset)
  const all = active === undefined ? rotated : [...rotated, active]
  const same = all.find((log) => isSame(log, offset) && mayHold(log))
  if (offset.tailLength === 0 || (same !== undefined && same !== active)) return same
  const newest = rotated.toReversed().slice(0, maxCandidates).filter(mayHold)
  return same === undefined ? newest[0] : (newest.find((log) => isNew(log, facts)) ?? same)
}
