import { chmodSync, existsSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { hostUnder, shells } from './shells.ts'
import type { FakeHost } from './shells.ts'

describe.each(shells)('a file that is put, under $name', (shell) => {
  let host: FakeHost
  let file = ''
  beforeEach((context) => {
    host = hostUnder(shell, context)
    file = join(host.folder, 'map')
  })
  const put = (text: string) => host.script('put "$1" "$2"; echo put', file, text)

  test('holds the text, and keeps its mode', () => {
    writeFileSync(file, 'old\n')
    chmodSync(file, 0o640)
    expect(put('a\nb')).toEqual({ code: 0, stdout: 'put\n', stderr: '' })
    expect(readFileSync(file, 'utf8')).toBe('a\nb\n')
    expect(statSync(file).mode & 0o777).toBe(0o640)
  })

  test('stays where a link to it leads', () => {
    const real = join(host.folder, 'real')
    writeFileSync(real, 'old\n')
    symlinkSync(real, file)
    put('new')
    expect(readFileSync(real, 'utf8')).toBe('new\n')
  })

  test('is put with others: all of them or none, and the disk is waited for once', () => {
    const other = join(host.folder, 'other map')
    writeFileSync(file, 'old\n')
    const both = (before: string) =>
      host.script(`${before} put "$1" 1 "$2" 2; echo put`, file, other)
    const cut = both('sync() { printf cut >"$2"; };')
    expect([cut.code, cut.stderr]).toEqual([1, expect.stringContaining(`${file} or ${other} on`)])
    expect([readFileSync(file, 'utf8'), existsSync(other)]).toEqual(['old\n', false])
    expect(existsSync(`${file}.switchyard`) || existsSync(`${other}.switchyard`)).toBe(false)
    expect(both('sync() { printf synced; };').stdout).toBe('syncedput\n')
    expect([readFileSync(file, 'utf8'), readFileSync(other, 'utf8')]).toEqual(['1\n', '2\n'])
  })

  // A full disk: the write is cut short, and not every program says so.
  test.each([
    ['says so', 'ulimit -f 0; trap "" XFSZ;'],
    ['does not', 'sync() { printf cut >"$1"; };'],
  ])('that the disk has no room for is as it was, when the disk %s', (_, before) => {
    writeFileSync(file, 'old\n')
    const said = host.script(`${before} put "$1" "$2"; echo put`, file, 'new')
    expect([said.code, said.stdout]).toEqual([1, ''])
    expect(said.stderr).toContain('could not be written whole (disk full?); it is as it was')
    expect(readFileSync(file, 'utf8')).toBe('old\n')
    expect(existsSync(`${file}.switchyard`)).toBe(false)
  })
})
