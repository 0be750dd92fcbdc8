import { ok } from '../../../shared/base/result.ts'
import type { Result } from '../../../shared/base/result.ts'
import type { EnvironmentId } from '../../../shared/domain/ids.ts'
import type { Problem } from '../../../shared/domain/problems.ts'
import { isOnTarget } from '../../../shared/domain/states.ts'
import type { CustomerState } from '../../../shared/domain/states.ts'
import type { Instant } from '../../../shared/domain/time.ts'
import type {
  PlanDetails,
  PlannedBatchView,
  PlannedWindow,
} from '../../../shared/ipc/plan-views.ts'
import { batchLoadMs } from '../../../shared/planner/placement/load.ts'
import { windowState } from '../../../shared/planner/placement/window-state.ts'
import type { PlanCustomer, PlanFacts, PlannedBatch } from '../../../shared/planner/types.ts'
import type { CurrentPlan, Engine } from '../../engine.ts'

/** The plan with everything that follows from it now; null when there is none. */
export async function readPlanDetails(
  engine: Engine,
  now: Instant,
): Promise<Result<PlanDetails | null, Problem>> {
  const current = await engine.plan.current()
  if (!current.ok) return current.problem.code === 'not-found' ? ok(null) : current
  const facts = await engine.plan.facts()
  if (!facts.ok) return facts
  const states = new Map((await engine.data.batches()).map(({ id, state }) => [id, state]))
  return ok(planDetails(current.value, facts.value, states, now))
}

export function planDetails(
  plan: CurrentPlan,
  facts: PlanFacts,
  states: ReadonlyMap<string, CustomerState>,
  now: Instant,
): PlanDetails {
  const customers = new Map(facts.customers.map((customer) => [customer.id, customer]))
  const fixed = new Set(
    plan.settings.fixedWindows.map(({ batch, environment }) => `${batch} ${environment}`),
  )
  const { version, at, by, reason, baseline, schedule } = plan
  return {
    version,
    at,
    by,
    reason,
    ...(baseline === undefined ? {} : { baseline }),
    now,
    office: facts.calendars.office.zone,
    stages: schedule.stages,
    tasks: schedule.tasks,
    criticalPath: schedule.criticalPath,
    end: schedule.end,
    batches: plan.batches.map((batch) =>
      batchView(batch, {
        facts,
        members: batch.members.flatMap((id) => customers.get(id) ?? []),
        state: states.get(batch.id) ?? 'planned',
        fixed,
        now,
      }),
    ),
    unplaced: plan.unplaced,
    handWork: plan.handWork.map((task) => ({ ...task, customers: task.customers.length })),
    findings: plan.findings,
    blackouts: plan.settings.blackouts,
    teams: plan.settings.teams,
    reserveMinutes: plan.settings.reserveMinutes,
    excluded: plan.excluded.length,
  }
}

type Around = {
  readonly facts: PlanFacts
  readonly members: readonly PlanCustomer[]
  readonly state: CustomerState
  readonly fixed: ReadonlySet<string>
  readonly now: Instant
}

function batchView(batch: PlannedBatch, around: Around): PlannedBatchView {
  const { facts, members, state, fixed, now } = around
  const byEnvironment = Map.groupBy(members, ({ environment }) => environment)
  const windows = batch.windows.map((window): PlannedWindow => {
    const here = byEnvironment.get(window.environment) ?? []
    const left = here.filter(({ state: of }) => of === undefined || isWaiting(of))
    const begun = here.some(({ state: of }) => of !== undefined && hasBegun(of))
    return {
      ...window,
      state: windowState(window, now, batchLoadMs(facts, left), begun),
      workMs: Math.round(batchLoadMs(facts, here)),
      customers: here.length,
      accounts: accountsOf(here),
      fixed: fixed.has(`${batch.id} ${window.environment}`),
    }
  })
  const placed = new Set<EnvironmentId>(windows.map(({ environment }) => environment))
  return {
    id: batch.id,
    ordinal: batch.ordinal,
    pilot: batch.pilot,
    state,
    customers: members.length,
    accounts: accountsOf(members),
    windows,
    missing: [...byEnvironment.keys()].filter((environment) => !placed.has(environment)),
  }
}

const accountsOf = (customers: readonly PlanCustomer[]): number =>
  customers.reduce((sum, { accounts }) => sum + accounts, 0)

const isWaiting = (state: CustomerState): boolean => state === 'planned' || state === 'scheduled'
const hasBegun = (state: CustomerState): boolean =>
  isOnTarget(state) || ['locked', 'transferring', 'failed', 'returning', 'returned'].includes(state)
