import { BatchId, EnvironmentId } from '../../shared/domain/ids.ts'
import { instant } from '../../shared/domain/time.ts'
import type { PlanDetails, PlannedBatchView, PlannedWindow } from '../../shared/ipc/plan-views.ts'
import type { ScheduledTask } from '../../shared/planner/types.ts'

/** 2027-01-04, a Monday, 00:00 UTC. */
export const monday = Date.UTC(2027, 0, 4)
export const hours = (count: number) => instant(monday + count * 3_600_000)

export const task = (id: string, differs: Partial<ScheduledTask> = {}): ScheduledTask => ({
  id,
  stage: 'setup',
  kind: 'task',
  title: `Task ${id}`,
  party: 'vendor',
  effortDays: 1,
  elapsedDays: 1,
  after: [],
  source: 'method.txt',
  from: hours(0),
  to: hours(24),
  slackDays: 2,
  critical: false,
  state: 'open',
  ...differs,
})

export const planWindow = (
  environment: string,
  from: number,
  differs: Partial<PlannedWindow> = {},
): PlannedWindow => ({
  environment: EnvironmentId.parse(environment),
  team: 'operators',
  from: instant(from),
  to: instant(from + 4 * 3_600_000),
  state: 'planned',
  workMs: 30 * 60_000,
  customers: 100,
  accounts: 250,
  fixed: false,
  ...differs,
})

export const planBatch = (
  id: string,
  windows: readonly PlannedWindow[],
  differs: Partial<PlannedBatchView> = {},
): PlannedBatchView => ({
  id: BatchId.parse(id),
  ordinal: 1,
  pilot: false,
  state: 'scheduled',
  customers: 100,
  accounts: 250,
  windows,
  missing: [],
  ...differs,
})

/** A plan of one stage and nothing in it; name what differs. */
export const planDetails = (differs: Partial<PlanDetails> = {}): PlanDetails => ({
  version: 3,
  at: hours(0),
  by: 'ann',
  reason: 'first plan',
  now: hours(0),
  office: 'Europe/London',
  stages: [
    {
      stage: 'setup',
      title: 'Dual Version setup',
      from: hours(0),
      to: hours(240),
      businessDays: 8,
      effortDays: 4,
    },
  ],
  tasks: [],
  criticalPath: [],
  end: hours(240),
  batches: [],
  unplaced: [],
  handWork: [],
  findings: [],
  blackouts: [],
  teams: [],
  reserveMinutes: 30,
  excluded: 0,
  ...differs,
})
