import type { BatchId, CustomerId, EnvironmentId } from '../../domain/ids.ts'
import type { BatchWindow } from '../../domain/planning.ts'
import type { Instant } from '../../domain/time.ts'
import type { DraftBatch, PlanCustomer, PlanFacts } from '../types.ts'
import { groupBy } from './group-by.ts'
import { batchLoadMs } from './load.ts'
import { teamsOf, TeamDealer } from './team-book.ts'

/** A batch as placement takes it: a draft, or one that has windows so far. */
export type BatchToPlace = DraftBatch & { readonly windows?: readonly BatchWindow[] }

/** One window that a batch needs: for its customers of one environment. */
export type Demand = {
  readonly batch: BatchToPlace
  readonly environment: EnvironmentId
  /** Undefined when no team serves the environment. */
  readonly team: string | undefined
  readonly loadMs: number
  /** The window that it has so far. */
  readonly window: BatchWindow | undefined
}

/**
 * The windows that are needed, in the order in which they are placed: batches by ordinal, and the environments of a batch in the order
 * in which their off-peak windows open after `start`.
 */
export function demandsOf(
  facts: PlanFacts,
  batches: readonly BatchToPlace[],
  start: Instant,
): readonly Demand[] {
  const byId = customersById(facts.customers)
  const opens = memo((environment: EnvironmentId) => opensAt(facts, environment, start))
  const dealer = new TeamDealer(facts.settings.teams)
  return batches
    .toSorted((a, b) => a.ordinal - b.ordinal)
    .flatMap((batch) => {
      const members = groupBy(membersOf(batch, byId), (c) => c.environment)
      const environments = [...members.keys()].toSorted((a, b) => opens(a) - opens(b))
      return environments.map((environment) => {
        const window = batch.windows?.find((w) => w.environment === environment)
        return {
          batch,
          environment,
          team: dealer.deal(environment, window?.team),
          loadMs: batchLoadMs(facts, members.get(environment) ?? []),
          window,
        }
      })
    })
}

/** The teams that could take a demand, its own first: for a window that a person chose. */
export const otherTeams = (facts: PlanFacts, { environment, team }: Demand): readonly string[] => {
  const serving = teamsOf(facts.settings.teams, environment).map(({ id }) => id)
  return team === undefined ? serving : [team, ...serving.filter((id) => id !== team)]
}

export const hasBegun = (facts: PlanFacts): ((batch: BatchId) => boolean) => {
  const begun = new Set(
    facts.progress.batches.filter((b) => b.beganAt !== undefined).map(({ batch }) => batch),
  )
  return (batch) => begun.has(batch)
}

const customersById = (
  customers: readonly PlanCustomer[],
): ReadonlyMap<CustomerId, PlanCustomer> => {
  const map = new Map<CustomerId, PlanCustomer>()
  for (const customer of customers) map.set(customer.id, customer)
  return map
}

/** Those that the project no longer knows need no window. */
const membersOf = (
  batch: DraftBatch,
  byId: ReadonlyMap<CustomerId, PlanCustomer>,
): PlanCustomer[] =>
  batch.members.flatMap((id) => {
    const customer = byId.get(id)
    return customer === undefined ? [] : [customer]
  })

function opensAt(facts: PlanFacts, environment: EnvironmentId, start: Instant): number {
  for (const slot of facts.calendars.of(environment).slots(start)) return slot.from
  return Infinity
}

const memo = <K, V>(make: (key: K) => V): ((key: K) => V) => {
  const known = new Map<K, V>()
  return (key) => {
    const value = known.get(key) ?? make(key)
    known.set(key, value)
    return value
  }
}
