import { closeSync, openSync, writeSync } from 'node:fs'
import { bad, ok } from '../../../shared/base/result.ts'
import type { Result } from '../../../shared/base/result.ts'
import type { Problem } from '../../../shared/domain/problems.ts'
import { sqliteProblem } from '../store/sqlite-problems.ts'

/** Writes an output piece by piece, so that a large one takes no memory. */
export function saveOutput(
  out: string,
  pieces: Iterable<string>,
): Result<{ bytes: number }, Problem> {
  try {
    const file = openSync(out, 'w')
    try {
      let bytes = 0
      for (const piece of pieces) bytes += writeSync(file, piece)
      return ok({ bytes })
    } finally {
      closeSync(file)
    }
  } catch (error) {
    const known = sqliteProblem(error, out)
    if (known === undefined) throw error
    return bad(known)
  }
}
