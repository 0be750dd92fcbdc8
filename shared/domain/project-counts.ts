import type { Side } from './analysis/registers.ts'
import type { TestResult } from './customer-events.ts'
import type { BatchId } from './ids.ts'
import type { BatchWindow } from './planning.ts'
import type { CustomerState } from './states.ts'
import type { Instant } from './time.ts'

/** How many customers are in which state; states without one are left out. */
export type StateCounts = Readonly<Partial<Record<CustomerState, number>>>

/** A batch without its members. */
export type BatchSummary = {
  readonly id: BatchId
  readonly ordinal: number
  readonly pilot: boolean
  /** Derived from the members. */
  readonly state: CustomerState
  readonly members: number
  readonly accounts: number
  readonly counts: StateCounts
  /** In order of time. */
  readonly windows: readonly BatchWindow[]
  /** For each of the windows, how many members of its environment are still to move. */
  readonly toMove: readonly number[]
  /** Members with at least one tested scenario, and with one whose last word is `fail`; absent before the first test. */
  readonly tests?: { readonly tested: number; readonly failing: number }
}

/** Windows that are open or come, the first one first: of environments in which somebody of the batch is still to move. */
export const windowsAhead = <B extends Pick<BatchSummary, 'windows' | 'toMove'>>(
  batches: readonly B[],
  now: number,
): readonly { readonly batch: B; readonly window: BatchWindow }[] =>
  batches
    .flatMap((batch) =>
      batch.windows
        .filter(({ to }, i) => to > now && (batch.toMove[i] ?? 0) > 0)
        .map((window) => ({ batch, window })),
    )
    .toSorted((a, b) => a.window.from - b.window.from)

export type ProjectCounts = {
  readonly states: StateCounts
  /** In their order; a batch that lost all its members is left out. */
  readonly batches: readonly BatchSummary[]
  /** Downtime windows that were measured longer than their budget. */
  readonly downtimeOver: number
  readonly analysis: AnalysisProgress
}

/** How far the stage analysis is, as far as it can be counted; whether its signatures still hold is the gate's to say. */
export type AnalysisProgress = {
  /** A survey is over. */
  readonly surveyed: boolean
  readonly signed: readonly Side[]
  /** Somebody answers for going on without it. */
  readonly waived: boolean
}

/** The last word on a scenario since the customer is on the target. */
export type CustomerTestRow = {
  readonly scenario: string
  readonly result: TestResult
  readonly by: string
  readonly at: Instant
  readonly note?: string
}
