import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { _electron } from 'playwright-core'
import type { ElectronApplication, Page } from 'playwright-core'

const root = resolve(import.meta.dirname, '..', '..')

export type RunningApp = {
  readonly app: ElectronApplication
  readonly window: Page
  readonly userData: string
  /** Shows a view by its entry in the sidebar. */
  view(name: string): Promise<void>
  /** A picture of the window into the folder that SWITCHYARD_SHOTS names; nothing without it. */
  shot(name: string): Promise<void>
  /** Ends the app without a question and removes its folder. */
  close(): Promise<void>
}

const open = new Set<RunningApp>()

/** The applications that are open in this file of tests. */
export const runningApps = (): readonly RunningApp[] => [...open]

export type StartOptions = {
  /** A data folder that the caller owns; it stays when the app is closed. Default: one of its own. */
  readonly userData?: string
  /** Behind the application on its command line, as the system does for a file that was double-clicked. */
  readonly files?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

/** Program and arguments of the application in the Electron of the tests. */
export const electronCommand = (files: readonly string[] = []) => ({
  program: join(root, '.electron', 'electron'),
  args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--disable-gpu', root, ...files],
})

/** The environment of the application: its own data folder, the Node of the tests for the data process, a lab that starts on one day. */
export const electronEnv = (userData: string): Record<string, string> => {
  const { ELECTRON_RUN_AS_NODE: _never, ...env } = process.env
  return {
    ...Object.fromEntries(
      Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
    ),
    SWITCHYARD_USER_DATA: userData,
    SWITCHYARD_DATA_NODE: process.execPath,
    SWITCHYARD_LAB_START: '2026-11-25T12:00:00Z',
  }
}

/**
 * Starts the built application (`npm run build`) in the Electron for tests (`node test/helpers/get-electron.ts`), with a data folder of its
 * own. The data process runs on this Node: that Electron is older than Node-API 10.
 */
export async function startElectron(options: StartOptions = {}): Promise<RunningApp> {
  const userData = options.userData ?? mkdtempSync(join(tmpdir(), 'switchyard-e2e-'))
  const { program: executablePath, args } = electronCommand(options.files)
  if (!existsSync(executablePath))
    throw new Error('There is no Electron for tests: run node test/helpers/get-electron.ts first.')
  if (!existsSync(join(root, 'out', 'main', 'index.js')))
    throw new Error('The application is not built: run npm run build first.')
  const app = await _electron.launch({
    executablePath,
    args,
    env: { ...electronEnv(userData), ...options.env },
    // Playwright would otherwise force the light scheme on the page.
    colorScheme: null,
    timeout: 60_000,
  })
  askAgain(app)
  const window = await app.firstWindow()
  const shots = process.env['SWITCHYARD_SHOTS']
  const running: RunningApp = {
    app,
    window,
    userData,
    view: (name) =>
      window
        .getByRole('navigation')
        .getByRole('button', { name: new RegExp(`^${name}`) })
        .click(),
    async shot(name) {
      if (shots === undefined) return
      mkdirSync(shots, { recursive: true })
      // Not Playwright's own: of a magnified page that is a corner.
      const png = await app.evaluate(async ({ BrowserWindow }) => {
        const picture = await BrowserWindow.getAllWindows()[0]?.webContents.capturePage()
        return picture?.toPNG().toString('base64') ?? ''
      })
      writeFileSync(join(shots, `${name}.png`), png, 'base64')
    },
    async close() {
      open.delete(running)
      // The question about a live run would wait for somebody: answer it here.
      await app.evaluate(({ dialog }) => {
        dialog.showMessageBox = async () => ({ response: 1, checkboxChecked: false })
      })
      await app.close()
      if (options.userData === undefined) rmSync(userData, { recursive: true, force: true })
    },
  }
  open.add(running)
  return running
}

/**
 * What is asked of the main process has an answer that only the debugger holds, weakly: where the collector comes between, it is gone
 * (https://github.com/microsoft/playwright/issues/33737). It was done then, and is asked once more: whatever tests do there may be done twice.
 */
function askAgain(app: ElectronApplication): void {
  const evaluate = app.evaluate.bind(app) as (...asked: readonly unknown[]) => Promise<unknown>
  app.evaluate = ((...asked: readonly unknown[]) =>
    evaluate(...asked).catch((error: unknown) => {
      if (!String(error).includes('promise was garbage collected')) throw error
      return evaluate(...asked)
    })) as typeof app.evaluate
}
