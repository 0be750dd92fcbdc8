import {
  beginsWithLevel,
  closesDump,
  continues,
  dumpOpenedIn,
  repeatedIn,
} from '../../../shared/log-rules/join.ts'
import type { Dump } from '../../../shared/log-rules/join.ts'
import type { LogFormat } from '../../../shared/log-rules/format.ts'
import { isTrouble } from '../../../shared/log-rules/comparison.ts'
import { withoutColours } from '../../../shared/log-rules/colours.ts'
import { readHeader } from '../../../shared/log-rules/header.ts'
import type { ReadHeader } from '../../../shared/log-rules/header.ts'
import { strangeTrouble } from '../../../shared/log-rules/strange.ts'
import { suspectWord } from '../../../shared/log-rules/suspect.ts'
import { createTimeReader, timeAtStart } from '../../../shared/log-rules/time.ts'
import type { LogRecord } from '../../../shared/log-rules/types.ts'
import type { Instant } from '../../../shared/domain/time.ts'
import { RecordView, notLooked, textBytes } from './records.ts'
import type { ScanOptions } from './scan.ts'
import { accessSecondsAt, accessTimeBytes, readAccessHead } from './scan-access.ts'
import { isSyslogStart, readSyslogHead, syslogTimeEnd } from './scan-syslog.ts'
import { startPattern } from './start-pattern.ts'
import { createTimeMemo } from './time-memo.ts'
import { opensBracket, setVerdict } from './verdicts.ts'

/** Formats whose level no word search can find: numbers, or single letters. */
const exactFormats = new Set(['journald', 'json', 'syslog-pri', 'syslog5424', 'access'])

/** `Jun 14 03:12:45` */
const oldTimeBytes = 15

