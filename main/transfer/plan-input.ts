import type { ProjectSpec } from '../../shared/domain/project.ts'
import { gather } from '../../shared/planner/propose.ts'
import type { PlanInput } from '../../shared/planner/propose.ts'
import type { PlanFacts, PlannedBatch } from '../../shared/planner/types.ts'
import type { Result } from '../../shared/base/result.ts'
import type { Problem } from '../../shared/domain/problems.ts'
import type { BatchRow, CustomerRow, DataApi, StoredPlan } from '../data/protocol.ts'
import type { Clock } from '../runner/ports.ts'

/** What the planner works from, read from the open project. */
export type Planned = {
  readonly input: PlanInput
  readonly stored: StoredPlan | undefined
  readonly batches: readonly BatchRow[]
  readonly customers: readonly CustomerRow[]
}

/** Holidays are loaded when a plan is asked for: they cost 90 ms and 38 MB. */
export async function readPlanned(
  data: DataApi,
  clock: Clock,
  known?: ProjectSpec,
): Promise<Planned> {
  const [spec, stored, batches, customers, progress, { publicHolidays }] = await Promise.all([
    known ?? data.summary().then((summary) => summary.spec),
    data.plan(),
    data.batches(),
    data.customers(),
    data.progress(),
    import('../../shared/planner/holidays.ts'),
  ])
  return {
    input: {
      spec,
      settings: stored?.settings ?? spec.planning,
      customers,
      now: clock.now(),
      holidays: publicHolidays,
      progress,
    },
    stored,
    batches,
    customers,
  }
}

export const factsOf = ({ input }: Planned): Result<PlanFacts, Problem> => gather(input)

/** Batches as the planner takes them; slots that were refused once are not kept. */
export const plannedBatches = (batches: readonly BatchRow[]): readonly PlannedBatch[] =>
  batches.map(({ state: _state, ...batch }) => ({ ...batch, refused: [] }))
