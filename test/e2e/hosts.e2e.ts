import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Locator } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { connectLab } from '../../main/lab/client.ts'
import type { LabClient } from '../../main/lab/client.ts'
import { seriousFindings } from '../helpers/axe.ts'
import { startElectron } from '../helpers/electron.ts'
import { pandaWindow } from '../helpers/panda-window.ts'
import type { RunningApp } from '../helpers/electron.ts'

/** Hosts, terminal, pre-flight and sleep on the Panda sample, in the real Electron over real SSH. */

let running: RunningApp
let lab: LabClient
beforeAll(async () => {
  running = await startElectron()
  // Slow enough to fall asleep in the middle of a step whose downtime stays inside of its budget.
  await running.window.evaluate(
    "window.switchyard.invoke('app/set-preferences', { sampleRate: 5 })",
  )
  await running.window.getByRole('button', { name: 'Panda Telecom sample' }).click()
  await running.window.getByRole('heading', { name: 'Panda Telecom' }).waitFor()
  // The lab is a process of its own; the test is one more who may control it.
  const path = await running.window.evaluate<string>(
    "window.switchyard.invoke('project/get-overview').then((answer) => answer.value.project.path)",
  )
  lab = await connectLab(dirname(path))
  await view('Hosts')
})
afterEach(() => lab.clearFaults())
afterAll(() => running.close())

const view = (name: string): Promise<void> => running.view(name)
const button = (name: string | RegExp): Locator => running.window.getByRole('button', { name })
/** The machine may be busy with other tests. */
// oxlint-disable-next-line vitest/require-awaited-expect-poll -- awaited by those who use it
const soon = <T>(read: () => T) => expect.poll(read, { timeout: 20_000 })
const panel = (name: string): Locator => running.window.getByRole('region', { name, exact: true })
const row = (host: string): Locator =>
  running.window.getByRole('row', { name: new RegExp(`^${host} `) })
const choose = (host: string): Promise<void> => button(host).first().click()
const test = async (host: string): Promise<string> => {
  await choose(host)
  const found = panel('Test of the connection')
  const text = async (): Promise<string> =>
    (await found.getByText(/took \d+ ms/).count()) === 0 ? '' : found.innerText()
  // All of it: two tests of one second may have taken the same time.
  const before = await text()
  await button('Test connection').click()
  await soon(async () => (await text()) || before).not.toBe(before)
  return found.innerText()
}

/** Answers main's question about a key, and tells what it asked. */
const answerQuestion = (response: number): Promise<void> =>
  running.app.evaluate(({ dialog }, answer) => {
    dialog.showMessageBox = async (...args: unknown[]) => {
      ;(globalThis as { asked?: unknown }).asked = args.at(-1)
      return { response: answer, checkboxChecked: false }
    }
  }, response)
const asked = (): Promise<unknown> =>
  running.app.evaluate(() => (globalThis as { asked?: unknown }).asked)

describe('the hosts', () => {
  it('are listed by system before anything is connected, each with its key', async () => {
    await row('src-db').waitFor()
    for (const title of ['Source system', 'Target system', 'Dispatcher'])
      await running.window.getByRole('rowheader', { name: title }).waitFor()
    expect(await row('src-db').innerText()).toMatch(/not tested\s+known/)
    await running.shot('hosts-0-untested')
    expect(await seriousFindings(running.window, 'main')).toEqual([])
  })

  it('pass the test of the connection, stage by stage', async () => {
    const found = await test('src-db')
    for (const stage of [
      'TCP',
      'SSH version',
      'Key exchange',
      'Host key',
      'Login',
      'Shell',
      'SFTP',
      'Clock',
      'Space',
    ])
      expect(found).toContain(stage)
    expect(found).toContain('the key that known_hosts has')
    expect(found).not.toContain('fails')
    await running.shot('hosts-1-tested')
  })

  it('are tested all at once, and one that is away says so', async () => {
    await lab.inject({ kind: 'refuse', host: 'dsbc2' })
    await button('Test all').click()
    await row('dsbc2').getByText('no way there').waitFor()
    await running.window.getByText(/^(\d+ work, )?(\d+ to look at, )?1 fail$/).waitFor()
    await choose('dsbc2')
    const refused = panel('Test of the connection').getByText('connection refused').first()
    await refused.waitFor()
    expect(await refused.isVisible()).toBe(true)
    await running.shot('hosts-2-all')
  })

  it('with a changed key are a hard stop that cannot be accepted here', async () => {
    await lab.inject({ kind: 'changed-host-key', host: 'src-db' })
    const found = await test('src-db')
    expect(found).toContain('shows another key than before')
    expect(found.match(/SHA256:/g)?.length).toBeGreaterThanOrEqual(2)
    expect(found).toMatch(/known_hosts:\d+/)
    await row('src-db').getByText('key changed').waitFor()
    expect(await button(/^Look at the key/).count()).toBe(0)
    await panel('src-db').getByText('A changed key cannot be accepted here.').waitFor()
    await running.shot('hosts-3-key-changed')
    expect(await seriousFindings(running.window, 'main')).toEqual([])
  })

  it('with a key that is not known are asked about in a dialog of main, where refusing is the default', async () => {
    const file = join(lab.dir, 'known_hosts')
    const lines = readFileSync(file, 'utf8')
    writeFileSync(file, '')
    expect(await test('src-db')).toContain('not in known_hosts')
    await answerQuestion(0)
    await button('Look at the key of src-db…').click()
    await soon(asked).toMatchObject({ defaultId: 0, cancelId: 0 })
    await soon(() => readFileSync(file, 'utf8')).toBe('')
    await answerQuestion(1)
    await button('Look at the key of src-db…').click()
    await panel('Test of the connection').getByText('accepted now, and kept').waitFor()
    await row('src-db').getByText('right').waitFor()
    writeFileSync(file, lines)
  })

  it('are walked through by keyboard', async () => {
    await choose('src-db')
    await button('src-db').first().focus()
    await running.window.keyboard.press('ArrowDown')
    const next = await running.window.evaluate('document.activeElement.dataset.host')
    expect(next).not.toBe('src-db')
    await panel(String(next)).waitFor()
  })
})