/** Reads one record at a time: its first line, then what belongs to it. */
export function createRecordReader(format: LogFormat, options: ScanOptions) {
  const { every = false, skewMs = 0 } = options
  const timeOf = createTimeReader({ zone: options.zone, reference: options.referenceAt })
  const isStart = startPattern(format)
  const view = new RecordView()
  const next = new RecordView()
  view.host = options.host
  view.file = options.file
  /** Lines that had to be cleaned or are no piece of the file live here. */
  let own = Buffer.alloc(0)
  /** Of the open record: that of the file, unless another program wrote it. */
  let openFormat = format
  /** Of the open record, where it states a level. */
  let stated: ReadHeader | undefined
  let isFlagged = false
  let isRead = false
  /** What the open record opened and did not close, up to `dumpTo`; not known until somebody asks. */
  let dump: Dump | 'none' | undefined
  let dumpTo = 0
  /** Where host, tag and pid of the open record lie; -1: not plainly in the buffer. */
  let sourceFrom = -1
  let sourceTo = -1
  let lineFrom = 0
  let lineTo = 0
  /** Lines in a row with the same first sixteen bytes have the same number: that of the open record, and that of the one with this time. */
  let run = -1
  let timedRun = -1
  let timedAt: Instant | undefined
  let first: number | undefined
  let last: number | undefined
  const timeIn = createTimeMemo((text) => {
    const face = timeAtStart(text)?.face
    return face === undefined ? undefined : timeOf(face)
  })

  function correct(at: number | undefined): Instant | undefined {
    const whole = at === undefined ? -1 : Math.round(at - skewMs)
    if (!(whole >= 0)) return undefined
    const time = whole as Instant // whole and not below 0: asking the schema at every line would cost more than reading it
    if (first === undefined || time < first) first = time
    if (last === undefined || time > last) last = time
    return time
  }

  /** Host, tag and pid are the same bytes as those of the open record: the text of this line begins at the answer. -1: they are not. */
  function afterSource(bytes: Buffer, from: number, to: number): number {
    if (!isRead) {
      // Lines that do not count have not been read: a first difference is enough to leave it at that.
      if (!isSyslogStart(bytes, lineFrom, lineTo)) return -1
      const openFrom = syslogTimeEnd(bytes, lineFrom, lineTo) + 1
      if (openFrom === 0 || !beginsAlike(bytes, from, openFrom)) return -1
      readLine(bytes, lineFrom, lineTo)
    }
    const length = sourceTo - sourceFrom
    if (sourceFrom < 0 || from + length > to) return -1
    for (let i = 0; i < length; i += 1) if (bytes[from + i] !== bytes[sourceFrom + i]) return -1
    const first = bytes[from + length] ?? 0
    // A program's own header is for the expressions.
    return first === 0x5b || (first >= 0x30 && first <= 0x39) ? -1 : from + length
  }

  /** Lines of the record that nobody has looked at yet, up to `end`, may close what its first line opened. */
  function dumpIsOpen(bytes: Buffer, end: number): boolean {
    if (dump === undefined) {
      // Every dump begins with a bracket; few texts have one, and no string is made of the others.
      view.hasBracket ??= opensBracket(view)
      dump = (view.hasBracket ? dumpOpenedIn(view.text) : undefined) ?? 'none'
      dumpTo = Math.min(end, lineTo + 1)
    }
    if (dump === 'none' || dumpTo >= end) return dump !== 'none'
    const opened = dump
    const lines = bytes.toString('latin1', dumpTo, end).split('\n')
    dumpTo = end
    if (lines.some((line) => closesDump(opened, line.slice(0, textBytes)))) dump = 'none'
    return dump !== 'none'
  }

  function readLine(bytes: Buffer, from: number, to: number): void {
    isRead = true
    view.bytes = bytes
    view.times = 1
    view.refusal = 0
    view.textNumber = notLooked
    view.hasBracket = undefined
    view.headTag = undefined
    view.headPid = undefined
    view.component = undefined
    if (openFormat.id === 'syslog' && isSyslogStart(bytes, from, to)) {
      const timeEnd = syslogTimeEnd(bytes, from, to)
      if (timeEnd > 0 && readSyslogHead(view, bytes, timeEnd, to)) {
        if (timeEnd - from === oldTimeBytes) {
          // All of its time is in the first bytes.
          if (run < 0 || run !== timedRun) timedAt = correct(timeIn(bytes, from, timeEnd, 13))
          timedRun = run
          view.at = timedAt
        } else view.at = correct(timeIn(bytes, from, timeEnd, bytes[from + 3] === 0x20 ? 13 : 17))
        sourceFrom = timeEnd + 1
        sourceTo = view.textFrom
        setLevel(undefined)
        return
      }
    }
    if (openFormat.id === 'access') {
      const time = readAccessHead(view, bytes, from, to)
      if (time >= 0) {
        view.at = correct(timeIn(bytes, time, time + accessTimeBytes, accessSecondsAt))
        return
      }
    }
    readSlowly(bytes, from, to)
  }

  function readSlowly(bytes: Buffer, from: number, to: number): void {
    const isObject = openFormat.id === 'json' || openFormat.id === 'journald'
    const line = bytes.toString('latin1', from, isObject ? to : Math.min(to, from + textBytes))
    if (line.includes('\u001b')) {
      own = Buffer.from(withoutColours(line), 'latin1')
      view.bytes = own
      return place(readHeader(own.toString('latin1'), openFormat), 0, own.length)
    }
    if (isObject) {
      const header = readHeader(bytes.toString('utf8', from, to), openFormat)
      if (header.text !== undefined) {
        own = Buffer.from(withoutColours(header.text.slice(0, textBytes)))
        view.bytes = own
        if (header.tail === undefined) return place(header, 0, own.length)
        const to = own.length
        view.bytes = own = Buffer.concat([own, Buffer.from(header.tail.slice(0, textBytes))])
        return place({ ...header, to }, 0, own.length)
      }
      return place(header, from, to)
    }
    place(readHeader(line, openFormat), from, to)
  }

  function place(header: ReadHeader, from: number, to: number): void {
    view.sourceFrom = -1
    view.headTag = header.tag
    view.headPid = header.pid
    view.component = header.component
    view.textFrom = Math.min(to, from + header.end)
    view.textTo = header.to === undefined ? to : from + header.to
    view.tailTo = to
    view.at = correct(header.at ?? (header.face === undefined ? undefined : timeOf(header.face)))
    setLevel(header)
  }

  function setLevel(header: ReadHeader | undefined): void {
    stated = header?.level === undefined ? undefined : header
    if (header?.level !== undefined) {
      view.level = header.level
      view.rule = header.rule ?? 'place'
      view.refusal = header.refusal ?? 0
      return
    }
    setVerdict(view)
  }

  /** Decides whether the record counts: by its level, or by a word where it states none. */
  function judge(): void {
    takeRepeated()
    isFlagged = every || troubles(view)
  }

  function takeRepeated(): void {
    const byte = view.bytes[view.textFrom]
    if (byte !== 0x6d && byte !== 0x4d) return
    const repeated = repeatedIn(view.text)
    if (repeated?.text === undefined) return
    view.times = repeated.times
    const { tag, pid } = view
    own = Buffer.from(repeated.text)
    view.bytes = own
    view.headTag = tag
    view.headPid = pid
    view.sourceFrom = -1
    view.textFrom = 0
    view.textTo = own.length
    view.tailTo = 0
    setLevel(stated)
  }

  /** `host last message repeated 5 times` names no program: it is the record before that was repeated, of the same host. */
  function takeRepeats(bytes: Buffer, from: number, to: number): boolean {
    if (!isRead) return false
    // Few lines get further than to the first letter behind their host.
    let blank = from
    while (blank < to && bytes[blank] !== 0x20) blank += 1
    if (bytes[blank + 1] !== 0x6c) return false
    const host = bytes.toString('latin1', from, blank)
    const repeated = repeatedIn(bytes.toString('latin1', blank + 1, Math.min(to, blank + 64)))
    if (repeated === undefined || repeated.text !== undefined) return false
    // macOS has dashes in the place of the host.
    if (
      host !== '---' &&
      !(
        sourceFrom >= 0 &&
        bytes.toString('latin1', sourceFrom, sourceFrom + host.length + 1) === `${host} `
      )
    )
      return false
    view.times += repeated.times
    return true
  }

  return {
    exact: every || format.letters || format.answers || exactFormats.has(format.id),
    flagged: () => isFlagged,
    level: () => view.level,
    span: () => ({ first, last }),

    /**
     * `lineRun`: another number than before where its first sixteen bytes are others than those of the line before; -1: not known. `strange`:
     * its format, where it is not that of the file.
     */
    open(
      bytes: Buffer,
      from: number,
      to: number,
      {
        isCandidate,
        lineRun,
        strange = format,
      }: { isCandidate: boolean; lineRun: number; strange?: LogFormat | undefined },
    ): void {
      run = lineRun
      openFormat = strange
      isFlagged = false
      isRead = false
      dump = undefined
      sourceFrom = -1
      lineFrom = from
      lineTo = to
      if (!isCandidate) return
      readLine(bytes, from, to)
      judge()
    },

    /** The format of a line of trouble that another program wrote to this file. */
    strange: (bytes: Buffer, from: number, to: number): LogFormat | undefined =>
      strangeTrouble(
        withoutColours(bytes.toString('latin1', from, Math.min(to, from + textBytes))),
      ),

    /** A line without the file's header. Words of trouble in it make a record suspect that is no trouble itself. */
    takeMore(bytes: Buffer, from: number, to: number): void {
      if (isRead && troubles(view)) return
      const text = bytes.toString('latin1', from, Math.min(to, from + textBytes))
      if (suspectWord(text) === undefined) return
      if (!isRead) readLine(bytes, lineFrom, lineTo)
      view.rule = 'suspect'
      isFlagged = true
    },

    /** Begins a line like one of this format, once colours are taken off? */
    begins(bytes: Buffer, from: number, to: number): boolean {
      const clean = Buffer.from(
        withoutColours(bytes.toString('latin1', from, Math.min(to, from + textBytes))),
        'latin1',
      )
      return isStart(clean, 0, clean.length)
    },

    /** A line with a header of its own that goes on with the open record: same tag and pid, and a text that continues. */
    goesOn(bytes: Buffer, from: number, to: number): boolean {
      if (format.id !== 'syslog') return false
      const timeEnd = syslogTimeEnd(bytes, from, to)
      if (timeEnd < 0) return false
      const textFrom = afterSource(bytes, timeEnd + 1, to)
      if (textFrom < 0) return takeRepeats(bytes, timeEnd + 1, to)
      next.bytes = bytes
      next.textFrom = textFrom
      next.textTo = to
      const isDump = dumpIsOpen(bytes, from) && !beginsWithLevel(next.text)
      // Blank, tab, `at `, `Caused`, `Suppressed`, `...`, `#0`, `---`, `Traceback`, `last message`: few lines begin so.
      const lead = bytes[next.textFrom] ?? 0
      if (leads[lead] !== 1) return isDump
      const repeated = repeatedIn(next.text)
      if (repeated !== undefined && repeated.text === undefined) {
        view.times += repeated.times
        return true
      }
      return isDump || continues(next.text)
    },

    finish(bytes: Buffer, end: number, moreLines: number): LogRecord {
      isFlagged = false
      view.moreBytes = bytes
      view.moreFrom = Math.min(end, (bytes[lineTo] === 0x0d ? lineTo + 1 : lineTo) + 1)
      view.moreTo = end > view.moreFrom ? end - 1 : view.moreFrom
      view.moreLines = moreLines
      return view
    },

    /** The buffer lost its first `by` bytes. */
    moved(by: number): void {
      lineFrom -= by
      lineTo -= by
      dumpTo -= by
      if (sourceFrom >= 0) {
        sourceFrom -= by
        sourceTo -= by
      }
      if (view.bytes === own) return
      view.textFrom -= by
      view.textTo -= by
      view.tailTo -= by
      if (view.sourceFrom >= 0) view.sourceFrom -= by
    },
  }
}

const troubles = ({ level, rule }: Pick<LogRecord, 'level' | 'rule'>): boolean =>
  isTrouble({ level, suspect: rule === 'suspect' })

/** Up to a colon and a blank. */
function beginsAlike(bytes: Buffer, one: number, other: number): boolean {
  for (let i = 0; ; i += 1) {
    const byte = bytes[one + i] ?? 0x0a
    if (byte !== bytes[other + i] || byte === 0x0a) return false
    if (byte === 0x3a && bytes[one + i + 1] === 0x20) return true
  }
}

const leads = new Uint8Array(256)
for (const lead of ' \tatCSTl.#-m') leads[lead.charCodeAt(0)] = 1
