import type { TestResult } from '../domain/customer-events.ts'
import type { HistoryLine } from '../domain/customer-history.ts'
import type { BatchId } from '../domain/ids.ts'
import type { LogReviewDecision, LogVerdict } from '../domain/log-events.ts'
import type { Customer } from '../domain/project.ts'
import type { CustomerState } from '../domain/states.ts'
import type { Instant } from '../domain/time.ts'

/** Everything that the project knows of one customer. */
export type CustomerDetail = {
  readonly customer: Customer & {
    readonly state: CustomerState
    readonly batch?: BatchId
    readonly returns: number
  }
  /** Oldest first. */
  readonly history: readonly HistoryLine[]
  /** The last word on each tested scenario since the customer is on the target. */
  readonly tests: readonly {
    readonly scenario: string
    readonly result: TestResult
    readonly by: string
    readonly at: Instant
    readonly note?: string
  }[]
  /** Scenarios to try, by the services that the customer has. */
  readonly scenarios: readonly string[]
  /** What the last log check of its batch says of it; absent before the first. */
  readonly logCheck?: {
    readonly batch: BatchId
    readonly at: Instant
    readonly verdict: LogVerdict
    readonly reasons: readonly string[]
    readonly groups: readonly {
      readonly id: string
      readonly text: string
      readonly level: string
      readonly why: string
    }[]
    readonly decisions: readonly {
      readonly decision: LogReviewDecision
      readonly by: string
      readonly reason: string
    }[]
  }
}
