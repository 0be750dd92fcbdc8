import type { BatchId, CustomerId } from './ids.ts'
import type { LogReviewDecision, LogVerdict } from './log-events.ts'
import type { Instant } from './time.ts'

/** What of a check decides whether the next batch may go. */
export type CheckToSettle = {
  readonly verdict: LogVerdict
  readonly result: string
  readonly stops: readonly string[]
  readonly failing: readonly CustomerId[]
  /** One of the stops is of no customer of the batch: of the whole platform, say. */
  readonly isGeneral: boolean
}

export type LogReview = {
  readonly batch: BatchId
  /** Absent: of the whole batch. */
  readonly customer?: CustomerId
  readonly decision: LogReviewDecision
  readonly by: string
  readonly reason: string
  /** Hash of the result that the person saw. */
  readonly result: string
  readonly at: Instant
  /** The task that it made. */
  readonly task?: string
  /** What failed in the result that was signed. */
  readonly signed: { readonly stops: readonly string[]; readonly failing: readonly CustomerId[] }
}

/**
 * True when nothing failed, or when people have answered for all that did: the batch was accepted, or each failing customer was
 * accepted or is being returned, where nothing failed but for customers. A signature holds for a later check too, as long as that one finds no other group and no other
 * customer.
 */
export function isSettled(check: CheckToSettle, reviews: readonly LogReview[]): boolean {
  if (check.verdict !== 'fail') return true
  const holding = reviews.filter(({ result, signed }) => {
    const stops = new Set(signed.stops)
    return result === check.result || check.stops.every((id) => stops.has(id))
  })
  return (
    holding.some(
      ({ customer, decision, signed }) =>
        customer === undefined &&
        decision === 'accept' &&
        check.failing.every((id) => signed.failing.includes(id)),
    ) ||
    (check.failing.length > 0 &&
      check.failing.every((id) => {
        const last = holding.findLast((review) => review.customer === id)
        return last !== undefined && last.decision !== 'task'
      }) &&
      !check.isGeneral)
  )
}
