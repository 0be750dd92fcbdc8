import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { chromium } from 'playwright-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

/**
 * The package itself, with the fuses that users get. Nothing can attach to its main process: the window is reached by Chromium's own
 * debugging port.
 */
const program = resolve(import.meta.dirname, '..', '..', 'release', 'linux-unpacked', 'switchyard')

let userData: string
let child: ChildProcess | undefined
let browser: Browser
let window: Page

beforeAll(async () => {
  if (!existsSync(program))
    throw new Error('There is no package: run npm run package -- --linux dir first.')
  userData = mkdtempSync(join(tmpdir(), 'switchyard-packaged-'))
  const { ELECTRON_RUN_AS_NODE: _never, ...env } = process.env
  child = spawn(
    program,
    [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-gpu',
      '--remote-debugging-port=0',
    ],
    {
      env: { ...env, SWITCHYARD_USER_DATA: userData, SWITCHYARD_DATA_NODE: process.execPath },
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  )
  browser = await chromium.connectOverCDP(await debuggingAddress(child))
  const context = browser.contexts()[0]
  if (context === undefined) throw new Error('the package has no browser context')
  window = context.pages()[0] ?? (await context.waitForEvent('page'))
})
afterAll(async () => {
  // The connection ends with the program; closing it first would wait for a page that can no longer answer.
  if (child?.exitCode === null) {
    const running = child
    const gone = new Promise((gone) => running.once('exit', gone))
    running.kill()
    await gone
  }
  rmSync(userData, { recursive: true, force: true })
})

/** Chromium says on stderr where it listens. */
function debuggingAddress(from: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    from.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      const found = /DevTools listening on (ws:\S+)/.exec(said)
      if (found?.[1] !== undefined) resolve(found[1])
    })
    from.once('exit', (code) => reject(new Error(`it ended with ${code}: ${said}`)))
  })
}

describe('the package', () => {
  it('has its fuses set: no Node by a switch, no inspector, code from the archive only', async () => {
    const wire = await getCurrentFuseWire(program)
    expect({
      runAsNode: wire[FuseV1Options.RunAsNode],
      nodeOptions: wire[FuseV1Options.EnableNodeOptionsEnvironmentVariable],
      inspect: wire[FuseV1Options.EnableNodeCliInspectArguments],
      onlyAsar: wire[FuseV1Options.OnlyLoadAppFromAsar],
      fileProtocol: wire[FuseV1Options.GrantFileProtocolExtraPrivileges],
    }).toEqual({
      runAsNode: FuseState.DISABLE,
      nodeOptions: FuseState.DISABLE,
      inspect: FuseState.DISABLE,
      onlyAsar: FuseState.ENABLE,
      fileProtocol: FuseState.DISABLE,
    })
  })

  it('opens the sample on its lab, plans, and asks the lab’s hosts in a dry run', async () => {
    await window.getByRole('button', { name: 'Panda Telecom sample' }).click()
    await window.getByRole('heading', { name: 'Panda Telecom' }).waitFor()
    const navigation = window.getByRole('navigation')
    await navigation.getByRole('button', { name: /^Run/ }).click()
    await window
      .getByRole('button', { name: 'Dry run of Make ids unique across both systems' })
      .click()
    const dialog = window.getByRole('dialog')
    await dialog.getByText(/could (be|not be) predicted/).waitFor()
    expect(await dialog.innerText()).toContain('to do')
    await dialog.getByRole('button', { name: 'Close' }).last().click()
  })

  it('brings every view along', async () => {
    const entries = await window.getByRole('navigation').getByRole('button').all()
    expect(entries.length).toBeGreaterThan(5)
    for (const entry of entries) {
      const name = (await entry.innerText()).split('\n')[0] ?? ''
      await entry.click()
      // The page may say more than its entry: "Batches and customers".
      await window.getByRole('heading', { level: 2, name: new RegExp(`^${name}`) }).waitFor()
      expect(await window.getByText('This view failed').count()).toBe(0)
    }
  })
})
