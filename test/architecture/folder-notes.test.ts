import { describe, expect, it } from 'vitest'
import { readTracked, trackedPaths } from './source-files.ts'

const maxLines = 60

/** Folders of the first and second level that hold sources, directly or below. */
const notedFolders = (paths: readonly string[]): string[] => {
  const folders = paths
    .filter((path) => /^(main|preload|renderer|shared)\/.*\.tsx?$/.test(path))
    .flatMap((path) => {
      const [first = '', second = ''] = path.split('/')
      return second.includes('.') ? [first] : [first, `${first}/${second}`]
    })
  return [...new Set(folders)].toSorted()
}

const noteFaults = (paths: readonly string[], linesOf: (path: string) => number): string[] =>
  notedFolders(paths).flatMap((folder) => {
    const note = `${folder}/README.md`
    if (!paths.includes(note))
      return [`${folder} has no README.md: purpose, may import, how to add one more`]
    const lines = linesOf(note)
    return lines > maxLines ? [`${note} has ${lines} lines, more than ${maxLines}`] : []
  })

const linesOf = (path: string): number =>
  readTracked([path])[0]?.text.trimEnd().split('\n').length ?? 0

describe('folder notes', () => {
  it('are in every source folder of the first two levels, and short', () => {
    expect(noteFaults(trackedPaths(), linesOf)).toEqual([])
  })

  it('would be missed', () => {
    const paths = [
      'main/README.md',
      'main/a/x.ts',
      'main/b/deep/x.ts',
      'main/b/README.md',
      'main/engine.ts',
    ]
    expect(noteFaults(paths, () => 61)).toEqual([
      'main/README.md has 61 lines, more than 60',
      'main/a has no README.md: purpose, may import, how to add one more',
      'main/b/README.md has 61 lines, more than 60',
    ])
  })
})
