import { z } from 'zod'
import {
  AttemptId,
  BatchId,
  CustomerId,
  EnvironmentId,
  HostName,
  ProcedureId,
  RunId,
  StepId,
} from './ids.ts'
import {
  AnalysisSigned,
  AnalysisWaived,
  CatalogLooked,
  FindingDecided,
  RegisterPut,
  RegisterRemoved,
} from './analysis/analysis-events.ts'
import { CustomerNoted, CustomerTested } from './customer-events.ts'
import { LedgerEnded, LedgerNoted, LogChecked, LogReviewed } from './log-events.ts'
import { OperationName } from './operations.ts'
import { BatchWindow, DateText, PlanEdit, PlanningSettings, TaskState } from './planning.ts'
import { ProbeTrace } from './probe-trace.ts'
import { Problem } from './problems.ts'
import { CustomerState, RunState } from './states.ts'
import { MethodsLoaded, SurveyBegun, SurveyEnded } from './analysis/survey-events.ts'
import { Instant } from './time.ts'

/**
 * Everything that ever happened to a project, append-only and hash-chained (design.md section 6). State is a fold
 * over these events; the tables beside them are only that fold, kept for speed, and written in the same transaction.
 */

/** `apply` and `undo` change something and run under the step supervisor; the others read. */
export const Phase = z.enum(['probe', 'apply', 'verify', 'undo', 'undo-verify'])
export type Phase = z.infer<typeof Phase>

/** A member of a run: a customer id, cluster id, environment id, or `project`. */
export const MemberId = z.string().min(1)
export type MemberId = z.infer<typeof MemberId>

const Actor = z.string().min(1)

export const DowntimeResult = z.object({
  /** Time without service between the last good answer and the first of a stable run of good ones; null is unknown, never zero. */
  measuredMs: z.number().nullable(),
  /** Largest distance between two answers that the figure rests on: its uncertainty. */
  resolutionMs: z.number(),
  samples: z.number().int(),
  unknownSamples: z.number().int(),
  lastGood: Instant.optional(),
  firstGood: Instant.optional(),
})
export type DowntimeResult = z.infer<typeof DowntimeResult>

