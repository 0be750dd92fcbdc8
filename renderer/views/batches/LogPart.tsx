import { Button } from '@mantine/core'
import { batchName } from '../../../shared/domain/batch-name.ts'
import type { CustomerDetail } from '../../../shared/ipc/customer-views.ts'
import { dayAndTime } from '../../components/format-time.ts'
import { StateMark } from '../../components/StateMark.tsx'
import { shownSentence } from '../../components/stored-sentence.ts'
import { goTo } from '../../stores/navigation-store.ts'
import { verdictMark } from './view-model.ts'

/** What the last log check of its batch says of one customer. Text of logs is text here. */
export function LogPart({
  detail: { logCheck },
  zone,
}: {
  readonly detail: CustomerDetail
  readonly zone: string
}) {
  const mark =
    logCheck === undefined
      ? undefined
      : verdictMark({ verdict: logCheck.verdict, settled: logCheck.decisions.length > 0 })
  return (
    <section aria-label="Logs">
      <div className="row">
        <h3>Logs</h3>
        {logCheck === undefined ? null : (
          <Button
            size="compact-xs"
            onClick={() => goTo('logs', { kind: 'batch', id: logCheck.batch })}
          >
            Log check of {batchName(logCheck.batch)}
          </Button>
        )}
      </div>
      {logCheck === undefined || mark === undefined ? (
        <p className="muted">No log check of its batch yet: it follows the transfer.</p>
      ) : (
        <>
          <p>
            <StateMark tone={mark.tone}>{mark.word}</StateMark>
            <span className="muted">{dayAndTime(logCheck.at, zone)}</span>
          </p>
          {logCheck.reasons.map((reason) => (
            <p key={reason}>{shownSentence(reason, zone)}</p>
          ))}
          <ul>
            {logCheck.groups.slice(0, 10).map((group) => (
              <li key={group.id}>
                <span className="mono">{group.text}</span>
                <div className="muted">
                  {group.level}: {shownSentence(group.why, zone)}
                </div>
              </li>
            ))}
          </ul>
          {logCheck.decisions.map(({ decision, by, reason }) => (
            <p key={`${decision} ${by} ${reason}`} className="muted">
              {decision} by {by}: {reason}
            </p>
          ))}
        </>
      )}
    </section>
  )
}
