import type { CustomerId } from '../../../shared/domain/ids.ts'
import type { Customer, Environment, ProjectSpec } from '../../../shared/domain/project.ts'
import { fraction, numericId, pick } from '../chance.ts'
import { noPlants } from './plants.ts'
import type { Plants } from './plants.ts'

/**
 * The lab's own truth: what a real migration would have in two databases, a dispatcher and on the wire. No clock, no
 * network: time comes in as epoch ms of the lab. The product can change it only through operations on hosts.
 */

export type Side = 'source' | 'target'

/** Minutes of calls behind one xDR. Few and large ones: clients read them row by row over the API. */
export const minutesPerXdr = 30

/** `absent`: the copy may hold rows of the customer, but this system does not serve and does not list it. */
export type BillStatus = 'O' | 'S' | 'C' | 'E' | 'D' | 'absent'

export type BillingRecord = {
  status: BillStatus
  /** Advisory lock of porting: N vacant, C closure restricted (domain.md 3.4). */
  lock: 'N' | 'C'
  accounts: number
  dids: number
  /** Money in cents: whole numbers, so that both systems can agree to the cent. */
  balance: number
  creditLimit: number
  xdrs: number
  xdrCents: number
  olderXdrs: number
}

export type Carried = { current: boolean; older: boolean }

export type CustomerState = {
  readonly customer: Customer
  readonly environment: EnvironmentState
  readonly source: BillingRecord
  readonly target: BillingRecord
  /** Traffic is accounted up to this instant. */
  settledAt: number
  exported: Carried
  imported: Carried
  /** An import that began and did not end left rows on the target. */
  partial: boolean
  /** The next import finds a record that is in the way. */
  conflict: boolean
  /** The operation that changes this customer right now. */
  running: { readonly operation: string; readonly side: Side } | undefined
  readonly counts: Counts
}

export type Counts = {
  locks: number
  exports: number
  imports: number
  returns: number
  /** Imports into a record that was live already, with xDRs that it had already. */
  doubleImports: number
}

export type EnvironmentState = {
  readonly spec: Environment
  readonly customers: CustomerState[]
  /** Vendor xDRs that the source has written since the copy and the target does not have. */
  unsynced: number
  unsyncedCents: number
  synced: boolean
  syncing: boolean
}

export type IdSettings = { readonly increment: number; readonly offset: number }

export type HeldAddress = {
  /** `address:port`; the lab replaces it by the loopback one once that is open. */
  address: string
  readonly service: 'voice' | 'radius' | 'api'
  readonly cluster: string | undefined
  holder: 'source' | 'dsbc' | 'target' | 'none'
  changing: boolean
}

export type WorldEvent = {
  readonly at: number
  readonly log: 'porter' | 'dispatch' | 'sip' | 'billing' | 'taskstack' | 'access'
  readonly system: 'source' | 'target' | 'dsbc'
  readonly level: 'INFO' | 'WARN' | 'ERROR'
  readonly text: string
}

export type World = {
  readonly seed: string
  readonly startedAt: number
  readonly spec: ProjectSpec
  readonly environments: ReadonlyMap<string, EnvironmentState>
  readonly customers: ReadonlyMap<CustomerId, CustomerState>
  /** Customers by PortaBilling's number. */
  readonly byNumber: ReadonlyMap<number, CustomerState>
  /** Account number → customer, for SIP requests that name a user. */
  readonly accounts: ReadonlyMap<string, CustomerState>
  readonly addresses: HeldAddress[]
  readonly dispatch: { readonly entries: Map<string, Side>; generation: number }
  readonly ids: { source: IdSettings; target: IdSettings }
  /** Records made on both systems under the same id since the copy. */
  collisions: number
  /** What `db-copy` brought to the target; `whole` is false while it runs and after it was broken off. */
  copy: { at: number; rows: number; running: boolean; whole: boolean } | undefined
  mode: 'dual' | 'normal'
  /** Systems whose database does not answer at the moment. */
  readonly down: { source: boolean; target: boolean }
  readonly catalogChanges: { source: string[]; target: string[] }
  /** What an analysis has to find. */
  readonly plants: Plants
  /** Attempt id → how often its command really began, over all hosts. */
  readonly effects: Map<string, number>
  events: WorldEvent[]
  /** Told after every change of a holder: a listener may have to open or close. */
  onAddressChange: () => void
}

