import { writeSync } from 'node:fs'
import type { Result } from '../../../shared/base/result.ts'
import type { Problem } from '../../../shared/domain/problems.ts'
import { writeWhole } from '../write-whole.ts'

/** Writes an output piece by piece, so that a large one takes no memory. */
export const saveOutput = (
  out: string,
  pieces: Iterable<string>,
): Result<{ bytes: number }, Problem> =>
  writeWhole(out, (file) => {
    let bytes = 0
    for (const piece of pieces) {
      const whole = Buffer.from(piece, 'utf8')
      for (let done = 0; done < whole.length;) done += writeSync(file, whole, done)
      bytes += whole.length
    }
    return { bytes }
  })
