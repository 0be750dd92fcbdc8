import { bad, ok } from '../../../shared/base/result.ts'
import type { Result } from '../../../shared/base/result.ts'
import { problem } from '../../../shared/domain/problems.ts'
import type { Problem } from '../../../shared/domain/problems.ts'
import { instant } from '../../../shared/domain/time.ts'
import type { Instant } from '../../../shared/domain/time.ts'
import type { planChannels } from '../../../shared/ipc/channels.ts'
import type { ParsedOf } from '../../../shared/ipc/contract.ts'
import type { SlotView } from '../../../shared/ipc/plan-views.ts'
import { nextFreeSlot } from '../../../shared/planner/placement/next-free.ts'
import { slotsIn, slotVerdicts } from '../../../shared/planner/placement/slot-verdicts.ts'
import { scheduleStages } from '../../../shared/planner/stages/schedule.ts'
import type { Forecast, PlanFacts } from '../../../shared/planner/types.ts'
import { applyChange, compareVersions, previewChange } from '../plan/plan-changes.ts'
import { readPlanDetails } from '../plan/plan-details.ts'
import type { Workspace } from '../../app/workspace.ts'
import type { Engine, TaskChange } from '../../engine.ts'
import type { AreaHandlers } from '../handlers.ts'

/** The plan: what it says, and every edit of it. */
export const planHandlers = (workspace: Workspace): AreaHandlers<typeof planChannels> => {
  const { by } = workspace
  return {
    'batch/plan-batches': () =>
      workspace.change(async (project) => {
        const planned = await project.engine().plan.propose(by)
        return planned.ok ? ok(planned.value.batches.length) : planned
      }),
    'plan/get-plan': () =>
      workspace.ask((project) => readPlanDetails(project.engine(), project.now())),
    'plan/get-forecast': () =>
      workspace.ask<Forecast | null>(async (project) => {
        const forecast = await project.engine().plan.forecast()
        return !forecast.ok && forecast.problem.code === 'not-found' ? ok(null) : forecast
      }),
    'plan/list-versions': () =>
      workspace.ask(async (project) => {
        const versions = await project.engine().plan.history()
        return versions.ok
          ? ok(
              versions.value.map(({ findings: _findings, edit, ...row }) => ({
                ...row,
                edit: edit.kind,
              })),
            )
          : versions
      }),
    'plan/compare-versions': ({ before, after }) =>
      workspace.ask((project) => compareVersions(project.engine(), before, after)),
    'plan/sign-baseline': ({ version }) =>
      workspace.change(async (project) => done(await project.engine().plan.baseline(version, by))),
    'plan/set-task': (change) =>
      workspace.change(async (project) =>
        done(await project.engine().plan.setTask(taskChange(change), by)),
      ),
    'plan/preview-change': ({ change }) =>
      workspace.ask((project) => previewChange(project.engine(), change)),
    'plan/apply-change': ({ change, reason, on }) =>
      workspace.change((project) => applyChange(project.engine(), change, { by, reason, on })),
    'plan/list-slots': (ask) => workspace.ask((project) => listSlots(project.engine(), ask)),
    'plan/find-next': ({ environment, batch, after }) =>
      workspace.ask(async (project) => {
        const { plan } = project.engine()
        const [facts, current] = [await plan.facts(), await plan.current()]
        if (!facts.ok) return facts
        if (!current.ok) return current
        if (!hasEnvironment(facts.value, environment)) return unknown(environment)
        const first = instant(Math.max(after, readyAt(facts.value)))
        return ok(nextFreeSlot(facts.value, current.value, batch, environment, first))
      }),
  }
}

const done = (result: Result<void, Problem>): Result<null, Problem> =>
  result.ok ? ok(null) : result

/** Without keys that are undefined: the engine's types tell absent from undefined. */
const taskChange = ({ task, state, owner, due, note }: ParsedOf<'plan/set-task'>): TaskChange => ({
  task,
  state,
  ...(owner === undefined ? {} : { owner }),
  ...(due === undefined ? {} : { due }),
  ...(note === undefined ? {} : { note }),
})

async function listSlots(
  { plan }: Engine,
  { environment, batch, ...span }: ParsedOf<'plan/list-slots'>,
): Promise<Result<readonly SlotView[], Problem>> {
  const facts = await plan.facts()
  if (!facts.ok) return facts
  if (!hasEnvironment(facts.value, environment)) return unknown(environment)
  if (batch === undefined) return ok(slotsIn(facts.value, environment, span))
  const current = await plan.current()
  return current.ok
    ? ok(
        slotVerdicts(
          facts.value,
          current.value,
          { batch, environment },
          span,
          readyAt(facts.value),
        ),
      )
    : current
}

/** End of the setup: no batch begins before it. */
const readyAt = (facts: PlanFacts): Instant => scheduleStages(facts, undefined).end

const hasEnvironment = (
  { spec }: { readonly spec: { readonly environments: readonly { readonly id: string }[] } },
  id: string,
): boolean => spec.environments.some((environment) => environment.id === id)

const unknown = (environment: string) =>
  bad(problem('not-found', `there is no environment ${environment} in this project`))
