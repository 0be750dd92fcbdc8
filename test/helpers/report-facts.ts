import type { ReportFacts } from '../../main/data/report/facts.ts'
import type { CustomerState } from '../../shared/domain/states.ts'
import { instant } from '../../shared/domain/time.ts'
import { labCustomers, labSpec } from './lab.ts'

const at = instant(Date.UTC(2026, 11, 1))

/** Facts of a small project: one customer in each state that is named; name what differs. */
export function reportFacts(
  states: readonly CustomerState[],
  more: Partial<ReportFacts> = {},
): ReportFacts {
  return {
    at,
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
