import { sampledLines } from '../../../shared/log-rules/format.ts'
import { bothCandidates, createAttribution } from '../../../shared/log-rules/attribute.ts'
import type { Attribution } from '../../../shared/log-rules/attribute.ts'
import type { Candidate, Directory } from '../../../shared/log-rules/directory.ts'
import type { Level } from '../../../shared/log-rules/level.ts'
import type { Signature } from '../../../shared/log-rules/signatures.ts'
import type { LineFigures, LogRecord } from '../../../shared/log-rules/types.ts'
import type { FileState, KeptShape } from '../store/log-tallies.ts'
import { isText } from './is-text.ts'
import { keepRecord } from './records.ts'
import { createScanner } from './scan.ts'
import type { ScanOptions } from './scan.ts'
import { callHash, keptShapes, redactedBytes } from './keep-redacted.ts'
import { createTally } from './tally.ts'
import type { Tally } from './tally.ts'

/** One piece of a file, read on from where the last one ended. */
export type ScanOrder = {
  readonly host: string
  readonly file: string
  readonly bytes: Uint8Array
  /** Where in the file they begin. */
  readonly from: number
  /** The file is closed: a half last line counts, and so does the record that is open. */
  readonly final: boolean
  readonly state: FileState | undefined
  /** The period that is open. */
  readonly period: number
  readonly zone?: string | undefined
  /** When the piece was read, by the clock of its host. */
  readonly referenceAt: number
  /** Records from before are in no figure: they are older than any baseline, and compared with nothing. */
  readonly notBefore?: number | undefined
  readonly directory: Directory
  /** Known failures: more is kept of lines that show one. */
  readonly signatures?: readonly Signature[] | undefined
}

export type Scanned = {
  readonly figures: LineFigures
  /** Bytes that are no text. */
  readonly unread: number
  /**
   * Lines by the level of the record that they begin; `other` has those that begin none. Unlike in `figures`, the open record counts at once: an
   * error must be seen though nothing follows it yet.
   */
  readonly levels: Readonly<Record<Level, number>>
  /** By period: a record that was open at a cut belongs to the period in which it began. */
  readonly shapes: ReadonlyMap<number, readonly KeptShape[]>
  /** Whose calls the ids in this piece are, by `callHash`. */
  readonly calls: ReadonlyMap<string, readonly Candidate[]>
  readonly state: FileState
}

const firstLook = 65_536
/** Read in one go. Between two the next piece comes in, which a pipe passes on only while somebody reads it, and others are answered. */
const breathBytes = 262_144
const breath = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
const nothing: Omit<Scanned, 'state'> = {
  figures: { lines: 0, records: 0, continuations: 0, refused: 0 },
  unread: 0,
  levels: { error: 0, warning: 0, info: 0, other: 0 },
  shapes: new Map(),
  calls: new Map(),
}

/**
 * Reads pieces of any files one after the other. What was read of a file is not kept in memory between two of its pieces: what a crash leaves
 * on disk is all there is to go on from. What is known of texts is: it says nothing of any file, and to work it out for every piece
 * cost more than to count.
 */
export function createPieceScanner(): (order: ScanOrder) => Promise<Scanned> {
  let known: { readonly directory: Directory; readonly tally: Tally } | undefined
  const tallyOf = (order: ScanOrder): Tally => {
    const { directory } = order
    if (known?.directory === directory) known.tally.clear(attributionFor(directory))
    else known = { directory, tally: tallyFor(order) }
    return known.tally
  }
  // One at a time: they share the tally.
  let last: Promise<unknown> = Promise.resolve()
  return (order) => {
    const scanned = last.then(() => (isUnread(order) ? passOver : scanPiece)(order, tallyOf))
    last = scanned.catch(() => undefined)
    return scanned
  }
}

/** Fewer bytes tell nothing of a file. */
const leastTold = 16
const firstTold = 64

/** Bytes of a file that is no text, as its beginning shows. It may be begun anew as text. */
function isUnread({ from, bytes, state }: ScanOrder): boolean {
  const wasUnread = state?.refusing === 'file' && from > 0
  if (bytes.length < leastTold) return wasUnread
  return (wasUnread || from < firstTold) && !isText(bytes)
}

/** What waited for its end is complete as it is. */
async function passOver(order: ScanOrder, tallyOf: (order: ScanOrder) => Tally): Promise<Scanned> {
  const closed = await scanPiece({ ...order, bytes: new Uint8Array(), final: true }, tallyOf)
  return {
    ...closed,
    unread: order.bytes.length,
    state: { ...closed.state, refusing: order.final ? '' : 'file' },
  }
}

