import type { RunningApp } from './electron.ts'

type Handler = (...args: readonly unknown[]) => Promise<unknown>
/** Where Electron keeps the handlers of `ipcMain.handle`; it has no name for it in public. */
type Handlers = { readonly _invokeHandlers: Map<string, Handler> }

/**
 * Answers on a channel come only after the project has changed, and was read, three times: as on a big project while a run goes on.
 * @returns Makes it as fast as it was.
 */
export async function slowMain({ app }: RunningApp, channel: string): Promise<() => Promise<void>> {
  await app.evaluate(({ ipcMain, BrowserWindow }, slow) => {
    // Of itself, where this is asked twice.
    ;(globalThis as { fastAgain?: () => void }).fastAgain?.()
    const { _invokeHandlers: handlers } = ipcMain as unknown as Handlers
    const overview = 'project/get-overview'
    const before = [overview, slow].map((name) => [name, handlers.get(name)] as const)
    const [read, own] = before.map(([, handler]) => handler)
    let waiting: (() => void)[] = []
    handlers.set(overview, async (...args) => {
      const answer = await read?.(...args)
      for (const go of waiting.splice(0)) go()
      return answer
    })
    handlers.set(slow, async (...args) => {
      for (let times = 0; times < 3; times++) {
        const next = new Promise<void>((resolve) => waiting.push(resolve))
        BrowserWindow.getAllWindows()[0]?.webContents.send('project/did-change', { seq: 0 })
        await next
      }
      return own?.(...args)
    })
    Object.assign(globalThis, {
      fastAgain: () => {
        for (const [name, handler] of before) if (handler !== undefined) handlers.set(name, handler)
        for (const go of waiting) go()
        waiting = []
      },
    })
  }, channel)
  return () => app.evaluate(() => (globalThis as unknown as { fastAgain(): void }).fastAgain())
}
