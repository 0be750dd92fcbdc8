import { describe, expect, it } from 'vitest'
import { sourceFiles, withoutComments } from './source-files.ts'
import type { SourceFile } from './source-files.ts'

/** Pure code: same facts in, same answer out. `new Date(x)` only reads its argument. */
const impure =
  /\bDate\.now\b|\bnew Date\(\s*\)|\bDate\(\s*\)|\bMath\.random\b|\bset(Timeout|Interval|Immediate)\b|\bperformance\.now\b|\bcrypto\.(randomUUID|getRandomValues)\b|\bTemporal\.Now\b/

const clockFaults = (files: readonly SourceFile[]): string[] =>
  files
    .filter((file) => file.path.startsWith('shared/'))
    .flatMap((file) =>
      withoutComments(file.text)
        .split('\n')
        .flatMap((line, i) => {
          const found = impure.exec(line)?.[0]
          return found === undefined
            ? []
            : [`${file.path}:${i + 1} uses ${found}: take time and chance as parameters`]
        }),
    )

describe('shared', () => {
  it('has neither clock nor chance', () => {
    expect(clockFaults(sourceFiles())).toEqual([])
  })

  it.each(['Date.now()', 'new Date()', 'Math.random()', 'setTimeout(f, 1)', 'performance.now()'])(
    'would be seen using %s',
    (text) => {
      expect(clockFaults([{ path: 'shared/domain/a.ts', text: `const x = ${text}` }])).toHaveLength(
        1,
      )
    },
  )

  it('may format an instant that it is given, and speak of a clock', () => {
    const text = '// Date.now() would be wrong here\nconst x = new Date(at).toISOString()'
    expect(clockFaults([{ path: 'shared/domain/a.ts', text }])).toEqual([])
  })
})