export const JournalEvent = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('project.imported'),
    name: z.string(),
    customers: z.number().int(),
    accounts: z.number().int(),
    /** SHA-256 of the imported files, by name. */
    files: z.record(z.string(), z.string()),
  }),
  z.object({
    kind: z.literal('batch.created'),
    batch: BatchId,
    ordinal: z.number().int(),
    pilot: z.boolean(),
    members: z.array(CustomerId),
    windows: z.array(BatchWindow).optional(),
    /** Why the planner made it so, in sentences; kept with the batch, because later code may choose differently. */
    why: z.array(z.string()).optional(),
    /** Of journals from before batches had a window per environment; stands for all of them. */
    window: z.object({ from: Instant, to: Instant }).optional(),
  }),
  /** Stands behind the changes of batches that it made, in the same append. */
  z.object({
    kind: z.literal('plan.version'),
    version: z.number().int().positive(),
    by: Actor,
    reason: z.string(),
    edit: PlanEdit,
    settings: PlanningSettings,
    /** Planned dates of tasks, milestones and downtime windows, by task id: what a baseline compares with. */
    schedule: z.array(z.object({ id: z.string(), from: Instant, to: Instant })),
    /** What the planner had to say, in sentences. */
    findings: z.array(z.string()),
  }),
  /** This version was signed: actual dates are compared with it. */
  z.object({
    kind: z.literal('plan.baselined'),
    version: z.number().int().positive(),
    by: Actor,
  }),
  z.object({
    kind: z.literal('batch.changed'),
    batch: BatchId,
    ordinal: z.number().int(),
    added: z.array(CustomerId),
    removed: z.array(CustomerId),
    windows: z.array(BatchWindow),
    why: z.array(z.string()),
  }),
  /** A task of the plan that people do. Owner, date and note: absent is as it was before, null takes back what was said. */
  z.object({
    kind: z.literal('task.changed'),
    task: z.string().min(1),
    state: TaskState,
    by: Actor,
    owner: z.string().nullable().optional(),
    due: DateText.nullable().optional(),
    note: z.string().nullable().optional(),
    /** When it really began or ended, where that was not now. */
    happenedAt: Instant.optional(),
  }),
  z.object({
    kind: z.literal('customer.state'),
    customer: CustomerId,
    from: CustomerState,
    to: CustomerState,
    run: RunId.optional(),
    reason: z.string().optional(),
    by: Actor.optional(),
  }),
  CustomerTested,
  CustomerNoted,
  z.object({
    kind: z.literal('run.created'),
    run: RunId,
    procedure: ProcedureId,
    batch: BatchId.optional(),
    members: z.array(MemberId),
    by: Actor,
    reason: z.string().optional(),
    /** Hash of the snapshot; the snapshot itself is stored once by hash (guarantee 4). */
    snapshot: z.string(),
  }),
  z.object({
    kind: z.literal('run.state'),
    run: RunId,
    from: RunState,
    to: RunState,
    reason: z.string().optional(),
    by: Actor.optional(),
    /** With `armed`: when the permission to start lapses. With a planned start: when to start. */
    expiresAt: Instant.optional(),
    startAt: Instant.optional(),
  }),
  z.object({
    kind: z.literal('run.missed'),
    run: RunId,
    startAt: Instant,
    noticedAt: Instant,
  }),
  z.object({
    kind: z.literal('approval.given'),
    run: RunId,
    approval: StepId,
    by: Actor,
    typed: z.string(),
  }),
  z.object({
    kind: z.literal('check.answered'),
    run: RunId,
    check: z.string(),
    moment: z.enum(['before', 'after']),
    answer: z.enum(['pass', 'fail', 'unknown']),
    sentence: z.string(),
    /** What the answer rests on: counts, differing fields; kept small. */
    facts: z.unknown().optional(),
  }),
  z.object({
    kind: z.literal('attempt.intended'),
    attempt: AttemptId,
    run: RunId,
    step: StepId,
    member: MemberId,
    phase: Phase,
    number: z.number().int().positive(),
    host: HostName,
    operation: OperationName,
    args: z.record(z.string(), z.union([z.string(), z.number()])),
  }),
  z.object({ kind: z.literal('attempt.started'), attempt: AttemptId }),
  z.object({
    kind: z.literal('attempt.ended'),
    attempt: AttemptId,
    state: z.enum(['succeeded', 'failed', 'unknown', 'ask']),
    /** Exit code where there was one. */
    code: z.number().int().optional(),
    problem: Problem.optional(),
    /** The operation's answer, checked by its schema. */
    answer: z.unknown().optional(),
    ms: z.number(),
  }),
  z.object({
    kind: z.literal('attempt.resolved'),
    attempt: AttemptId,
    state: z.enum(['succeeded', 'failed', 'ask']),
    /** How it was found out: status on the host, probe of the operation, or a person's word. */
    how: z.string(),
    answer: z.unknown().optional(),
    by: Actor.optional(),
  }),
  z.object({
    kind: z.literal('member.ended'),
    run: RunId,
    member: MemberId,
    result: z.enum(['done', 'failed', 'undone', 'undo-failed', 'taken-out', 'skipped']),
    reason: z.string().optional(),
  }),
  /** A person wants this member out of the run; it leaves before its next step, and what was done is taken back. */
  z.object({
    kind: z.literal('take-out.asked'),
    run: RunId,
    member: MemberId,
    by: Actor,
    reason: z.string(),
  }),
  z.object({
    kind: z.literal('step.skipped'),
    run: RunId,
    step: StepId,
    member: MemberId,
    reason: z.string(),
    by: Actor,
  }),
  z.object({
    kind: z.literal('evidence.kept'),
    run: RunId,
    member: MemberId.optional(),
    title: z.string(),
    content: z.unknown(),
  }),
  z.object({
    kind: z.literal('downtime.opened'),
    run: RunId,
    member: MemberId,
    service: z.string(),
    scope: z.string(),
    budgetMs: z.number(),
  }),
  z.object({
    kind: z.literal('downtime.closed'),
    run: RunId,
    member: MemberId,
    service: z.string(),
    scope: z.string(),
    budgetMs: z.number(),
    result: DowntimeResult,
    /** What each probe saw, from before the opening on. Absent in journals from before traces were kept. */
    traces: z.array(ProbeTrace).optional(),
  }),
  /** The member was not begun after all: nothing of it was interrupted, and the window is in no book. */
  z.object({
    kind: z.literal('downtime.withdrawn'),
    run: RunId,
    member: MemberId,
    service: z.string(),
    scope: z.string(),
  }),
  z.object({
    kind: z.literal('logs.fetched'),
    run: RunId.optional(),
    batch: BatchId.optional(),
    host: HostName,
    file: z.string(),
    from: z.number().int(),
    to: z.number().int(),
    lines: z.number().int(),
    errors: z.number().int(),
    warnings: z.number().int(),
    /** Bytes known to have been written but no longer to be had: a finding, never silence. */
    gap: z.number().int().optional(),
  }),
  LogChecked,
  LogReviewed,
  LedgerNoted,
  LedgerEnded,
  RegisterPut,
  RegisterRemoved,
  FindingDecided,
  CatalogLooked,
  AnalysisSigned,
  AnalysisWaived,
  z.object({
    kind: z.literal('xdr.synced'),
    environment: EnvironmentId,
    run: RunId,
    /** Carried over; absent where the answer of the merge was lost: that it was done is known then, not how many. */
    xdrs: z.number().int().optional(),
  }),
  z.object({ kind: z.literal('source.decommissioned'), run: RunId }),
  SurveyBegun,
  SurveyEnded,
  MethodsLoaded,
  z.object({ kind: z.literal('note'), run: RunId.optional(), by: Actor, text: z.string() }),
])
export type JournalEvent = z.infer<typeof JournalEvent>
export type EventKind = JournalEvent['kind']
export type EventOf<K extends EventKind> = Extract<JournalEvent, { kind: K }>

/** An event as it stands in the chain: hash = SHA-256(previous hash + canonical JSON of {seq, at, event}). */
export type StoredEvent = {
  readonly seq: number
  readonly at: Instant
  readonly event: JournalEvent
  readonly hash: string
}
