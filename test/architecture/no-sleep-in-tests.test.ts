import { describe, expect, it } from 'vitest'
import { sourceFiles, withoutComments } from './source-files.ts'
import type { SourceFile } from './source-files.ts'

/** Helpers may bound a wait for a condition; benches measure real time; a real lab has real timers. */
const mayWait = /^test\/(helpers|bench|lab|architecture)\//

const sleeps = /\bset(?:Timeout|Interval)\s*\(|\(\s*setTimeout\s*\)|node:timers|\bAtomics\.wait\b/

const sleepFaults = (files: readonly SourceFile[]): string[] =>
  files
    .filter((file) => file.path.startsWith('test/') && !mayWait.test(file.path))
    .flatMap((file) =>
      withoutComments(file.text)
        .split('\n')
        .flatMap((line, i) =>
          sleeps.test(line)
            ? [`${file.path}:${i + 1} waits by the clock: use virtual time or wait for a condition`]
            : [],
        ),
    )

describe('tests', () => {
  it('never sleep', () => {
    expect(sleepFaults(sourceFiles())).toEqual([])
  })

  it('would be seen sleeping', () => {
    const text = 'await new Promise((r) => setTimeout(r, 100))'
    const files = ['test/unit/a.test.ts', 'test/helpers/a.ts', 'main/a.ts'].map((path) => ({
      path,
      text,
    }))
    expect(sleepFaults(files)).toEqual([
      'test/unit/a.test.ts:1 waits by the clock: use virtual time or wait for a condition',
    ])
  })
})
