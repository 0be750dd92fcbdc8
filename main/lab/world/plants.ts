import type { World } from './state.ts'
import { note } from './state.ts'

/** What an analysis has to find: planted on demand, because a lab without it must not have it. */
export type Plants = {
  readonly readers: {
    readonly host: string
    readonly address: string
    readonly login: string
    readonly database: string
  }[]
  readonly files: { readonly host: string; readonly path: string }[]
  /** Host → how far its clock is ahead, ms. */
  readonly clocks: Map<string, number>
  /** Host of the target or dispatcher → pieces of a load test that it does in a minute. */
  readonly weak: Map<string, number>
  readonly clients: { readonly address: string; readonly method: string; readonly hits: number }[]
}

export const noPlants = (): Plants => ({
  readers: [],
  files: [],
  clocks: new Map(),
  weak: new Map(),
  clients: [],
})

/** A host's own clock. */
export const hostTime = (world: World, host: string, at: number): number =>
  at + (world.plants.clocks.get(host) ?? 0)

/** The calls of a client that nobody knows stand in the access log of the source's web host. */
export function plantClient(world: World, client: Plants['clients'][number], at: number): void {
  world.plants.clients.push(client)
  for (let i = 0; i < client.hits; i++)
    note(world, {
      at: at - (client.hits - i) * 1000,
      log: 'access',
      system: 'source',
      level: 'INFO',
      text: `${client.address}|"POST /rest/${client.method} HTTP/1.1" 200 ${500 + i} "-" "python-requests/2.31"`,
    })
}