export const emptyRecord = (): BillingRecord => ({
  status: 'absent',
  lock: 'N',
  accounts: 0,
  dids: 0,
  balance: 0,
  creditLimit: 0,
  xdrs: 0,
  xdrCents: 0,
  olderXdrs: 0,
})

export type WorldOptions = {
  readonly spec: ProjectSpec
  readonly customers: readonly Customer[]
  readonly seed: string
  readonly startAt: number
}

export function createWorld({ spec, customers, seed, startAt }: WorldOptions): World {
  const environments = new Map<string, EnvironmentState>(
    spec.environments.map((e) => [
      e.id,
      { spec: e, customers: [], unsynced: 0, unsyncedCents: 0, synced: false, syncing: false },
    ]),
  )
  const accounts = new Map<string, CustomerState>()
  const states = new Map<CustomerId, CustomerState>()
  for (const customer of customers) {
    const environment = environments.get(customer.environment)
    if (environment === undefined)
      throw new Error(`customer ${customer.id} is in unknown environment ${customer.environment}`)
    const state: CustomerState = {
      customer,
      environment,
      source: firstRecord(seed, customer),
      target: emptyRecord(),
      settledAt: startAt,
      exported: { current: false, older: false },
      imported: { current: false, older: false },
      partial: false,
      conflict: false,
      running: undefined,
      counts: { locks: 0, exports: 0, imports: 0, returns: 0, doubleImports: 0 },
    }
    environment.customers.push(state)
    states.set(customer.id, state)
    if (customer.probeAccount !== undefined) accounts.set(customer.probeAccount, state)
  }
  return {
    seed,
    startedAt: startAt,
    spec,
    environments,
    customers: states,
    byNumber: new Map([...states.values()].map((s) => [numericId(s.customer.id), s])),
    accounts,
    addresses: addressesOf(spec),
    dispatch: { entries: new Map([['default', 'source']]), generation: 1 },
    ids: { source: { increment: 1, offset: 1 }, target: { increment: 1, offset: 1 } },
    collisions: 0,
    copy: undefined,
    mode: 'dual',
    down: { source: false, target: false },
    catalogChanges: { source: [], target: [] },
    plants: noPlants(),
    effects: new Map(),
    events: [],
    onAddressChange: () => undefined,
  }
}

function firstRecord(seed: string, customer: Customer): BillingRecord {
  const current = Math.floor(
    (customer.monthlyMinutes / minutesPerXdr) * fraction(seed, `period/${customer.id}`),
  )
  return {
    status: 'O',
    lock: 'N',
    accounts: customer.accounts,
    dids: Math.floor(customer.accounts * 0.7),
    balance: pick(seed, `balance/${customer.id}`, 500_000) - 50_000,
    creditLimit: 100_000 * (1 + pick(seed, `credit/${customer.id}`, 10)),
    xdrs: current,
    xdrCents: current * (4 + pick(seed, `price/${customer.id}`, 12)),
    olderXdrs: Math.floor(
      (customer.monthlyMinutes / minutesPerXdr) * (3 + pick(seed, `age/${customer.id}`, 9)),
    ),
  }
}

function addressesOf(spec: ProjectSpec): HeldAddress[] {
  const held = (
    address: string,
    service: HeldAddress['service'],
    cluster?: string,
  ): HeldAddress => ({
    address,
    service,
    cluster,
    holder: 'source',
    changing: false,
  })
  return [
    ...spec.clusters.map((c) => held(c.voice, 'voice', c.id)),
    ...(spec.services.radius === undefined ? [] : [held(spec.services.radius, 'radius')]),
    held(spec.services.api, 'api'),
  ]
}

/** Adds a line to a log of the simulated hosts. Old events are dropped when nobody ever reads the logs. */
export function note(world: World, event: WorldEvent): void {
  world.events.push(event)
  if (world.events.length > 20_000) world.events = world.events.slice(-10_000)
}
