import type { AnalysisProgress } from '../domain/project-counts.ts'
import type { LiveRun } from '../domain/live-run.ts'
import type { LogVerdict } from '../domain/log-events.ts'
import type { BatchWindow } from '../domain/planning.ts'
import type { Scope } from '../domain/procedure.ts'
import type { CustomerState, RunState, Stage } from '../domain/states.ts'
import type { Instant } from '../domain/time.ts'
import type { Preferences } from './preferences.ts'

/** What the first window needs before any project is open. */
export type StartInfo = {
  readonly version: string
  readonly platform: string
  /** IANA zone of this computer. */
  readonly zone: string
  readonly operator: string
  readonly recent: readonly { readonly path: string; readonly name: string; readonly at: number }[]
  readonly preferences: Preferences
  /** Why no password can be stored here; absent where the system's keychain works. */
  readonly keychainMissing?: string
  readonly projectOpen: boolean
}

export type DataProcessState = {
  readonly state: 'up' | 'restarting' | 'down'
  /** How often it was restarted since the project was opened. */
  readonly restarts: number
  /** Resident memory in bytes. */
  readonly rss?: number
  readonly note?: string
}

export type ProjectView = {
  readonly name: string
  readonly path: string
  readonly mode: 'write' | 'read'
  /** What is shown is a copy, of the moment when it was opened: the file cannot be read where it is. */
  readonly copied?: true
  /** True for the training project on the embedded lab: no real host is touched. */
  readonly sample: boolean
  readonly source: string
  readonly target: string
  readonly environments: readonly {
    readonly id: string
    readonly title: string
    readonly zone: string
  }[]
  readonly clusters: readonly string[]
  readonly hosts: number
  readonly customers: number
  readonly accounts: number
  readonly xdrs: number
  /** Customers in transfer at once at full width. */
  readonly width: number
  readonly soakDays: number
}

export type ProcedureView = {
  readonly id: string
  readonly stage: Stage
  readonly title: string
  readonly doc: string
  readonly scope: Scope
  readonly expectedMs: number
  /** False when it is not needed in this project, e.g. the RADIUS switchover without external gateways. */
  readonly applies: boolean
  readonly width: number
  readonly approvals: number
  readonly pointOfNoReturn?: string
  readonly downtime?: { readonly service: string; readonly budgetMs: number }
}

export type RunView = {
  readonly id: string
  readonly procedure: string
  readonly batch?: string
  readonly state: RunState
  readonly members: readonly string[]
  /** Those of them, other than customers, for which the procedure is done by this run. */
  readonly done: readonly string[]
  readonly createdAt: Instant
  /** Of a planned start. */
  readonly startAt?: Instant
  readonly startedAt?: Instant
  readonly endedAt?: Instant
  readonly reason?: string
  /** Name of the customer who is the only member. */
  readonly customer?: string
}

export type BatchView = {
  readonly id: string
  readonly ordinal: number
  readonly pilot: boolean
  readonly state: CustomerState
  readonly members: number
  readonly accounts: number
  /** How many members are in which state; states without members are left out. */
  readonly counts: Readonly<Partial<Record<CustomerState, number>>>
  /** In order of time; a batch of several environments, the pilot, has one for each. */
  readonly windows: readonly BatchWindow[]
  /** For each of the windows, how many members of its environment are still to move. */
  readonly toMove: readonly number[]
  /** Members with at least one tested scenario, and with one whose last word is `fail`; absent before the first test. */
  readonly tests?: { readonly tested: number; readonly failing: number }
  /** Of the last log check; absent before the first. */
  readonly logCheck?: { readonly verdict: LogVerdict; readonly settled: boolean }
}

export type LogView = {
  readonly host: string
  readonly lines: number
  readonly errors: number
  readonly warnings: number
}

export type SessionView = {
  readonly host: string
  readonly state: string
  readonly problem?: string
}

/** Everything on the overview, read from the project file and the engine in one go. */
export type Overview = {
  readonly project: ProjectView
  /** Of the last event of the journal: whatever else was read of the project is as old as the number that it was read for. */
  readonly seq: number
  /** The engine's clock: the lab's migration time in the sample. */
  readonly now: Instant
  /** How much faster than real time that clock goes; 1 in the field. */
  readonly rate: number
  readonly dataProcess: DataProcessState
  readonly procedures: readonly ProcedureView[]
  readonly runs: readonly RunView[]
  readonly live: readonly LiveRun[]
  readonly batches: readonly BatchView[]
  /** Which version of the plan is stored; what it says is asked for where it is shown. Absent before the first. */
  readonly plan?: { readonly version: number }
  readonly customerStates: Readonly<Partial<Record<CustomerState, number>>>
  /** Downtime windows that were measured longer than their budget; each of them is in the view of downtime. */
  readonly downtimeOver: number
  readonly analysis: AnalysisProgress
  readonly logs: readonly LogView[]
  readonly sessions: readonly SessionView[]
}
