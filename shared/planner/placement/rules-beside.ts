import type { BatchId, EnvironmentId } from '../../domain/ids.ts'
import { instant } from '../../domain/time.ts'
import type { Instant } from '../../domain/time.ts'
import type { Placement, PlanFacts } from '../types.ts'
import { SlotRules } from './slot-rules.ts'

/** The rules over everything that is placed, without what this batch holds itself in this environment. */
export function rulesBeside(
  facts: PlanFacts,
  placement: Pick<Placement, 'batches'>,
  own: { readonly batch: BatchId; readonly environment: EnvironmentId },
  start: Instant,
): SlotRules {
  const rules = new SlotRules(facts, start)
  for (const { id, pilot, windows } of placement.batches)
    for (const { environment, team, from, to } of windows) {
      if (id === own.batch && environment === own.environment) continue
      const testDay = rules.calendar(environment).dateOf(instant(to - 1))
      rules.hold({ batch: id, pilot, team }, { environment, from, to, testDay })
    }
  return rules
}
