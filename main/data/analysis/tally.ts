import type { Attribution } from '../../../shared/log-rules/attribute.ts'
import { isTrouble } from '../../../shared/log-rules/comparison.ts'
import { codePlacesOf, codesAt, withRefusal } from '../../../shared/log-rules/codes.ts'
import type { CodePlace } from '../../../shared/log-rules/codes.ts'
import { identityOf } from '../../../shared/log-rules/join.ts'
import type { Level } from '../../../shared/log-rules/level.ts'
import { maskText } from '../../../shared/log-rules/mask.ts'
import { createAttribution } from '../../../shared/log-rules/attribute.ts'
import type { Directory } from '../../../shared/log-rules/directory.ts'
import { shapesShowing } from '../../../shared/log-rules/signatures.ts'
import type { Signature } from '../../../shared/log-rules/signatures.ts'
import type { LogRecord, ShapeTally, Side, SideTally } from '../../../shared/log-rules/types.ts'
import { writeUtf8 } from '../../../shared/log-rules/utf8.ts'
import { isDigit } from './byte-kinds.ts'
import { messageIndex } from './message-index.ts'
import { RecordView, notLooked, textBytes, withTail } from './records.ts'
import { ShapeTable, maxKnownShapes, spanSize } from './shape-table.ts'
import type { MaskedText } from './shape-table.ts'
import { SideCounts, defaultLimits } from './tally-side.ts'
import { greatestHash } from './tally-values.ts'
import type { TallyLimits } from './tally-side.ts'
import { mayMention, mayName } from './text-mentions.ts'

export type TallyOptions = {
  /** Learns whom records speak of; records that only have the id of a call get their customer from others, at the end. */
  readonly attribution?: Attribution | undefined
  /** The same for a tally that shares its attribution with no other: `merge` takes over what the other one learnt. */
  readonly directory?: Directory | undefined
  readonly limits?: Partial<TallyLimits> | undefined
  /** Different texts told apart, 200,000 by default. */
  readonly shapes?: number | undefined
  /**
   * Of lines that are no trouble only counts, times and codes are kept, and customers where there are codes: enough to see what stopped and
   * which code is new. Default false.
   */
  readonly lean?: boolean | undefined
  /** Known failures: of a line that shows one all is kept, whatever its level. */
  readonly signatures?: readonly Signature[] | undefined
}

export type TallyFigures = {
  readonly records: number
  /** Different masked texts. */
  readonly shapes: number
  /** Records whose text came after the limit of different ones: counted under one text that says so. */
  readonly overflow: number
}

export type Tally = {
  add(record: LogRecord, side: Side): void
  merge(other: Tally): void
  /** Sorted by text; the same for every order of adding and merging, below the limits. */
  shapes(): readonly ShapeTally[]
  /** Forgets what was counted. What was worked out for texts stays: they need not be masked again. */
  clear(attribution: Attribution | undefined): void
  readonly figures: TallyFigures
  /** Of this module only: what `merge` takes over. */
  readonly entries: () => IterableIterator<Entry>
  readonly attribution: Attribution | undefined
}

type Entry = {
  /** Made once: a key is as long as its text. */
  readonly key: string
  readonly noteKeys: Readonly<Record<Side, string>>
  readonly shape: string
  readonly codes: string
  readonly level: Level
  readonly suspect: boolean
  /** No trouble by itself, and no known failure. */
  readonly isPlain: boolean
  before: SideCounts | undefined
  after: SideCounts | undefined
}

/** Where records of a text with this level and these codes are counted on this side, until the tally is cleared and the counts go. */
type TextUse = {
  readonly kind: number
  readonly codes: string
  readonly side: Side
  readonly epoch: number
  readonly entry: Entry
}

/** Texts that may stay known when a tally is cleared, some kilobytes each: more are forgotten. */
const mostKept = 4096

function kindOf({ level, rule }: LogRecord): number {
  const suspect = rule === 'suspect' ? 1 : 0
  if (level === 'error') return suspect
  if (level === 'warning') return 2 + suspect
  return (level === 'info' ? 4 : 6) + suspect
}

function isUse(
  use: TextUse | undefined,
  kind: number,
  codes: string,
  side: Side,
  epoch: number,
): use is TextUse {
  return use?.kind === kind && use.codes === codes && use.side === side && use.epoch === epoch
}

const valueFrom = ({ spans }: MaskedText, { place }: CodePlace, from: number): number =>
  from + (spans[spanSize * place] ?? 0)
