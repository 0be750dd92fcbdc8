import { Button } from '@mantine/core'
import { orTell } from '../../api/actions.ts'
import { invoke } from '../../api/client.ts'
import { batchIdOf } from '../../api/ids.ts'
import { dayAndTime } from '../../components/format-time.ts'
import { StateMark } from '../../components/StateMark.tsx'
import { customerTone } from '../../components/state-tones.ts'
import { askToStart } from '../../stores/dialog-store.ts'
import { goTo } from '../../stores/navigation-store.ts'
import { verdictMark } from './view-model.ts'
import type { BatchLine } from './view-model.ts'

/** The chosen batch and what can be done with it now. */
export function BatchHead({
  line: { batch, label, may },
  zone,
}: {
  readonly line: BatchLine
  readonly zone: string
}) {
  const verdict = verdictMark(batch.logCheck)
  return (
    <div className="batch-head row" role="group" aria-label={`Batch ${label}`}>
      <div>
        <strong>{label}</strong>{' '}
        <StateMark tone={customerTone[batch.state]}>{batch.state}</StateMark>
        {verdict === undefined ? null : <StateMark tone={verdict.tone}>{verdict.word}</StateMark>}
        <span className="muted">
          {batch.windows.length === 0
            ? 'no window'
            : batch.windows
                .map(
                  ({ environment, from, to }) =>
                    `${environment}: ${dayAndTime(from, zone)} – ${dayAndTime(to, zone)}`,
                )
                .join(' · ')}
        </span>
      </div>
      <div className="row buttons">
        {may.transfer ? (
          <Button
            aria-label={`Transfer ${label}`}
            onClick={() =>
              askToStart({ procedure: 'customer-transfer', batch: batch.id, dryOnly: false })
            }
          >
            Transfer…
          </Button>
        ) : null}
        {may.accept ? (
          <Button
            aria-label={`Accept ${label}`}
            onClick={() =>
              void orTell(invoke('batch/accept-checked', { batch: batchIdOf(batch.id) }))
            }
          >
            Accept the checked
          </Button>
        ) : null}
        {batch.logCheck === undefined ? null : (
          <Button onClick={() => goTo('logs', { kind: 'batch', id: batch.id })}>Logs</Button>
        )}
      </div>
    </div>
  )
}
