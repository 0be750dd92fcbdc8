import type { Desk, TakingBack } from '../../shared/domain/desk.ts'
import type { CustomerChanges, CustomerPage } from '../../shared/domain/customer-table.ts'
import type { AttemptId, BatchId, CustomerId, RunId } from '../../shared/domain/ids.ts'
import type { EventKind, JournalEvent, Phase, StoredEvent } from '../../shared/domain/journal.ts'
import type { OperationName } from '../../shared/domain/operations.ts'
import type { BatchWindow, PlanEdit, PlanningSettings } from '../../shared/domain/planning.ts'
import type { Problem } from '../../shared/domain/problems.ts'
import type { ExportTable } from '../../shared/domain/exports.ts'
import type { Signature } from '../../shared/log-rules/signatures.ts'
import type { CustomerTestRow, ProjectCounts } from '../../shared/domain/project-counts.ts'
import type { Customer, ProjectSpec } from '../../shared/domain/project.ts'
import type { CustomerState, RunState } from '../../shared/domain/states.ts'
import type { Instant } from '../../shared/domain/time.ts'
import type { Progress, TaskDates } from '../../shared/planner/types.ts'
import type { Result } from '../../shared/base/result.ts'
import type { LogApi } from './log-protocol.ts'
import type { SurveyApi } from './survey-protocol.ts'
import type { ResultsApi } from './results-protocol.ts'

export { baselineMs } from './log-protocol.ts'
export type {
  LogOffset,
  LogCount,
  LogPiece,
  LogRead,
  LogCheckOrder,
  StoredLogCheck,
  LogCheckRow,
  LedgerRow,
  TroubleQuery,
} from './log-protocol.ts'
export type { CatalogBaseline, DiagramPicture, ResultsApi } from './results-protocol.ts'

/**
 * The message protocol of the data process: the one file that both sides share. It works over `utilityProcess` and over
 * `child_process.fork` (design.md section 3). Answers are results: an expected failure is a problem, never a throw.
 */

export type OpenMode = 'write' | 'read'

export type ProjectSummary = {
  readonly path: string
  readonly mode: OpenMode
  readonly spec: ProjectSpec
  readonly customers: number
  readonly accounts: number
  readonly lastSeq: number
  readonly lastHash: string
  /** It is read from a copy, as it was when it was opened: SQLite cannot read it where it is. */
  readonly copied?: true
}

export type CustomerRow = Customer & {
  readonly state: CustomerState
  readonly batch?: BatchId
  /** How often the customer came back to the source. */
  readonly returns: number
}

export type BatchRow = {
  readonly id: BatchId
  readonly ordinal: number
  readonly pilot: boolean
  readonly members: readonly CustomerId[]
  /** Derived from the members. */
  readonly state: CustomerState
  /** One for each environment of its members, in order of time; empty when it has none yet. */
  readonly windows: readonly BatchWindow[]
  /** Why it is as it is, in sentences. */
  readonly why: readonly string[]
}

/** The last version of the plan. */
export type StoredPlan = {
  readonly version: number
  readonly at: Instant
  readonly by: string
  readonly reason: string
  readonly edit: PlanEdit
  readonly settings: PlanningSettings
  readonly schedule: readonly TaskDates[]
  readonly findings: readonly string[]
  /** The version that was signed last. */
  readonly baseline?: { readonly version: number; readonly schedule: readonly TaskDates[] }
}

export type PlanVersionRow = {
  readonly version: number
  readonly at: Instant
  readonly by: string
  readonly reason: string
  readonly edit: PlanEdit
  readonly findings: readonly string[]
  /** True for the version that was signed last. */
  readonly baseline: boolean
  readonly batches: number
  readonly customers: number
}

/** One version with everything that it said. */
export type PlanVersion = Omit<PlanVersionRow, 'batches' | 'customers'> & {
  readonly settings: PlanningSettings
  readonly schedule: readonly TaskDates[]
  /** As they stood then. */
  readonly batches: readonly Omit<BatchRow, 'state' | 'why'>[]
}

/** A run that the program carries out now; `asks`: a person has to answer before it goes on. */
export type GoingRun = { readonly run: RunId; readonly asks: boolean }

