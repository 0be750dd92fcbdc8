import { describe, expect, it } from 'vitest'
import { readTracked, trackedPaths } from './source-files.ts'
import type { SourceFile } from './source-files.ts'

/** Put together here, so that this file does not find itself. */
const folders = ['work', 'farm'].map((name) => `/${name}/`)
const machine = new RegExp(
  `(?:^|[\\s"'\`=:(])(?:${folders.join('|')})|https?://[^\\s"'/]*(?:${['regis', 'try'].join('')}|artifactory|nexus|verdaccio)[^\\s"'/]*`,
  'm',
)

const binary = /\.(png|ico|icns|jpg|woff2?|gz|bz2|xz|db|switchyard|node|zip)$/

const pathFaults = (files: readonly SourceFile[]): string[] =>
  files.flatMap(({ path, text }) => {
    const found = machine.exec(text)?.[0].trim()
    return found === undefined ? [] : [`${path} names ${found}: it is only there on one machine`]
  })

describe('files', () => {
  it('name no folder and no package host of one machine', () => {
    const paths = trackedPaths().filter((path) => !binary.test(path))
    expect(pathFaults(readTracked(paths))).toEqual([])
  })

  it('would be seen naming one', () => {
    const host = `https://${['regis', 'try'].join('')}.example.org/x`
    const texts = [
      `cd ${folders[0]}main`,
      `"${folders[1]}x"`,
      `"resolved": "${host}"`,
      ['src', 'work', 'x'].join('/'),
      'network/',
    ]
    const files = texts.map((text, i) => ({ path: `f${i}`, text }))
    expect(pathFaults(files).map((fault) => fault.split(' ')[0])).toEqual(['f0', 'f1', 'f2'])
  })
})
