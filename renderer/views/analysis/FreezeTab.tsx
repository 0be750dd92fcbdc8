import { Button } from '@mantine/core'
import { useState } from 'react'
import { driftSentence } from '../../../shared/domain/analysis/catalog-drift.ts'
import type { AnalysisView } from '../../../shared/ipc/analysis-views.ts'
import { orTell } from '../../api/actions.ts'
import { invoke } from '../../api/client.ts'
import { dayAndTime } from '../../components/format-time.ts'
import { Empty, Panel } from '../../components/Panel.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import { useMayWrite } from '../../components/use-may-write.ts'
import { useZone } from '../../components/use-zone.ts'
import { EntryDialog } from './EntryDialog.tsx'

/** The catalog freeze: its dates, its fingerprint, and what has changed since. */
export function FreezeTab({ view }: { readonly view: AnalysisView }) {
  const zone = useZone()
  const mayWrite = useMayWrite()
  const [edits, setEdits] = useState(false)
  const [busy, setBusy] = useState(false)
  const { registers, baseline, drifts, findings } = view
  const dates = registers.freeze[0]?.entry
  const held = new Map(
    findings.filter(({ rule }) => rule === 'freeze-drift').map((f) => [f.subject, f.message]),
  )
  const look = async (purpose: 'freeze' | 'check'): Promise<void> => {
    setBusy(true)
    await orTell(invoke('analysis/look-at-catalog', { purpose }))
    setBusy(false)
  }
  return (
    <Panel
      title="Catalog freeze"
      aside={
        !mayWrite ? null : (
          <>
            <Button size="compact-xs" onClick={() => setEdits(true)}>
              Set dates…
            </Button>
            <Button size="compact-xs" loading={busy} onClick={() => void look('freeze')}>
              Take fingerprint
            </Button>
            <Button
              size="compact-xs"
              loading={busy}
              disabled={baseline === undefined}
              onClick={() => void look('check')}
            >
              Look again
            </Button>
          </>
        )
      }
    >
      <p>
        {dates === undefined
          ? 'No dates are agreed yet: set the day on which it is announced and the day from which it is enforced.'
          : `Announced on ${dates.announced}, enforced from ${dates.enforced}.`}
      </p>
      <p className="muted">
        {baseline === undefined
          ? 'No fingerprint of the catalog was taken yet.'
          : `Fingerprint of ${dayAndTime(baseline.at, zone)}, taken at the ${baseline.from}.`}
      </p>
      {drifts.length === 0 ? (
        <Empty>
          {baseline === undefined ? 'Take a fingerprint first.' : 'No change is known.'}
        </Empty>
      ) : (
        <ul>
          {drifts.map((drift) => (
            <li key={drift.basis}>
              <StateMark tone="bad">{driftSentence(drift)}</StateMark>
              <div className="muted">{held.get(`${drift.system} ${drift.entity}`)}</div>
            </li>
          ))}
        </ul>
      )}
      {edits ? (
        <EntryDialog
          edit={{
            register: 'freeze',
            id: 'freeze',
            ...(dates === undefined ? {} : { entry: dates }),
          }}
          taken={[]}
          onClose={() => setEdits(false)}
        />
      ) : null}
    </Panel>
  )
}
