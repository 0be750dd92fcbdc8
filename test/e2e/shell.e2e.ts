import { spawn } from 'node:child_process'
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { labSecrets } from '../../main/lab/secrets.ts'
import { seriousFindings } from '../helpers/axe.ts'
import { electronCommand, electronEnv, startElectron } from '../helpers/electron.ts'
import type { RunningApp } from '../helpers/electron.ts'
import { startTestLab } from '../helpers/lab.ts'
import type { TestLab } from '../helpers/lab.ts'

/**
 * The shell around the views: files from the system, a second start, a damaged file, the palette, and a program that is killed in the
 * middle of a run. The hosts are a lab in the process of this test, so they outlive the program, as real hosts do.
 */

let folder: string
let userData: string
let home: string
let lab: TestLab
let running: RunningApp

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'switchyard-shell-'))
  userData = join(folder, 'user data')
  home = join(folder, 'home')
  mkdirSync(userData)
  mkdirSync(join(home, '.ssh'), { recursive: true })
  lab = await startTestLab({ rate: 4, startAt: Date.now() })
  copyFileSync(join(lab.dir, 'ssh_config'), join(home, '.ssh', 'config'))
  running = await start()
}, 60_000)
afterAll(async () => {
  await running.close()
  await lab.stop()
  rmSync(folder, { recursive: true, force: true })
})

const start = (files: readonly string[] = []): Promise<RunningApp> =>
  startElectron({ userData, files, env: { HOME: home } })

const heading = (name: string) => running.window.getByRole('heading', { level: 1, name })
const view = (name: string): Promise<void> => running.view(name)
const project = (): string => join(folder, 'small.switchyard')

/** Starts the program once more, as a double click on a file does, and waits for its end. */
function startAgain(files: readonly string[]): Promise<number | null> {
  const { program, args } = electronCommand(files)
  const child = spawn(program, args, {
    env: { ...electronEnv(userData), HOME: home },
    stdio: 'ignore',
  })
  return new Promise((resolve) => child.once('exit', resolve))
}

/** Answers every question for a secret that comes, as an operator who knows the lab. */
async function typeSecrets(): Promise<void> {
  const secret = await labSecrets(lab.dir)
  const logins = ['api-source', 'api-target', 'api-dsbc'] as const
  const dialog = running.window.getByRole('dialog', { name: 'A secret is needed' })
  const question = dialog.locator('label').first()
  await running.window.addLocatorHandler(dialog, async () => {
    // The next question may come before the dialog of the last one has gone: the handler is called once for both.
    while (await dialog.isVisible()) {
      const label = await question.innerText()
      const login = logins.find((name) => label.includes(name))
      const known = await secret(login === undefined ? { kind: 'radius' } : { kind: 'api', login })
      await dialog.getByRole('textbox').fill(known ?? '')
      await dialog.getByRole('button', { name: 'Use it' }).click()
      await question.filter({ hasText: label }).waitFor({ state: 'hidden' })
    }
  })
}

/** Takes the run up, which wants a password, and quits before anybody has typed it. */
async function leaveWhileASecretIsAsked(): Promise<void> {
  await heading('Small Telecom').waitFor()
  await view('Run')
  await running.window.getByRole('article').getByRole('button', { name: 'Take up' }).click()
  await running.window.getByRole('dialog', { name: 'A secret is needed' }).waitFor()
  const gone = new Promise((resolve) => running.app.process().once('exit', resolve))
  await running.app.evaluate(({ app, dialog }) => {
    dialog.showMessageBox = async () => ({ response: 1, checkboxChecked: false })
    app.quit()
  })
  await gone
}

