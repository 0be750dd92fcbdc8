import type { LogReview } from '../../../shared/domain/log-review.ts'
import { dayAndTime } from '../../components/format-time.ts'
import { PlaceLink } from '../../components/PlaceLink.tsx'

type Props = {
  readonly review: LogReview
  /** Hash of the result that is shown: a word may be on an earlier one. */
  readonly shown: string
  readonly zone: string
}

/** What somebody signed on a result; a task that it opened leads to where it is worked on. */
export const ReviewWords = ({
  review: { decision, customer, by, at, reason, task, result },
  shown,
  zone,
}: Props) => (
  <>
    <b>{decision}</b> {customer ?? 'the batch'} by {by}, {dayAndTime(at, zone)}: “{reason}”
    {task === undefined ? null : (
      <>
        ,{' '}
        <PlaceLink place={{ view: 'timeline', focus: { kind: 'task', id: task } }}>
          task {task}
        </PlaceLink>
      </>
    )}
    {result === shown ? '' : ' (of an earlier result)'}
  </>
)
