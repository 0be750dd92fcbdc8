import { bad, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import type { PlanEdit } from '../../shared/domain/planning.ts'
import { problem } from '../../shared/domain/problems.ts'
import type { Problem } from '../../shared/domain/problems.ts'
import { comparePlans } from '../../shared/planner/compare.ts'
import type { PlanContents } from '../../shared/planner/compare.ts'
import { editPlan } from '../../shared/planner/edit.ts'
import { describePlan, proposePlan } from '../../shared/planner/propose.ts'
import type { Plan } from '../../shared/planner/types.ts'
import type { PlanVersion } from '../data/protocol.ts'
import type { CurrentPlan, PlanService } from '../engine.ts'
import type { NextFreeDeps } from './next-free.ts'
import { planEvents } from './plan-events.ts'
import { factsOf, plannedBatches, readPlanned } from './plan-input.ts'
import type { Planned } from './plan-input.ts'

export type PlanDeps = Pick<NextFreeDeps, 'data' | 'clock'> & {
  /** False when no project is open. */
  readonly isOpen: () => boolean
}

/** The plan of the open project: proposed, edited and described by the pure planner, kept by the store. */
export function createPlanService({ data, clock, isOpen }: PlanDeps): PlanService {
  /** Everything is read anew for each call: whatever a run has done since is part of the plan. */
  const read = async (): Promise<Result<Planned, Problem>> =>
    isOpen() ? ok(await readPlanned(data, clock)) : bad(noProject)

  const readPlan = async (): Promise<Result<Planned, Problem>> => {
    const planned = await read()
    return planned.ok && planned.value.batches.length === 0 ? bad(noPlan) : planned
  }

  async function store(
    planned: Planned,
    plan: Plan,
    change: { readonly edit: PlanEdit; readonly by: string; readonly reason: string },
  ): Promise<Result<CurrentPlan, Problem>> {
    const version = (planned.stored?.version ?? 0) + 1
    const events = planEvents(planned.batches, planned.customers, plan, { version, ...change })
    const at = clock.now()
    const appended = await data.append(events, at)
    if (!appended.ok) return appended
    const { by, reason } = change
    return ok({ ...plan, version, at, by, reason, ...baselineOf(planned) })
  }

  async function current(): Promise<Result<CurrentPlan, Problem>> {
    const planned = await readPlan()
    if (!planned.ok) return planned
    const { input, stored, batches } = planned.value
    const plan = describePlan(input, plannedBatches(batches))
    if (!plan.ok) return plan
    const stamp =
      stored === undefined
        ? { version: 0, at: clock.now(), by: '', reason: 'made before plans had versions' }
        : { version: stored.version, at: stored.at, by: stored.by, reason: stored.reason }
    return ok({ ...plan.value, ...stamp, ...baselineOf(planned.value) })
  }

  return {
    async propose(by) {
      const planned = await read()
      if (!planned.ok) return planned
      if (planned.value.batches.length > 0 || planned.value.stored !== undefined)
        return bad(
          problem('wrong-use', 'there is a plan already', {
            safe: 'nothing was changed',
            next: 'change it with an edit; the edit replan plans anew whatever has not begun',
          }),
        )
      const plan = proposePlan(planned.value.input)
      if (!plan.ok) return plan
      const edit: PlanEdit = { kind: 'propose' }
      return store(planned.value, plan.value, { edit, by, reason: 'first plan' })
    },
    async edit(edit, by, reason, on) {
      if (reason.trim() === '')
        return bad(
          problem('wrong-use', 'a change of the plan needs a reason', {
            next: 'say in a few words why',
          }),
        )
      const planned = await readPlan()
      if (!planned.ok) return planned
      const refused = refusedEdit(planned.value, edit, on)
      if (refused !== undefined) return bad(refused)
      const plan = editPlan(planned.value.input, currentOf(planned.value), edit)
      return plan.ok ? store(planned.value, plan.value, { edit, by, reason }) : plan
    },
    async preview(edit) {
      const planned = await (edit.kind === 'propose' ? read() : readPlan())
      if (!planned.ok) return planned
      return editPlan(planned.value.input, currentOf(planned.value), edit)
    },
    current,
    async forecast(options = {}) {
      const planned = await readPlan()
      if (!planned.ok) return planned
      const facts = factsOf(planned.value)
      if (!facts.ok) return facts
      const plan = describePlan(planned.value.input, plannedBatches(planned.value.batches))
      if (!plan.ok) return plan
      // Loaded when asked for: a thousand migrations are played rarely.
      const { forecastPlan } = await import('../../shared/planner/forecast/forecast.ts')
      return ok(forecastPlan(facts.value, plan.value, options))
    },
    async facts() {
      const planned = await read()
      return planned.ok ? factsOf(planned.value) : planned
    },
    async baseline(version, by) {
      if (!isOpen()) return bad(noProject)
      const stored = await data.append([{ kind: 'plan.baselined', version, by }], clock.now())
      return stored.ok ? ok(undefined) : stored
    },
    async setTask(change, by) {
      const plan = await current()
      if (!plan.ok) return plan
      const { schedule, handWork } = plan.value
      const isKnown = [...schedule.tasks, ...handWork].some(({ id }) => id === change.task)
      if (!isKnown)
        return bad(
          problem('not-found', `there is no task ${change.task} in the plan`, {
            safe: 'nothing was changed',
            next: 'see the plan for the ids of its tasks',
          }),
        )
      const stored = await data.append([{ kind: 'task.changed', ...change, by }], clock.now())
      return stored.ok ? ok(undefined) : stored
    },
    async history() {
      return isOpen() ? ok(await data.planVersions()) : bad(noProject)
    },
    async compare(before, after) {
      if (!isOpen()) return bad(noProject)
      const versions: PlanContents[] = []
      for (const number of [before, after]) {
        const version = await data.planVersion(number)
        if (version === undefined)
          return bad(
            problem('not-found', `there is no version ${number} of the plan`, {
              next: 'see its history for the versions',
            }),
          )
        versions.push(contentsOf(version))
      }
      const [old, now] = versions
      return old === undefined || now === undefined ? bad(noPlan) : ok(comparePlans(old, now))
    },
  }
}

const noProject = problem('wrong-use', 'no project is open', {
  next: 'open or import a project first',
})

const noPlan = problem('not-found', 'there is no plan yet', {
  safe: 'nothing was changed',
  next: 'propose one first',
})

const currentOf = ({ batches }: Planned): Pick<Plan, 'batches'> => ({
  batches: plannedBatches(batches),
})

const baselineOf = ({ stored }: Planned): { baseline?: number } =>
  stored?.baseline === undefined ? {} : { baseline: stored.baseline.version }

const contentsOf = ({ batches, settings, schedule }: PlanVersion): PlanContents => ({
  batches,
  schedule,
  excluded: settings.excluded.map(({ customer }) => customer),
})

/** A first plan is no edit, and an edit of a plan that somebody else has changed meanwhile is made on what is there now. */
function refusedEdit(
  { stored }: Planned,
  edit: PlanEdit,
  on: number | undefined,
): Problem | undefined {
  if (edit.kind === 'propose')
    return problem('wrong-use', 'there is a plan already', {
      safe: 'nothing was changed',
      next: 'the edit replan plans anew whatever has not begun',
    })
  const version = stored?.version ?? 0
  return on === undefined || on === version
    ? undefined
    : problem(
        'precondition',
        `the plan is at version ${version}, by ${stored?.by ?? 'nobody'}; this edit was made on version ${on}`,
        { safe: 'nothing was changed', next: 'look at the plan as it is now, then edit again' },
      )
}