describe('the shell', () => {
  it('forgets all passwords when it was asked once more', async () => {
    const forget = running.window.getByRole('button', { name: 'Forget all passwords' })
    const told = running.window.getByText('All passwords are forgotten.')
    const asked = running.window.getByRole('dialog', { name: 'Forget all passwords' })
    await forget.press('Enter')
    await asked.waitFor()
    await running.window.keyboard.press('Escape')
    await asked.waitFor({ state: 'detached' })
    expect(await told.count()).toBe(0)
    expect(await forget.evaluate((it) => it === document.activeElement)).toBe(true)
    await forget.press('Enter')
    await asked.getByRole('button', { name: 'Forget them' }).click()
    await told.waitFor()
    await running.window.getByRole('button', { name: 'Dismiss' }).click()
  })

  it('imports a project from its files', async () => {
    await running.app.evaluate(
      ({ dialog }, { from, out }) => {
        dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [from] })
        dialog.showSaveDialog = async () => ({ canceled: false, filePath: out })
      },
      { from: join(lab.dir, 'project.yaml'), out: project() },
    )
    await running.window.getByRole('button', { name: 'Import…' }).click()
    await heading('Small Telecom').waitFor()
    expect(await running.window.title()).toBe('Small Telecom – Switchyard')
  })

  it('finds what can be done by typing, and goes where it leads', async () => {
    await running.window.keyboard.press('Control+k')
    await running.window.getByLabel('Command').fill('downti')
    await running.shot('shell-palette')
    await running.window.keyboard.press('Enter')
    await running.window.getByRole('heading', { level: 2, name: 'Downtime' }).waitFor()
    await running.window.keyboard.press('Alt+ArrowLeft')
    await running.window.getByRole('heading', { level: 2, name: 'Overview' }).waitFor()
    expect(await running.window.getByRole('heading', { level: 2 }).count()).toBe(1)
  })

  it.each([
    [900, 600, 1],
    [1280, 720, 2],
  ])(
    'has all of its header, and whole cards, in a window of %i × %i at zoom %i',
    async (width, height, zoom) => {
      const resize = (to: readonly [number, number, number]): Promise<void> =>
        running.app.evaluate(({ BrowserWindow }, [w, h, z]) => {
          const [window] = BrowserWindow.getAllWindows()
          window?.setContentSize(w, h)
          window?.webContents.setZoomFactor(z)
        }, to)
      await resize([width, height, zoom])
      const outside = (): Promise<readonly string[]> =>
        running.window.evaluate(() =>
          [...document.querySelectorAll('header.top button, header.top select, header.top b')]
            .filter((it) => it.getBoundingClientRect().right > window.innerWidth)
            .map((it) => it.textContent),
        )
      await expect.poll(() => running.window.evaluate(() => window.innerWidth)).toBe(width / zoom)
      await expect.poll(outside).toEqual([])
      const cut = await running.window
        .getByRole('list', { name: 'Stages' })
        .getByRole('listitem')
        .evaluateAll((cards) => cards.filter((it) => it.scrollWidth > it.clientWidth).length)
      expect(cut).toBe(0)
      await running.shot(`shell-${width}-${zoom}`)
      await resize([1280, 800, 1])
    },
  )

  it('shows every shortcut on a sheet', async () => {
    await running.window.keyboard.press('Shift+?')
    const sheet = running.window.getByRole('dialog', { name: 'Keyboard shortcuts' })
    await sheet.getByText('Alt 1').waitFor()
    expect(await seriousFindings(running.window, '[role=dialog]')).toEqual([])
    await running.shot('shell-shortcuts')
    await running.window.keyboard.press('Escape')
    await sheet.waitFor({ state: 'detached' })
  })

  it('says in the settings what it is made of and where its own files are', async () => {
    await view('Settings')
    const about = running.window.getByRole('region', { name: 'About' })
    await about.getByText('Electron').first().waitFor()
    const text = await about.innerText()
    for (const name of ['react ', 'ssh2 ', 'better-sqlite3 ', 'zod ', userData])
      expect(text).toContain(name)
    expect(await seriousFindings(running.window)).toEqual([])
    await running.shot('shell-settings')
  })

  it('has an overview without a serious finding of axe', async () => {
    await view('Overview')
    await running.window.getByText('There is no plan yet').waitFor()
    expect(await seriousFindings(running.window)).toEqual([])
    await running.shot('shell-overview')
  })

  it('opens the file that a second start names, in the window that is there', async () => {
    const other = join(folder, 'other.switchyard')
    await running.window.getByRole('button', { name: 'Close' }).click()
    await running.window.getByRole('button', { name: 'Open project…' }).waitFor()
    copyFileSync(project(), other)
    expect(await startAgain([other])).toBe(0)
    await heading('Small Telecom').waitFor()
    expect(running.app.windows()).toHaveLength(1)
  })

  it('refuses a damaged file in words, leaves it as it is, and keeps the open project', async () => {
    const damaged = join(folder, 'damaged.switchyard')
    copyFileSync(project(), damaged)
    const file = openSync(damaged, 'r+')
    writeSync(file, Buffer.alloc(8192, 0x5a), 0, 8192, 4096)
    const before = readFileSync(damaged)
    await startAgain([damaged])
    const alert = running.window.getByRole('alert')
    await alert.waitFor()
    expect(await alert.innerText()).toMatch(/damaged[\s\S]*Next:/)
    expect(readFileSync(damaged).equals(before)).toBe(true)
    await running.shot('shell-damaged')
    await alert.getByRole('button', { name: 'Dismiss' }).click()
    await heading('Small Telecom').waitFor()
    expect(await running.window.title()).toBe('Small Telecom – Switchyard')
  })

  it('opens a project that is dropped on the window, and nothing else', async () => {
    const drop = async (path: string): Promise<void> => {
      const session = await running.window.context().newCDPSession(running.window)
      const data = { items: [], files: [path], dragOperationsMask: 1 }
      for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
        await session.send('Input.dispatchDragEvent', { type, x: 400, y: 300, data })
      await session.detach()
    }
    const notes = join(folder, 'notes.txt')
    writeFileSync(notes, 'not a project')
    await drop(notes)
    const alert = running.window.getByRole('alert')
    await alert.getByText('notes.txt is not a Switchyard project.').waitFor()
    await alert.getByRole('button', { name: 'Dismiss' }).click()
    await drop(project())
    await heading('Small Telecom').waitFor()
    await expect
      .poll(
        () =>
          running.window.evaluate(`window.switchyard.invoke('project/get-overview').then(
            (answer) => answer.value?.project.path)`),
        { timeout: 20_000 },
      )
      .toBe(project())
  })

  it('is killed in the middle of a run, and goes on from there', async () => {
    await typeSecrets()
    await view('Run')
    await running.window.getByRole('button', { name: 'Start Survey the systems' }).click()
    const dialog = running.window.getByRole('dialog', { name: /Start: Survey the systems/ })
    await dialog.getByText(/could (be|not be) predicted/).waitFor()
    await dialog.getByRole('button', { name: /^Start for/ }).click()
    await dialog.waitFor({ state: 'detached' })
    await running.shot('shell-before-kill')
    await running.window.getByRole('button', { name: 'Pause' }).first().waitFor()
    const gone = new Promise((resolve) => running.app.process().once('exit', resolve))
    running.app.process().kill('SIGKILL')
    await gone
    running = await start([project()])
    await leaveWhileASecretIsAsked()
    running = await start([project()])
    await typeSecrets()
    await heading('Small Telecom').waitFor()
    await view('Run')
    // The notice at the top offers the same, when it is quick enough.
    await running.window
      .getByRole('article', { name: /Survey the systems/ })
      .getByRole('button', { name: 'Take up' })
      .click()
    await running.window
      .getByText('succeeded', { exact: true })
      .first()
      .waitFor({ timeout: 90_000 })
    expect(await running.window.getByRole('button', { name: 'Take up' }).count()).toBe(0)
    await running.shot('shell-taken-up')
  })

  it('comes back where its window was', async () => {
    const bounds = { x: 60, y: 50, width: 1000, height: 700 }
    await running.app.evaluate(({ BrowserWindow }, bounds) => {
      BrowserWindow.getAllWindows()[0]?.setBounds(bounds)
    }, bounds)
    await running.close()
    running = await start()
    const again = await running.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.getBounds(),
    )
    expect(again).toEqual(bounds)
    await running.window.getByText('small.switchyard').first().waitFor()
  })
})
