import type { Result } from '../shared/base/result.ts'
import type { CustomerNow, ReturnPreview } from '../shared/domain/customer-look.ts'
import type { BatchId, CustomerId, ProcedureId, RunId, StepId } from '../shared/domain/ids.ts'
import type { EventOf } from '../shared/domain/journal.ts'
import type { DryRunReport } from '../shared/domain/live-run.ts'
import type { LogReviewDecision } from '../shared/domain/log-events.ts'
import type { DateText, PlanEdit, TaskState } from '../shared/domain/planning.ts'
import type { Problem } from '../shared/domain/problems.ts'
import type { Procedure } from '../shared/domain/procedure.ts'
import type { Instant } from '../shared/domain/time.ts'
import type { CustomerDetail } from '../shared/ipc/customer-views.ts'
import type { LedgerEntry } from '../shared/log-rules/ledger.ts'
import type {
  BatchTrouble,
  GroupLook,
  HostLook,
  KeptEvidence,
  LineContext,
  LinePlace,
  LogEvidence,
} from '../shared/log-rules/looks.ts'
import type { Companion } from '../shared/planner/batches/companions.ts'
import type { PlanDifference } from '../shared/planner/compare.ts'
import type { Forecast, HandWorkTask, Plan, PlanFacts } from '../shared/planner/types.ts'
import type { AnalysisService } from './analysis/analysis-service.ts'
import type {
  DataApi,
  ImportFiles,
  LedgerRow,
  OpenMode,
  PlanVersionRow,
  ProjectSummary,
  StoredLogCheck,
  TroubleQuery,
} from './data/protocol.ts'
import type { RegisterService } from './analysis/register-service.ts'
import type { HostService } from './hosts/host-service.ts'
import type { LogSummary } from './logs/log-summary.ts'
import type { LiveHandle } from './runner/live.ts'

/** What the window and the command line ask of the product; `compose.ts` builds it. */

export type RunRequest = {
  readonly procedure: ProcedureId
  /** For procedures of scope customer: a batch, or the members named. */
  readonly batch?: BatchId
  /** Members by id; default: every cluster, environment, or the project, by the procedure's scope. */
  readonly members?: readonly string[]
  readonly by: string
  readonly reason?: string
  /** Given beforehand; what is missing is a problem `approval-needed` that names text and typed name. */
  readonly approvals?: readonly {
    readonly id: StepId
    readonly by: string
    readonly typed: string
  }[]
  /** A planned start: stored, and waited for; a missed one is a question. Default now. */
  readonly startAt?: Instant
  /** A reason to move customers outside of their windows, for emergencies: journaled with the run. Default: windows bind. */
  readonly outsideWindow?: string
  /** A reason to take hosts from another operator's run, whose commands they refuse from then on; journaled with the run. */
  readonly takeOver?: string
}

/** A run that is going on; what only the service needs of it is left out. */
export type RunHandle = Omit<LiveHandle, 'task' | 'leave'>

/** An approval to be given: `people` different people type `typed`. */
export type WantedApproval = DryRunReport['approvals'][number]

/** Whether a host can be worked with. */
export type HostCheck = {
  readonly host: string
  readonly problem?: Problem
  /** Ended steps whose output was removed from the host. */
  readonly removed?: number
}

/** A plan and which of the stored versions it is. */
export type CurrentPlan = Plan & {
  /** 0 for batches of a project file from before plans had versions. */
  readonly version: number
  readonly at: Instant
  readonly by: string
  readonly reason: string
  /** The version that was signed last. */
  readonly baseline?: number
}

/** What a person says of a task; what is left out stays as it was, null takes it back. */
export type TaskChange = {
  readonly task: string
  readonly state: TaskState
  readonly owner?: string | null
  readonly due?: DateText | null
  readonly note?: string | null
  /** When it really began or ended. Default now. */
  readonly happenedAt?: Instant
}

