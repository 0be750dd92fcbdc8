import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useEffect, useState } from 'react'
import { formatProblem } from '../../../shared/domain/problems.ts'
import type { AnalysisView, FactsView } from '../../../shared/ipc/analysis-views.ts'
import { orTell } from '../../api/actions.ts'
import { invoke } from '../../api/client.ts'
import { tellSaved } from '../../api/exports.ts'
import { Empty, Panel } from '../../components/Panel.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import { ReadFile } from './ReadFile.tsx'
import { tableNames } from './view-model.ts'

const mostRows = 200

/** What the target needs, what was found, and what could not be read. */
export function SourceTab({ view }: { readonly view: AnalysisView }) {
  const [table, setTable] = useState<(typeof tableNames)[number]>('facts')
  return (
    <>
      <Panel title="Target requirements">
        <table className="grid" aria-label="Target requirements">
          <thead>
            <tr>
              <th>What</th>
              <th className="num">Needed</th>
              <th className="num">There</th>
              <th>Verdict</th>
              <th>Reckoned from</th>
            </tr>
          </thead>
          <tbody>
            {view.sizing.map((row) => (
              <tr key={row.what}>
                <td>{row.what}</td>
                <td className="num">
                  {row.needed} {row.unit}
                </td>
                <td className="num">
                  {row.there === undefined ? '–' : `${row.there} ${row.unit}`}
                </td>
                <td>
                  <StateMark
                    tone={
                      row.verdict === 'enough'
                        ? 'good'
                        : row.verdict === 'too little'
                          ? 'bad'
                          : 'idle'
                    }
                  >
                    {row.verdict}
                  </StateMark>
                </td>
                <td className="muted">{row.from}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Panel>
      <FactsPanel results={view.results} />
      <Panel
        title="Every table"
        aside={
          <>
            <NativeSelect
              aria-label="Table"
              size="xs"
              value={table}
              data={[...tableNames]}
              onChange={(event) => {
                const found = tableNames.find((name) => name === event.currentTarget.value)
                if (found !== undefined) setTable(found)
              }}
            />
            {(['csv', 'json'] as const).map((format) => (
              <Button
                key={format}
                size="compact-xs"
                onClick={() =>
                  void tellSaved(table, invoke('analysis/save-table', { table, format }))
                }
              >
                Save {format.toUpperCase()}…
              </Button>
            ))}
          </>
        }
      >
        <p className="muted">CSV and JSON have the same rows; times are UTC.</p>
      </Panel>
    </>
  )
}

function FactsPanel({ results }: { readonly results: string }) {
  const [view, setView] = useState<FactsView>()
  const [text, setText] = useState('')
  useEffect(() => {
    let current = true
    void orTell(invoke('analysis/get-facts')).then((found) => {
      if (current) setView(found)
    })
    return () => {
      current = false
    }
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- read again after another survey or file
  }, [results])
  const wanted = text.trim().toLowerCase()
  const rows = (view?.facts ?? []).filter(({ subject, name, value }) =>
    `${subject.kind} ${subject.id} ${name} ${String(value)}`.toLowerCase().includes(wanted),
  )
  return (
    <Panel
      title="Facts"
      aside={
        <>
          <ReadFile />
          <TextInput
            aria-label="Filter facts"
            placeholder="host, fact, value"
            size="xs"
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
        </>
      }
    >
      {(view?.unread ?? []).map((gap) => (
        <div key={formatProblem(gap)}>
          <StateMark tone="warn">{formatProblem(gap)}</StateMark>
        </div>
      ))}
      {rows.length === 0 ? (
        <Empty>
          {view === undefined
            ? 'Reading…'
            : view.facts.length === 0
              ? 'Nothing is known yet. Survey the systems.'
              : 'No fact fits. Change the filter.'}
        </Empty>
      ) : (
        <table className="grid" aria-label="Facts">
          <thead>
            <tr>
              <th>Subject</th>
              <th>Fact</th>
              <th>Value</th>
              <th>Source</th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, mostRows).map((fact) => (
              <tr key={`${fact.subject.kind} ${fact.subject.id} ${fact.name} ${fact.source}`}>
                <td>
                  {fact.subject.kind} {fact.subject.id}
                </td>
                <td>{fact.name}</td>
                <td>
                  {String(fact.value)} {fact.unit}
                </td>
                <td className="muted">{fact.source}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {rows.length > mostRows ? (
        <p className="muted">
          The first {mostRows} of {rows.length}. Filter, or save the table.
        </p>
      ) : null}
    </Panel>
  )
}