export type RunRow = {
  readonly id: RunId
  readonly procedure: string
  readonly batch?: BatchId
  readonly state: RunState
  readonly members: readonly string[]
  /**
   * Members other than customers for which the procedure is done by this run: the last word of all runs of it is `done`, and is in this
   * one. Where something is checked after all members, only a run that has succeeded counts.
   */
  readonly done: readonly string[]
  readonly snapshot: string
  readonly createdBy: string
  readonly createdAt: Instant
  /** A planned start, stored (guarantee 3). */
  readonly startAt?: Instant
  /** When the permission to start lapses. */
  readonly expiresAt?: Instant
  readonly startedAt?: Instant
  readonly endedAt?: Instant
  readonly reason?: string
  /** Name of the customer who is the only member. */
  readonly customer?: string
}

export type DowntimeRow = {
  readonly run: RunId
  readonly member: string
  readonly service: string
  readonly scope: string
  readonly budgetMs: number
  readonly openedAt: Instant
  /** Absent while the window is open, as are the fields below. */
  readonly closedAt?: Instant
  /** Null is unknown, never zero. */
  readonly measuredMs?: number | null
  readonly resolutionMs?: number
  readonly unknownSamples?: number
}

export type ImportFiles = {
  /** Path of project.yaml; customers.csv is beside it unless named. */
  readonly project: string
  readonly customers?: string
  /** The project file to create; must not exist. */
  readonly out: string
}

export type EventQuery = {
  readonly after?: number
  readonly limit?: number
  readonly kinds?: readonly EventKind[]
  readonly run?: RunId
  readonly customer?: CustomerId
  readonly attempt?: AttemptId
}

export type OperationTimeRow = {
  readonly operation: OperationName
  readonly phase: Phase
  readonly ms: number
}

export type OutputStream = 'stdout' | 'stderr'

type OfAttempt = { readonly attempt: AttemptId; readonly run: RunId }

/** What happened to the output of one attempt, in the order of time. */
export type OutputEntry =
  | (OfAttempt & {
      readonly kind: 'bytes'
      readonly stream: OutputStream
      readonly bytes: Uint8Array
      /** The beginning: what was kept of this attempt before is replaced. */
      readonly first: boolean
    })
  /** So many bytes could not be kept. */
  | (OfAttempt & { readonly kind: 'lost'; readonly bytes: number })
  | (OfAttempt & { readonly kind: 'end' })

export type OutputInfo = {
  readonly attempt: AttemptId
  readonly lines: number
  /** As they came from the host, before redaction. */
  readonly bytes: number
  /** Bytes that could not be kept, e.g. because the disk was full. */
  readonly lost: number
  readonly ended: boolean
}

/** Lines of one output; `text[i]` is line `from + i`. */
export type OutputLines = OutputInfo & {
  readonly from: number
  readonly text: readonly string[]
  /** 0 is stdout, 1 is stderr; as long as `text`. */
  readonly streams: readonly number[]
  /** Lines of `text` that were cut to be shown: index and full length in characters. */
  readonly longer: readonly (readonly [number, number])[]
}

export type OutputSearch = {
  readonly text: string
  readonly matchCase: boolean
  readonly from: number
  /** So many line numbers are answered at most; all are counted. */
  readonly most: number
}

/** One stretch of a search. */
export type OutputSearchPart = {
  /** Numbers of lines that match, in order. */
  readonly hits: readonly number[]
  readonly count: number
  /** Where to go on; undefined when the end was reached. */
  readonly next: number | undefined
  readonly lines: number
}