/** How a run that is there already is taken up, or back. */
export type GoingOn = {
  /** A reason to take hosts that another operator, or another copy of this file, has. */
  readonly takeOver?: string | undefined
  /** Aborted before it has begun: it does not begin. */
  readonly stopping?: AbortSignal
}

export type PlanService = {
  /** Makes the first plan and stores it; refused when there is one. */
  propose(by: string): Promise<Result<CurrentPlan, Problem>>
  /**
   * Changes the plan and stores one version, whole or not at all.
   * @param on The version that the person saw: refused when another is stored meanwhile. Default: whatever is stored.
   */
  edit(
    edit: PlanEdit,
    by: string,
    reason: string,
    on?: number,
  ): Promise<Result<CurrentPlan, Problem>>
  /** What an edit would give; stores nothing. `propose` also where there is no plan yet. */
  preview(edit: PlanEdit): Promise<Result<Plan, Problem>>
  /** The stored plan with everything that follows from it now; `not-found` when there is none. */
  current(): Promise<Result<CurrentPlan, Problem>>
  forecast(options?: {
    readonly runs?: number
    readonly seed?: number
  }): Promise<Result<Forecast, Problem>>
  /** What the plan rests on; exports take it. */
  facts(): Promise<Result<PlanFacts, Problem>>
  /** Signs a version: actual dates are compared with it from now on. */
  baseline(version: number, by: string): Promise<Result<void, Problem>>
  setTask(change: TaskChange, by: string): Promise<Result<void, Problem>>
  /** Oldest first. */
  history(): Promise<Result<readonly PlanVersionRow[], Problem>>
  compare(before: number, after: number): Promise<Result<PlanDifference, Problem>>
}

/** A person's word on the result of a log check. */
export type ReviewRequest = {
  readonly batch: BatchId
  /** Default: the whole batch. A return needs one. */
  readonly customer?: CustomerId
  /** `accept`: not a risk. `return`: the customer goes back, with this evidence. `task`: somebody looks into it. */
  readonly decision: LogReviewDecision
  readonly by: string
  readonly reason: string
  /** Hash of the result that the person saw: refused when another is stored since. */
  readonly result: string
  /** Of the task. */
  readonly owner?: string
  readonly due?: DateText
}

export type Reviewed = {
  readonly task?: string
  readonly run?: RunHandle
}

export type LogService = {
  /** Fetches what the hosts have logged since the last time; counts it to the batch. */
  collect(batch?: BatchId): Promise<Result<LogSummary, Problem>>
  /** Fetches what is new, compares it with the seven days before the batch, judges, and stores result and event. */
  check(batch: BatchId): Promise<Result<StoredLogCheck, Problem>>
  /** The last check of the batch; undefined before the first. */
  result(batch: BatchId): Promise<Result<StoredLogCheck | undefined, Problem>>
  /** What somebody answers for as noise, oldest first. */
  ledger(): Promise<Result<readonly LedgerRow[], Problem>>
  /** Notes one more; a later check does not hold against a batch what it names, until its end. */
  note(entry: LedgerEntry, by: string): Promise<Result<void, Problem>>
  /** Ends one before its time. */
  endNote(id: string, by: string): Promise<Result<void, Problem>>
  /** Errors and warnings over time; undefined while there is none. */
  trouble(query: TroubleQuery): Promise<Result<BatchTrouble | undefined, Problem>>
  /** Particulars of a group of the last check; undefined when lines have come since and it has another id. */
  group(batch: BatchId, id: string): Promise<Result<GroupLook | undefined, Problem>>
  /** Every host, the worst first; counts of a batch, or of all. */
  hosts(batch?: BatchId): Promise<Result<readonly HostLook[], Problem>>
  /** The lines around a line that a check has shown, read from its host again, within a bound. Counts nothing. */
  context(place: LinePlace, signal?: AbortSignal): Promise<Result<LineContext, Problem>>
  /** What a return would keep as its reason, and what was kept of this customer before. */
  evidence(
    batch: BatchId,
    customer: CustomerId,
  ): Promise<Result<{ now?: LogEvidence; kept: readonly KeptEvidence[] }, Problem>>
  /** Signs a result. */
  review(request: ReviewRequest): Promise<Result<Reviewed, Problem>>
}

