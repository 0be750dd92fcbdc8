import type { DryRunEvidence } from '../domain/dry-run-steps.ts'
import type { Phase } from '../domain/journal.ts'
import type { CheckEntry, EvidenceEntry, NoteEntry, RunHistory } from '../domain/run-history.ts'
import type { Scope } from '../domain/procedure.ts'
import type { RunState } from '../domain/states.ts'
import type { Instant } from '../domain/time.ts'

/** One step of a run over all of its members, as the journal has it. */
export type StepRecord = {
  readonly id: string
  readonly title: string
  /** `reads`, or what it changes. */
  readonly effect: string
  readonly hasUndo: boolean
  readonly pointOfNoReturn?: string
  readonly done: number
  readonly failed: number
  readonly skipped: number
  /** Members whose undo of this step succeeded. */
  readonly undone: number
  /** Of the members for which it succeeded, ms. */
  readonly medianMs?: number
  readonly longestMs?: number
}

/** A member of a run; short names, because a run may have many. */
export type MemberRecord = {
  readonly id: string
  readonly name?: string
  readonly accounts?: number
  readonly result?: 'done' | 'failed' | 'undone' | 'undo-failed' | 'taken-out' | 'skipped'
  readonly reason?: string
  /** Index of the step it is at, or was at last; absent before its first. */
  readonly step?: number
  readonly troubled: boolean
  /** The target serves it, and steps or checks behind that are left: taking the run up makes them. */
  readonly owed?: true
  readonly begunAt?: Instant
  readonly endedAt?: Instant
}

/** A run from its beginning on, out of the journal: the same for one that goes on and for one of last month. */
export type RunRecord = {
  readonly run: string
  readonly procedure: string
  readonly title: string
  readonly scope: Scope
  readonly batch?: string
  readonly state: RunState
  readonly by: string
  readonly why?: string
  readonly createdAt: Instant
  readonly startedAt?: Instant
  readonly endedAt?: Instant
  /** Why it ended as it did. */
  readonly reason?: string
  readonly pointOfNoReturn?: string
  readonly budgetMs?: number
  readonly steps: readonly StepRecord[]
  readonly members: readonly MemberRecord[]
  readonly attempts: number
  readonly states: RunHistory['states']
  readonly missed: RunHistory['missed']
  readonly approvals: RunHistory['approvals']
  readonly checks: readonly CheckEntry[]
  /** The newest 200, oldest first. */
  readonly notes: readonly NoteEntry[]
  readonly evidence: readonly EvidenceEntry[]
  /** The dry run that was looked at before the start; absent where there was none. */
  readonly dryRun?: DryRunEvidence
}

export type AttemptView = {
  readonly attempt: string
  readonly step: string
  readonly title: string
  readonly member: string
  readonly phase: Phase
  readonly number: number
  readonly host: string
  readonly state: 'intended' | 'started' | 'succeeded' | 'failed' | 'unknown' | 'ask'
  readonly at: Instant
  readonly ms?: number
  readonly code?: number
  readonly message?: string
  readonly how?: string
  /** Lines of output that are kept. */
  readonly lines: number
}

export type AttemptPage = {
  /** That fit the question, over all pages. */
  readonly total: number
  readonly from: number
  readonly attempts: readonly AttemptView[]
}

export type OutputView = {
  readonly attempt: string
  readonly lines: number
  readonly bytes: number
  readonly lost: number
  readonly ended: boolean
  readonly from: number
  readonly text: readonly string[]
  readonly streams: readonly number[]
  readonly longer: readonly (readonly [number, number])[]
}

export type OutputHits = {
  readonly hits: readonly number[]
  readonly count: number
  readonly next?: number
  readonly lines: number
}

export type EvidenceView = { readonly title: string; readonly text: string }
