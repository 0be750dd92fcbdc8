import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * One folder for all that the tests of a run put into the system's temporary folder; it goes with the run. So no test has to put folders
 * away, and a worker that is ended by a signal leaves nothing behind.
 */
export default function temporaryRoot(): () => void {
  const before = process.env['TMPDIR']
  const root = mkdtempSync(join(tmpdir(), 'switchyard-test-'))
  process.env['TMPDIR'] = root
  return () => {
    if (before === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = before
    rmSync(root, { recursive: true, force: true, maxRetries: 10 })
  }
}
