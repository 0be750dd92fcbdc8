import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useStore } from 'zustand'
import { undecidedBlockers } from '../../../shared/domain/analysis/gate.ts'
import { instant } from '../../../shared/domain/time.ts'
import type { AnalysisView } from '../../../shared/ipc/analysis-views.ts'
import { invoke } from '../../api/client.ts'
import { ReasonDialog } from '../../components/ReasonDialog.tsx'
import { plural } from '../../components/format-count.ts'
import { dayAndTime } from '../../components/format-time.ts'
import { Panel } from '../../components/Panel.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import { useMayWrite } from '../../components/use-may-write.ts'
import { useZone } from '../../components/use-zone.ts'
import { projectStore } from '../../stores/project-store.ts'
import { countsOf, nextStep } from './view-model.ts'
import { sideName } from '../../../shared/domain/analysis/gate.ts'

type Asked = 'vendor' | 'operator' | 'waive'

/** Whether the setup may begin, who has signed, and the next step. */
export function GatePanel({ view }: { readonly view: AnalysisView }) {
  const zone = useZone()
  const mayWrite = useMayWrite()
  const [asked, setAsked] = useState<Asked>()
  const { gate, survey } = view
  const counts = countsOf(view.findings)
  const maySign = survey !== undefined && undecidedBlockers(view.findings).length === 0
  return (
    <Panel
      title="Gate to the setup"
      aside={
        <StateMark tone={gate.open ? (gate.missing.length === 0 ? 'good' : 'warn') : 'bad'}>
          {gate.open ? 'open' : 'closed'}
        </StateMark>
      }
    >
      <p>
        <strong>Next: {nextStep(view)}</strong>
      </p>
      <p>
        Open: {plural(counts.blocker, 'blocker')}, {plural(counts.warning, 'warning')} and{' '}
        {plural(counts.note, 'note')}; decided or gone: {counts.decided}.{' '}
        <span className="muted">
          {survey === undefined
            ? 'No survey yet.'
            : `Survey ${survey.id} by ${survey.by}, ${dayAndTime(survey.startedAt, zone)}: ${survey.facts} facts, ${survey.gaps} gaps.`}
        </span>
      </p>
      {gate.open ? <p className="muted">{gate.sentence}.</p> : null}
      {gate.open || gate.missing.length === 0 ? null : (
        <ul className="analysis-missing">
          {gate.missing.map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      )}
      {gate.signatures.length === 0 ? null : (
        <ul className="muted">
          {gate.signatures.map((s) => (
            <li key={`${s.side} ${s.at}`}>
              {s.by} for {sideName[s.side]}, {dayAndTime(instant(s.at), zone)}
              {s.holds ? '' : ': a blocker came after it'}
            </li>
          ))}
        </ul>
      )}
      {!mayWrite ? null : (
        <div className="row buttons">
          <Button size="compact-xs" disabled={!maySign} onClick={() => setAsked('vendor')}>
            Sign for PortaOne…
          </Button>
          <Button size="compact-xs" disabled={!maySign} onClick={() => setAsked('operator')}>
            Sign for the operator…
          </Button>
          {gate.open ? null : (
            <Button size="compact-xs" onClick={() => setAsked('waive')}>
              Go on without…
            </Button>
          )}
        </div>
      )}
      {asked === undefined ? null : (
        <SignDialog asked={asked} view={view} onClose={() => setAsked(undefined)} />
      )}
    </Panel>
  )
}

type DialogProps = {
  readonly asked: Asked
  readonly view: AnalysisView
  readonly onClose: () => void
}

/** A name and a reason: who signs may be another person than the one at the computer. */
function SignDialog({ asked, view, onClose }: DialogProps) {
  // As they were on the screen when the dialog was opened: others that come meanwhile are refused, not signed unseen.
  const [results] = useState(view.results)
  const project = useStore(projectStore, ({ overview }) => overview?.project.name ?? '')
  const [name, setName] = useState('')
  const waives = asked === 'waive'
  return (
    <ReasonDialog
      title={waives ? 'Go on without signed results' : `Sign for ${sideName[asked]}`}
      action={waives ? 'Answer for it' : 'Sign'}
      danger={waives}
      onConfirm={async (reason) => {
        const answer = waives
          ? await invoke('analysis/waive-results', { typed: name, reason })
          : await invoke('analysis/sign-results', {
              side: asked,
              by: name,
              results,
              note: reason,
            })
        return answer.ok ? undefined : answer.problem
      }}
      onClose={onClose}
    >
      <p>
        {waives
          ? 'The setup begins although the analysis is not signed. This stands in every report.'
          : `The results ${results.slice(0, 12)} are agreed to as they are shown. A blocker that comes later asks for another signature.`}
      </p>
      <TextInput
        label={waives ? `Type ${project}` : 'Name of who signs'}
        value={name}
        maxLength={100}
        onChange={(event) => setName(event.currentTarget.value)}
      />
    </ReasonDialog>
  )
}
