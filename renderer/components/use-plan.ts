import { useEffect } from 'react'
import { useStore } from 'zustand'
import { followPlan, readPlan } from '../api/plan.ts'
import { planStore, staleAt } from '../stores/plan-store.ts'
import type { PlanState } from '../stores/plan-store.ts'
import { projectClock, projectStore } from '../stores/project-store.ts'
import type { Overview } from '../../shared/ipc/overview.ts'

/** The plan, read when a view first shows it and again when something that it rests on has changed, the time too. */
export function usePlan(): PlanState {
  const state = useStore(planStore)
  const overview = useStore(projectStore, (state) => state.overview)
  const readAt = useStore(projectStore, (state) => state.readAt)
  const key = keyOf(overview)
  const { plan } = state
  useEffect(() => followPlan(key), [key])
  useEffect(() => {
    if (plan === undefined || plan === null) return undefined
    const { now, rate } = projectClock({ overview, readAt }, performance.now())
    const timer = setTimeout(() => void readPlan(), Math.max(0, staleAt(plan, rate) - now) / rate)
    return () => clearTimeout(timer)
  }, [plan, overview, readAt])
  return state
}

/** As `followPlan` wants it: changes with whatever the journal has of the project. */
const keyOf = (overview: Overview | null | undefined): string =>
  overview === undefined || overview === null
    ? ''
    : [overview.project.path, overview.plan?.version ?? '', overview.seq].join('\n')
