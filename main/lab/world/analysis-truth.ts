import { connections, modifications } from './survey-operations.ts'
import type { World } from './state.ts'

/** Everything that an analysis could find in the lab, planted or standing: what it reports beyond is invented. */
export type AnalysisTruth = {
  readonly modifications: readonly { readonly host: string; readonly name: string }[]
  readonly connections: readonly {
    readonly host: string
    readonly address: string
    readonly login?: string
  }[]
  /** Hosts whose clock is wrong, ms ahead. */
  readonly clocks: Readonly<Record<string, number>>
  readonly apiClients: readonly string[]
  readonly environments: readonly {
    readonly id: string
    readonly customers: number
    readonly accounts: number
    readonly resellers: number
  }[]
  readonly planted: {
    readonly readers: readonly { readonly host: string; readonly address: string }[]
    readonly files: readonly { readonly host: string; readonly path: string }[]
    readonly clients: readonly { readonly address: string; readonly method: string }[]
    readonly products: readonly string[]
  }
}

/** Clients of the background of every access log (logs/background.ts). */
const standingClients = ['203.0.113.7', '203.0.113.9']

export function analysisTruth(world: World): AnalysisTruth {
  const { plants, spec } = world
  return {
    modifications: spec.hosts.flatMap((host) =>
      modifications(world, host).items.map(({ name }) => ({ host: host.name, name })),
    ),
    connections: spec.hosts.flatMap((host) =>
      connections(world, host).connections.map(({ address, login }) => ({
        host: host.name,
        address,
        ...(login === undefined ? {} : { login }),
      })),
    ),
    clocks: Object.fromEntries(plants.clocks),
    apiClients: [...standingClients, ...plants.clients.map(({ address }) => address)],
    environments: [...world.environments.values()].map(({ spec: { id }, customers }) => ({
      id,
      customers: customers.length,
      accounts: customers.reduce((sum, { source }) => sum + source.accounts, 0),
      resellers: customers.filter(({ customer }) => customer.kind === 'reseller').length,
    })),
    planted: {
      readers: plants.readers.map(({ host, address }) => ({ host, address })),
      files: plants.files,
      clients: plants.clients.map(({ address, method }) => ({ address, method })),
      products: world.catalogChanges.source,
    },
  }
}
