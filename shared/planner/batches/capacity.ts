import type { EnvironmentId } from '../../domain/ids.ts'
import { loadMs } from '../placement/load.ts'
import type { PlanCustomer, PlanFacts } from '../types.ts'

/** What the windows of an environment hold, ms of work side by side. */
export type Capacity = {
  /** In its shortest window, less the reserve: what a batch is composed for. */
  readonly usualMs: number
  /** In its longest one: what does not fit here can never move. */
  readonly mostMs: number
}

export function capacityOf(facts: PlanFacts, environment: EnvironmentId): Capacity {
  const calendar = facts.calendars.of(environment)
  const reserveMs = facts.settings.reserveMinutes * 60_000
  return {
    usualMs: calendar.shortestSlotMs - reserveMs,
    mostMs: calendar.longestSlotMs - reserveMs,
  }
}

/** Work on one customer in a window, ms: the lock-out and what goes with it. */
export const workMs = (facts: PlanFacts, customer: PlanCustomer): number =>
  facts.lockOut.ms(customer.accounts) + facts.settings.lockOut.overheadMs

/** Rungs of the canary ramp (1, 2, 4): each lasts as long as its longest customer at most. */
const rungs = 3

/**
 * A time in which customers are surely done, `width` side by side after the ramp: list scheduling never takes longer
 * than the mean load and one more customer (Graham's bound). Cheap to keep up to date while a batch grows.
 */
export const boundMs = (sumMs: number, longestMs: number, width: number): number =>
  Math.min(sumMs, sumMs / width + (rungs + 1) * longestMs)

/** How long customers of one environment really take, by the schedule that placement reckons with. */
export const exactMs = (facts: PlanFacts, customers: readonly PlanCustomer[]): number =>
  loadMs(
    customers.map((c) => workMs(facts, c)),
    facts.spec.transfer.width,
  )

/** Customers that a batch has at most, where no group is larger. */
export const mostCustomers = ({ spec }: PlanFacts, pilot: boolean): number =>
  pilot ? Math.max(spec.transfer.pilotSize, spec.transfer.maxBatchSize) : spec.transfer.maxBatchSize
