import type { BatchId, EnvironmentId } from '../../domain/ids.ts'
import { instant } from '../../domain/time.ts'
import type { Instant } from '../../domain/time.ts'
import type { Placement, PlanFacts, RefusedSlot, Slot } from '../types.ts'
import { demandsOf } from './demands.ts'
import { rulesBeside } from './rules-beside.ts'

/** Where a batch could go, and why not earlier. */
export type NextFree = {
  readonly slot?: Slot
  /** Slots before it, each with its reason; at most 20, the latest. */
  readonly refused: readonly RefusedSlot[]
}

/**
 * The next slot that opens at `after` or later and that this batch may take beside everything else that is placed; what it holds
 * itself in this environment does not stand in its way.
 */
export function nextFreeSlot(
  facts: PlanFacts,
  placement: Pick<Placement, 'batches'>,
  batch: BatchId,
  environment: EnvironmentId,
  after: Instant,
): NextFree {
  const start = instant(Math.max(after, facts.now))
  const rules = rulesBeside(facts, placement, { batch, environment }, start)
  const demand = demandsOf(facts, placement.batches, start).find(
    (d) => d.batch.id === batch && d.environment === environment,
  )
  if (demand?.team === undefined) return { refused: [] }
  const { team, loadMs } = demand
  return rules.search({ batch, pilot: demand.batch.pilot, environment, team, loadMs }, start)
}
