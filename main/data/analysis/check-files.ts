import { counted } from '../../../shared/base/counted.ts'
import { ProblemError } from '../../../shared/domain/problems.ts'
import { instant } from '../../../shared/domain/time.ts'
import type { Instant } from '../../../shared/domain/time.ts'
import type { CustomerId } from '../../../shared/domain/ids.ts'
import { createAttribution } from '../../../shared/log-rules/attribute.ts'
import { compareSides } from '../../../shared/log-rules/compare.ts'
import { correlationIds } from '../../../shared/log-rules/correlation.ts'
import { createDirectory } from '../../../shared/log-rules/directory.ts'
import type { DirectoryCustomer } from '../../../shared/log-rules/directory.ts'
import { judge } from '../../../shared/log-rules/judge.ts'
import type { LedgerEntry } from '../../../shared/log-rules/ledger.ts'
import type { JudgePolicy } from '../../../shared/log-rules/policy.ts'
import { signFindings } from '../../../shared/log-rules/sign-findings.ts'
import type { Signature } from '../../../shared/log-rules/signatures.ts'
import { buildTemplates } from '../../../shared/log-rules/templates.ts'
import type {
  LineFigures,
  LogCheckResult,
  LogRecord,
  Side,
  Template,
} from '../../../shared/log-rules/types.ts'
import { createEdgeTimes, least, most } from './edge-times.ts'
import type { TimeSpan } from './edge-times.ts'
import { isText } from './is-text.ts'
import { createScanner } from './scan.ts'
import type { ScanOptions } from './scan.ts'
import { createSeenSpans } from './seen-spans.ts'
import { createTally } from './tally.ts'

/** Different texts told apart: beyond it one text stands for the rest, and the result says so. Memory is about 5 KiB for each. */
export const mostTexts = 25_000

/** One log to read: whoever opens it knows where it is and how it is packed. */
export type LogFeed = {
  readonly host: string
  readonly file: string
  readonly side: Side
  /** From the beginning, unpacked. May be asked for twice. A ProblemError ends this log with a gap, not the check. */
  read(): AsyncIterable<Uint8Array>
}

export type FileCheckOrder = {
  readonly feeds: readonly LogFeed[]
  /** What could not even be opened: gaps of the result. */
  readonly unseen?: readonly string[]
  /** Every line is compared, not only errors, warnings and suspect lines: finds what stopped, and known information with a new code. */
  readonly every: boolean
  /** Decides the year of times without one. */
  readonly referenceAt: Instant
  /** IANA name for times without a zone. Default UTC. */
  readonly zone?: string | undefined
  /** Whom lines may speak of. */
  readonly customers: readonly DirectoryCustomer[]
  /** Those of the batch. */
  readonly moved: readonly CustomerId[]
  readonly signatures: readonly Signature[]
  readonly ledger?: readonly LedgerEntry[] | undefined
  /** Number of the batch in the plan, for entries of the ledger that end with one. */
  readonly batch?: number | undefined
  readonly policy?: JudgePolicy | undefined
  /** Called after each log. */
  readonly onRead?: ((feed: LogFeed, bytes: number) => void) | undefined
}

export type ReadFile = {
  readonly side: Side
  readonly host: string
  readonly file: string
  /** What its lines look like, with the rule that decided; absent for an empty file. */
  readonly format?: { readonly id: string; readonly why: string }
  readonly bytes: number
} & LineFigures

export type FileCheck = {
  readonly result: LogCheckResult
  /** Every template of both sides, by id. */
  readonly templates: readonly Template[]
  /** By side, host and name. */
  readonly files: readonly ReadFile[]
}

/**
 * Compares logs from before with logs from after and judges, without a project. Each log is read once, in a stream; a second time
 * only when errors name calls whose customer has not been named. The order of feeds leaves no trace in the answer; memory
 * does not grow with the logs.
 */
