import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { _electron } from 'playwright-core'
import type { ElectronApplication, Page } from 'playwright-core'

const root = resolve(import.meta.dirname, '..', '..')

export type RunningApp = {
  readonly app: ElectronApplication
  readonly window: Page
  readonly userData: string
  /** A picture of the window into the folder that SWITCHYARD_SHOTS names; nothing without it. */
  shot(name: string): Promise<void>
  /** Ends the app without a question and removes its folder. */
  close(): Promise<void>
}

/**
 * Starts the built application (`npm run build`) in the Electron for tests (`node test/helpers/get-electron.ts`), with a data folder of its
 * own. The data process runs on this Node: that Electron is older than Node-API 10.
 */
export async function startElectron({
  userData = mkdtempSync(join(tmpdir(), 'switchyard-e2e-')),
}: { readonly userData?: string } = {}): Promise<RunningApp> {
  const executablePath = join(root, '.electron', 'electron')
  if (!existsSync(executablePath))
    throw new Error('There is no Electron for tests: run node test/helpers/get-electron.ts first.')
  if (!existsSync(join(root, 'out', 'main', 'index.js')))
    throw new Error('The application is not built: run npm run build first.')
  const { ELECTRON_RUN_AS_NODE: _never, ...env } = process.env
  const app = await _electron.launch({
    executablePath,
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--disable-gpu', root],
    env: {
      ...Object.fromEntries(
        Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
      ),
      SWITCHYARD_USER_DATA: userData,
      SWITCHYARD_DATA_NODE: process.execPath,
    },
    // Playwright would otherwise force the light scheme on the page.
    colorScheme: null,
    timeout: 60_000,
  })
  const window = await app.firstWindow()
  const shots = process.env['SWITCHYARD_SHOTS']
  return {
    app,
    window,
    userData,
    async shot(name) {
      if (shots === undefined) return
      mkdirSync(shots, { recursive: true })
      await window.screenshot({ path: join(shots, `${name}.png`) })
    },
    async close() {
      // The question about a live run would wait for somebody: answer it here.
      await app.evaluate(({ dialog }) => {
        dialog.showMessageBox = async () => ({ response: 1, checkboxChecked: false })
      })
      await app.close()
      rmSync(userData, { recursive: true, force: true })
    },
  }
}
