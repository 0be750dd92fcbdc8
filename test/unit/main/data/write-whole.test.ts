import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { writeWhole, writeWholeText } from '../../../../main/data/write-whole.ts'

const folder = (): string => mkdtempSync(join(tmpdir(), 'switchyard-whole-'))

const broken = (code: string) => (): never => {
  throw Object.assign(new Error(`${code}: it does not go`), { code, syscall: 'write' })
}

it.each([
  ['EACCES', 'not-allowed', 'This file cannot be written (EACCES).'],
  ['EROFS', 'not-allowed', 'This file cannot be written (EROFS).'],
  // Another program holds it open, on Windows.
  ['EBUSY', 'not-allowed', 'This file cannot be written (EBUSY).'],
  ['ENOSPC', 'disk-full', 'The disk that this file was to be written to is full.'],
])('%s names the file that was being written, and leaves the older one', (code, kind, message) => {
  const dir = folder()
  const out = join(dir, 'r.html')
  writeFileSync(out, 'older')
  expect(writeWhole(out, broken(code))).toMatchObject({
    ok: false,
    problem: { code: kind, message, where: { file: out } },
  })
  expect([readdirSync(dir), readFileSync(out, 'utf8')]).toEqual([['r.html'], 'older'])
})

it('a name that is a folder, and one behind a file, are refused too', () => {
  const dir = folder()
  mkdirSync(join(dir, 'r'))
  writeFileSync(join(dir, 'f'), '')
  expect(writeWholeText(join(dir, 'r'), () => 'x')).toMatchObject({ ok: false })
  expect(writeWholeText(join(dir, 'f', 'x'), () => 'x')).toMatchObject({ ok: false })
  expect(readdirSync(dir)).toEqual(['f', 'r'])
})

it('a project file is never replaced by what is made from it', () => {
  const out = join(folder(), 'panda.switchyard')
  writeFileSync(out, 'everything')
  expect(writeWholeText(out, () => 'a report')).toMatchObject({
    ok: false,
    problem: { code: 'wrong-use', where: { file: out } },
  })
  expect(readFileSync(out, 'utf8')).toBe('everything')
})

it('what is no matter of the file is thrown', () => {
  const bug = (): never => {
    throw new TypeError('no such thing')
  }
  expect(() => writeWhole(join(folder(), 'x'), bug)).toThrow(TypeError)
})
