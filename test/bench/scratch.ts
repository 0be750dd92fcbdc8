import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder of its own for one bench; on the disk that the user's temporary files are on. */
export const makeScratch = (name: string): string =>
  mkdtempSync(join(tmpdir(), `switchyard-bench-${name}-`))
