import { hash } from 'node:crypto'
import type { Level } from '../../../shared/log-rules/level.ts'
import type { LogFormat } from '../../../shared/log-rules/format.ts'
import type { ShapeTally, SideTally } from '../../../shared/log-rules/types.ts'
import type { ReadDb, WriteDb } from '../db.ts'

/** What is kept of one masked text of one host in one period. */
export type KeptShape = Pick<ShapeTally, 'shape' | 'level' | 'suspect'> & {
  /** Codes that are part of the key; '' for none (shared/log-rules/codes.ts). */
  readonly codes: string
  readonly tally: SideTally
}
export type KeptRow = KeptShape & { readonly period: number; readonly host: string }

/** Where the reading of a file stands: bytes that are no whole record yet, and the period they were fetched in. */
export type FileState = {
  readonly period: number
  readonly format: LogFormat | undefined
  /** Lines that the format was found from. */
  readonly sampled: number
  readonly pending: Buffer
}

type Row = {
  period: number
  host: string
  shape: string
  codes: string
  level: string
  suspect: number
  tally: string
}
type FileRow = { period: number; format: string | null; sampled: number; pending: Buffer }

/** Different texts of one host in one period; what comes later is counted as one text that says so. */
export const mostShapes = 4000
export const overflowShape = `\u0001 (one of more than ${mostShapes} different texts)`

export function readLogTallies(db: ReadDb) {
  const ordered = db.prepare<[number, number], Row>(
    `SELECT period, host, shape, codes, level, suspect, tally FROM log_tallies
     WHERE period BETWEEN ? AND ? ORDER BY shape, codes, level, suspect, period, host`,
  )
  const files = db.prepare<[], FileRow & { host: string; file: string }>(
    'SELECT * FROM log_files WHERE length(pending) > 0 ORDER BY host, file',
  )
  return {
    *shapes(from: number, to: number): Generator<KeptRow> {
      for (const { level, suspect, tally, ...row } of ordered.iterate(from, to))
        yield {
          ...row,
          level: level as Level, // written by add
          suspect: suspect === 1,
          tally: JSON.parse(tally) as SideTally, // as above
        }
    },
    /** Files whose last record is still open. */
    waiting: () =>
      files.all().map(({ host, file, ...row }) => ({ host, file, state: parseState(row) })),
  }
}

const parseState = ({ period, format, sampled, pending }: FileRow): FileState => ({
  period,
  format: format === null ? undefined : (JSON.parse(format) as LogFormat), // written by setFile
  sampled,
  pending,
})

export function writeLogTallies(db: WriteDb, merge: (a: SideTally, b: SideTally) => SideTally) {
  const one = db
    .prepare<[number, string, string], string>(
      'SELECT tally FROM log_tallies WHERE period = ? AND host = ? AND key = ?',
    )
    .pluck()
  const many = db
    .prepare<[number, string], number>(
      'SELECT count(*) FROM log_tallies WHERE period = ? AND host = ?',
    )
    .pluck()
  const put = db.prepare(
    `INSERT OR REPLACE INTO log_tallies VALUES (@period, @host, @key, @shape, @codes, @level, @suspect, @tally)`,
  )
  const file = db.prepare<[string, string], FileRow>(
    'SELECT period, format, sampled, pending FROM log_files WHERE host = ? AND file = ?',
  )
  const setFile = db.prepare('INSERT OR REPLACE INTO log_files VALUES (?, ?, ?, ?, ?, ?)')
  const addOne = (period: number, host: string, kept: KeptShape): boolean => {
    const { shape, codes, level, suspect, tally } = kept
    const key = keyOf(kept)
    const old = one.get(period, host, key)
    const whole = old === undefined ? tally : merge(JSON.parse(old) as SideTally, tally) // written here
    put.run({
      period,
      host,
      key,
      shape,
      codes,
      level,
      suspect: suspect ? 1 : 0,
      tally: JSON.stringify(whole),
    })
    return old === undefined
  }
  return {
    add(period: number, host: string, shapes: readonly KeptShape[]): void {
      let known = shapes.length === 0 ? 0 : (many.get(period, host) ?? 0)
      for (const kept of shapes) {
        const isFull = known >= mostShapes && one.get(period, host, keyOf(kept)) === undefined
        const added = addOne(
          period,
          host,
          isFull ? { ...kept, shape: overflowShape, codes: '' } : kept,
        )
        if (added) known += 1
      }
    },
    file(host: string, name: string): FileState | undefined {
      const row = file.get(host, name)
      return row === undefined ? undefined : parseState(row)
    },
    setFile(host: string, name: string, { period, format, sampled, pending }: FileState): void {
      const json = format === undefined ? null : JSON.stringify(format)
      setFile.run(host, name, period, json, sampled, pending)
    },
  }
}

const keyOf = ({ shape, codes, level, suspect }: KeptShape): string =>
  hash('sha256', `${shape}\n${codes}\n${level}\n${suspect ? 1 : 0}`).slice(0, 32)
