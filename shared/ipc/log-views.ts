import type { BatchId, CustomerId } from '../domain/ids.ts'
import type { LogReview } from '../domain/log-review.ts'
import type { Instant } from '../domain/time.ts'
import type { LedgerEntry } from '../log-rules/ledger.ts'
import type { GroupLook, KeptEvidence, LogEvidence } from '../log-rules/looks.ts'
import type { CustomerVerdict, GroupFinding, LogCheckResult, Verdict } from '../log-rules/types.ts'

/** The last check of a batch, without its groups. */
export type LogCheckLine = {
  readonly batch: BatchId
  readonly at: Instant
  readonly hash: string
  readonly verdict: Verdict
  readonly failing: readonly CustomerId[]
  /** Not a fail, or people have answered for all of it. */
  readonly settled: boolean
}

export type LedgerLine = {
  readonly entry: LedgerEntry
  readonly by: string
  readonly at: Instant
  /** Ended by a person before its time. */
  readonly endedAt?: Instant
  readonly endedBy?: string
}

export type LogState = {
  readonly checks: readonly LogCheckLine[]
  readonly ledger: readonly LedgerLine[]
}

/** A group in a list of thousands: examples, customers by name and the rest come with `logs/get-group`. */
export type GroupLine = Pick<
  GroupFinding,
  'verdict' | 'because' | 'level' | 'suspect' | 'weight' | 'hosts' | 'first' | 'last' | 'moved'
> & {
  readonly id: string
  /** The beginning of the template. */
  readonly text: string
  readonly before: number
  readonly after: number
  /** Customers outside of the batch. */
  readonly others: readonly CustomerId[]
  /** Customers among both whom nobody can be sure of. */
  readonly unsure: number
  readonly signature?: string
  /** Somebody answers for it as noise. */
  readonly noise: boolean
}

export type LogCheckView = LogCheckLine &
  Omit<LogCheckResult, 'groups' | 'customers' | 'verdict'> & {
    readonly groups: readonly GroupLine[]
    readonly customers: readonly CustomerVerdict[]
    readonly reviews: readonly LogReview[]
  }

export type GroupView = {
  readonly finding: GroupFinding
  /** Customers that are left out of `finding`: the ones with the fewest lines. */
  readonly moreCustomers: number
  /** Absent: lines have come since the check, and the group has another id now. */
  readonly look?: GroupLook
}

export type EvidenceView = {
  /** What a return would keep now. */
  readonly now?: LogEvidence
  readonly kept: readonly KeptEvidence[]
}
