import { useEffect } from 'react'
import { useStore } from 'zustand'
import { forgetPlan, readPlan } from '../api/plan.ts'
import { planStore } from '../stores/plan-store.ts'
import type { PlanState } from '../stores/plan-store.ts'
import { projectStore } from '../stores/project-store.ts'
import type { Overview } from '../../shared/ipc/overview.ts'

/** Not more often than this while a run changes something all the time, ms. */
const leastMs = 3000

/** The plan, read when a view first shows it and again when something that it rests on has changed. */
export function usePlan(): PlanState {
  const state = useStore(planStore)
  const key = useStore(projectStore, ({ overview }) => keyOf(overview))
  useEffect(() => {
    if (key === planStore.getState().key) return undefined
    if (projectOf(key) !== projectOf(planStore.getState().key)) {
      forgetPlan()
      void readPlan(key)
      return undefined
    }
    const timer = setTimeout(() => void readPlan(key), leastMs)
    return () => clearTimeout(timer)
  }, [key])
  return state
}

/** Changes with the version of the plan, with runs that begin or end, and with states of customers. */
const keyOf = (overview: Overview | null | undefined): string =>
  overview === undefined || overview === null
    ? ''
    : [
        overview.project.path,
        overview.plan?.version ?? '',
        ...overview.runs.map(({ id, state }) => `${id} ${state}`),
        JSON.stringify(overview.customerStates),
      ].join('\n')

const projectOf = (key: string): string => key.slice(0, key.indexOf('\n'))
