import { formatInstant } from '../../../../shared/domain/time.ts'
import type { StoredLogCheck } from '../../../data/protocol.ts'

/** Who has signed what, and whether anything is still open. */
export function reviewText({ reviews, settled, result, hash }: StoredLogCheck): readonly string[] {
  const signed = reviews.map(
    ({ at, by, decision, customer, reason, result: seen, task }) =>
      `  ${formatInstant(at)} ${by}: ${decision} ${customer ?? 'the batch'}, "${reason}"${task === undefined ? '' : ` (task ${task})`}${seen === hash ? '' : `, of an earlier result ${seen.slice(0, 12)}`}`,
  )
  return [
    signed.length === 0 ? 'Reviewed by nobody.' : 'Reviews',
    ...signed,
    ...(result.verdict === 'fail'
      ? [settled ? 'The fail has been answered for.' : 'Nobody has answered for all of it yet.']
      : []),
  ]
}
