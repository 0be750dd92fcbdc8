import type { PlanView } from '../../shared/ipc/overview.ts'
import type { Engine } from '../engine.ts'

/**
 * What the timeline shows of the plan: its stored dates, with the titles and procedures of their tasks. The overview is read many
 * times a minute while a run goes on and the plan changes a few times a day, so a version is worked out once.
 */
export function createPlanViews(): (engine: Engine) => Promise<PlanView | undefined> {
  let last: PlanView | undefined
  return async (engine) => {
    const stored = await engine.data.plan()
    if (stored === undefined || stored.version === last?.version)
      return stored === undefined ? undefined : last
    const current = await engine.plan.current()
    // A plan that cannot be read today is said where it is changed; the timeline falls back to what it knows itself.
    if (!current.ok) return undefined
    const { version, schedule } = current.value
    const tasks = new Map(schedule.tasks.map((task) => [task.id, task]))
    last = {
      version,
      end: schedule.end,
      tasks: stored.schedule.map(({ id, from, to }) => {
        const task = tasks.get(id)
        return {
          id,
          title: task?.title ?? id,
          from,
          to,
          ...(task?.procedure === undefined ? {} : { procedure: task.procedure }),
        }
      }),
    }
    return last
  }
}
