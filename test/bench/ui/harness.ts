import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { _electron } from 'playwright-core'
import type { Page } from 'playwright-core'
import { build } from 'vite'
import type { Run } from './run.ts'

const root = resolve(import.meta.dirname, '..', '..', '..')

/** The window in which scenes are drawn. */
export type BenchWindow = {
  readonly page: Page
  /** @param frames Steps of each movement. */
  run(scene: string, frames: number): Promise<Run>
  close(): Promise<void>
}

/** Builds the page as the product is built, and shows it in the Electron of the tests, with software rendering. Needs a display (Xvfb). */
export async function openBenchWindow(scratch: string): Promise<BenchWindow> {
  const executablePath = join(root, '.electron', 'electron')
  if (!existsSync(executablePath))
    throw new Error('There is no Electron for tests: run node test/helpers/get-electron.ts first.')
  if (process.platform === 'linux' && process.env['DISPLAY'] === undefined)
    throw new Error('There is no display: run it under xvfb-run.')
  const outDir = join(scratch, 'page')
  await build({
    configFile: false,
    root: join(import.meta.dirname, 'page'),
    base: './',
    plugins: [react()],
    logLevel: 'error',
    // Modules are not loaded from files: one classic script.
    build: {
      target: 'chrome130',
      outDir,
      emptyOutDir: true,
      modulePreload: false,
      chunkSizeWarningLimit: 4000,
      rolldownOptions: { output: { codeSplitting: false } },
    },
  })
  const { ELECTRON_RUN_AS_NODE: _never, ...env } = process.env
  const app = await _electron.launch({
    executablePath,
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-gpu',
      '--allow-file-access-from-files',
      `--user-data-dir=${join(scratch, 'user')}`,
      join(import.meta.dirname, 'window'),
    ],
    env: {
      ...Object.fromEntries(
        Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
      ),
      SWITCHYARD_BENCH_PAGE: join(outDir, 'index.html'),
    },
    timeout: 60_000,
  })
  const page = await app.firstWindow()
  // As text: the command line that starts this is compiled without a DOM.
  await page.waitForFunction(`'bench' in window`)
  return {
    run: (scene, frames) =>
      page.evaluate<Run>(`window.bench.run(${JSON.stringify(scene)}, ${frames})`),
    page,
    close: () => app.close(),
  }
}