const valueTo = ({ spans }: MaskedText, { place }: CodePlace, from: number): number =>
  from + (spans[spanSize * place + 1] ?? 0)

const readCodes = (
  places: readonly CodePlace[],
  text: MaskedText,
  bytes: Buffer,
  from: number,
): string =>
  codesAt(places, (place) =>
    bytes.toString('latin1', valueFrom(text, place, from), valueTo(text, place, from)),
  )

/** A number of one to four digits, told apart from the same with other zeros before it; -1: it is none. */
function shortNumber(bytes: Uint8Array, from: number, to: number): number {
  if (to <= from || to - from > 4) return -1
  let number = to - from
  for (let at = from; at < to; at += 1) {
    if (!isDigit(bytes[at])) return -1
    number = 10 * number + (bytes[at] as number) - 0x30 // at < to
  }
  return number
}

/** Counts records by their masked texts, each side apart. Memory is bounded by the limits, not by the number of records. */
export function createTally(options: TallyOptions = {}): Tally {
  const limits = { ...defaultLimits, ...options.limits }
  const newTable = () => new ShapeTable<TextUse>(options.shapes ?? maxKnownShapes)
  let table = newTable()
  /** All that was counted, by key. */
  const named = new Map<string, Entry>()
  const index = messageIndex()
  const input = Buffer.alloc(textBytes)
  let attribution =
    options.attribution ??
    (options.directory === undefined ? undefined : createAttribution(options.directory))
  /** Places of codes, by number of the text. */
  const codePlaces: (readonly CodePlace[] | undefined)[] = []
  const { lean = false } = options
  const isKnownFailure = shapesShowing(options.signatures ?? [])
  let records = 0
  let overflow = 0
  /** Rises when the tally is cleared. */
  let epoch = 0

  function sideOf(entry: Entry, side: Side): SideCounts {
    const known = entry[side]
    if (known !== undefined) return known
    const made = new SideCounts(limits)
    entry[side] = made
    return made
  }

  function namedEntry(shape: string, codes: string, level: Level, suspect: boolean): Entry {
    const key = keyOf({ shape, codes, level, suspect })
    const known = named.get(key)
    if (known !== undefined) return known
    const entry: Entry = {
      key,
      noteKeys: { before: `before\n${key}`, after: `after\n${key}` },
      shape,
      codes,
      level,
      suspect,
      isPlain: !isTrouble({ level, suspect }) && !isKnownFailure(shape),
      before: undefined,
      after: undefined,
    }
    named.set(key, entry)
    return entry
  }

  function forget(): void {
    table = newTable()
    codePlaces.length = 0
    named.clear()
  }

  /** No closure is made where nothing has to be read: this is asked of every record. */
  function codesOf(text: MaskedText<TextUse>, bytes: Buffer, from: number): string {
    const { number } = text
    const places = (codePlaces[number] ??= codePlacesOf(table.shape(number)))
    if (places.length === 0 || number === table.overflow || named.size > maxKnownShapes) return ''
    const [only] = places
    if (only === undefined || places.length > 1 || !text.isKept)
      return readCodes(places, text, bytes, from)
    const code = shortNumber(bytes, valueFrom(text, only, from), valueTo(text, only, from))
    if (code < 0) return ''
    const known = (text.codes ??= new Map())
    const codes = known.get(code) ?? readCodes(places, text, bytes, from)
    known.set(code, codes)
    return codes
  }

  /** Where a record is counted. Mostly it is the place of the last record of its text. */
  function useOf(
    text: MaskedText<TextUse>,
    record: LogRecord,
    side: Side,
    codes: string,
    trace: string | undefined,
  ): TextUse {
    const kind = kindOf(record)
    const last = trace === undefined ? text.use : undefined
    if (isUse(last, kind, codes, side, epoch)) return last
    const known = trace === undefined ? text.uses?.get(codes) : undefined
    const use = isUse(known, kind, codes, side, epoch)
      ? known
      : newUse(text.number, record, side, codes, trace)
    // What is known of the values is known of those that were counted there.
    for (let at = 2; at < text.spans.length; at += spanSize) text.spans[at] = greatestHash
    text.use = trace === undefined ? use : undefined
    if (trace === undefined && text.isKept && (codes !== '' || text.uses !== undefined))
      (text.uses ??= new Map<string, TextUse>()).set(codes, use)
    return use
  }

  function newUse(
    number: number,
    record: LogRecord,
    side: Side,
    codes: string,
    trace: string | undefined,
  ): TextUse {
    const shape = table.shape(number)
    const whole = trace === undefined ? shape : `${shape}\n${maskText(trace)}`
    const entry = namedEntry(whole, codes, record.level, record.rule === 'suspect')
    return { kind: kindOf(record), codes, side, epoch, entry }
  }

  function add(record: LogRecord, side: Side): void {
    let bytes: Buffer = input
    let from = 0
    let to = 0
    let tailTo = 0
    let hasMore = true
    let inIndex = notLooked
    if (isView(record)) {
      hasMore = record.moreLines > 0
      bytes = record.bytes
      from = record.textFrom
      to = record.textTo
      tailTo = record.tailTo
      inIndex = record.textNumber
    } else to = writeUtf8(record.text, input)
    if (inIndex === notLooked) inIndex = index.numberOf(bytes, from, to)
    const text = table.textOf(bytes, from, to, inIndex)
    const { number } = text
    records += 1
    if (number === table.overflow) overflow += 1
    const codes = withRefusal(codesOf(text, bytes, from), record.refusal)
    const trace = hasMore ? identityOf(record.more, record.rule === 'suspect') : undefined
    const { entry } = useOf(text, record, side, codes, trace)
    const isLean = lean && entry.isPlain
    const counts = sideOf(entry, side)
    counts.add(record, record.host)
    if (number !== table.overflow && !isLean)
      counts.addValues(text.spans, bytes, from, record.times)
    if (attribution === undefined) return
    if (isLean && codes === '') {
      if (
        mayName(attribution, text, bytes, from, to) ||
        (tailTo > to && attribution.mayName(bytes, to, tailTo))
      )
        attribution.learn(withTail(record))
    } else if (
      hasMore ||
      mayMention(attribution, text, bytes, from, to) ||
      (tailTo > to && attribution.mayMention(bytes, to, tailTo))
    )
      attribution.note(entry.noteKeys[side], withTail(record), entry.isPlain)
  }

  function answerOf(noteKey: string, counts: SideCounts): SideTally {
    const customers = attribution?.of(noteKey) ?? []
    const waiting = attribution?.waiting(noteKey) ?? []
    if (waiting.length === 0) return { ...counts.answer, customers }
    const seen = Object.fromEntries(waiting.map(({ ids, times }) => [ids.join(' '), times]))
    return { ...counts.answer, customers, calls: { seen, more: 0 } }
  }

  const counted = (): Entry[] =>
    [...named.values()].filter(({ before, after }) => before !== undefined || after !== undefined)

  return {
    add,
    get attribution() {
      return attribution
    },
    clear(next) {
      if (named.size > mostKept || table.size > mostKept) forget()
      for (const entry of named.values()) entry.before = entry.after = undefined
      attribution = next
      epoch += 1
      records = 0
      overflow = 0
    },
    merge(other) {
      for (const { shape, codes, level, suspect, before, after } of other.entries()) {
        const entry = namedEntry(shape, codes, level, suspect)
        if (before !== undefined) sideOf(entry, 'before').merge(before)
        if (after !== undefined) sideOf(entry, 'after').merge(after)
      }
      if (other.attribution !== undefined && other.attribution !== attribution)
        attribution?.merge(other.attribution)
      records += other.figures.records
      overflow += other.figures.overflow
    },
    shapes: () =>
      counted()
        .sort((a, b) => (a.key < b.key ? -1 : 1))
        .map(({ shape, codes, level, suspect, noteKeys, before, after }): ShapeTally => ({
          shape,
          codes,
          level,
          suspect,
          ...(before === undefined ? {} : { before: answerOf(noteKeys.before, before) }),
          ...(after === undefined ? {} : { after: answerOf(noteKeys.after, after) }),
        })),
    get figures() {
      return { records, shapes: counted().length, overflow }
    },
    entries: () => named.values(),
  }
}

const isView = (record: LogRecord): record is RecordView => record instanceof RecordView

const keyOf = ({
  shape,
  codes,
  level,
  suspect,
}: Pick<Entry, 'shape' | 'codes' | 'level' | 'suspect'>): string =>
  // In one piece: keys are sorted, and the engine compares such as are put together of pieces ten times as slowly.
  [shape, codes, level, suspect ? 1 : 0].join('\n')