/** Served by the data process. */
export type DataApi = LogApi &
  SurveyApi &
  ResultsApi & {
    /** Checks the files and answers what an import would hold; writes nothing. */
    validate(
      files: Omit<ImportFiles, 'out'>,
    ): Promise<Result<{ spec: ProjectSpec; customers: readonly Customer[] }, Problem>>
    /** Creates the project file, or leaves nothing behind. Does not open it: call `open`. */
    importProject(files: ImportFiles, at: Instant): Promise<Result<ProjectSummary, Problem>>
    /** A project that was open before is closed first. `signatures`: more is kept of log lines that show one. Default none. */
    open(
      path: string,
      mode: OpenMode,
      signatures?: readonly Signature[],
    ): Promise<Result<ProjectSummary, Problem>>
    close(): Promise<void>
    summary(): Promise<ProjectSummary>
    /**
     * Appends events and updates the tables in one transaction, flushed to disk before the answer (synchronous=FULL).
     * Appends that arrive together share a transaction. An event that breaks a rule of state (see states.ts) refuses its
     * whole call as a problem and writes nothing of it.
     */
    append(
      events: readonly JournalEvent[],
      at: Instant,
    ): Promise<Result<{ seq: number; hash: string }, Problem>>
    /**
     * Stores a snapshot by its hash, the SHA-256 of `json` in hexadecimal (guarantee 4); the same content is stored once. A
     * run is created only with a snapshot that is stored.
     */
    putSnapshot(hash: string, json: string): Promise<Result<void, Problem>>
    snapshot(hash: string): Promise<string | undefined>
    customers(): Promise<readonly CustomerRow[]>
    customer(id: CustomerId): Promise<CustomerRow | undefined>
    /** At most `limit` (10,000) customers from a place in the order of the import on, as columns. */
    customerPage(from: number, limit: number): Promise<CustomerPage>
    /** Whose standing changed after this event. */
    customerChanges(after: number): Promise<CustomerChanges>
    /** All events about a customer, those of its batches too, oldest first; at most 2,000, the latest. */
    customerEvents(id: CustomerId): Promise<readonly StoredEvent[]>
    customerTests(id: CustomerId): Promise<readonly CustomerTestRow[]>
    /** Counted, not read: what is asked for once a second. */
    counts(): Promise<ProjectCounts>
    /** In their order; a batch that lost all its members is left out. */
    batches(): Promise<readonly BatchRow[]>
    /** The plan as it was stored last; undefined before the first. */
    plan(): Promise<StoredPlan | undefined>
    /** Oldest first. */
    planVersions(): Promise<readonly PlanVersionRow[]>
    planVersion(version: number): Promise<PlanVersion | undefined>
    /** What has happened so far, for the planner. */
    progress(): Promise<Progress>
    runs(): Promise<readonly RunRow[]>
    run(id: RunId): Promise<RunRow | undefined>
    /** In order of seq, at most 2 000 an answer: page with `after`. Events of an attempt belong to its run and customer. */
    events(query: EventQuery): Promise<readonly StoredEvent[]>
    downtime(): Promise<readonly DowntimeRow[]>
    /** Recomputes the chain and the fold, and compares them with what is stored. */
    verify(): Promise<Result<{ events: number; hash: string }, Problem>>
    takingBack(): Promise<readonly TakingBack[]>
    /** What is open, what waits for whom, and what the plan has for these days. */
    desk(at: Instant, going: readonly GoingRun[]): Promise<Desk>
    /** Writes the offline report; answers its size in bytes. */
    report(
      out: string,
      at: Instant,
      going: readonly GoingRun[],
    ): Promise<Result<{ bytes: number }, Problem>>
    /** The same page as text, for a preview or for paper. */
    reportPage(at: Instant, going: readonly GoingRun[]): Promise<string>
    /** Writes one table of the project as CSV, whole or not at all. */
    exportTable(
      table: ExportTable,
      out: string,
    ): Promise<Result<{ bytes: number; rows: number }, Problem>>
    /** Resident memory of the data process, bytes. */
    rss(): Promise<number>
    /** How long the newest 2 000 attempts that succeeded took, oldest first. */
    operationTimes(): Promise<readonly OperationTimeRow[]>
    /** Keeps what attempts print, redacted, beside the project file. A refusal loses output and nothing else. */
    keepOutput(entries: readonly OutputEntry[]): Promise<Result<void, Problem>>
    /** What is kept of the attempts of a run, in no order. */
    outputs(run: RunId): Promise<readonly OutputInfo[]>
    /** At most 1 000 lines; undefined when nothing is kept of this attempt. */
    outputLines(attempt: AttemptId, from: number, count: number): Promise<OutputLines | undefined>
    /** Lines in full, as one text of about `maxChars` at most. */
    outputText(attempt: AttemptId, from: number, count: number, maxChars: number): Promise<string>
    /** Reads a stretch of an output; call again with `next` for the rest. */
    findInOutput(attempt: AttemptId, search: OutputSearch): Promise<OutputSearchPart>
    /** Writes everything that is kept of an attempt into a file; answers its size in bytes. */
    saveOutput(attempt: AttemptId, out: string): Promise<Result<{ bytes: number }, Problem>>
  }

/** Called by the data process on main. */
export type DataEvents = {
  /** New events are durable: windows and the CLI follow from here. */
  onAppended(lastSeq: number): void
}
