import { batchName } from '../../domain/batch-name.ts'
import type { BatchId, EnvironmentId } from '../../domain/ids.ts'
import type { Instant } from '../../domain/time.ts'
import { instant } from '../../domain/time.ts'
import type { Placement, PlanFacts, Slot } from '../types.ts'
import { demandsOf, otherTeams } from './demands.ts'
import { rulesBeside } from './rules-beside.ts'

/** A slot, and why this batch may not take it; without a reason it may. */
export type SlotVerdict = Slot & { readonly whyNot?: string }

/**
 * Every off-peak slot of an environment that opens in the span, judged for one batch beside everything else that is placed: what
 * the edit `place` would say of it, for a whole calendar at once.
 *
 * @param ready End of the setup: no batch begins before it, nor before now.
 */
export function slotVerdicts(
  facts: PlanFacts,
  placement: Pick<Placement, 'batches'>,
  own: { readonly batch: BatchId; readonly environment: EnvironmentId },
  span: { readonly from: Instant; readonly to: Instant },
  ready: Instant,
): readonly SlotVerdict[] {
  const { batch, environment } = own
  const start = instant(Math.max(ready, facts.now))
  const rules = rulesBeside(facts, placement, own, start)
  const demand = demandsOf(facts, placement.batches, start).find(
    (d) => d.batch.id === batch && d.environment === environment,
  )
  const verdict = (slot: Slot): string | undefined => {
    if (demand === undefined) return `${batchName(batch)} has no customers of ${environment}`
    let first: string | undefined
    for (const team of otherTeams(facts, demand)) {
      const { loadMs } = demand
      const why = rules.whyNot(slot, {
        batch,
        pilot: demand.batch.pilot,
        environment,
        team,
        loadMs,
      })
      if (why === undefined) return undefined
      first ??= why
    }
    return first ?? `no team serves ${environment}`
  }
  return slotsIn(facts, environment, span).map((slot) => {
    const whyNot = verdict(slot)
    return whyNot === undefined ? slot : { ...slot, whyNot }
  })
}

/** Off-peak slots that open in [from, to), those that no batch may use among them. */
export function slotsIn(
  facts: PlanFacts,
  environment: EnvironmentId,
  { from, to }: { readonly from: Instant; readonly to: Instant },
): readonly Slot[] {
  const slots: Slot[] = []
  for (const slot of facts.calendars.of(environment).slots(from)) {
    if (slot.from >= to) break
    slots.push(slot)
  }
  return slots
}
