import { Button, NativeSelect, TextInput, VisuallyHidden } from '@mantine/core'
import { useState } from 'react'
import type { FindingRow } from '../../../shared/domain/analysis/findings.ts'
import type { AnalysisView } from '../../../shared/ipc/analysis-views.ts'
import { tellSaved } from '../../api/exports.ts'
import { invoke } from '../../api/client.ts'
import { Empty, Panel } from '../../components/Panel.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import { useMayWrite } from '../../components/use-may-write.ts'
import { DecideDialog } from './DecideDialog.tsx'
import { findingsShown, severityTone, stateText, stateTone } from './view-model.ts'
import type { FindingFilter } from './view-model.ts'
import { partyNames } from '../../../shared/domain/parties.ts'

const filters: readonly { readonly value: FindingFilter; readonly label: string }[] = [
  { value: 'open', label: 'Open' },
  { value: 'decided', label: 'Decided or gone' },
  { value: 'all', label: 'All' },
]
const mostRows = 300

/** Every finding: how grave, what it means, what to do, who and until when, evidence and decision. */
export function FindingsTab({ view }: { readonly view: AnalysisView }) {
  const mayWrite = useMayWrite()
  const [filter, setFilter] = useState<FindingFilter>('open')
  const [text, setText] = useState('')
  const [decide, setDecide] = useState<FindingRow>()
  const rows = findingsShown(view.findings, filter, text)
  return (
    <Panel
      title="Findings"
      aside={
        <>
          <TextInput
            aria-label="Filter findings"
            placeholder="text, rule, owner"
            size="xs"
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <NativeSelect
            aria-label="Which findings"
            size="xs"
            value={filter}
            data={[...filters]}
            onChange={(event) => {
              const found = filters.find(({ value }) => value === event.currentTarget.value)
              if (found !== undefined) setFilter(found.value)
            }}
          />
          <Button
            size="compact-xs"
            onClick={() =>
              void tellSaved(
                'Findings',
                invoke('analysis/save-table', { table: 'findings', format: 'csv' }),
              )
            }
          >
            Save table…
          </Button>
        </>
      }
    >
      {rows.length === 0 ? (
        <Empty>
          {filter === 'open' && text === ''
            ? 'Nothing is open.'
            : 'No finding fits. Change the filter.'}
        </Empty>
      ) : (
        <table className="grid analysis-findings" aria-label="Findings">
          <thead>
            <tr>
              <th>Severity</th>
              <th>Finding</th>
              <th>What to do</th>
              <th>Who, until</th>
              <th>State</th>
              <th>
                <VisuallyHidden>Action</VisuallyHidden>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, mostRows).map((row) => (
              <Row key={row.id} row={row} onDecide={mayWrite ? () => setDecide(row) : undefined} />
            ))}
          </tbody>
        </table>
      )}
      {rows.length > mostRows ? (
        <p className="muted">
          The first {mostRows} of {rows.length}. Filter, or save the table.
        </p>
      ) : null}
      {decide === undefined ? null : (
        <DecideDialog finding={decide} onClose={() => setDecide(undefined)} />
      )}
    </Panel>
  )
}

function Row({
  row,
  onDecide,
}: {
  readonly row: FindingRow
  readonly onDecide: (() => void) | undefined
}) {
  return (
    <tr>
      <td>
        <StateMark tone={severityTone[row.severity]}>{row.severity}</StateMark>
      </td>
      <td>
        <div>{row.message}</div>
        <div className="muted">{row.meaning}</div>
        {row.evidence.slice(0, 2).map(({ text, source }) => (
          <div key={`${source} ${text}`} className="muted">
            {text} ({source})
          </div>
        ))}
        {row.evidence.length > 2 ? (
          <div className="muted">and {row.evidence.length - 2} more</div>
        ) : null}
      </td>
      <td>{row.advice}</td>
      <td>
        {row.owner ?? partyNames[row.doer]}
        <div className="muted">{row.due ?? `before ${row.before}`}</div>
      </td>
      <td>
        <StateMark tone={stateTone(row)}>{stateText(row.state)}</StateMark>
        {row.decision === undefined ? null : (
          <div className="muted">
            {row.decision.by}: {row.decision.reason}
          </div>
        )}
        {row.why === undefined ? null : <div className="muted">{row.why}</div>}
      </td>
      <td>
        {row.state === 'gone' || onDecide === undefined ? null : (
          <Button size="compact-xs" aria-label={`Decide ${row.id}`} onClick={onDecide}>
            Decide…
          </Button>
        )}
      </td>
    </tr>
  )
}
