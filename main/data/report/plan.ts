import type { Problem } from '../../../shared/domain/problems.ts'
import type { ProjectSpec } from '../../../shared/domain/project.ts'
import type { Instant } from '../../../shared/domain/time.ts'
import { publicHolidays } from '../../../shared/planner/holidays.ts'
import { describePlan } from '../../../shared/planner/propose.ts'
import type { Plan, TaskDates } from '../../../shared/planner/types.ts'
import type { ReadDb } from '../db.ts'
import type { StoredPlan } from '../protocol.ts'
import { readBatches } from '../store/batches.ts'
import { readCustomers } from '../store/customers.ts'
import { readPlans } from '../store/plans.ts'
import { readProgress } from '../store/progress.ts'

/** The plan as it is stored, and what follows from it today; a problem where the project no longer fits to it. */
export type ReportPlan = {
  readonly stored: StoredPlan
  /** Its dates, by task. */
  readonly planned: ReadonlyMap<string, TaskDates>
  readonly today: { readonly plan: Plan } | { readonly problem: Problem }
}

export function readReportPlan(
  db: ReadDb,
  spec: ProjectSpec,
  now: Instant,
): ReportPlan | undefined {
  const stored = readPlans(db).last()
  if (stored === undefined) return undefined
  const described = describePlan(
    {
      spec,
      settings: stored.settings,
      customers: readCustomers(db).all(),
      now,
      holidays: publicHolidays,
      progress: readProgress(db).now(),
    },
    readBatches(db).all(),
  )
  return {
    stored,
    planned: new Map(stored.schedule.map((dates) => [dates.id, dates])),
    today: described.ok ? { plan: described.value } : { problem: described.problem },
  }
}
