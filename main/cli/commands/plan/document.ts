import { localSpan } from '../../../../shared/domain/local-time.ts'
import type { BatchId, EnvironmentId } from '../../../../shared/domain/ids.ts'
import type { BatchWindow } from '../../../../shared/domain/planning.ts'
import type { ProjectSpec } from '../../../../shared/domain/project.ts'
import { isOnTarget } from '../../../../shared/domain/states.ts'
import type { CustomerState } from '../../../../shared/domain/states.ts'
import type { Instant } from '../../../../shared/domain/time.ts'
import { batchLoadMs } from '../../../../shared/planner/placement/load.ts'
import { windowState } from '../../../../shared/planner/placement/window-state.ts'
import type {
  Forecast,
  PlanFacts,
  PlannedBatch,
  WindowState,
} from '../../../../shared/planner/types.ts'
import type { BatchRow } from '../../../data/protocol.ts'
import type { CurrentPlan } from '../../../engine.ts'

/** All that the answers of `plan` are made of. */
export type Shown = {
  readonly plan: CurrentPlan
  readonly facts: PlanFacts
  readonly forecast: Forecast
  readonly rows: readonly BatchRow[]
  readonly now: Instant
}

export type ShownWindow = BatchWindow & {
  readonly batch: BatchId
  readonly zone: string
  /** With zone and offset. */
  readonly local: string
  readonly state: WindowState
}

export const zoneOf = ({ environments }: ProjectSpec, environment: EnvironmentId): string =>
  environments.find((e) => e.id === environment)?.zone ?? 'UTC'

/** The windows of a batch with their states, from the customers that are left in each. */
export function windowsOf(shown: Shown, batch: PlannedBatch): readonly ShownWindow[] {
  const { facts, now } = shown
  const own = new Set(batch.members)
  const members = facts.customers.filter((c) => own.has(c.id))
  return batch.windows.map((window) => {
    const here = members.filter((c) => c.environment === window.environment)
    const left = here.filter(({ state }) => state === undefined || isWaiting(state))
    const zone = zoneOf(facts.spec, window.environment)
    const begun = here.some(({ state }) => state !== undefined && hasBegun(state))
    return {
      batch: batch.id,
      ...window,
      zone,
      local: localSpan(window.from, window.to, zone),
      state: windowState(window, now, batchLoadMs(facts, left), begun),
    }
  })
}

const isWaiting = (state: CustomerState): boolean => state === 'planned' || state === 'scheduled'
const hasBegun = (state: CustomerState): boolean =>
  isOnTarget(state) || ['locked', 'transferring', 'failed', 'returning', 'returned'].includes(state)

/** The document of `plan --json`. */
export function planDocument(shown: Shown) {
  const { plan, forecast, rows } = shown
  const stateOf = new Map(rows.map((row) => [row.id, row.state]))
  const forecastOf = new Map(forecast.batches.map((f) => [f.batch, f]))
  const batches = plan.batches.map((batch) => {
    const expected = forecastOf.get(batch.id)
    return {
      id: batch.id,
      ordinal: batch.ordinal,
      pilot: batch.pilot,
      members: batch.members,
      state: stateOf.get(batch.id) ?? 'planned',
      windows: windowsOf(shown, batch),
      forecast: expected === undefined ? null : { p50: expected.p50, p90: expected.p90 },
      why: batch.why,
      refused: batch.refused,
    }
  })
  const { version, by, at, reason, baseline, unplaced, excluded, handWork, jump, findings } = plan
  const { stages, tasks, criticalPath, end } = plan.schedule
  return {
    version,
    by,
    at,
    reason,
    baseline: baseline ?? null,
    batches,
    unplaced,
    excluded,
    windows: batches.flatMap((b) => b.windows),
    stages,
    tasks,
    milestones: tasks.filter((t) => t.kind === 'milestone'),
    criticalPath,
    downtime: tasks.filter((t) => t.kind === 'downtime'),
    end,
    handWork,
    jump,
    forecast: {
      end: forecast.end,
      transferEnd: forecast.transferEnd,
      addedWindow: forecast.addedWindow ?? null,
      basis: forecast.basis,
      runs: forecast.runs,
      seed: forecast.seed,
    },
    findings,
  }
}
