import type { BatchId, CustomerId, EnvironmentId, ProcedureId } from '../domain/ids.ts'
import type { Party } from '../domain/parties.ts'
import type {
  BatchWindow,
  DateText,
  PlanningSettings,
  TaskState,
  WeekDay,
} from '../domain/planning.ts'
import type { Customer, ProjectSpec } from '../domain/project.ts'
import type { CustomerState, RunState, Stage } from '../domain/states.ts'
import type { Instant } from '../domain/time.ts'

/** What the parts of the planner say to each other. Everything here is plain data, in and out. */

// ---- calendar -------------------------------------------------------------------------------------------------

export type Holiday = { readonly date: DateText; readonly name: string }

/** Public holidays of a year; undefined when the country, state or region is not known. */
export type HolidayLookup = {
  (
    place: {
      readonly country: string
      readonly state?: string | undefined
      readonly region?: string | undefined
    },
    year: number,
  ): readonly Holiday[] | undefined
  /** Codes that may stand there: of countries, of states of a country, of regions of a state. For near names in messages. */
  readonly codes?: (country?: string, state?: string) => readonly string[]
}

/** One off-peak window of an environment, resolved to instants; half-open. */
export type Slot = {
  readonly environment: EnvironmentId
  readonly from: Instant
  readonly to: Instant
  /** Local date on which it opens, and the local day on which moved customers are tested: the day on which it closes. */
  readonly date: DateText
  readonly testDay: DateText
  /** Why no batch may use it: a blackout, a day off, a closing billing period. Absent: it may be used. */
  readonly refused?: string
  /** Set when a change of the clocks makes it shorter or longer than its rule: which, and by how much. */
  readonly clockChange?: string
}

/** The calendar of one environment. Dates are local dates of its zone. */
export interface Calendar {
  readonly environment: EnvironmentId
  readonly zone: string
  /** The local date of an instant. */
  dateOf(at: Instant): DateText
  weekDay(date: DateText): WeekDay
  /** Why this is no working day (`Saturday`, `Thanksgiving Day`); undefined when it is one. */
  dayOff(date: DateText): string | undefined
  /** The first working day at or after `date`. */
  workingDay(date: DateText): DateText
  /** Moves by working days; 0 gives `workingDay(date)`. Negative moves back. */
  addWorkingDays(date: DateText, days: number): DateText
  /** Working days in [from, to). */
  workingDaysBetween(from: DateText, to: DateText): number
  /** Instant of the beginning of a local day. */
  startOf(date: DateText): Instant
  /** Off-peak windows that open at `after` or later, in order, refused ones too; ends 20 years after `after`. */
  slots(after: Instant): Iterable<Slot>
  /** Length of the shortest off-peak rule on the wall clock, ms. */
  readonly shortestSlotMs: number
  readonly longestSlotMs: number
}

export interface Calendars {
  of(environment: EnvironmentId): Calendar
  /** The calendar that office work is planned by: the environment that comes first in the project. */
  readonly office: Calendar
  /** What a person should know: no holidays named for an environment, a window that a night of summer time shortens. */
  readonly findings: readonly PlanFinding[]
}

// ---- facts ----------------------------------------------------------------------------------------------------

export type PlanCustomer = Customer & { readonly state?: CustomerState; readonly batch?: BatchId }

/** A lock-out that was measured from outside (design.md section 10). */
export type MeasuredTransfer = {
  readonly customer: CustomerId
  readonly batch?: BatchId
  readonly accounts: number
  readonly ms: number
}

/** How long a customer is without service, by its number of accounts. */
export type LockOutModel = {
  ms(accounts: number): number
  /** Spread of one transfer around the model: standard deviation of the logarithm. */
  readonly spread: number
  /** Uncertainty of the model as a whole, of the same kind; shrinks with every measured transfer. */
  readonly uncertainty: number
  readonly measured: number
  /** What the figures rest on, in words. */
  readonly basis: string
}

