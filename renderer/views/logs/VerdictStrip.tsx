import { Button } from '@mantine/core'
import { useState } from 'react'
import type { LogCheckView } from '../../../shared/ipc/log-views.ts'
import { formatCount, plural } from '../../components/format-count.ts'
import { dayAndTime } from '../../components/format-time.ts'
import { Empty } from '../../components/Panel.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import { shownSentence } from '../../components/stored-sentence.ts'
import { useZone } from '../../components/use-zone.ts'
import type { LogPlace } from './LogTabs.tsx'
import { ReviewDialog } from './ReviewDialog.tsx'
import { ReviewWords } from './ReviewWords.tsx'
import { sizeText, verdictTone } from './view-model.ts'

type Props = {
  readonly check: LogCheckView | null | undefined
  readonly mayWrite: boolean
  readonly onShow: (place: LogPlace) => void
  readonly onChanged: () => void
}

const mostReasons = 2

/** The verdict and why, what it rests on, and who has signed. */
export function VerdictStrip({ check, mayWrite, onShow, onChanged }: Props) {
  const zone = useZone()
  const [all, setAll] = useState(false)
  const [reviewing, setReviewing] = useState(false)
  if (check === undefined)
    return (
      <p className="muted" role="status">
        Reading the last check…
      </p>
    )
  if (check === null)
    return (
      <Empty>
        The logs of this batch have not been checked yet. Each batch is checked by its own run;
        Check now does it by hand once customers have moved.
      </Empty>
    )
  const { verdict, reasons, customers, figures, gaps, settled, at, hash } = check
  const of = (word: typeof verdict): number =>
    customers.filter((customer) => customer.verdict === word).length
  return (
    <section className="panel verdict" data-tone={verdictTone[verdict]} aria-label="Verdict">
      <div className="verdict-head">
        <b className="verdict-word">
          <StateMark tone={verdictTone[verdict]}>{verdict}</StateMark>
        </b>
        <span>
          {plural(customers.length, 'moved customer')}: {of('pass')} pass,{' '}
          {of('fail') === 0 ? (
            '0 fail'
          ) : (
            <button type="button" className="quiet" onClick={() => onShow({ tab: 'customers' })}>
              {of('fail')} fail
            </button>
          )}
          , {of('inconclusive')} inconclusive
        </span>
        <span className="muted num">
          {plural(figures.after.lines, 'line')} ({sizeText(figures.after.bytes)}) against{' '}
          {formatCount(figures.before.lines)} before
        </span>
        {gaps.length === 0 ? null : (
          <button type="button" className="quiet" onClick={() => onShow({ tab: 'hosts' })}>
            {plural(gaps.length, 'finding')} on what was not seen
          </button>
        )}
        <span className="muted num" title={hash}>
          checked {dayAndTime(at, zone)} · result {hash.slice(0, 8)}
        </span>
        {mayWrite ? (
          <Button
            variant={verdict === 'fail' && !settled ? 'filled' : 'default'}
            onClick={() => setReviewing(true)}
          >
            Review…
          </Button>
        ) : null}
      </div>
      <ul className="reasons" data-all={all}>
        {reasons.slice(0, all ? reasons.length : mostReasons).map((reason) => (
          <li key={reason}>{shownSentence(reason, zone)}</li>
        ))}
      </ul>
      {reasons.length > mostReasons ? (
        <button type="button" className="quiet" onClick={() => setAll(!all)}>
          {all ? 'Show fewer reasons' : `${reasons.length - mostReasons} more reasons`}
        </button>
      ) : null}
      <Reviews check={check} zone={zone} />
      {reviewing ? (
        <ReviewDialog check={check} onClose={() => setReviewing(false)} onSigned={onChanged} />
      ) : null}
    </section>
  )
}

function Reviews({ check, zone }: { readonly check: LogCheckView; readonly zone: string }) {
  const { reviews, verdict, settled, hash } = check
  if (verdict === 'pass' && reviews.length === 0) return null
  return (
    <div className="reviews">
      {verdict === 'fail' ? (
        <StateMark tone={settled ? 'good' : 'bad'}>
          {settled ? 'answered for' : 'the next batch waits for an answer'}
        </StateMark>
      ) : null}
      {reviews.length === 0 ? <span className="muted">Reviewed by nobody.</span> : null}
      {reviews.slice(-3).map((review) => (
        <span key={`${review.at} ${review.customer ?? ''} ${review.decision}`} className="review">
          <ReviewWords review={review} shown={hash} zone={zone} />
        </span>
      ))}
      {reviews.length > 3 ? <span className="muted">and {reviews.length - 3} earlier</span> : null}
    </div>
  )
}
