import { detectFormat, plainFormat, sampledLines } from '../../../shared/log-rules/format.ts'
import type { LogFormat } from '../../../shared/log-rules/format.ts'
import { recordLimits } from '../../../shared/log-rules/join.ts'
import type { Level } from '../../../shared/log-rules/level.ts'
import type { LineFigures, LogRecord, Refusing } from '../../../shared/log-rules/types.ts'
import { isDigit } from './byte-kinds.ts'
import { LineFinder, leadBytes, lineBits, noLead } from './find-lines.ts'
import { createRecordReader } from './record-reader.ts'
import { startPattern, startsByLead } from './start-pattern.ts'
import type { IsStart } from './start-pattern.ts'

/** Lines longer than this are refused, and counted so. */
export const maxLineBytes = 1_048_576
const sampleBytes = 65_536
const sliceBytes = 262_144
const newline = 0x0a
const blank = 0x20
const { candidate, alike, same, other } = lineBits

export type ScanOptions = {
  readonly host: string
  readonly file: string
  /** IANA name of the host's zone; UTC when absent. */
  readonly zone?: string | undefined
  /** How far the host's clock is ahead; it is taken off every time. */
  readonly skewMs?: number | undefined
  /** When the file was read, in milliseconds of the epoch by the clock that wrote it: decides the year of times without one. */
  readonly referenceAt: number
  /** Every record, not only errors, warnings and suspect ones. */
  readonly every?: boolean | undefined
  /** Known from an earlier piece of the same file; otherwise the first lines decide. */
  readonly format?: LogFormat | undefined
  /** Found in few lines of an earlier piece: holds where the first lines show none. */
  readonly fallback?: LogFormat | undefined
  /** As an earlier piece of the same file has left it. */
  readonly refusing?: Refusing | undefined
  /** Memory to begin with, bytes; it grows when needed. Default 512 KiB: less for a short piece. */
  readonly bufferBytes?: number | undefined
  /** The record is good during the call only: `keepRecord` makes one that lasts. */
  readonly onRecord: (record: LogRecord) => void
}

export type Scanner = {
  push(bytes: Uint8Array): void
  /**
   * Closes the record that is open. `final`: a half last line counts as a line; otherwise it and the open record stay in
   * `pending`, uncounted.
   */
  end(final: boolean): LineFigures
  /** Bytes that are not counted yet: pushed first into a new scanner with the same format and `refusing`, they give the same answers. */
  pending(): Uint8Array
  refusing(): Refusing
  /** Level of the record that is open, as far as it is known; undefined where none is, or none that counts. */
  openLevel(): Level | undefined
  format(): LogFormat | undefined
  /** First and last time seen, at the beginnings and ends of pieces. */
  span(): { readonly first?: number | undefined; readonly last?: number | undefined }
}

