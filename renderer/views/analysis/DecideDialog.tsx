import { NativeSelect, TextInput } from '@mantine/core'
import { useState } from 'react'
import { DecisionKind } from '../../../shared/domain/analysis/analysis-events.ts'
import type { FindingRow } from '../../../shared/domain/analysis/findings.ts'
import { invoke } from '../../api/client.ts'
import { ReasonDialog } from '../../components/ReasonDialog.tsx'

const labels: Readonly<Record<DecisionKind, string>> = {
  assign: 'Assign: owner and date, stays open',
  plan: 'Plan: will be done by owner and date',
  done: 'Done: there is evidence',
  accept: 'Accept the risk',
  'not-applicable': 'Does not hold here',
}

type Props = { readonly finding: FindingRow; readonly onClose: () => void }

/** A person's word on a finding, on what they see here. */
export function DecideDialog({ finding, onClose }: Props) {
  const [decision, setDecision] = useState<DecisionKind>('plan')
  const [owner, setOwner] = useState(finding.owner ?? '')
  const [due, setDue] = useState(finding.due ?? '')
  const [evidence, setEvidence] = useState('')
  const hasOwner = decision === 'plan' || decision === 'assign'
  return (
    <ReasonDialog
      title="Decide"
      action="Decide"
      onConfirm={async (reason) => {
        const answer = await invoke('analysis/decide-finding', {
          finding: finding.id,
          basis: finding.basis,
          decision,
          reason,
          ...(hasOwner && owner.trim() !== '' ? { owner } : {}),
          ...(hasOwner && due !== '' ? { due } : {}),
          ...(decision === 'done' && evidence.trim() !== '' ? { evidence } : {}),
        })
        return answer.ok ? undefined : answer.problem
      }}
      onClose={onClose}
    >
      <p>{finding.message}</p>
      <p className="muted">{finding.advice}</p>
      <NativeSelect
        label="Decision"
        value={decision}
        data={DecisionKind.options.map((value) => ({ value, label: labels[value] }))}
        onChange={(event) => setDecision(DecisionKind.parse(event.currentTarget.value))}
      />
      {hasOwner ? (
        <>
          <TextInput
            label="Owner"
            value={owner}
            maxLength={100}
            onChange={(event) => setOwner(event.currentTarget.value)}
          />
          <TextInput
            label="Until"
            type="date"
            value={due}
            onChange={(event) => setDue(event.currentTarget.value)}
          />
        </>
      ) : null}
      {decision === 'done' ? (
        <TextInput
          label="Evidence"
          description="What shows that it is done."
          value={evidence}
          maxLength={500}
          onChange={(event) => setEvidence(event.currentTarget.value)}
        />
      ) : null}
    </ReasonDialog>
  )
}
