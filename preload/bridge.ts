import type { SwitchyardBridge } from '../shared/ipc/bridge.ts'
import { isChannelName, isEventName } from '../shared/ipc/channels.ts'

/** The part of Electron's `ipcRenderer` that the bridge uses. */
export type Wire = {
  invoke(channel: string, ...args: unknown[]): Promise<unknown>
  on(channel: string, listener: (event: unknown, payload: unknown) => void): unknown
  removeListener(channel: string, listener: (event: unknown, payload: unknown) => void): unknown
}

type AnyCall = (channel: unknown, request?: unknown) => Promise<unknown>
type AnyListen = (event: unknown, listener: (payload: unknown) => void) => () => void

/** Passes calls of known channels on and refuses every other name; there is no logic beyond that. */
export function createBridge(wire: Wire): SwitchyardBridge {
  const invoke: AnyCall = (channel, request) =>
    isChannelName(channel)
      ? wire.invoke(channel, request)
      : Promise.resolve({
          ok: false,
          problem: {
            code: 'wrong-use',
            message: `There is no channel ${JSON.stringify(channel)}.`,
          },
        })
  const on: AnyListen = (event, listener) => {
    if (!isEventName(event)) throw new Error(`There is no event ${JSON.stringify(event)}.`)
    const pass = (_: unknown, payload: unknown): void => listener(payload)
    wire.on(event, pass)
    return () => {
      wire.removeListener(event, pass)
    }
  }
  // The contract types both ends of the same call: main answers by it, so what comes back is what the channel says.
  return { invoke, on } as SwitchyardBridge
}