async function scanPiece(
  order: ScanOrder,
  firstTally: (order: ScanOrder) => Tally,
): Promise<Scanned> {
  const { state, period, bytes, final } = order
  if (bytes.length === 0 && !final && state !== undefined) return { ...nothing, state }
  const tallies = new Map<number, Tally>()
  const tallyOf = (id: number): Tally => {
    const known = tallies.get(id)
    if (known !== undefined) return known
    const made = id === period ? firstTally(order) : tallyFor(order)
    tallies.set(id, made)
    return made
  }
  const earlier = state === undefined || state.period === period ? undefined : heldRecord(order)
  const linesBefore = newlinesIn(state?.pending)
  const levels = { ...nothing.levels }
  const old = { records: 0, continuations: 0 }
  let isFirst = true
  /** The record that was open before was counted to its level then. */
  const countLevel = (level: Level | undefined): void => {
    if (level !== undefined && !(isFirst && linesBefore > 0)) levels[level] += 1
  }
  const scanner = createScanner({
    ...scanOptions(order),
    ...formatFor(order),
    onRecord(record) {
      const isOld = order.notBefore !== undefined && (record.at ?? Infinity) < order.notBefore
      if (!isOld) countLevel(record.level)
      const isHeld = isFirst && earlier !== undefined && record.text.startsWith(earlier.text)
      isFirst = false
      if (isOld) {
        old.records += record.times
        old.continuations += record.more.length
        return
      }
      tallyOf(isHeld ? (state?.period ?? period) : period).add(record, 'before')
    },
  })
  if (state !== undefined && state.pending.length > 0) scanner.push(state.pending)
  for (let from = 0; from < bytes.length; from += breathBytes) {
    if (from > 0) await breath()
    scanner.push(bytes.subarray(from, from + breathBytes))
  }
  const figures = scanner.end(final)
  const format = scanner.format()
  const sampled = Math.min(sampledLines, figures.lines)
  const isBetter = state?.format === undefined || sampled > state.sampled
  const pending = final ? Buffer.alloc(0) : scanner.pending()
  countLevel(scanner.openLevel())
  const oldLines = old.records + old.continuations
  const lines = figures.lines - oldLines + newlinesIn(pending) - linesBefore
  levels.other = Math.max(0, lines - levels.error - levels.warning - levels.info)
  return {
    figures: {
      ...figures,
      lines: figures.lines - oldLines,
      records: figures.records - old.records,
      continuations: figures.continuations - old.continuations,
    },
    unread: 0,
    levels,
    shapes: new Map([...tallies].map(([id, tally]) => [id, keptShapes(tally)])),
    calls: explainedBy([...tallies.values()]),
    state: {
      // As long as no line is done with, what waits is still what had begun to wait then.
      period: figures.lines === 0 && state !== undefined ? state.period : period,
      format: isBetter ? format : state.format,
      sampled: isBetter ? sampled : state.sampled,
      pending: redactedBytes(pending),
      refusing: final ? '' : scanner.refusing(),
    },
  }
}

function newlinesIn(bytes: Uint8Array = new Uint8Array(), most = Infinity): number {
  let lines = 0
  let at = -1
  while (lines < most && (at = bytes.indexOf(0x0a, at + 1)) >= 0) lines += 1
  return lines
}

/** What is still open in a file, as it would be counted if nothing more came. */
export function scanWaiting(
  order: Omit<ScanOrder, 'bytes' | 'from' | 'final'>,
): Pick<Scanned, 'calls'> & { readonly shapes: readonly KeptShape[] } {
  const held = heldRecord({ ...order, bytes: new Uint8Array(), from: 0, final: true })
  if (held === undefined) return { shapes: [], calls: new Map() }
  const tally = tallyFor(order)
  tally.add(held, 'before')
  return { shapes: keptShapes(tally), calls: explainedBy([tally]) }
}

/** Whom a call belongs to may be said by another piece, of another host: that join is made when the check is. */
const attributionFor = (directory: Directory): Attribution =>
  createAttribution(directory, { joinLater: true })

const tallyFor = ({ directory, signatures }: Pick<ScanOrder, 'directory' | 'signatures'>): Tally =>
  createTally({ attribution: attributionFor(directory), lean: true, signatures })

function explainedBy(tallies: readonly Tally[]): Scanned['calls'] {
  const all = new Map<string, readonly Candidate[]>()
  for (const { attribution } of tallies)
    for (const [id, candidates] of attribution?.explained() ?? []) {
      const key = callHash(id)
      all.set(key, bothCandidates(all.get(key) ?? [], candidates))
    }
  return all
}

/** The record at the beginning of the waiting bytes, if it counts by itself. */
function heldRecord(order: ScanOrder): LogRecord | undefined {
  const { state } = order
  if (state === undefined || state.pending.length === 0) return undefined
  let held: LogRecord | undefined
  const scanner = createScanner({
    ...scanOptions(order),
    ...(state.format === undefined ? {} : { format: state.format }),
    onRecord: (record) => (held ??= keepRecord(record)),
  })
  scanner.push(state.pending)
  scanner.end(true)
  return held
}

/** The time of the first line that has one, as the file says it. */
export function firstTime(order: ScanOrder): number | undefined {
  let at: number | undefined
  const bytes = order.bytes.subarray(0, firstLook)
  const scanner = createScanner({
    ...scanOptions({ ...order, bytes }),
    onRecord: (record) => (at ??= record.at),
  })
  scanner.push(bytes)
  scanner.end(true)
  return at
}

const leastBuffer = 4096
const mostBuffer = 524_288

/** Most pieces are short: memory for a long one each time would pile up before it is collected. */
const scanOptions = ({
  host,
  file,
  zone,
  referenceAt,
  bytes,
  state,
}: ScanOrder): Omit<ScanOptions, 'onRecord'> => ({
  host,
  file,
  zone,
  referenceAt,
  every: true,
  refusing: state?.refusing === 'file' ? '' : state?.refusing,
  bufferBytes: Math.min(
    mostBuffer,
    leastBuffer + 2 * (bytes.length + (state?.pending.length ?? 0)),
  ),
})

/** A format that was found in few lines is looked for again where there are more. */
function formatFor({ state, bytes }: ScanOrder): Pick<ScanOptions, 'format' | 'fallback'> {
  if (state?.format === undefined) return {}
  return state.sampled < sampledLines && newlinesIn(bytes, sampledLines) > state.sampled
    ? { fallback: state.format }
    : { format: state.format }
}
