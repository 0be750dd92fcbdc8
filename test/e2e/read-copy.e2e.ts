import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { sampleFolder } from '../../resources/samples/generate.ts'
import { seriousFindings } from '../helpers/axe.ts'
import { startElectron } from '../helpers/electron.ts'
import type { RunningApp } from '../helpers/electron.ts'

/** A team lead opens a project on a stick that may not be written to. */

const cli = resolve(import.meta.dirname, '..', '..', 'main', 'cli', 'switchyard.mjs')
const switchyard = (...args: readonly string[]): string =>
  execFileSync(process.execPath, [cli, ...args], { encoding: 'utf8', stdio: 'pipe' })

let folder: string
let stick: string
let running: RunningApp

/** Where the tests run as root the data process does not: for root every place can be written to. */
function dataNode(): Readonly<Record<string, string>> {
  if (process.getuid?.() !== 0) return {}
  const node = join(folder, 'node')
  const command = `setpriv --reuid 65534 --regid 65534 --clear-groups ${process.execPath}`
  writeFileSync(node, `#!/bin/sh\nexec ${command} "$@"\n`, { mode: 0o755 })
  return { SWITCHYARD_DATA_NODE: node }
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'switchyard-read-copy-'))
  stick = join(folder, 'stick')
  mkdirSync(stick)
  const project = join(stick, 'panda.switchyard')
  switchyard('import', sampleFolder, '--out', project)
  switchyard('plan', project)
  for (const name of readdirSync(stick))
    if (name === 'panda.switchyard') chmodSync(join(stick, name), 0o444)
    else rmSync(join(stick, name))
  chmodSync(folder, 0o755)
  chmodSync(stick, 0o555)
  const temporary = join(folder, 'tmp')
  mkdirSync(temporary)
  chmodSync(temporary, 0o777)
  running = await startElectron({
    files: [project],
    env: { HOME: folder, TMPDIR: temporary, ...dataNode() },
  })
  await running.window.getByRole('heading', { name: 'Panda Telecom' }).waitFor()
}, 120_000)
afterAll(async () => {
  await running.close()
  chmodSync(stick, 0o755)
  rmSync(folder, { recursive: true, force: true })
})

it('is told that it is a copy, as of when, and that nothing can be changed', async () => {
  const header = running.window.locator('header.top')
  await header.getByText('Read-only copy.').waitFor()
  expect(await header.innerText()).toMatch(/stick\/panda\.switchyard.*nothing can be changed here/s)
  await running.shot('read-copy')
  expect(await seriousFindings(running.window)).toEqual([])
})

it('sees timeline, runs, logs and the report', async () => {
  await running.view('Timeline')
  const grid = running.window.getByRole('treegrid')
  await grid.getByRole('row', { name: /Pre-migration analysis/ }).waitFor()
  await running.view('Run')
  await running.window.getByText('open for reading only').first().waitFor()
  await running.view('Logs')
  await running.window.getByRole('heading', { level: 2, name: 'Logs' }).waitFor()
  await running.view('Report')
  await running.window.getByText(/As it would be written/).waitFor()
  expect(await running.window.getByRole('button', { name: 'Save HTML…' }).isEnabled()).toBe(true)
})

it('leaves the stick as it was', () => {
  expect(readdirSync(stick)).toEqual(['panda.switchyard'])
})
