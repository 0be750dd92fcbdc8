import { beforeEach } from 'vitest'
import { runningApps } from './electron.ts'

/**
 * What every open window said when a test of it failed: a wait that ran out tells only what did not come, and a machine that has no screen
 * shows nobody the rest.
 */
beforeEach(({ onTestFailed }) => {
  onTestFailed(async ({ task }) => {
    for (const running of runningApps()) {
      // A window that is gone or hangs must not hide the failure itself.
      const text = await running.window
        .locator('body')
        .innerText({ timeout: 5_000 })
        .catch((error: unknown) => `no text: ${String(error)}`)
      process.stderr.write(`The window when "${task.name}" failed:\n${text}\n`)
      await running.shot(`failed ${task.name.replaceAll(/[^\w ]/g, '')}`).catch(() => undefined)
    }
  })
})