/** One customer, and what a person may do with some of them. */
export type CustomerService = {
  detail(id: CustomerId): Promise<Result<CustomerDetail, Problem>>
  /** Asks both systems and the dispatcher; who does not answer is said to be unknown. */
  now(id: CustomerId): Promise<Result<CustomerNow, Problem>>
  /** What a return would bring back, and what it would not; refused for one that is not on the target. */
  returnPreview(id: CustomerId): Promise<Result<ReturnPreview, Problem>>
  /** Writes down that a scenario was tried. */
  test(test: Omit<EventOf<'customer.tested'>, 'kind'>): Promise<Result<void, Problem>>
  /** Writes down feedback or a note. */
  note(note: Omit<EventOf<'customer.noted'>, 'kind'>): Promise<Result<void, Problem>>
  /** Work that people do for the customers of a batch. */
  handWork(batch: BatchId): Promise<Result<readonly HandWorkTask[], Problem>>
  /** Who has to be moved with these customers: reseller trees, linked offices, users of one access number. */
  together(ids: readonly CustomerId[]): Promise<Result<readonly Companion[], Problem>>
}

export type Engine = {
  readonly data: DataApi
  importProject(files: ImportFiles): Promise<Result<ProjectSummary, Problem>>
  open(path: string, mode: OpenMode): Promise<Result<ProjectSummary, Problem>>
  procedures(): readonly Procedure[]
  readonly plan: PlanService
  readonly customers: CustomerService
  readonly logs: LogService
  readonly analysis: AnalysisService
  /** Registers, findings, signatures and the freeze of the analysis. */
  readonly registers: RegisterService
  /** Undefined while no project is open. */
  hosts(): HostService | undefined
  /** What has to be approved before this starts, with the names to type. */
  approvalsFor(request: RunRequest): Promise<Result<readonly WantedApproval[], Problem>>
  dryRun(request: RunRequest): Promise<Result<DryRunReport, Problem>>
  /** @param stopping Aborted before the run has begun: it is refused, and nothing begins. */
  start(request: RunRequest, stopping?: AbortSignal): Promise<Result<RunHandle, Problem>>
  /**
   * Takes up every run that was interrupted: probes what is unknown first, never repeats by guess. One that is left by `stopping` stays as
   * it was.
   */
  resumeAll(by: string, how?: GoingOn): Promise<Result<readonly RunHandle[], Problem>>
  /**
   * Takes a run, or only these members of it, back: last step first, each undo verified. Refused past a point of no return,
   * and while a later run stands on it.
   */
  undo(
    run: RunId,
    by: string,
    members?: readonly string[],
    how?: GoingOn,
  ): Promise<Result<RunHandle, Problem>>
  /** Fetches what the hosts have logged since the last time; counts it to the batch. */
  collectLogs(batch?: BatchId): Promise<Result<LogSummary, Problem>>
  /** Brings one customer back to the source: the run of `customer-return` with its reason. */
  returnCustomer(
    customer: CustomerId,
    by: string,
    reason: string,
    stopping?: AbortSignal,
  ): Promise<Result<RunHandle, Problem>>
  /** Marks checked customers of a batch as accepted. */
  accept(batch: BatchId, by: string): Promise<Result<number, Problem>>
  /** Connects to every host, says what stands in the way of each, and with `olderThanDays` removes ended steps there. */
  checkHosts(olderThanDays?: number): Promise<Result<readonly HostCheck[], Problem>>
  running(): readonly RunHandle[]
  sessions(): readonly {
    readonly host: string
    readonly state: string
    readonly problem?: string
  }[]
  close(): Promise<void>
}
