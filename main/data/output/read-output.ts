import type { AttemptId, RunId } from '../../../shared/domain/ids.ts'
import { AttemptId as AttemptIdSchema } from '../../../shared/domain/ids.ts'
import type { ReadDb } from '../db.ts'
import type { OutputInfo, OutputLines, OutputSearch, OutputSearchPart } from '../protocol.ts'

/** A line in a window is cut to so many characters; all of it can be copied and saved. */
const shownChars = 20_000
/** One answer of a search reads about so much: other calls of the data process come in between. */
const charsAtOnce = 4 * 1024 * 1024

type InfoRow = {
  readonly id: number
  readonly attempt: string
  readonly lines: number
  readonly bytes: number
  readonly lost: number
  readonly ended: number
}

type PieceRow = {
  readonly first_line: number
  readonly lines: number
  readonly stream: number
  readonly text: string
}

export function readOutput(db: ReadDb) {
  const one = db.prepare<[string], InfoRow>('SELECT * FROM outputs WHERE attempt = ?')
  const ofRun = db.prepare<[string], InfoRow>('SELECT * FROM outputs WHERE run = ?')
  /** The piece that has line `?` and those behind it. */
  const pieces = db.prepare<[number, number, number], PieceRow>(
    `SELECT first_line, lines, stream, text FROM pieces
     WHERE output = ? AND first_line >= coalesce(
       (SELECT max(first_line) FROM pieces WHERE output = ? AND first_line <= ?), 0)
     ORDER BY first_line`,
  )

  /** Lines from `from` on, one after another, with their stream. */
  function* linesFrom(id: number, from: number): Generator<{ line: string; stream: number }> {
    for (const piece of pieces.iterate(id, id, from)) {
      let at = 0
      for (let line = piece.first_line; line < piece.first_line + piece.lines; line += 1) {
        const end = piece.text.indexOf('\n', at)
        if (line >= from) yield { line: piece.text.slice(at, end), stream: piece.stream }
        at = end + 1
      }
    }
  }

  const info = (row: InfoRow): OutputInfo => ({
    attempt: AttemptIdSchema.parse(row.attempt),
    lines: row.lines,
    bytes: row.bytes,
    lost: row.lost,
    ended: row.ended === 1,
  })

  return {
    ofRun: (run: RunId): readonly OutputInfo[] => ofRun.all(run).map(info),
    lines(attempt: AttemptId, from: number, count: number): OutputLines | undefined {
      const row = one.get(attempt)
      if (row === undefined) return undefined
      const text: string[] = []
      const streams: number[] = []
      const longer: [number, number][] = []
      for (const { line, stream } of linesFrom(row.id, from)) {
        if (text.length >= count) break
        if (line.length > shownChars) longer.push([text.length, line.length])
        text.push(line.length > shownChars ? line.slice(0, shownChars) : line)
        streams.push(stream)
      }
      return { ...info(row), from, text, streams, longer }
    },
    /** Whole lines as one text, at most `maxChars` of it. */
    text(attempt: AttemptId, from: number, count: number, maxChars: number): string {
      const row = one.get(attempt)
      if (row === undefined) return ''
      const parts: string[] = []
      let chars = 0
      for (const { line } of linesFrom(row.id, from)) {
        if (parts.length >= count || chars > maxChars) break
        parts.push(line)
        chars += line.length + 1
      }
      return parts.join('\n')
    },
    /** Everything that is kept, piece by piece. */
    *whole(attempt: AttemptId): Generator<string> {
      const row = one.get(attempt)
      if (row === undefined) return
      for (const piece of pieces.iterate(row.id, row.id, 0)) yield piece.text
    },
    find(attempt: AttemptId, { text, matchCase, from, most }: OutputSearch): OutputSearchPart {
      const row = one.get(attempt)
      const wanted = matchCase ? text : text.toLowerCase()
      const hits: number[] = []
      let count = 0
      let chars = 0
      let next = from
      if (row === undefined || wanted === '') return { hits, count, next: undefined, lines: 0 }
      for (const piece of pieces.iterate(row.id, row.id, from)) {
        if (chars >= charsAtOnce) return { hits, count, next, lines: row.lines }
        const found = matchingLines(
          piece,
          matchCase ? piece.text : piece.text.toLowerCase(),
          wanted,
        )
        for (const line of found) {
          if (line < from) continue
          count += 1
          if (hits.length < most) hits.push(line)
        }
        chars += piece.text.length
        next = piece.first_line + piece.lines
      }
      return { hits, count, next: undefined, lines: row.lines }
    },
  }
}

/** Numbers of the lines of a piece that hold the wanted text; each counts once. */
function matchingLines(piece: PieceRow, text: string, wanted: string): number[] {
  const found: number[] = []
  let line = piece.first_line
  let lineStart = 0
  for (let at = text.indexOf(wanted); at >= 0;) {
    for (let end = text.indexOf('\n', lineStart); end >= 0 && end < at;) {
      line += 1
      lineStart = end + 1
      end = text.indexOf('\n', lineStart)
    }
    found.push(line)
    const end = text.indexOf('\n', at)
    at = end < 0 ? -1 : text.indexOf(wanted, end)
  }
  return found
}
