import { z } from 'zod'
import type { BatchId, EnvironmentId } from '../domain/ids.ts'
import { Blackout, PlanEdit } from '../domain/planning.ts'
import type { BatchWindow, Team } from '../domain/planning.ts'
import type { CustomerState } from '../domain/states.ts'
import type { Instant } from '../domain/time.ts'
import type { PlanDifference } from '../planner/compare.ts'
import type {
  HandWorkTask,
  PlanFinding,
  RefusedSlot,
  ScheduledTask,
  Slot,
  StageSummary,
  UnplacedBatch,
  WindowState,
} from '../planner/types.ts'

/** The plan as the window gets it: everything but the lists of customers, which only grow with the project. */

export type PlannedWindow = BatchWindow & {
  readonly state: WindowState
  /** How long the window is busy with the customers of this environment, ms. */
  readonly workMs: number
  readonly customers: number
  readonly accounts: number
  /** True where a person chose it: placement does not move it. */
  readonly fixed: boolean
}

export type PlannedBatchView = {
  readonly id: BatchId
  readonly ordinal: number
  readonly pilot: boolean
  readonly state: CustomerState
  readonly customers: number
  readonly accounts: number
  readonly windows: readonly PlannedWindow[]
  /** Environments of its customers that have no window. */
  readonly missing: readonly EnvironmentId[]
}

export type HandWorkView = Omit<HandWorkTask, 'customers'> & { readonly customers: number }

export type PlanDetails = {
  /** 0 for batches of a project file from before plans had versions. */
  readonly version: number
  readonly at: Instant
  readonly by: string
  readonly reason: string
  /** The version that was signed last. */
  readonly baseline?: number
  /** When this was worked out. */
  readonly now: Instant
  /** Zone of the calendar that office work is planned by. */
  readonly office: string
  readonly stages: readonly StageSummary[]
  readonly tasks: readonly ScheduledTask[]
  readonly criticalPath: readonly string[]
  readonly end: Instant
  readonly batches: readonly PlannedBatchView[]
  readonly unplaced: readonly UnplacedBatch[]
  readonly handWork: readonly HandWorkView[]
  readonly findings: readonly PlanFinding[]
  readonly blackouts: readonly Blackout[]
  readonly teams: readonly Team[]
  /** Kept free at the end of a window for the log check and returns. */
  readonly reserveMinutes: number
  readonly excluded: number
}

/** What a person does to a plan from the window: an edit, or one that main completes with what the plan has. */
export const PlanChange = z.union([
  PlanEdit,
  z.strictObject({ kind: z.literal('add-blackout'), blackout: Blackout }),
  /** The one at this place of the list, as the person saw it. */
  z.strictObject({ kind: z.literal('remove-blackout'), blackout: Blackout }),
  /** Takes the last change back: windows that it moved by hand go back to where they were, settings become those of before. */
  z.strictObject({ kind: z.literal('take-back') }),
])
export type PlanChange = z.infer<typeof PlanChange>

/** The difference of two plans without the names of thousands of customers. */
export type PlanDifferenceView = Omit<
  PlanDifference,
  'moved' | 'excluded' | 'included' | 'tasks'
> & {
  /** Customers that changed their batch, by way. */
  readonly moved: readonly {
    readonly from?: BatchId
    readonly to?: BatchId
    readonly customers: number
  }[]
  readonly excluded: number
  readonly included: number
  readonly tasks: readonly (PlanDifference['tasks'][number] & { readonly title: string })[]
}

/** What a change would give; nothing of it is stored. */
export type PlanPreview = {
  /** The version that it was tried on. */
  readonly on: number
  readonly difference: PlanDifferenceView
  /** By how much the whole migration ends later, ms; negative is earlier. */
  readonly endsBy: number
  readonly end: Instant
  /** Windows that could not be had, those that the plan lacks already among them. */
  readonly unplaced: readonly UnplacedBatch[]
  /** Errors and warnings that the plan does not have now. */
  readonly findings: readonly PlanFinding[]
}

export type PlanVersionView = {
  readonly version: number
  readonly at: Instant
  readonly by: string
  readonly reason: string
  readonly edit: PlanEdit['kind']
  readonly baseline: boolean
  readonly batches: number
  readonly customers: number
}

/** An off-peak slot of a calendar. `refused`: nobody may use it; `whyNot`: the batch that was asked for may not. */
export type SlotView = Slot & { readonly whyNot?: string }

export type NextFreeView = {
  readonly slot?: Pick<Slot, 'environment' | 'from' | 'to'>
  readonly refused: readonly RefusedSlot[]
}
