import type { SwitchyardBridge } from '../shared/ipc/bridge.ts'
import { droppedChannel, isEventName, isPageChannel } from '../shared/ipc/channels.ts'

/** The part of Electron's `ipcRenderer` that the bridge uses. */
export type Wire = {
  invoke(channel: string, ...args: unknown[]): Promise<unknown>
  on(channel: string, listener: (event: unknown, payload: unknown) => void): unknown
  removeListener(channel: string, listener: (event: unknown, payload: unknown) => void): unknown
}

type AnyCall = (channel: unknown, request?: unknown) => Promise<unknown>
type AnyOpen = (file: object) => Promise<unknown>
type AnyListen = (event: unknown, listener: (payload: unknown) => void) => () => void

/**
 * Passes calls of known channels on and refuses every other name; there is no logic beyond that.
 * @param pathOf Where a file of the page lies, by the system's word; empty for one that the page has made up.
 */
export function createBridge(wire: Wire, pathOf: (file: object) => string): SwitchyardBridge {
  const invoke: AnyCall = (channel, request) =>
    isPageChannel(channel)
      ? wire.invoke(channel, request)
      : Promise.resolve({
          ok: false,
          problem: {
            code: 'wrong-use',
            message: `There is no channel ${JSON.stringify(channel)}.`,
          },
        })
  const openDropped: AnyOpen = (file) => wire.invoke(droppedChannel, { path: pathOf(file) })
  const on: AnyListen = (event, listener) => {
    if (!isEventName(event)) throw new Error(`There is no event ${JSON.stringify(event)}.`)
    const pass = (_: unknown, payload: unknown): void => listener(payload)
    wire.on(event, pass)
    return () => {
      wire.removeListener(event, pass)
    }
  }
  // The contract types both ends of the same call: main answers by it, so what comes back is what the channel says.
  return { invoke, openDropped, on } as SwitchyardBridge
}
