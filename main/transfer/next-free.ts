import type { ProjectSpec } from '../../shared/domain/project.ts'
import { nextFreeSlot } from '../../shared/planner/placement/next-free.ts'
import { localTime } from '../../shared/domain/local-time.ts'
import type { DataApi } from '../data/protocol.ts'
import type { Clock } from '../runner/ports.ts'
import { factsOf, plannedBatches, readPlanned } from './plan-input.ts'
import { zoneOf } from './windows.ts'
import type { Bound } from './windows.ts'

export type NextFreeDeps = {
  readonly data: DataApi
  readonly clock: Clock
  readonly spec: ProjectSpec
}

/** What to do about a window that was missed, or that a batch does not have. */
export async function adviceFor(deps: NextFreeDeps, bound: Bound): Promise<string> {
  const planned = await readPlanned(deps.data, deps.clock, deps.spec)
  const facts = factsOf(planned)
  const advice = 'give it a window with the edit catch-up'
  if (!facts.ok) return `${advice}; the plan needs a look first: ${facts.problem.message}`
  const batches = plannedBatches(planned.batches)
  const { batch, environment } = bound
  const { slot } = nextFreeSlot(facts.value, { batches }, batch, environment, deps.clock.now())
  return slot === undefined
    ? `${advice}; no free one was found`
    : `${advice}; the next free one opens at ${localTime(slot.from, zoneOf(deps.spec, environment))}`
}
