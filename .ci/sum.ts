import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Adds up the tiers of `.ci/run`: vitest's own counts, and one test for each tier that is not vitest's. */
type VitestJson = {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numTodoTests: number
  readonly numFailedTestSuites: number
  readonly success: boolean
}

const folder = process.argv[2] ?? '.'
const lines = (file: string): string[] => {
  const path = join(folder, file)
  return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : []
}

const singles = lines('single')
const failedTiers = lines('failed')
let passed = singles.filter((line) => line === 'pass').length
let failed = singles.filter((line) => line === 'fail').length
let skipped = 0
for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
  const counts = JSON.parse(readFileSync(join(folder, file), 'utf8')) as VitestJson // vitest's reporter writes it
  passed += counts.numPassedTests
  failed += counts.numFailedTests
  skipped += counts.numPendingTests + counts.numTodoTests
}
for (const tier of ['test', 'sshd', 'lab', 'e2e'])
  if (!existsSync(join(folder, `${tier}.json`))) {
    console.log(`${tier} left no counts: it did not get as far as its tests`)
    failed++
  }
// A tier can fail without a failing test: types, lint, format, or a file that could not be loaded.
if (failedTiers.length > 0 && failed === 0) failed = failedTiers.length
for (const tier of failedTiers) console.log(`failed: ${tier}`)
process.exitCode = failed === 0 ? 0 : 1
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`)
