import type { Problem } from '../../shared/domain/problems.ts'
import type { PlanChange } from '../../shared/ipc/plan-views.ts'
import { planStore } from '../stores/plan-store.ts'
import { projectStore } from '../stores/project-store.ts'
import { orTell, refresh } from './actions.ts'
import { invoke } from './client.ts'

/** Reads the plan into its store. Answers that are overtaken by a newer reading are dropped. */
export async function readPlan(key = planStore.getState().key): Promise<void> {
  planStore.setState({ key })
  readAt = performance.now()
  reading += 1
  const mine = reading
  const answer = await invoke('plan/get-plan')
  if (mine !== reading) return
  if (!answer.ok) {
    planStore.setState({ problem: answer.problem })
    return
  }
  planStore.setState(({ plan, forecast }) => ({
    plan: answer.value,
    problem: undefined,
    forecast: plan?.version === answer.value?.version ? forecast : undefined,
  }))
  if (answer.value === null) return
  const forecast = await invoke('plan/get-forecast')
  if (mine === reading && forecast.ok) planStore.setState({ forecast: forecast.value ?? undefined })
}

let reading = 0
let readAt = -Infinity
let due: ReturnType<typeof setTimeout> | undefined
let wanted = ''

/** Not more often than this while a run changes something all the time, ms. */
const leastMs = 3000

/**
 * Reads the plan when `key` is another: at once for another project or version, and soon when something that it rests on has changed.
 * @param key File of the project, version of the plan, and whatever else it changes with, a line each.
 */
export function followPlan(key: string): void {
  const before = planStore.getState().key
  wanted = key
  if (key === before) return
  const [path, version] = key.split('\n')
  const [pathBefore, versionBefore] = before.split('\n')
  if (path !== pathBefore) forgetPlan()
  if (path !== pathBefore || version !== versionBefore) {
    void readPlan(key)
    return
  }
  due ??= setTimeout(
    () => {
      due = undefined
      if (path === projectStore.getState().overview?.project.path) void readPlan(wanted)
    },
    Math.max(0, readAt + leastMs - performance.now()),
  )
}

/** Forgets the plan of a project that is not open any more. */
export function forgetPlan(): void {
  reading += 1
  clearTimeout(due)
  due = undefined
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
