import { Button } from '@mantine/core'
import { useState } from 'react'
import { invoke } from '../../api/client.ts'
import { batchIdOf } from '../../api/ids.ts'
import { say } from '../../api/tell.ts'
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx'
import { plural } from '../../components/format-count.ts'
import { dayAndTime } from '../../components/format-time.ts'
import { StateMark } from '../../components/StateMark.tsx'
import { customerTone } from '../../components/state-tones.ts'
import { askToStart } from '../../stores/dialog-store.ts'
import { goTo } from '../../stores/navigation-store.ts'
import { acceptedWords, verdictMark } from './view-model.ts'
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
  const [accepting, setAccepting] = useState(false)
  const checked = batch.counts.checked ?? 0
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
          <Button aria-label={`Accept ${label}`} onClick={() => setAccepting(true)}>
            Accept the checked
          </Button>
        ) : null}
        {batch.logCheck === undefined ? null : (
          <Button onClick={() => goTo('logs', { kind: 'batch', id: batch.id })}>Logs</Button>
        )}
      </div>
      {accepting ? (
        <ConfirmDialog
          title={`Accept ${label}`}
          action={`Accept ${plural(checked, 'customer')}`}
          onClose={() => setAccepting(false)}
          onConfirm={async () => {
            const accepted = await invoke('batch/accept-checked', { batch: batchIdOf(batch.id) })
            if (!accepted.ok) return accepted.problem
            say(acceptedWords(label, accepted.value, checked))
            return undefined
          }}
        >
          {plural(checked, 'customer')} of {label} {checked === 1 ? 'was' : 'were'} checked on the
          target. Accepting says, under your name and for good, that the move is right. Whoever has
          a test that fails is left as it is. An accepted customer can still be returned.
        </ConfirmDialog>
      ) : null}
    </div>
  )
}
