import { isTrouble } from '../../../shared/log-rules/comparison.ts'
import { hash } from 'node:crypto'
import type { Level } from '../../../shared/log-rules/level.ts'
import type { LogFormat } from '../../../shared/log-rules/format.ts'
import type { Refusing, ShapeTally, SideTally } from '../../../shared/log-rules/types.ts'
import type { ReadDb, WriteDb } from '../db.ts'

/** What is kept of one masked text of one host in one period. */
export type KeptShape = Pick<ShapeTally, 'shape' | 'level' | 'suspect'> & {
  /** Codes that are part of the key; '' for none (shared/log-rules/codes.ts). */
  readonly codes: string
  readonly tally: SideTally
}
export type KeptRow = KeptShape & { readonly period: number; readonly host: string }

/** Where the reading of a file stands: bytes that are no whole record yet, what of those that come is refused, and the period they were fetched in. */
export type FileState = {
  readonly period: number
  readonly format: LogFormat | undefined
  /** Lines that the format was found from. */
  readonly sampled: number
  readonly pending: Buffer
  readonly refusing: Refusing
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
type DeltaRow = { period: number; host: string; shapes: string }
type FileRow = {
  period: number
  format: string | null
  sampled: number
  pending: Buffer
  refusing: string
}

/** Different texts of trouble of one host in one period; what comes later is counted as one text that says so. */
export const mostShapes = 4000
/** The same for lines that are no trouble, apart: neither pushes the other out. One that an earlier period has is always let in. */
export const mostPlainShapes = 2000
export const overflowShape = `\u0001 (one of more different texts than are told apart)`
/** Pieces whose additions wait to be folded together: reading and writing a tally costs more than a piece adds to it. */
const mostDeltas = 16

export function readLogTallies(db: ReadDb) {
  const ordered = db.prepare<[number, number], Row>(
    `SELECT period, host, shape, codes, level, suspect, tally FROM log_tallies
     WHERE period BETWEEN ? AND ? ORDER BY shape, codes, level, suspect, period, host`,
  )
  const deltas = db.prepare<[number, number], DeltaRow>(
    'SELECT period, host, shapes FROM log_deltas WHERE period BETWEEN ? AND ? ORDER BY id',
  )
  const files = db.prepare<[], FileRow & { host: string; file: string }>(
    'SELECT * FROM log_files WHERE length(pending) > 0 ORDER BY host, file',
  )
  function* shapes(from: number, to: number): Generator<KeptRow> {
    for (const { level, suspect, tally, ...row } of ordered.iterate(from, to))
      yield {
        ...row,
        level: level as Level, // written by add
        suspect: suspect === 1,
        tally: JSON.parse(tally) as SideTally, // as above
      }
    for (const { period, host, shapes } of deltas.iterate(from, to))
      for (const kept of parseDelta(shapes)) yield { ...kept, period, host }
  }
  return {
    /** A text may come several times: more of it waits to be folded. */
    shapes,
    /** Calls that records still wait for. */
    waitingCalls(): ReadonlySet<string> {
      const ids = new Set<string>()
      for (const { tally } of shapes(0, Number.MAX_SAFE_INTEGER))
        for (const key of Object.keys(tally.calls?.seen ?? {}))
          for (const id of key.split(' ')) ids.add(id)
      return ids
    },
    /** Files whose last record is still open. */
    waiting: () =>
      files.all().map(({ host, file, ...row }) => ({ host, file, state: parseState(row) })),
  }
}

const parseDelta = (json: string): readonly KeptShape[] => JSON.parse(json) as readonly KeptShape[] // written by add

const parseState = ({ period, format, sampled, pending, refusing }: FileRow): FileState => ({
  period,
  format: format === null ? undefined : (JSON.parse(format) as LogFormat), // written by setFile
  sampled,
  pending,
  refusing: refusing as Refusing, // as above
})

/** Sums tallies of one text; `answer` is good at any time. */
export type TallySum = { readonly add: (tally: SideTally) => void; readonly answer: SideTally }

export function writeLogTallies(db: WriteDb, sumOf: (first: SideTally) => TallySum) {
  const one = db
    .prepare<[number, string, string], string>(
      'SELECT tally FROM log_tallies WHERE period = ? AND host = ? AND key = ?',
    )
    .pluck()
  const many = db
    .prepare<[number, string, number], number>(
      `SELECT count(*) FROM log_tallies WHERE period = ? AND host = ?
       AND (suspect = 1 OR level IN ('error', 'warning')) = ?`,
    )
    .pluck()
  const earlier = db
    .prepare<[number, string, string], number>(
      `SELECT 1 FROM log_periods p JOIN log_tallies t ON t.period = p.id
       WHERE p.id < ? AND t.host = ? AND t.key = ? LIMIT 1`,
    )
    .pluck()
  const later = db.prepare('INSERT INTO log_deltas (period, host, shapes) VALUES (?, ?, ?)')
  const waiting = db.prepare<[], { period: number; host: string; pieces: number }>(
    'SELECT period, host, count(*) AS pieces FROM log_deltas GROUP BY host, period',
  )
  const pieces = db
    .prepare<[string, number], number>(
      'SELECT count(*) FROM log_deltas WHERE host = ? AND period = ?',
    )
    .pluck()
  const deltasOf = db
    .prepare<[string, number], string>(
      'SELECT shapes FROM log_deltas WHERE host = ? AND period = ? ORDER BY id',
    )
    .pluck()
  const done = db.prepare('DELETE FROM log_deltas WHERE host = ? AND period = ?')
  const put = db.prepare(
    `INSERT OR REPLACE INTO log_tallies VALUES (@period, @host, @key, @shape, @codes, @level, @suspect, @tally)`,
  )
  const file = db.prepare<[string, string], FileRow>(
    'SELECT period, format, sampled, pending, refusing FROM log_files WHERE host = ? AND file = ?',
  )
  const setFile = db.prepare('INSERT OR REPLACE INTO log_files VALUES (?, ?, ?, ?, ?, ?, ?)')
  const addOne = (period: number, host: string, kept: KeptShape): boolean => {
    const { shape, codes, level, suspect, tally } = kept
    const key = keyOf(kept)
    const old = one.get(period, host, key)
    const sum = sumOf(tally)
    if (old !== undefined) sum.add(JSON.parse(old) as SideTally) // written here
    put.run({
      period,
      host,
      key,
      shape,
      codes,
      level,
      suspect: suspect ? 1 : 0,
      tally: JSON.stringify(sum.answer),
    })
    return old === undefined
  }
  /** What is beyond the limit of its kind is counted as one text. */
  const addAll = (period: number, host: string, shapes: Iterable<KeptShape>): void => {
    const known = [many.get(period, host, 0) ?? 0, many.get(period, host, 1) ?? 0]
    for (const kept of shapes) {
      const kind = isTrouble(kept) ? 1 : 0
      const key = keyOf(kept)
      const isFull =
        (known[kind] ?? 0) >= (kind === 1 ? mostShapes : mostPlainShapes) &&
        one.get(period, host, key) === undefined &&
        (kind === 1 || earlier.get(period, host, key) === undefined)
      const added = addOne(
        period,
        host,
        isFull ? { ...kept, shape: overflowShape, codes: '' } : kept,
      )
      if (added) known[kind] = (known[kind] ?? 0) + 1
    }
  }
  const fold = (period: number, host: string): void => {
    const all = new Map<string, { readonly kept: KeptShape; readonly sum: TallySum }>()
    for (const json of deltasOf.all(host, period))
      for (const kept of parseDelta(json)) {
        const key = keyOf(kept)
        const old = all.get(key)
        if (old === undefined) all.set(key, { kept, sum: sumOf(kept.tally) })
        else old.sum.add(kept.tally)
      }
    const shapes = [...all.values()].map(({ kept, sum }) => ({ ...kept, tally: sum.answer }))
    addAll(period, host, shapes)
    done.run(host, period)
  }
  return {
    add(period: number, host: string, shapes: readonly KeptShape[]): void {
      if (shapes.length === 0) return
      later.run(period, host, JSON.stringify(shapes))
      if ((pieces.get(host, period) ?? 0) >= mostDeltas) fold(period, host)
    },
    /** Before a comparison: limits are reached by what was written, not by how much of it waits. */
    foldAll(): void {
      for (const { period, host } of waiting.all()) fold(period, host)
    },
    file(host: string, name: string): FileState | undefined {
      const row = file.get(host, name)
      return row === undefined ? undefined : parseState(row)
    },
    setFile(host: string, name: string, state: FileState): void {
      const { period, format, sampled, pending, refusing } = state
      const json = format === undefined ? null : JSON.stringify(format)
      setFile.run(host, name, period, json, sampled, pending, refusing)
    },
  }
}

const keyOf = ({ shape, codes, level, suspect }: KeptShape): string =>
  hash('sha256', `${shape}\n${codes}\n${level}\n${suspect ? 1 : 0}`).slice(0, 32)
