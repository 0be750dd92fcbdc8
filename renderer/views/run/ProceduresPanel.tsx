import { Button } from '@mantine/core'
import { useStore } from 'zustand'
import { dayAndTime } from '../../components/format-time.ts'
import { formatSpan } from '../../components/format-span.ts'
import { Panel } from '../../components/Panel.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import { askToStart } from '../../stores/dialog-store.ts'
import { useZone } from '../../components/use-zone.ts'
import { projectStore } from '../../stores/project-store.ts'
import { procedureLines } from './procedures.ts'
import type { ProcedureLine } from './procedures.ts'

/** Every procedure in the order of the migration, with dry run and start. */
export function ProceduresPanel() {
  const overview = useStore(projectStore, (state) => state.overview)
  const zone = useZone()
  if (overview === undefined || overview === null) return null
  return (
    <Panel title="Procedures">
      <table className="grid">
        <thead>
          <tr>
            <th>Procedure</th>
            <th>State</th>
            <th className="num">Expected</th>
            <th>Downtime budget</th>
            <th aria-label="Actions" />
          </tr>
        </thead>
        <tbody>
          {procedureLines(overview).map((line) => (
            <ProcedureRow key={line.procedure.id} line={line} zone={zone} />
          ))}
        </tbody>
      </table>
    </Panel>
  )
}

function ProcedureRow({ line, zone }: { readonly line: ProcedureLine; readonly zone: string }) {
  const { procedure, state, mark, lastRun, blocked } = line
  const ended = lastRun?.endedAt
  return (
    <tr data-dim={state === 'not needed'}>
      <td title={procedure.doc}>
        {procedure.title}
        {procedure.pointOfNoReturn === undefined ? null : (
          <span className="muted" title={procedure.pointOfNoReturn}>
            {' '}
            · no return
          </span>
        )}
      </td>
      <td>
        <StateMark tone={mark.tone}>{mark.word}</StateMark>
        {ended === undefined || state === 'not needed' ? null : (
          <span className="muted nowrap">{dayAndTime(ended, zone)}</span>
        )}
      </td>
      <td className="num">{formatSpan(procedure.expectedMs)}</td>
      <td className="nowrap">
        {procedure.downtime === undefined
          ? '–'
          : `${procedure.downtime.service} ${formatSpan(procedure.downtime.budgetMs)}`}
      </td>
      <td className="actions">
        {blocked === '' ? (
          <>
            <Button
              size="compact-xs"
              aria-label={`Dry run of ${procedure.title}`}
              onClick={() => askToStart({ procedure: procedure.id, dryOnly: true })}
            >
              Dry run
            </Button>
            <Button
              size="compact-xs"
              aria-label={`Start ${procedure.title}`}
              onClick={() => askToStart({ procedure: procedure.id, dryOnly: false })}
            >
              Start…
            </Button>
          </>
        ) : (
          <span className="muted">{blocked}</span>
        )}
      </td>
    </tr>
  )
}