export async function checkLogFiles(order: FileCheckOrder): Promise<FileCheck> {
  const { every, customers, moved, signatures } = order
  const attribution =
    customers.length === 0 ? undefined : createAttribution(createDirectory(customers))
  const tally = createTally({ attribution, shapes: mostTexts, signatures })
  const seen = createSeenSpans()
  const gaps = (order.unseen ?? []).map((what) => `not looked at: ${what}`)
  const files: ReadFile[] = []
  // In one order whatever the caller's: limits on what is kept are reached by the same lines.
  const feeds = [...order.feeds].sort(byPlace)
  for (const feed of feeds) {
    const scanned = await scanFeed(feed, order, (record) => tally.add(record, feed.side))
    if (scanned.gap !== undefined) gaps.push(scanned.gap)
    seen.add(feed, scanned)
    files.push(scanned.file)
    order.onRead?.(feed, scanned.file.bytes)
  }
  const wanted = new Set(every ? [] : attribution?.wanted())
  if (wanted.size > 0)
    for (const feed of feeds)
      await scanFeed(feed, { ...order, every: true }, (record) => {
        // Only calls that somebody asks for: what is learnt must not grow with the logs.
        if (correlationIds(record).some((id) => wanted.has(id))) attribution?.learn(record)
      })

  const shapes = tally.shapes()
  const model = buildTemplates(
    shapes.map(({ shape, before, after }) => ({
      shape,
      count: (before?.count ?? 0) + (after?.count ?? 0),
    })),
  )
  const { exposure, windows, untimed, lastAt } = seen.answer()
  const dropped = attribution?.dropped() ?? { asked: 0, calm: 0 }
  const compared = compareSides(shapes, model, exposure, {
    moved,
    windows,
    zones: [order.zone ?? 'UTC'],
  })
  const result = judge({
    findings: signFindings(compared, shapes, model, signatures),
    moved,
    figures: { before: sumOf(files, 'before'), after: sumOf(files, 'after') },
    exposure,
    gaps: [
      ...gaps,
      ...untimed.map(
        (host) => `${host}: its lines have no times, so rates were compared by shares of lines`,
      ),
      ...limitsReached(tally.figures.overflow, model.overflow, dropped.asked),
    ],
    hosts: [...new Set(feeds.map((feed) => feed.host))].sort(),
    signatures,
    notes: [
      ...(every
        ? []
        : [
            'lines of information were not compared: nobody can say that one stopped, has a new code or is a known failure',
          ]),
      ...(dropped.calm === 0
        ? []
        : [`${counted(dropped.calm, 'record')} of information name calls that could not be kept`]),
    ],
    ...(order.ledger === undefined ? {} : { ledger: order.ledger }),
    moment: { at: instant(lastAt ?? order.referenceAt), batch: order.batch },
    ...(order.policy === undefined ? {} : { policy: order.policy }),
  })
  return { result, templates: model.templates, files }
}

const sideOrder: readonly Side[] = ['before', 'after']

const byPlace = (a: LogFeed, b: LogFeed): number => {
  const [x, y] = [a, b].map(
    ({ side, host, file }) => `${sideOrder.indexOf(side)}\n${host}\n${file}`,
  )
  return (x ?? '') < (y ?? '') ? -1 : x === y ? 0 : 1
}

type Scanned = {
  readonly file: ReadFile
  readonly span: TimeSpan
  readonly gap?: string
}

async function scanFeed(
  feed: LogFeed,
  { every, referenceAt, zone }: Pick<ScanOptions, 'every' | 'referenceAt' | 'zone'>,
  onRecord: (record: LogRecord) => void,
): Promise<Scanned> {
  const { side, host, file } = feed
  const scanner = createScanner({ host, file, zone, referenceAt, every, onRecord })
  const edges = createEdgeTimes()
  let bytes = 0
  let gap: string | undefined
  try {
    for await (const piece of feed.read()) {
      if (bytes === 0 && !isText(piece)) {
        gap = `${host} ${file} (${side}) is no text: it is packed, or written in UTF-16; unpack or convert it first`
        break
      }
      bytes += piece.length
      edges.push(piece)
      scanner.push(piece)
    }
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    gap = `${host} ${file} (${side}) was read for ${bytes} bytes only: ${error.problem.message}`
  }
  const figures = scanner.end(true)
  const format = scanner.format()
  const edge = edges.of({ host, file, zone, referenceAt, format })
  const span = scanner.span()
  return {
    file: {
      side,
      host,
      file,
      ...(format === undefined || figures.lines === 0
        ? {}
        : { format: { id: format.id, why: format.why } }),
      bytes,
      ...figures,
    },
    span: { first: least([edge.first, span.first]), last: most([edge.last, span.last]) },
    ...(gap === undefined ? {} : { gap }),
  }
}

function sumOf(files: readonly ReadFile[], side: Side): LogCheckResult['figures'][Side] {
  const sum = { lines: 0, records: 0, continuations: 0, refused: 0, bytes: 0 }
  for (const file of files) {
    if (file.side !== side) continue
    sum.lines += file.lines
    sum.records += file.records
    sum.continuations += file.continuations
    sum.refused += file.refused
    sum.bytes += file.bytes
  }
  return sum
}

const limitsReached = (texts: number, templates: number, callers: number): readonly string[] => [
  ...(texts > 0
    ? [`${texts} records came after the limit of different texts: they are counted as one`]
    : []),
  ...(templates > 0 ? [`${templates} different texts were not told apart`] : []),
  ...(callers > 0
    ? [`${callers} records name calls that could not be kept: whose they are is not known`]
    : []),
]
