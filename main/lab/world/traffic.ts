import { pick } from '../chance.ts'
import { minutesPerXdr } from './state.ts'
import type { BillingRecord, CustomerState, IdSettings, Side, World } from './state.ts'

const dayMs = 86_400_000
/** A month has thirty days: enough for sums that move with time. */
const callsPerMs = (state: CustomerState): number =>
  state.customer.monthlyMinutes / minutesPerXdr / (30 * dayMs)

const callsUntil = (world: World, state: CustomerState, at: number): number =>
  Math.floor((at - world.startedAt) * callsPerMs(state))

/** Price of one call in cents: the same on both systems. */
const priceOf = (world: World, state: CustomerState): number =>
  4 + pick(world.seed, `price/${state.customer.id}`, 12)

const isLive = (record: BillingRecord): boolean => record.status === 'O' || record.status === 'S'

export const liveSide = (state: CustomerState): Side | undefined =>
  isLive(state.target) ? 'target' : isLive(state.source) ? 'source' : undefined

/** Where the dispatcher sends the customer's requests. */
export const dispatchedTo = (world: World, state: CustomerState): Side =>
  world.dispatch.entries.get(state.customer.id) ?? world.dispatch.entries.get('default') ?? 'source'

/** The system that serves the customer now: dispatched there, live there, not locked there. */
export function servedBy(world: World, state: CustomerState): Side | undefined {
  const side = dispatchedTo(world, state)
  const record = state[side]
  return record.status === 'O' && record.lock === 'N' && !world.down[side] ? side : undefined
}

export const sameIds = (a: IdSettings, b: IdSettings): boolean =>
  a.increment === b.increment && a.offset === b.offset

/** Two settings make the same ids sooner or later unless the increments agree and the offsets do not. */
export const idsOverlap = (a: IdSettings, b: IdSettings): boolean =>
  a.increment !== b.increment ||
  a.increment < 2 ||
  a.offset % a.increment === b.offset % b.increment

/**
 * Books the calls since the last look on the system that served the customer meanwhile, and moves the xDRs of a closed
 * billing period to the older ones. Call it before a change of who serves, and before reading.
 */
export function settle(world: World, state: CustomerState, at: number): void {
  if (at <= state.settledAt) return
  const periodMs = state.environment.spec.billingPeriodDays * dayMs
  let period = Math.floor((state.settledAt - world.startedAt) / periodMs)
  const last = Math.floor((at - world.startedAt) / periodMs)
  for (; period < last; period++) {
    book(world, state, world.startedAt + (period + 1) * periodMs)
    closePeriod(state.source)
    closePeriod(state.target)
  }
  book(world, state, at)
}

export function settleAll(world: World, at: number): void {
  for (const state of world.customers.values()) settle(world, state, at)
}

function book(world: World, state: CustomerState, until: number): void {
  const side = servedBy(world, state)
  const calls = callsUntil(world, state, until) - callsUntil(world, state, state.settledAt)
  state.settledAt = until
  if (side === undefined || calls === 0) return
  const cents = calls * priceOf(world, state)
  const record = state[side]
  record.xdrs += calls
  record.xdrCents += cents
  record.balance += cents
  if (world.copy === undefined) return
  if (side === 'source') {
    state.environment.unsynced += calls
    state.environment.unsyncedCents += cents
  } else if (idsOverlap(world.ids.source, world.ids.target)) world.collisions += calls
}

function closePeriod(record: BillingRecord): void {
  record.olderXdrs += record.xdrs
  record.xdrs = 0
  record.xdrCents = 0
}

/** Cents as decimal text. */
export const money = (cents: number): string => (cents / 100).toFixed(2)

/** `CustomerFacts` of one side (shared/domain/operations.ts). */
export function factsOf(state: CustomerState, side: Side): Record<string, string | number> {
  const record = state[side]
  return {
    customer: state.customer.id,
    accounts: record.accounts,
    dids: record.dids,
    balance: money(record.balance),
    creditLimit: money(record.creditLimit),
    billStatus: record.status,
    billingLock: record.lock,
    xdrCount: record.xdrs,
    xdrSum: money(record.xdrCents),
    olderXdrs: record.olderXdrs,
  }
}
