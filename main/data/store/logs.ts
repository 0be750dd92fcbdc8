import { HostName } from '../../../shared/domain/ids.ts'
import type { ReadDb, WriteDb } from '../db.ts'
import type { LogCount, LogOffset } from '../protocol.ts'

type OffsetRow = {
  host: string
  file: string
  device: string
  inode: string
  position: number
  tail_hash: string
  tail_length: number
}

export type LogGap = {
  readonly host: string
  readonly file: string
  readonly batch: string
  readonly bytes: number
}

export function readLogs(db: ReadDb) {
  const ofHost = db.prepare<[string], OffsetRow>(
    'SELECT * FROM log_offsets WHERE host = ? ORDER BY file',
  )
  const one = db.prepare<[string, string], OffsetRow>(
    'SELECT * FROM log_offsets WHERE host = ? AND file = ?',
  )
  const counts = db.prepare<
    [{ batch: string | null }],
    { host: string; file: string; level: string; lines: number }
  >(
    `SELECT host, file, level, sum(lines) AS lines FROM log_counts
     WHERE @batch IS NULL OR batch = @batch GROUP BY host, file, level ORDER BY host, file, level`,
  )
  const byBatch = db.prepare<[], { batch: string; host: string; level: string; lines: number }>(
    'SELECT batch, host, level, sum(lines) AS lines FROM log_counts GROUP BY batch, host, level ORDER BY batch, host',
  )
  const gaps = db.prepare<[], LogGap>('SELECT * FROM log_gaps ORDER BY host, file, batch')
  return {
    offsets: (host: string): readonly LogOffset[] => ofHost.all(host).map(parseRow),
    one(host: string, file: string): LogOffset | undefined {
      const row = one.get(host, file)
      return row === undefined ? undefined : parseRow(row)
    },
    counts: (batch?: string): readonly LogCount[] =>
      counts
        .all({ batch: batch ?? null })
        .map((row) => ({ ...row, host: HostName.parse(row.host) })),
    countsByBatch: () => byBatch.all(),
    gaps: (): readonly LogGap[] => gaps.all(),
  }
}

const parseRow = (row: OffsetRow): LogOffset => ({
  host: HostName.parse(row.host),
  file: row.file,
  device: row.device,
  inode: row.inode,
  offset: row.position,
  tailHash: row.tail_hash,
  tailLength: row.tail_length,
})

export function writeLogs(db: WriteDb) {
  const put = db.prepare('INSERT OR REPLACE INTO log_offsets VALUES (?, ?, ?, ?, ?, ?, ?)')
  const add = db.prepare(
    `INSERT INTO log_counts VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET lines = lines + excluded.lines`,
  )
  const addGap = db.prepare(
    `INSERT INTO log_gaps VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET bytes = bytes + excluded.bytes`,
  )
  return {
    setOffset(at: LogOffset): void {
      put.run(at.host, at.file, at.device, at.inode, at.offset, at.tailHash, at.tailLength)
    },
    count(host: string, file: string, batch: string, level: string, lines: number): void {
      if (lines > 0) add.run(host, file, batch, level, lines)
    },
    gap(host: string, file: string, batch: string, bytes: number): void {
      if (bytes > 0) addGap.run(host, file, batch, bytes)
    },
  }
}
