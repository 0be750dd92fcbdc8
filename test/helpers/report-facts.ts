import type { ReportFacts } from '../../main/data/report/facts.ts'
import type { CustomerState } from '../../shared/domain/states.ts'
import { instant } from '../../shared/domain/time.ts'
import { proposePlan } from '../../shared/planner/propose.ts'
import type { Plan } from '../../shared/planner/types.ts'
import { labCustomers, labSpec } from './lab.ts'
import { noProgress } from './progress.ts'

const at = instant(Date.UTC(2026, 11, 1))

/** Facts of a small project: one customer in each state that is named; name what differs. */
export function reportFacts(
  states: readonly CustomerState[],
  more: Partial<ReportFacts> = {},
): ReportFacts {
  return {
    at,
    mode: 'write',
    going: [],
    takingBack: [],
    spec: labSpec,
    head: { seq: 1, hash: 'x' },
    // Two customers that have not moved: their environments are not due for anything else.
    customers: labCustomers(states.length + 2).map((c, i) => ({
      ...c,
      state: states[i] ?? 'planned',
      returns: 0,
    })),
    batches: [],
    runs: [],
    downtime: [],
    logs: [],
    gaps: [],
    logCheck: { checks: [], ledger: [] },
    attempts: [],
    openAttempts: [],
    failedAttempts: [],
    setbacks: [],
    approvals: [],
    checks: [],
    missed: [],
    skipped: [],
    merges: new Map(),
    decommissioned: [],
    ...more,
  }
}

/** The same of twelve customers that have a plan and have not moved; `change` is what differs in the plan of today. */
export function plannedFacts(change: Partial<Plan> = {}): ReportFacts {
  const now = instant(Date.UTC(2027, 0, 11, 12))
  const customers = labCustomers(12).map((c) => ({ ...c, state: 'planned' as const, returns: 0 }))
  const proposed = proposePlan({
    spec: labSpec,
    settings: labSpec.planning,
    customers,
    now,
    holidays: () => [],
    progress: noProgress,
  })
  if (!proposed.ok) throw new Error(proposed.problem.message)
  const plan = { ...proposed.value, ...change }
  const schedule = plan.schedule.tasks.map(({ id, from, to }) => ({ id, from, to }))
  return reportFacts([], {
    at: now,
    customers,
    batches: plan.batches.map((b) => ({ ...b, state: 'planned' as const })),
    plan: {
      stored: {
        version: 1,
        at: now,
        by: 'Ana',
        reason: 'first plan',
        edit: { kind: 'propose' },
        settings: plan.settings,
        schedule,
        findings: [],
      },
      planned: new Map(schedule.map((dates) => [dates.id, dates])),
      today: { plan },
    },
  })
}
