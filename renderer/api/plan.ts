import type { Problem } from '../../shared/domain/problems.ts'
import type { PlanChange } from '../../shared/ipc/plan-views.ts'
import { planStore } from '../stores/plan-store.ts'
import { orTell, refresh } from './actions.ts'
import { invoke } from './client.ts'

/** Reads the plan into its store. Answers that are overtaken by a newer reading are dropped. */
export async function readPlan(key = planStore.getState().key): Promise<void> {
  planStore.setState({ key })
  reading += 1
  const mine = reading
  const answer = await invoke('plan/get-plan')
  if (mine !== reading) return
  if (!answer.ok) {
    planStore.setState({ problem: answer.problem })
    return
  }
  planStore.setState({ plan: answer.value, problem: undefined })
  if (answer.value === null) return
  const forecast = await invoke('plan/get-forecast')
  if (mine === reading && forecast.ok) planStore.setState({ forecast: forecast.value ?? undefined })
}

let reading = 0

/** Forgets the plan of a project that is not open any more. */
export function forgetPlan(): void {
  reading += 1
  planStore.setState({ plan: undefined, forecast: undefined, problem: undefined, key: '' })
}

/** The first plan. */
export async function proposePlan(): Promise<void> {
  await orTell(invoke('batch/plan-batches'))
  await Promise.all([refresh(), readPlan()])
}

/** Stores a change of the plan as its next version; answers the problem that a dialog shows. */
export async function applyChange(
  change: PlanChange,
  reason: string,
  on: number,
): Promise<Problem | undefined> {
  const answer = await invoke('plan/apply-change', { change, reason, on })
  if (!answer.ok) return answer.problem
  await readPlan()
  return undefined
}
