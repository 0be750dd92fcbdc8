import { assertNever } from '../../../shared/base/assert.ts'
import type { WriteDb } from '../db.ts'
import type { OutputEntry, OutputStream } from '../protocol.ts'
import { wholeLines } from './whole-lines.ts'
import type { WholeLines } from './whole-lines.ts'

/** A piece is read as a whole to find one line in it: small enough for that, large enough to be few. */
const pieceChars = 64 * 1024
/** Short pieces of one stream that follow each other are joined up to this. */
const joinedChars = 16 * 1024

type Last = { readonly id: number; readonly stream: number; chars: number }

type Growing = {
  readonly id: number
  readonly streams: Readonly<Record<OutputStream, WholeLines>>
  lines: number
  bytes: number
  last: Last | undefined
}

const streamNumber: Readonly<Record<OutputStream, number>> = { stdout: 0, stderr: 1 }

/** Takes what attempts print, redacts it, and keeps it by line. Text that is not redacted never reaches the disk. */
export function writeOutput(db: WriteDb) {
  const begin = db
    .prepare<[string, string], number>(
      `INSERT INTO outputs (attempt, run) VALUES (?, ?)
       ON CONFLICT (attempt) DO UPDATE SET lines = 0, bytes = 0, lost = 0, ended = 0 RETURNING id`,
    )
    .pluck()
  const clear = db.prepare('DELETE FROM pieces WHERE output = ?')
  const add = db.prepare(
    'INSERT INTO pieces (output, first_line, lines, stream, text) VALUES (?, ?, ?, ?, ?)',
  )
  const join = db.prepare('UPDATE pieces SET lines = lines + ?, text = text || ? WHERE id = ?')
  const count = db.prepare('UPDATE outputs SET lines = ?, bytes = ? WHERE id = ?')
  const lose = db.prepare<[string, string, number]>(
    `INSERT INTO outputs (attempt, run, lost) VALUES (?, ?, ?)
     ON CONFLICT (attempt) DO UPDATE SET lost = lost + excluded.lost`,
  )
  const end = db.prepare<[string]>('UPDATE outputs SET ended = 1 WHERE attempt = ?')
  const growing = new Map<string, Growing>()
  /** Attempts with a write that failed: what comes behind the gap is counted only, its redaction would begin in the middle. */
  const broken = new Set<string>()

  const start = (attempt: string, run: string): Growing => {
    const id = begin.get(attempt, run)
    if (id === undefined) throw new Error(`no row for the output of ${attempt}`)
    clear.run(id)
    const fresh: Growing = {
      id,
      streams: { stdout: wholeLines(), stderr: wholeLines() },
      lines: 0,
      bytes: 0,
      last: undefined,
    }
    growing.set(attempt, fresh)
    return fresh
  }

  /** @param text Whole lines, each with its end. */
  const keep = (to: Growing, stream: number, text: string): void => {
    for (let from = 0; from < text.length;) {
      const limit = text.length - from <= pieceChars ? text.length : from + pieceChars
      const before = text.lastIndexOf('\n', limit - 1)
      // One line that is longer than a piece is a piece of its own.
      const till = (before >= from ? before : text.indexOf('\n', from)) + 1
      const part = text.slice(from, till)
      from = till
      const lines = countLines(part)
      const { last } = to
      if (last !== undefined && last.stream === stream && last.chars + part.length <= joinedChars) {
        join.run(lines, part, last.id)
        last.chars += part.length
      } else {
        const { lastInsertRowid } = add.run(to.id, to.lines, lines, stream, part)
        to.last = { id: Number(lastInsertRowid), stream, chars: part.length }
      }
      to.lines += lines
    }
  }

  const take = (entry: OutputEntry): Growing | undefined => {
    const { attempt, run } = entry
    const to = growing.get(attempt)
    switch (entry.kind) {
      case 'bytes': {
        if (entry.first) broken.delete(attempt)
        if (broken.has(attempt)) {
          lose.run(attempt, run, entry.bytes.length)
          return undefined
        }
        // The first bytes of a follower: whatever an earlier one kept comes again from its beginning.
        const into = entry.first || to === undefined ? start(attempt, run) : to
        into.bytes += entry.bytes.length
        keep(into, streamNumber[entry.stream], into.streams[entry.stream].add(entry.bytes))
        return into
      }
      case 'lost':
        lose.run(attempt, run, entry.bytes)
        return undefined
      case 'end':
        if (to !== undefined) {
          keep(to, 0, to.streams.stdout.end())
          keep(to, 1, to.streams.stderr.end())
        }
        end.run(attempt)
        growing.delete(attempt)
        broken.delete(attempt)
        return to
      default:
        return assertNever(entry)
    }
  }

  return {
    keep: db.transaction((entries: readonly OutputEntry[]) => {
      const touched = new Set<Growing>()
      for (const entry of entries) {
        const into = take(entry)
        if (into !== undefined) touched.add(into)
      }
      for (const { id, lines, bytes } of touched) count.run(lines, bytes, id)
    }),
    /** After a write that failed half-way: what is in memory no longer fits the disk. */
    giveUp: (attempts: Iterable<string>): void => {
      for (const attempt of attempts) {
        growing.delete(attempt)
        broken.add(attempt)
      }
    },
  }
}

function countLines(text: string): number {
  let lines = 0
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines += 1
  return lines
}
