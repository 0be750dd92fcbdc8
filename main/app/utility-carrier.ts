import { utilityProcess } from 'electron'
import type { DataCarrier } from '../data/carrier.ts'

/** The data process as a utility process of this Electron. Only after the app is ready: earlier, Electron dies without a word. */
export function utilityCarrier(entry: string): DataCarrier {
  const child = utilityProcess.fork(entry, [], { serviceName: 'Switchyard data', stdio: 'inherit' })
  const exit = new Promise<number>((resolve) => {
    child.once('exit', resolve)
  })
  return {
    pid: child.pid,
    node: undefined,
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a process, not a window
    post: (message) => child.postMessage(message),
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => void exit.then((code) => listener({ code })),
    // A utility process has no way to us that could be cut: once its project is closed there is nothing left to end gently.
    end: () => void child.kill(),
    kill: () => void child.kill(),
  }
}
