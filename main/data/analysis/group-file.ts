import { closeSync, openSync, readSync } from 'node:fs'
import { detectFormat, plainFormat, sampledLines } from '../../../shared/log-rules/format.ts'
import type { LogFormat } from '../../../shared/log-rules/format.ts'
import { buildTemplates } from '../../../shared/log-rules/templates.ts'
import type { Template } from '../../../shared/log-rules/types.ts'
import { bad, ok } from '../../../shared/base/result.ts'
import type { Result } from '../../../shared/base/result.ts'
import { problem } from '../../../shared/domain/problems.ts'
import type { Problem } from '../../../shared/domain/problems.ts'
import { LineFinder, noLead } from './find-lines.ts'
import { createLineShapes } from './line-shapes.ts'
import { openNumberSpool } from './number-spool.ts'
import { ShapeTable } from './shape-table.ts'

export type GroupOptions = {
  /** The header has been cut already: the whole line is the message. */
  readonly messageOnly?: boolean | undefined
}

export type FileGroup = Template & { readonly number: number; readonly count: number }

export type GroupedFile = {
  readonly lines: number
  readonly bytes: number
  readonly format: LogFormat
  /** In the order in which they first appear; `number` counts from 1. */
  readonly groups: readonly FileGroup[]
  /** The group number of every line, in order, some at a time. */
  numbers(): Iterable<Int32Array>
  /** Removes the passing file. */
  close(): void
}

const pieceBytes = 262_144
const longestLine = 65_536
const newline = 0x0a

/**
 * Groups every line of a file. The file is read once; which shape each line has is kept in a passing file, and turned into group
 * numbers at the end. A line is looked at for its first 8 KiB; memory does not grow with the file.
 */
export function groupFile(path: string, options: GroupOptions = {}): Result<GroupedFile, Problem> {
  let file: number
  try {
    file = openSync(path, 'r')
  } catch (cause) {
    return bad(cannotRead(path, cause))
  }
  const spool = openNumberSpool()
  try {
    return ok(read(file, spool, options))
  } catch (cause) {
    spool.close()
    return bad(cannotRead(path, cause))
  } finally {
    closeSync(file)
  }
}

function cannotRead(path: string, cause: unknown): Problem {
  const why = cause instanceof Error ? cause.message : String(cause)
  return problem('not-found', `${path} cannot be read: ${why}`, {
    where: { file: path },
    safe: 'nothing was written',
    next: 'name a log file that you may read',
  })
}

type Spool = ReturnType<typeof openNumberSpool>

function read(file: number, spool: Spool, { messageOnly = false }: GroupOptions): GroupedFile {
  const table = new ShapeTable()
  const counts: number[] = []
  const finder = new LineFinder()
  const buffer = Buffer.allocUnsafe(pieceBytes + longestLine + 1)
  let format: LogFormat | undefined = messageOnly ? plainFormat : undefined
  let numberOf = createLineShapes(format ?? plainFormat, table)
  let [lines, bytes, length] = [0, 0, 0]
  let skipping = false

  function line(from: number, to: number): void {
    const end = to > from && buffer[to - 1] === 0x0d ? to - 1 : to
    const number = numberOf(buffer, from, end)
    counts[number] = (counts[number] ?? 0) + 1
    lines += 1
    spool.push(number)
  }

  /** All whole lines; of a line that does not fit only the beginning counts. */
  function run(): void {
    if (format === undefined) {
      format = detectFormat(
        buffer
          .toString('latin1', 0, length)
          .split('\n', sampledLines + 1)
          .slice(0, sampledLines)
          .map(withoutCr),
      )
      numberOf = createLineShapes(format, table)
    }
    const limit = length === 0 ? 0 : buffer.lastIndexOf(newline, length - 1) + 1
    let from = 0
    finder.begin(buffer, 0, limit)
    while (finder.next(noLead)) {
      const { list, last } = finder
      for (let i = finder.first; i < last; i += 1) {
        const at = finder.endOf(list[i] as number) // i < last
        if (skipping) skipping = false
        else line(from, at)
        from = at + 1
      }
    }
    if (!skipping && length - from >= longestLine) {
      line(from, length)
      skipping = true
    }
    if (skipping) from = length
    buffer.copyWithin(0, from, length)
    length -= from
  }

  for (;;) {
    const got = readSync(
      file,
      buffer,
      length,
      Math.min(pieceBytes, buffer.length - 1 - length),
      null,
    )
    if (got === 0) break
    bytes += got
    length += got
    run()
  }
  if (length > 0) {
    buffer[length] = newline
    length += 1
    run()
  }
  return grouped({ table, counts, spool, lines, bytes, format: format ?? plainFormat })
}

const withoutCr = (line: string): string => (line.endsWith('\r') ? line.slice(0, -1) : line)

type Read = {
  readonly table: ShapeTable
  readonly counts: readonly number[]
  readonly spool: Spool
  readonly lines: number
  readonly bytes: number
  readonly format: LogFormat
}

function grouped({ table, counts, spool, lines, bytes, format }: Read): GroupedFile {
  const shapes = Array.from({ length: table.size }, (_, i) => ({
    shape: table.shape(i),
    count: counts[i] ?? 0,
  }))
  const model = buildTemplates(shapes)
  const groups = new Map<string, FileGroup>()
  const numberOf = new Int32Array(shapes.length)
  for (const [i, { shape, count }] of shapes.entries()) {
    const template = model.of(shape)
    const known = groups.get(template.id)
    const number = known?.number ?? groups.size + 1
    groups.set(template.id, { ...template, number, count: (known?.count ?? 0) + count })
    numberOf[i] = number
  }
  function* numbers(): Generator<Int32Array> {
    for (const piece of spool.pieces()) {
      for (let i = 0; i < piece.length; i += 1) piece[i] = numberOf[piece[i] ?? 0] ?? 0
      yield piece
    }
  }
  return { lines, bytes, format, groups: [...groups.values()], numbers, close: () => spool.close() }
}
