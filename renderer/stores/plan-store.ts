import { createStore } from 'zustand/vanilla'
import type { Problem } from '../../shared/domain/problems.ts'
import type { PlanDetails } from '../../shared/ipc/plan-views.ts'
import type { Forecast } from '../../shared/planner/types.ts'

/** The plan of the open project, for all views that show it. */
export type PlanState = {
  /** Undefined until the first answer, null when there is no plan yet. */
  readonly plan: PlanDetails | null | undefined
  /** Of the version that `plan` is; undefined while it is worked out. */
  readonly forecast: Forecast | undefined
  /** Why the plan cannot be shown. */
  readonly problem: Problem | undefined
  /** Which project and state the plan was read for. */
  readonly key: string
}

export const planStore = createStore<PlanState>(() => ({
  plan: undefined,
  forecast: undefined,
  problem: undefined,
  key: '',
}))

/** A plan grows old by itself: dates become late, a window has less left than its work takes. Real time, ms. */
const agesMs = 60_000

/** When what was read of a plan is not true any more though nothing was changed: a window opens or closes, or it has aged. */
export const staleAt = (plan: PlanDetails, rate: number): number =>
  plan.batches
    .flatMap(({ windows }) => windows.flatMap(({ from, to }) => [from, to]))
    .reduce((first, at) => (at > plan.now && at < first ? at : first), plan.now + agesMs * rate)
