import { lookup } from 'node:dns/promises'
import { connect, isIP } from 'node:net'

/** The addresses of a name, as the system gives them to everybody else; an address stands for itself. */
export async function resolveAddress(name: string): Promise<readonly string[]> {
  if (isIP(name) !== 0) return [name]
  const found = await lookup(name, { all: true })
  return [...new Set(found.map(({ address }) => address))]
}

export type AddressTry = { readonly address: string; readonly error?: Error }

/** Opens a TCP connection to each address and closes it again: which of them answers, and how the others do not. */
export const tryAddresses = (
  addresses: readonly string[],
  port: number,
  timeoutMs: number,
): Promise<readonly AddressTry[]> =>
  Promise.all(addresses.map((address) => tryAddress(address, port, timeoutMs)))

function tryAddress(address: string, port: number, timeoutMs: number): Promise<AddressTry> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port, timeout: timeoutMs })
    const end = (error?: Error): void => {
      socket.destroy()
      resolve({ address, ...(error === undefined ? {} : { error }) })
    }
    socket.once('connect', () => end())
    socket.once('timeout', () =>
      end(Object.assign(new Error('connect timed out'), { code: 'ETIMEDOUT' })),
    )
    socket.once('error', end)
  })
}
