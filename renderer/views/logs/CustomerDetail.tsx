import { Button } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import type { LogReviewDecision } from '../../../shared/domain/log-events.ts'
import type { EvidenceView, LogCheckView } from '../../../shared/ipc/log-views.ts'
import type { CustomerVerdict } from '../../../shared/log-rules/types.ts'
import { orTell } from '../../api/actions.ts'
import { invoke } from '../../api/client.ts'
import { batchIdOf } from '../../api/ids.ts'
import { StateMark } from '../../components/StateMark.tsx'
import { shownSentence } from '../../components/stored-sentence.ts'
import { useZone } from '../../components/use-zone.ts'
import { goTo } from '../../stores/navigation-store.ts'
import { projectStore } from '../../stores/project-store.ts'
import { EvidenceList } from './EvidenceList.tsx'
import type { LogPlace } from './LogTabs.tsx'
import { ReviewDialog } from './ReviewDialog.tsx'
import { ReviewWords } from './ReviewWords.tsx'
import { classWords, verdictTone, weightTone } from './view-model.ts'

type Props = {
  readonly batch: string
  readonly check: LogCheckView
  readonly verdict: CustomerVerdict
  readonly mayWrite: boolean
  readonly onPlace: (place: LogPlace) => void
  readonly onChanged: () => void
}

/** One moved customer: verdict, reasons, its groups, what a return would keep as evidence, and what was signed. */
export function CustomerDetail({
  batch,
  check,
  verdict: own,
  mayWrite,
  onPlace,
  onChanged,
}: Props) {
  const zone = useZone()
  const overview = useStore(projectStore, (state) => state.overview)
  const [evidence, setEvidence] = useState<EvidenceView>()
  const [deciding, setDeciding] = useState<LogReviewDecision>()
  const { customer, verdict, reasons, groups } = own

  useEffect(() => {
    let current = true
    async function read(): Promise<void> {
      const found = await orTell(invoke('logs/get-evidence', { batch: batchIdOf(batch), customer }))
      if (current) setEvidence(found)
    }
    void read()
    return () => {
      current = false
    }
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- a return that runs keeps evidence
  }, [batch, customer, check, overview])

  const lines = check.groups.filter(({ id }) => groups.includes(id))
  const reviews = check.reviews.filter((review) => review.customer === customer)
  return (
    <article className="group-detail" aria-label={`Customer ${customer}`} tabIndex={0}>
      <div className="row">
        <span>
          <b>Customer {customer}</b> <StateMark tone={verdictTone[verdict]}>{verdict}</StateMark>
        </span>
        <span>
          <Button
            size="compact-xs"
            onClick={() => goTo('batches', { kind: 'customer', id: customer })}
          >
            Show the customer
          </Button>{' '}
          {mayWrite ? (
            <>
              <Button size="compact-xs" onClick={() => setDeciding('accept')}>
                Accept…
              </Button>{' '}
              <Button size="compact-xs" onClick={() => setDeciding('task')}>
                Task…
              </Button>{' '}
              {reviews.at(-1)?.decision === 'return' ? null : (
                <Button
                  size="compact-xs"
                  variant={verdict === 'fail' ? 'filled' : 'default'}
                  color={verdict === 'fail' ? 'red' : 'gray'}
                  onClick={() => setDeciding('return')}
                >
                  Return…
                </Button>
              )}
            </>
          ) : null}
        </span>
      </div>
      <ul className="reasons">
        {reasons.map((reason) => (
          <li key={reason}>{shownSentence(reason, zone)}</li>
        ))}
      </ul>
      {reviews.map((review) => (
        <p key={`${review.at} ${review.decision}`} className="review">
          <ReviewWords review={review} shown={check.hash} zone={zone} />
        </p>
      ))}
      <h3>Groups that speak of this customer</h3>
      {lines.length === 0 ? <p className="muted">None, lines of information left aside.</p> : null}
      <ul>
        {lines.map((line) => (
          <li key={line.id} className="row figures">
            <StateMark tone={weightTone(line)}>{classWords[line.verdict]}</StateMark>
            <button
              type="button"
              className="quiet clip mono"
              onClick={() => onPlace({ tab: 'groups', group: line.id })}
            >
              {line.text}
            </button>
            <span className="muted num">
              {line.before} → {line.after}
            </span>
          </li>
        ))}
      </ul>
      <EvidenceList evidence={evidence} zone={zone} />
      {deciding === undefined ? null : (
        <ReviewDialog
          check={check}
          customer={customer}
          decision={deciding}
          onClose={() => setDeciding(undefined)}
          onSigned={onChanged}
        />
      )}
    </article>
  )
}
