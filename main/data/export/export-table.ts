import { writeSync } from 'node:fs'
import { csvText, spreadsheetMark } from '../../../shared/base/csv.ts'
import { bad, type Result } from '../../../shared/base/result.ts'
import type { ExportTable } from '../../../shared/domain/exports.ts'
import type { Problem } from '../../../shared/domain/problems.ts'
import type { ReadDb } from '../db.ts'
import { sqliteProblem } from '../store/sqlite-problems.ts'
import { writeWhole } from '../write-whole.ts'
import { tables } from './tables.ts'

/** Rows that go to the disk together. */
const atOnce = 2000

/** Writes one table under its name only when it is whole. Events are read row by row: there may be a million of them. */
export function exportTable(
  db: ReadDb,
  table: ExportTable,
  out: string,
): Result<{ bytes: number; rows: number }, Problem> {
  const { columns, rows } = tables[table]
  const write = (file: number): { bytes: number; rows: number } => {
    let bytes = 0
    let count = 0
    const put = (lines: readonly (readonly string[])[]): void => {
      const piece = Buffer.from(csvText(lines), 'utf8')
      for (let done = 0; done < piece.length;) done += writeSync(file, piece, done)
      bytes += piece.length
    }
    bytes += writeSync(file, spreadsheetMark)
    put([columns])
    let waiting: (readonly string[])[] = []
    db.transaction(() => {
      for (const row of rows(db)) {
        count += 1
        waiting.push(row)
        if (waiting.length < atOnce) continue
        put(waiting)
        waiting = []
      }
    })()
    put(waiting)
    return { bytes, rows: count }
  }
  try {
    return writeWhole(out, write)
  } catch (error) {
    const known = sqliteProblem(error, db.name)
    if (known === undefined) throw error
    return bad(known)
  }
}