/** Where to cut the input makes no difference to the records. */
export function createScanner(options: ScanOptions): Scanner {
  const { every = false, onRecord } = options
  const figures = { lines: 0, records: 0, continuations: 0, refused: 0 }
  const finder = new LineFinder()
  /** How the last line began that begins a record; a 0xff is in no such line. */
  const lead = Uint8Array.from(noLead)
  let buffer = Buffer.allocUnsafeSlow(4 * Math.ceil((options.bufferBytes ?? 2 * sliceBytes) / 4))
  let length = 0
  /** Lines before this are done with. */
  let done = 0
  let format = options.format
  let isStart: IsStart = startPattern(format ?? plainFormat)
  let isByLead = startsByLead(format ?? plainFormat)
  let reader = createRecordReader(format ?? plainFormat, options)
  /** In the middle of a line that is too long: its bytes come no further than `push`. */
  let skipping = options.refusing === 'line'
  /** Another number where a line begins with other bytes than the one before. */
  let sameRun = 0

  // The record that is open: bytes[openFrom, ...), its first line has been counted.
  let openFrom = -1
  let openLines = 0
  let isCut = skipping || options.refusing === 'record'
  /** Continuations and refused lines before the open record. */
  let openContinuations = 0
  let openRefused = 0

  function setFormat(found: LogFormat): void {
    format = found
    isStart = startPattern(found)
    isByLead = startsByLead(found)
    reader = createRecordReader(found, options)
  }

  function close(end: number): void {
    if (openFrom >= 0 && reader.flagged()) onRecord(reader.finish(buffer, end, openLines))
    openFrom = -1
    openLines = 0
    isCut = false
  }

  /** `hasTrouble`: a word of trouble was found in it; `isCandidate`: that, or every line is to be read. */
  function line(
    from: number,
    newlineAt: number,
    isCandidate: boolean,
    isAlike: boolean,
    hasTrouble: boolean,
  ): void {
    if (newlineAt - from > maxLineBytes) {
      close(from)
      figures.lines += 1
      figures.refused += 1
      isCut = true
      return
    }
    const to = newlineAt > from && buffer[newlineAt - 1] === 0x0d ? newlineAt - 1 : newlineAt
    const start = isAlike ? from : skipNulls(buffer, from, to)
    const isOfFile = isAlike || begins(from, start, to)
    if (
      isOfFile &&
      !(
        openFrom >= 0 &&
        (every || isCandidate || reader.flagged()) &&
        reader.goesOn(buffer, start, to)
      )
    ) {
      open(from, start, to, isCandidate)
      return
    }
    const strange = isOfFile || !isCandidate ? undefined : reader.strange(buffer, start, to)
    if (strange !== undefined || (openFrom < 0 && !isCut)) {
      open(from, start, to, isCandidate, strange)
      return
    }
    figures.lines += 1
    if (
      isCut ||
      openLines >= recordLimits.lines ||
      newlineAt - openFrom > recordLimits.bytes + maxLineBytes
    ) {
      figures.refused += 1
      if (!isCut) {
        close(from)
        isCut = true
      }
      return
    }
    figures.continuations += 1
    openLines += 1
    if (hasTrouble) reader.takeMore(buffer, start, to)
  }

  function begins(from: number, start: number, to: number): boolean {
    const isStrange = start !== from || buffer[start] === 0x1b
    if (!isStart(buffer, start, to)) return isStrange && reader.begins(buffer, start, to)
    if (isByLead && !isStrange && to - start >= leadBytes)
      for (let i = 0; i < leadBytes; i += 1) {
        const byte = buffer[start + i] as number // start + leadBytes <= to
        lead[i] = isDigit(byte) ? 0x30 : byte
      }
    return true
  }

  /** Of a line that is not empty, by its newline. */
  const withoutReturn = (newlineAt: number): number =>
    buffer[newlineAt - 1] === 0x0d ? newlineAt - 1 : newlineAt

  /** So many lines that are records and no candidates, up to this one. */
  function pass(count: number, from: number, to: number): void {
    figures.lines += count - 1
    figures.records += count - 1
    open(from, from, withoutReturn(to), false)
  }

  function open(
    lineFrom: number,
    from: number,
    to: number,
    isCandidate: boolean,
    strange?: LogFormat,
  ): void {
    close(lineFrom)
    openContinuations = figures.continuations
    openRefused = figures.refused
    figures.lines += 1
    figures.records += 1
    openFrom = lineFrom
    // Behind NULs fewer bytes of the record are among the first sixteen.
    const lineRun = from === lineFrom && strange === undefined ? sameRun : -1
    reader.open(buffer, from, to, { isCandidate, lineRun, strange })
  }

  /** All whole lines of the buffer. */
  function run(): void {
    const limit = buffer.lastIndexOf(newline, length - 1) + 1
    if (length === 0 || limit <= done) return
    const exact = every || reader.exact
    let from = done
    let passed = 0
    let passedFrom = 0
    finder.begin(buffer, done, limit)
    while (finder.next(lead)) {
      const { list, last } = finder
      const leadIsTime = format?.id === 'syslog' && lead[3] === blank && lead[15] === blank
      const otherHere = leadIsTime ? other : 0
      for (let i = finder.first; i < last; i += 1) {
        const entry = list[i] as number // i < last
        const at = finder.endOf(entry)
        const hasTrouble = (entry & candidate) !== 0
        // A record of its own, where the open one is the line before alone.
        const isOther = (entry & otherHere) !== 0 && (passed > 0 || openLines === 0)
        const isPlain = (entry & (alike | candidate)) === alike && !exact
        if (isPlain && (isOther || !reader.flagged())) {
          if (reader.flagged()) close(from)
          if ((entry & same) === 0) sameRun += 1
          passed += 1
          passedFrom = from
        } else {
          if (passed > 0) pass(passed, passedFrom, from - 1)
          passed = 0
          if ((entry & same) === 0) sameRun += 1
          if (isOther) open(from, from, withoutReturn(at), exact || hasTrouble)
          else line(from, at, exact || hasTrouble, (entry & alike) !== 0, hasTrouble)
        }
        from = at + 1
      }
    }
    if (passed > 0) pass(passed, passedFrom, limit - 1)
    done = limit
  }

  /** Keeps the open record and the half line, at the start of the buffer. */
  function compact(): void {
    const keep = openFrom >= 0 ? openFrom : done
    if (keep > 0) {
      buffer.copyWithin(0, keep, length)
      length -= keep
      done -= keep
      reader.moved(keep)
      if (openFrom >= 0) openFrom -= keep
    }
    if (openFrom >= 0 && done > recordLimits.bytes + 2 * maxLineBytes) {
      close(done)
      isCut = true
      compact()
      return
    }
    if (length - done > maxLineBytes) refuseLongLine()
  }

  /** The rest of the line is passed over until its end comes. */
  function refuseLongLine(): void {
    close(done)
    figures.lines += 1
    figures.refused += 1
    isCut = true
    skipping = true
    length = done
  }

  /** Without the rest of a line that is refused. */
  function skip(bytes: Uint8Array): Uint8Array {
    if (!skipping) return bytes
    const end = bytes.indexOf(newline)
    skipping = end < 0
    return skipping ? bytes.subarray(bytes.length) : bytes.subarray(end + 1)
  }

  function detect(final: boolean): boolean {
    if (format !== undefined) return true
    dropHole()
    let lines = 0
    let at = -1
    for (
      let next = buffer.indexOf(newline);
      next >= 0 && next < length;
      next = buffer.indexOf(newline, at + 1)
    ) {
      at = next
      lines += 1
      if (lines >= sampledLines || at >= sampleBytes) break
    }
    if (!final && lines < sampledLines && length <= sampleBytes) return false
    const end = lines >= sampledLines || at >= sampleBytes ? at : Math.min(length, sampleBytes)
    const found = detectFormat(sampleOf(buffer, end))
    setFormat(found.id === 'plain' ? (options.fallback ?? found) : found)
    return true
  }

  /** Zeros before the first line of a file say nothing of its format, however many; one stays, so that a file of nothing else has a line. */
  function dropHole(): void {
    const hole = skipNulls(buffer, 0, length) - 1
    if (hole <= 0) return
    buffer.copyWithin(0, hole, length)
    length -= hole
  }

  function append(bytes: Uint8Array): void {
    if (length + bytes.length > buffer.length) {
      const larger = Buffer.allocUnsafeSlow(4 * ((length + bytes.length) >> 1))
      buffer.copy(larger, 0, 0, length)
      buffer = larger
    }
    buffer.set(bytes, length)
    length += bytes.length
  }

  /** The figures without the open record, which stays in `pending`. */
  function withoutOpen(): LineFigures {
    const records = figures.records - 1
    const lines = records + openContinuations + openRefused
    return { lines, records, continuations: openContinuations, refused: openRefused }
  }

  return {
    push(bytes) {
      for (let from = 0; from < bytes.length; from += sliceBytes) {
        append(skip(bytes.subarray(from, Math.min(bytes.length, from + sliceBytes))))
        if (!detect(false)) continue
        run()
        compact()
      }
    },
    end(final) {
      detect(true)
      run()
      if (final && length > done) {
        append(Buffer.of(newline))
        run()
      }
      if (!final) return openFrom >= 0 ? withoutOpen() : { ...figures }
      close(done)
      return { ...figures }
    },
    pending: () => Uint8Array.prototype.slice.call(buffer, openFrom >= 0 ? openFrom : done, length),
    refusing: () => (skipping ? 'line' : isCut ? 'record' : ''),
    openLevel: () => (openFrom >= 0 && reader.flagged() ? reader.level() : undefined),
    format: () => format,
    span: () => reader.span(),
  }
}

function skipNulls(bytes: Buffer, from: number, to: number): number {
  let at = from
  while (at < to && bytes[at] === 0) at += 1
  return at
}

function sampleOf(buffer: Buffer, end: number): string[] {
  return buffer
    .toString('latin1', 0, end)
    .split('\n')
    .map((line) => line.replace(/^\0+/, '').replace(/\r$/, ''))
}