/** What has happened so far, from the journal. */
export type Progress = {
  readonly tasks: readonly TaskProgress[]
  readonly runs: readonly {
    readonly procedure: ProcedureId
    readonly members: readonly string[]
    /** Those of them, other than customers, for which the procedure is done by this run. */
    readonly done: readonly string[]
    readonly batch?: BatchId
    readonly state: RunState
    readonly startedAt?: Instant
    readonly endedAt?: Instant
  }[]
  /** By batch: when its first customer was locked, and when the last of its members came to rest. */
  readonly batches: readonly {
    readonly batch: BatchId
    readonly beganAt?: Instant
    readonly endedAt?: Instant
  }[]
  /** Of the numbers that batches have or had (`batch-07`); 0 without one. */
  readonly highestBatch: number
  /** The first lock-out of each customer, where it was measured. */
  readonly measured: readonly MeasuredTransfer[]
  /** Customers that came back to the source at least once. */
  readonly returned: number
  readonly missedWindows: number
  /** When the analysis had both its signatures, or somebody answered for going on without them. */
  readonly analysisOverAt?: Instant
  readonly baseline?: readonly TaskDates[]
}

export type TaskProgress = {
  readonly task: string
  /** Of a task that the review of a log check opened: of which batch, for whom (default: all of it), when. */
  readonly review?: {
    readonly batch: BatchId
    readonly customer?: CustomerId
    readonly at: Instant
  }
  readonly state: TaskState
  readonly owner?: string
  readonly due?: DateText
  readonly note?: string
  readonly startedAt?: Instant
  readonly endedAt?: Instant
}

/** What every part of the planner works from. `settings` stands in the place of `spec.planning`. */
export type PlanFacts = {
  readonly spec: ProjectSpec
  readonly settings: PlanningSettings
  readonly customers: readonly PlanCustomer[]
  readonly calendars: Calendars
  readonly lockOut: LockOutModel
  readonly now: Instant
  readonly progress: Progress
}

// ---- findings -------------------------------------------------------------------------------------------------

/** `error`: something cannot be carried out as planned. `warning`: it can, and a careful lead would look at it. */
export type PlanFinding = {
  readonly severity: 'error' | 'warning' | 'note'
  readonly message: string
  readonly where?: {
    readonly batch?: BatchId
    readonly customer?: CustomerId
    readonly environment?: EnvironmentId
    readonly task?: string
  }
  /** What to change. */
  readonly next?: string
}

// ---- batches and windows --------------------------------------------------------------------------------------

export type DraftBatch = {
  readonly id: BatchId
  /** Order of the batches; the pilot is 0. */
  readonly ordinal: number
  readonly pilot: boolean
  readonly members: readonly CustomerId[]
  /** Why it is as it is, in sentences. */
  readonly why: readonly string[]
}

export type RefusedSlot = Pick<Slot, 'environment' | 'from' | 'to'> & { readonly reason: string }

export type PlannedBatch = DraftBatch & {
  /** One for each environment of its members, in order of time; those that could not be had are missing. */
  readonly windows: readonly BatchWindow[]
  /** Slots that were looked at before and not taken, each with its reason; at most 20, the latest. */
  readonly refused: readonly RefusedSlot[]
}

export type UnplacedBatch = {
  readonly batch: BatchId
  readonly environment: EnvironmentId
  /** Why, and what to change. */
  readonly message: string
  readonly refused: readonly RefusedSlot[]
  /** The next slot that is free, when there is one. */
  readonly nextFree?: Pick<Slot, 'environment' | 'from' | 'to'>
}

export type Placement = {
  readonly batches: readonly PlannedBatch[]
  readonly unplaced: readonly UnplacedBatch[]
}

/** `closing`: what has not begun would not be done before it closes, so nothing more is begun. */
export type WindowState = 'planned' | 'open' | 'closing' | 'closed' | 'missed'

// ---- stages ---------------------------------------------------------------------------------------------------

export type TaskKind = 'task' | 'milestone' | 'downtime' | 'batch'

export type StageTask = {
  readonly id: string
  readonly stage: Stage
  readonly kind: TaskKind
  readonly title: string
  readonly party: Party
  /** Who advises, decides or is told, in words; shown beside the party. */
  readonly involves?: string
  readonly effortDays: number
  /** Working days from begin to end, waiting included. 0 for milestones and windows. */
  readonly elapsedDays: number
  readonly after: readonly string[]
  /** Where the fact comes from: `method.txt`, or `domain.md` with its mark. */
  readonly source: string
  /** Of downtime windows. */
  readonly downtime?: {
    readonly service: string
    readonly scope: string
    readonly budgetMs: number
    readonly environment?: EnvironmentId
  }
  /** The procedure that does it, when one does. */
  readonly procedure?: ProcedureId
  readonly batch?: BatchId
}

