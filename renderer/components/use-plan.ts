import { useEffect } from 'react'
import { useStore } from 'zustand'
import { followPlan } from '../api/plan.ts'
import { planStore } from '../stores/plan-store.ts'
import type { PlanState } from '../stores/plan-store.ts'
import { projectStore } from '../stores/project-store.ts'
import type { Overview } from '../../shared/ipc/overview.ts'

/** The plan, read when a view first shows it and again when something that it rests on has changed. */
export function usePlan(): PlanState {
  const state = useStore(planStore)
  const key = useStore(projectStore, ({ overview }) => keyOf(overview))
  useEffect(() => followPlan(key), [key])
  return state
}

/** As `followPlan` wants it: changes with the version of the plan, with runs that begin or end, and with states of customers. */
const keyOf = (overview: Overview | null | undefined): string =>
  overview === undefined || overview === null
    ? ''
    : [
        overview.project.path,
        overview.plan?.version ?? '',
        ...overview.runs.map(({ id, state }) => `${id} ${state}`),
        JSON.stringify(overview.customerStates),
      ].join('\n')
