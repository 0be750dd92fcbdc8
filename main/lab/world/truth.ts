import type { FiredFault } from '../faults.ts'
import type { CustomerState, HeldAddress, World } from './state.ts'
import { liveSide } from './traffic.ts'

/** What really happened, for tests, the demo and the operator of the lab. The product has no way to write it. */

export type CustomerTruth = {
  readonly customer: string
  readonly live: 'source' | 'target' | 'nowhere'
  readonly sourceStatus: string
  readonly targetStatus: string
  readonly sourceLock: string
  readonly targetLock: string
  readonly exports: number
  readonly imports: number
  readonly returns: number
  readonly doubleImports: number
}

export type Truth = {
  /** Epoch ms of the lab's clock. */
  readonly now: number
  readonly customers: {
    readonly total: number
    readonly onTarget: number
    readonly onSource: number
    /** Live on neither system: during a transfer for seconds, after it never. */
    readonly lost: number
    /** Live on both systems: never. */
    readonly onBoth: number
    readonly importedTwice: number
    /** Customers that came back to the source at least once. */
    readonly returned: number
    readonly locksLeft: number
  }
  readonly moves: { readonly exports: number; readonly imports: number; readonly returns: number }
  readonly environments: readonly {
    readonly id: string
    readonly xdrSynced: boolean
    readonly residual: number
  }[]
  readonly decommissioned: boolean
  readonly mode: 'dual' | 'normal'
  readonly copied: boolean
  readonly collisions: number
  /** Faults that really happened, in order. */
  readonly faultsInjected: readonly FiredFault[]
  readonly effects: {
    readonly attempts: number
    /** Attempts whose command began more than once: guarantee 2 says none. */
    readonly startedTwice: readonly string[]
  }
  readonly addresses: readonly Pick<HeldAddress, 'address' | 'service' | 'holder'>[]
  readonly dispatch: { readonly generation: number; readonly default: string }
}

export function customerTruth(state: CustomerState): CustomerTruth {
  const { counts, source, target } = state
  return {
    customer: state.customer.id,
    live: liveSide(state) ?? 'nowhere',
    sourceStatus: source.status,
    targetStatus: target.status,
    sourceLock: source.lock,
    targetLock: target.lock,
    exports: counts.exports,
    imports: counts.imports,
    returns: counts.returns,
    doubleImports: counts.doubleImports,
  }
}

const isLive = (status: string): boolean => status === 'O' || status === 'S'

export function truthOf(world: World, now: number, faultsInjected: readonly FiredFault[]): Truth {
  const states = [...world.customers.values()]
  const count = (is: (state: CustomerState) => boolean): number => states.filter(is).length
  const sum = (of: (state: CustomerState) => number): number =>
    states.reduce((n, s) => n + of(s), 0)
  return {
    now,
    customers: {
      total: states.length,
      onTarget: count((s) => isLive(s.target.status)),
      onSource: count((s) => isLive(s.source.status)),
      lost: count((s) => liveSide(s) === undefined),
      onBoth: count((s) => isLive(s.source.status) && isLive(s.target.status)),
      importedTwice: count((s) => s.counts.doubleImports > 0),
      returned: count((s) => s.counts.returns > 0),
      locksLeft: count((s) => s.source.lock !== 'N' || s.target.lock !== 'N'),
    },
    moves: {
      exports: sum((s) => s.counts.exports),
      imports: sum((s) => s.counts.imports),
      returns: sum((s) => s.counts.returns),
    },
    environments: [...world.environments.values()].map((e) => ({
      id: e.spec.id,
      xdrSynced: e.synced && e.unsynced === 0,
      residual: e.unsynced,
    })),
    decommissioned: world.mode === 'normal',
    mode: world.mode,
    copied: world.copy?.whole === true,
    collisions: world.collisions,
    faultsInjected,
    effects: {
      attempts: world.effects.size,
      startedTwice: [...world.effects].filter(([, times]) => times > 1).map(([attempt]) => attempt),
    },
    addresses: world.addresses.map(({ address, service, holder }) => ({
      address,
      service,
      holder,
    })),
    dispatch: {
      generation: world.dispatch.generation,
      default: world.dispatch.entries.get('default') ?? 'source',
    },
  }
}