export type TaskDates = { readonly id: string; readonly from: Instant; readonly to: Instant }

/** How long, and how well, a task can be taken back. It changes by itself as other tasks begin. */
export type UndoHorizon = {
  /** The task whose begin ends it. */
  readonly until: string
  readonly at?: Instant
  readonly state: 'easy' | 'costly' | 'gone'
  readonly sentence: string
}

export type ScheduledTask = StageTask & {
  readonly from: Instant
  readonly to: Instant
  /** Working days by which it may be later without moving the end. */
  readonly slackDays: number
  readonly critical: boolean
  readonly baseline?: TaskDates
  readonly actual?: { readonly from?: Instant; readonly to?: Instant }
  readonly state: TaskState
  /** Done, because what comes after it had begun by then; nobody said so, and no run shows it. */
  readonly impliedBy?: Instant
  readonly owner?: string
  /** By when it is to be done and what there is to know, as a person said; nothing is planned by them. */
  readonly due?: DateText
  readonly note?: string
  /** Set when it is, or will be, later than its baseline (without one: than its plan): by how much, and because of what. */
  readonly late?: { readonly days: number; readonly cause: string }
  /** Why a window is where it is; which rule gave a duration. */
  readonly why?: string
  readonly refused?: readonly RefusedSlot[]
  /** Of what changes the systems. */
  readonly undo?: UndoHorizon
}

export type StageSummary = {
  readonly stage: Stage
  readonly title: string
  readonly from: Instant
  readonly to: Instant
  /** Working days in which this is the current stage: work done ahead, beside the stage before, is not counted. */
  readonly businessDays: number
  readonly effortDays: number
}

export type StageSchedule = {
  readonly stages: readonly StageSummary[]
  /** In order of time. Milestones and downtime windows are among them. */
  readonly tasks: readonly ScheduledTask[]
  /** Task ids from the first to the last. */
  readonly criticalPath: readonly string[]
  readonly findings: readonly PlanFinding[]
  readonly end: Instant
}

/** Work that people do for the customers of a batch (domain.md 3.8). */
export type HandWorkTask = {
  readonly id: string
  readonly batch: BatchId
  readonly kind: string
  readonly title: string
  /** What to do, in a sentence. */
  readonly doc: string
  readonly customers: readonly CustomerId[]
  readonly owner: string
  /** Before the batch moves, or on the day after. */
  readonly due: DateText
  readonly state: TaskState
  readonly note?: string
}

export type JumpCheck = {
  readonly from: string
  readonly to: string
  readonly releases: number
  /** LTS stops of the traditional route, the target included; one analysis each (method.txt). */
  readonly traditional: readonly string[]
  /** True when the source blocks changes of the catalog by itself: MR100 or newer (method.txt). */
  readonly freezeEnforced: boolean
  readonly findings: readonly PlanFinding[]
}

export type Plan = {
  readonly settings: PlanningSettings
  readonly batches: readonly PlannedBatch[]
  readonly unplaced: readonly UnplacedBatch[]
  readonly excluded: readonly { readonly customer: CustomerId; readonly reason: string }[]
  readonly jump: JumpCheck
  readonly schedule: StageSchedule
  readonly handWork: readonly HandWorkTask[]
  readonly findings: readonly PlanFinding[]
}

// ---- forecast -------------------------------------------------------------------------------------------------

export type Spread = { readonly p50: Instant; readonly p90: Instant }

export type Forecast = {
  readonly runs: number
  readonly seed: number
  /** End of the last transfer. */
  readonly transferEnd: Spread
  /** End of the migration: xDR synchronisation, soak and decommission behind it. */
  readonly end: Spread
  readonly batches: readonly (Spread & { readonly batch: BatchId })[]
  /** What the figures rest on, in words. */
  readonly basis: readonly string[]
  /** The one slot that, if it could be used, would bring the P90 end forward most; absent when none would. */
  readonly addedWindow?: Pick<Slot, 'environment' | 'from' | 'to'> & {
    readonly gainP50Days: number
    readonly gainP90Days: number
    readonly refused: string
  }
}
