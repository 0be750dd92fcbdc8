import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { installCrashHandler, writeBug } from '../../../../main/app/crash.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'crash-'))
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
})
afterEach(() => {
  rmSync(folder, { recursive: true })
  vi.restoreAllMocks()
})

it('an exception that nobody caught is written, told, and ends the program', () => {
  const on = vi.spyOn(process, 'on').mockReturnValue(process)
  const told: string[] = []
  const left: number[] = []
  const file = join(folder, 'crash.log')
  installCrashHandler({
    file,
    version: '1.2.3',
    tell: (_title, text) => told.push(text),
    leave: (code) => left.push(code),
  })
  const handler = on.mock.calls.find(([event]) => event === 'uncaughtException')?.[1]
  handler?.(new Error('the disk is on fire'))
  expect(readFileSync(file, 'utf8')).toMatch(
    /Switchyard 1\.2\.3: uncaught exception\nError: the disk is on fire/,
  )
  expect(told[0]).toContain('the disk is on fire')
  expect(left).toEqual([1])
})

it('a crash file that cannot be written does not make a second crash', () => {
  expect(() =>
    writeBug(join(folder, 'no', 'such', 'folder'), '1', 'bug', new Error('x')),
  ).not.toThrow()
})
