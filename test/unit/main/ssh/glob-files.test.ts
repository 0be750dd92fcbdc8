import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { globFiles } from '../../../../main/ssh/glob-files.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'glob-'))
  mkdirSync(join(folder, 'a.d'))
  mkdirSync(join(folder, 'b.d'))
  for (const name of [
    'a.d/20-x.conf',
    'a.d/10-y.conf',
    'a.d/.hidden.conf',
    'b.d/1.conf',
    'b.d/readme',
  ])
    writeFileSync(join(folder, name), '')
})
afterAll(() => rmSync(folder, { recursive: true }))

it.each([
  ['a.d/*.conf', ['a.d/10-y.conf', 'a.d/20-x.conf']],
  ['?.d/*.conf', ['a.d/10-y.conf', 'a.d/20-x.conf', 'b.d/1.conf']],
  ['a.d/[12]0-*', ['a.d/10-y.conf', 'a.d/20-x.conf']],
  ['a.d/.*.conf', ['a.d/.hidden.conf']],
  ['b.d/readme', ['b.d/readme']],
  ['none.d/*', []],
  ['b.d/missing', []],
])('%s matches %j', (pattern, expected) => {
  expect(globFiles(join(folder, pattern))).toEqual(expected.map((name) => join(folder, name)))
})
