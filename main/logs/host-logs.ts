import type { LogOffset } from '../data/protocol.ts'
import type { HostName } from '../../shared/domain/ids.ts'
import { problem, ProblemError } from '../../shared/domain/problems.ts'
import type { Problem } from '../../shared/domain/problems.ts'
import type { CollectRequest } from './collector.ts'
import { replaced } from './file-source.ts'
import { familyLooks, fileKey, takeVanished } from './host-memory.ts'
import type { HostMemory } from './host-memory.ts'
import type { HostTally, LogCounts } from './host-tally.ts'
import { activeName, isCompressed } from './log-family.ts'
import type { ListedLog, LogGap, LogSource } from './log-source.ts'
import {
  goneInode,
  goneOf,
  isNew,
  looksOf,
  planLogReads,
  rotatedOf,
  trustKey,
} from './plan-log-reads.ts'
import type { LogPlan, LogRead } from './plan-log-reads.ts'
import { leaveOut } from './remote-logs.ts'
import { readAhead, takeTail } from './read-ahead.ts'
import { extendTail, hashTail } from './tail.ts'

type Options = {
  readonly source: LogSource
  readonly tally: HostTally
  readonly host: HostName
  readonly request: Pick<CollectRequest, 'signal'>
  readonly memory: HostMemory
  /** Before the rest of a log is given up that was changed in place, it is looked for in a new listing: throws `replaced`. */
  readonly mayListAgain: boolean
  /** The host has its lines elsewhere, in a journal. */
  readonly mayBeEmpty: boolean
  /** At the first look at a log: rotated files written since then are read too, in the host's time. */
  readonly sinceMs?: number | undefined
}

const empty = new Uint8Array()

/**
 * Reads the news of the log files of one host. Every piece is stored together with the place up to which it goes. Answers what
 * could not be looked at or may not be read, after all else was.
 */
