import { describe, expect, it } from 'vitest'
import { importsOf, sourceFiles, withoutComments } from './source-files.ts'
import type { SourceFile } from './source-files.ts'

/** Everything else in main runs on plain Node, in the command line as well as in the window (design.md section 4). */
const mayUseElectron =
  /^(main\/index\.ts|main\/app\/.*|main\/ipc\/register\.ts|main\/settings\/.*|preload\/index\.ts|test\/.*)$/

const electronFaults = (files: readonly SourceFile[]): string[] =>
  files.flatMap((file) =>
    importsOf(file)
      .filter(
        (use) => /^electron(\/|-store$|$)/.test(use.target) && !mayUseElectron.test(file.path),
      )
      .map(
        ({ line, target }) =>
          `${file.path}:${line} imports ${target}: pass in what it is needed for; only main/app, main/settings, main/ipc/register.ts and the entries know Electron`,
      ),
  )

const one = { ipcMain: 'main/ipc/register.ts', ipcRenderer: 'preload/index.ts' } as const

const singleUserFaults = (files: readonly SourceFile[]): string[] =>
  Object.entries(one).flatMap(([name, place]) =>
    files
      .filter((file) => file.path !== place && !file.path.startsWith('test/'))
      .filter((file) =>
        new RegExp(`import[^;]*\\b${name}\\b[^;]*from 'electron'`).test(withoutComments(file.text)),
      )
      .map((file) => `${file.path} imports ${name}: its only user is ${place}`),
  )

describe('electron', () => {
  it('is imported where a window is made, and nowhere else', () => {
    expect(electronFaults(sourceFiles())).toEqual([])
  })

  it('gives its two message ends to one file each', () => {
    expect(singleUserFaults(sourceFiles())).toEqual([])
  })

  it('would be seen elsewhere', () => {
    const stray = { path: 'main/ssh/a.ts', text: "import { app } from 'electron'" }
    const second = { path: 'main/app/a.ts', text: "import { ipcMain } from 'electron'" }
    expect([electronFaults([stray, second]).length, singleUserFaults([stray, second])]).toEqual([
      1,
      ['main/app/a.ts imports ipcMain: its only user is main/ipc/register.ts'],
    ])
  })
})
