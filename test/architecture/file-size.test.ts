import { describe, expect, it } from 'vitest'
import { sourceFiles } from './source-files.ts'
import type { SourceFile } from './source-files.ts'

const maxLines = 400
/** Tests are lists of facts and read from top to bottom. */
const maxTestLines = 600

const sizeFaults = (files: readonly SourceFile[]): string[] =>
  files.flatMap(({ path, text }) => {
    const lines = text.trimEnd().split('\n').length
    const most = path.startsWith('test/') ? maxTestLines : maxLines
    return lines > most ? [`${path} has ${lines} lines, more than ${most}: one idea a file`] : []
  })

describe('files', () => {
  it('are short', () => {
    expect(sizeFaults(sourceFiles())).toEqual([])
  })

  it('would be found too long', () => {
    const text = 'x\n'.repeat(401)
    expect(
      sizeFaults([
        { path: 'main/a/x.ts', text },
        { path: 'test/unit/x.test.ts', text },
      ]),
    ).toEqual(['main/a/x.ts has 401 lines, more than 400: one idea a file'])
  })
})