export async function collectFiles(
  options: Options,
  offsets: readonly LogOffset[],
): Promise<Problem | undefined> {
  const { source, tally, host, request, memory, sinceMs } = options
  const { signal } = request
  /** As they are stored by now. */
  const places = new Map(offsets.map((offset) => [offset.file, offset]))

  const unseen: string[] = []
  const listing = await source.list({ signal, onUnseen: (what) => unseen.push(what) })
  if (listing.length === 0 && offsets.length === 0 && !options.mayBeEmpty)
    unseen.push('no log was found there at all')
  /** Names are looked at once: a host may have thousands. */
  const families = Map.groupBy(listing, (log) => activeName(log.file))
  const vanished = takeVanished(memory, listing)

  /** False when the bytes before the offset are not those that were read once: nothing is stored then. */
  const readOne = async (
    plan: LogPlan,
    read: LogRead,
    obstacles: Map<string, string>,
  ): Promise<boolean> => {
    const { source: log, from, final } = read
    if (from === 0 && memory.givenUp.has(looksOf(log))) return true
    const tailLength = read.checkTail ? (plan.offset?.tailLength ?? 0) : 0
    const counts: LogCounts = { bytes: 0, lines: 0, errors: 0, warnings: 0 }
    const gaps: LogGap[] = []
    const text = source.read(log, from - tailLength, { signal, onGap: (gap) => gaps.push(gap) })
    const start = await takeTail(text, tailLength)
    if (start === undefined || (tailLength > 0 && hashTail(start.tail) !== plan.offset?.tailHash)) {
      await text.return(undefined)
      for (const { why } of gaps) obstacles.set(looksOf(log), why)
      return false
    }
    let { tail } = start
    const place = (more = 0): LogOffset => ({
      host,
      file: plan.file,
      device: log.device,
      inode: log.inode,
      offset: from + counts.bytes + more,
      tailHash: hashTail(tail),
      tailLength: tail.length,
    })
    const store = async (bytes: Uint8Array, last: boolean): Promise<void> => {
      tail = extendTail(tail, bytes)
      tally.add(counts, await tally.ingest(place(bytes.length), bytes, last))
      counts.bytes += bytes.length
      places.set(plan.file, place())
    }
    try {
      if (start.rest.length > 0) await store(start.rest, false)
      for await (const bytes of readAhead(text)) await store(bytes, false)
    } catch (error) {
      // What came before is stored, and no later read begins before it.
      await tally.fetched(log.file, from, counts)
      throw error
    }
    // The half line that was waiting for its end is complete as it is; and an empty log that is seen for the first time has a
    // place, so that what is written to it is never taken for older than the first look.
    const isFirst = from === 0 && counts.bytes === 0
    if (final || isFirst) await store(empty, final)
    for (const gap of gaps) {
      memory.givenUp.add(looksOf(log))
      await tally.lose(place(), { ...gap, file: log.file })
    }
    if (final && !isCompressed(log.file))
      memory.closed.set(fileKey(log), {
        log: plan.file,
        at: from + counts.bytes,
        tailHash: hashTail(tail),
        tailLength: tail.length,
        until: from + counts.bytes,
      })
    await tally.fetched(log.file, from, counts)
    return true
  }

  const loseRest = async (
    plan: LogPlan,
    offset: LogOffset,
    obstacles: ReadonlyMap<string, string>,
  ): Promise<void> => {
    const planned = memory.unread.get(fileKey(offset))
    memory.unread.delete(fileKey(offset))
    const next = { ...offset, device: goneInode, inode: goneInode, offset: 0 }
    const [obstacle] = obstacles.values()
    // What they hold is part of this gap, not one of its own.
    for (const looks of obstacles.keys()) memory.givenUp.add(looks)
    await tally.lose(
      { ...next, tailHash: hashTail(empty), tailLength: 0 },
      {
        file: plan.file,
        from: offset.offset,
        bytes: Math.max(1, (planned?.source.size ?? 0) - offset.offset),
        exact: false,
        why:
          `${plan.file}: what was written after byte ${offset.offset} is gone; ` +
          (plan.kind === 'vanished'
            ? 'the log is no longer there'
            : 'reading goes on with the new file') +
          (obstacle === undefined ? '' : ` (${obstacle})`),
      },
      true,
    )
  }

  const reportMissing = async ({ file, missing = [] }: LogPlan): Promise<void> => {
    for (const name of missing.filter(
      (name) => !vanished.some(({ source }) => source.file === name),
    )) {
      const why = `${name} was rotated and removed before it could be read`
      await tally.lose(places.get(file), { file: name, from: 0, bytes: 1, exact: false, why })
    }
  }

  /** How much a packed file holds after what was read of it when it was plain. Packing need not keep a file's time. */
  const lateInPacked = async (file: string, log: ListedLog): Promise<number | 'some'> => {
    const gone = goneOf(file, listing, memory)
    for (const closed of gone.flatMap((other) => memory.closed.get(fileKey(other)) ?? [])) {
      const text = source.read(log, closed.at - closed.tailLength, { signal })
      const start = await takeTail(text, closed.tailLength)
      const isSame = start !== undefined && hashTail(start.tail) === closed.tailHash
      let bytes = (start?.rest.length ?? 0) - (closed.until - closed.at)
      if (isSame) for await (const more of text) bytes += more.length
      await text.return(undefined)
      if (isSame) return Math.max(0, bytes)
    }
    // One that was rotated before the first look was never read.
    return gone.length > 0 ? 0 : 'some'
  }

  /** A rotated file that was written to since the last look and is none of the plan's: late lines of one that was read before. */
  const reportChanged = async ({ file, offset, reads }: LogPlan): Promise<void> => {
    if (offset === undefined) return
    const wasRead = new Set(memory.read.map(looksOf))
    for (const log of rotatedOf(file, families.get(file) ?? [])) {
      if (log.size === 0 || !isNew(log, memory) || wasRead.has(looksOf(log))) continue
      if (reads.some((read) => read.source === log)) continue
      if (memory.closed.has(fileKey(log)) || memory.givenUp.has(looksOf(log))) continue
      memory.givenUp.add(looksOf(log))
      const late = isCompressed(log.file) ? await lateInPacked(file, log) : 'some'
      if (late === 0) continue
      const why = `${log.file}: something was written to the file after it was rotated and read to its end`
      const size = late === 'some' ? { bytes: 1, exact: false } : { bytes: late, exact: true }
      await tally.lose(places.get(file), { file: log.file, from: 0, ...size, why })
    }
  }

  const followOne = async (first: LogPlan): Promise<void> => {
    const distrusted = new Set<string>()
    /** By `looksOf`: why a file that may hold the rest could not be looked into. */
    const obstacles = new Map<string, string>()
    const known = first.offset === undefined ? [] : [first.offset]
    for (let plan: LogPlan | undefined = first; plan !== undefined;) {
      const { kind, offset, reads } = plan
      if ((kind === 'lost' || kind === 'vanished') && offset !== undefined)
        await loseRest(plan, offset, obstacles)
      for (const read of reads) memory.unread.set(fileKey(read.source), read)
      let refused: ListedLog | undefined
      for (const read of reads) {
        if (await readOne(plan, read, obstacles)) {
          memory.unread.delete(fileKey(read.source))
          memory.read.push(read.source)
          continue
        }
        refused = read.source
        break
      }
      if (refused === undefined) {
        await reportMissing(plan)
        return reportChanged(plan)
      }
      for (const read of reads) memory.unread.delete(fileKey(read.source))
      // Each turn distrusts one more of the listed files, so this ends.
      distrusted.add(trustKey(refused))
      const facts = { ...memory, distrusted, sinceMs }
      plan = planLogReads(listing, known, facts).find((other) => other.file === first.file)
      if (options.mayListAgain && (plan?.kind === 'lost' || plan?.kind === 'vanished'))
        throw replaced(host, refused)
    }
  }

  /** Some programs go on writing to a file that was rotated away: what comes after it was closed belongs to no read. */
  const findLate = async (): Promise<void> => {
    const listed = new Map(listing.map((log) => [fileKey(log), log]))
    for (const [key, closed] of memory.closed) {
      const log = listed.get(key)
      const offset = places.get(closed.log)
      if (
        log !== undefined &&
        log.size > closed.until &&
        offset !== undefined &&
        fileKey(offset) !== key
      ) {
        const text = source.read(log, closed.at - closed.tailLength, { signal })
        const start = await takeTail(text, closed.tailLength)
        await text.return(undefined)
        const isSame = start !== undefined && hashTail(start.tail) === closed.tailHash
        if (!isSame)
          memory.closed.delete(key) // the inode was given to another file
        else {
          const bytes = log.size - closed.until
          memory.closed.set(key, { ...closed, until: log.size })
          await tally.lose(offset, {
            file: log.file,
            from: closed.until,
            bytes,
            exact: true,
            why: `${log.file}: ${bytes} bytes were written after the file was rotated and read to its end; they were not counted`,
          })
        }
      }
    }
  }

  for (const { source: log, from } of vanished) {
    const name = activeName(log.file)
    await tally.lose(places.get(name), {
      file: log.file,
      from,
      bytes: isCompressed(log.file) ? 1 : log.size - from,
      exact: !isCompressed(log.file),
      why: `${log.file} was there and went before it could be read`,
    })
  }
  await findLate()
  let refused = unseen.length === 0 ? undefined : notLookedAt(host, unseen)
  for (const plan of planLogReads(listing, offsets, { ...memory, sinceMs })) {
    const looks = familyLooks(families.get(plan.file) ?? [])
    // Not even its last bytes are asked for when none of its files has changed since it was last read to the end.
    if (memory.families.get(plan.file) === looks) continue
    try {
      await followOne(plan)
    } catch (error) {
      if (!(error instanceof ProblemError) || error.problem.code !== 'not-allowed') throw error
      refused ??= error.problem
      continue
    }
    memory.families.set(plan.file, looks)
  }
  memory.known = new Map(listing.map((log) => [looksOf(log), log]))
  memory.read = []
  const there = new Set(listing.map(fileKey))
  for (const key of memory.closed.keys()) if (!there.has(key)) memory.closed.delete(key)
  memory.knownUntilMs = listing.reduce((newest, log) => Math.max(newest, log.mtimeMs), 0)
  return refused
}

const shown = 3

function notLookedAt(host: HostName, unseen: readonly string[]): Problem {
  // `find` puts a name in quotes and a colon behind it; a name may have a colon itself.
  const paths = unseen.flatMap((what) => /^'?(\/.*?)'?: (?!.*: )/.exec(what)?.[1] ?? [])
  return problem(
    'not-allowed',
    `logs of ${host} could not be looked at: ${unseen.slice(0, shown).join('; ')}${unseen.length > shown ? ` and ${unseen.length - shown} more` : ''}`,
    {
      where: { host },
      safe: 'all other logs of the host were read',
      next:
        paths.length === 0
          ? 'name the folders of its logs in ~/.switchyard/log-folders of the login user'
          : `let the login user look there, or ${leaveOut(paths.slice(0, shown))}`,
    },
  )
}