describe('a terminal', () => {
  const screen = (): Promise<string> => running.window.locator('.xterm-rows').first().innerText()

  it('shows what the host answers, and is left by F6', async () => {
    await choose('src-db')
    await button('Terminal').click()
    await soon(screen).toContain('switchyard@src-db')
    await running.window.keyboard.type('hostname')
    await running.window.keyboard.press('Enter')
    await soon(screen).toMatch(/hostname\s+src-db/)
    await running.shot('hosts-4-terminal')
    expect(await seriousFindings(running.window, 'main')).toEqual([])
    await running.window.keyboard.press('F6')
    await soon(() => running.window.evaluate('document.activeElement.innerText')).toContain(
      'src-db',
    )
  })

  it('takes no keystrokes for an id that main did not make', async () => {
    const answer = await running.window.evaluate(
      "window.switchyard.invoke('host/write-terminal', { terminal: crypto.randomUUID(), text: 'reboot' })",
    )
    expect(answer).toMatchObject({ ok: true, value: null })
    await expect(
      running.window.evaluate(
        "window.switchyard.invoke('host/write-terminal', { terminal: 'src-db', text: 'reboot' })",
      ),
    ).resolves.toMatchObject({ ok: false, problem: { code: 'wrong-use' } })
    expect(await screen()).not.toContain('reboot')
  })

  it('ends with its tab', async () => {
    await button('Close terminal 1 on src-db').click()
    await soon(() => running.window.locator('.xterm').count()).toBe(0)
    expect(await button('Close terminal 1 on src-db').count()).toBe(0)
  })
})

describe('the pre-flight', () => {
  it('looks at computer, hosts and people, and says what to do next', async () => {
    await button('Check now').click()
    const list = running.window.getByRole('list', { name: 'Pre-flight' })
    await list.getByText(/All \d+ hosts answer/).waitFor()
    const text = await list.innerText()
    expect(text).toContain('No window is planned.')
    expect(text).toContain('free for the project file')
    expect(text).toContain('The data process is up.')
    await running.shot('hosts-5-preflight')
    expect(await seriousFindings(running.window, 'main')).toEqual([])
  })
})

describe('a sleep of the computer', () => {
  async function start(title: string): Promise<void> {
    await button(/^Procedures/).click()
    await button(`Start ${title}`).click()
    const dialog = running.window.getByRole('dialog')
    await dialog.getByText(/could (be|not be) predicted/).waitFor()
    for (const approval of await dialog.locator('fieldset').all()) {
      const label = await approval.locator('label').first().innerText()
      await approval.getByLabel(/^Type /).fill(label.replace(/^Type /, ''))
    }
    await dialog.getByRole('button', { name: /^Start for/ }).click()
    await dialog.waitFor({ state: 'detached' })
  }
  const ranWell = (title: string): Promise<void> =>
    running.window
      .getByRole('article', { name: new RegExp(title) })
      .getByText('succeeded', { exact: true })
      .waitFor({ timeout: 60_000 })

  it('in the middle of a step ends with the step followed again, done once, and what was found told', async () => {
    await lab.inject({ kind: 'slow', factor: 2, operation: 'ids-split' })
    await pandaWindow(running.window).analyse()
    await view('Run')
    await start('Accept the target system')
    await ranWell('Accept the target system')
    await start('Make ids unique across both systems')
    const run = running.window.getByRole('article', { name: /Make ids unique/ })
    await run.getByRole('list', { name: 'On the hosts now' }).waitFor()
    await running.app.evaluate(({ powerMonitor }) => powerMonitor.emit('suspend'))
    await lab.inject({ kind: 'cut-links', host: 'src-db' })
    await running.app.evaluate(({ powerMonitor }) => powerMonitor.emit('resume'))
    await running.window.getByText(/This computer slept for/).waitFor()
    await running.shot('hosts-6-resumed')
    await ranWell('Make ids unique across both systems')
    const split = (await lab.attempts()).filter((id) => id.includes('split-source'))
    expect(split).toHaveLength(1)
  })
})

describe('the view', () => {
  it('holds together in the dark, and wide', async () => {
    await view('Hosts')
    await running.window.getByLabel('Colour scheme').selectOption('dark')
    await choose('src-db')
    await running.shot('hosts-7-dark')
    expect(await seriousFindings(running.window, 'main')).toEqual([])
    await running.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.setSize(1920, 1080),
    )
    await button('Terminal').click()
    await running.window.locator('.xterm-rows').waitFor()
    await running.shot('hosts-8-wide')
  })
})
