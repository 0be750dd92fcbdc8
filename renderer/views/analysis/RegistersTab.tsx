import { Button, NativeSelect, VisuallyHidden } from '@mantine/core'
import { useState } from 'react'
import { dossier } from '../../../shared/domain/analysis/default-registers.ts'
import { RegisterName } from '../../../shared/domain/analysis/registers.ts'
import type { RealityRow } from '../../../shared/domain/analysis/reality-check.ts'
import type { AnalysisView } from '../../../shared/ipc/analysis-views.ts'
import { invoke } from '../../api/client.ts'
import { formatCount } from '../../components/format-count.ts'
import { Empty, Panel } from '../../components/Panel.tsx'
import { ReasonDialog } from '../../components/ReasonDialog.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import { useMayWrite } from '../../components/use-may-write.ts'
import { EntryDialog } from './EntryDialog.tsx'
import type { EntryToEdit } from './EntryDialog.tsx'
import { ScriptsPanel } from './ScriptsPanel.tsx'
import { formOf, fromSeen, realityText, registerFields, registerTitles } from './view-model.ts'

/** What people write down, and beside the integration points who really connects. */
export function RegistersTab({ view }: { readonly view: AnalysisView }) {
  const mayWrite = useMayWrite()
  const [register, setRegister] = useState<RegisterName>('integration-points')
  const [edit, setEdit] = useState<EntryToEdit>()
  const [remove, setRemove] = useState<string>()
  const entries = view.registers[register]
  const fields = registerFields[register].slice(0, 7)
  return (
    <>
      {register === 'integration-points' ? (
        <RealityPanel
          rows={view.reality}
          onRegister={
            mayWrite
              ? (row) => setEdit({ register: 'integration-points', entry: fromSeen(row) })
              : undefined
          }
        />
      ) : null}
      {register === 'reports' ? (
        <ScriptsPanel
          view={view}
          onRegister={mayWrite ? (entry) => setEdit({ register: 'reports', entry }) : undefined}
        />
      ) : null}
      <Panel
        title={registerTitles[register]}
        aside={
          <>
            <NativeSelect
              aria-label="Register"
              size="xs"
              value={register}
              data={RegisterName.options.map((value) => ({ value, label: registerTitles[value] }))}
              onChange={(event) => setRegister(RegisterName.parse(event.currentTarget.value))}
            />
            {!mayWrite || (register === 'freeze' && entries.length > 0) ? null : (
              <Button size="compact-xs" onClick={() => setEdit({ register })}>
                Add entry…
              </Button>
            )}
          </>
        }
      >
        {entries.length === 0 ? (
          <Empty>Nothing is written down here yet.{mayWrite ? ' Add an entry.' : ''}</Empty>
        ) : (
          <div className="scroll" tabIndex={0} role="group" aria-label={registerTitles[register]}>
            <table className="grid" aria-label={registerTitles[register]}>
              <thead>
                <tr>
                  {fields.map(({ name, label }) => (
                    <th key={name}>{label}</th>
                  ))}
                  <th>By</th>
                  <th>
                    <VisuallyHidden>Actions</VisuallyHidden>
                  </th>
                </tr>
              </thead>
              <tbody>
                {entries.map(({ id, entry, by }) => {
                  const form = formOf(register, entry)
                  return (
                    <tr key={id}>
                      {fields.map(({ name }) => (
                        <td key={name}>{form[name]}</td>
                      ))}
                      <td className="muted">{by}</td>
                      <td className="actions">
                        {!mayWrite ? null : (
                          <Button
                            size="compact-xs"
                            aria-label={`Edit ${id}`}
                            onClick={() => setEdit({ register, id, entry })}
                          >
                            Edit…
                          </Button>
                        )}
                        {!mayWrite || by === dossier ? null : (
                          <Button
                            size="compact-xs"
                            aria-label={`Remove ${id}`}
                            onClick={() => setRemove(id)}
                          >
                            Remove…
                          </Button>
                        )}
                      </td>
                    </tr>
                  )
                })}
              </tbody>
            </table>
          </div>
        )}
      </Panel>
      {edit === undefined ? null : (
        <EntryDialog
          edit={edit}
          taken={view.registers[edit.register].map(({ id }) => id)}
          onClose={() => setEdit(undefined)}
        />
      )}
      {remove === undefined ? null : (
        <ReasonDialog
          title={`Remove ${remove}`}
          action="Remove"
          danger
          onConfirm={async (reason) => {
            const answer = await invoke('analysis/remove-entry', { register, id: remove, reason })
            return answer.ok ? undefined : answer.problem
          }}
          onClose={() => setRemove(undefined)}
        >
          The journal keeps it; the register does not show it any more.
        </ReasonDialog>
      )}
    </>
  )
}

type Unregistered = Extract<RealityRow, { state: 'unregistered' }>
type RealityProps = {
  readonly rows: readonly RealityRow[]
  /** Absent: nothing may be written. */
  readonly onRegister: ((row: Unregistered) => void) | undefined
}

const RealityPanel = ({ rows, onRegister }: RealityProps) => (
  <Panel title="Who really connects">
    {rows.length === 0 ? (
      <Empty>No connection was seen yet. Survey the systems.</Empty>
    ) : (
      <table className="grid" aria-label="Who really connects">
        <thead>
          <tr>
            <th>Who</th>
            <th>Protocol</th>
            <th>Where</th>
            <th className="num">An hour</th>
            <th>Result</th>
            <th>
              <VisuallyHidden>Action</VisuallyHidden>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const client = row.state === 'registered-silent' ? undefined : row.client
            const point = row.state === 'unregistered' ? undefined : row.point
            const [tone, text] = realityText[row.state]
            const key = `${row.state} ${point?.id ?? ''} ${client?.protocol ?? ''} ${client?.address ?? ''}`
            return (
              <tr key={key}>
                <td>
                  {[client?.address, point?.entry.name]
                    .filter((part) => part !== undefined)
                    .join(', ')}
                </td>
                <td>{client?.protocol ?? point?.entry.protocol}</td>
                <td>{client?.hosts.join(', ')}</td>
                <td className="num">
                  {client === undefined ? '' : formatCount(Math.round(client.ratePerHour))}
                </td>
                <td>
                  <StateMark tone={client?.protocol === 'sip' ? 'idle' : tone}>{text}</StateMark>
                </td>
                <td>
                  {row.state === 'unregistered' && onRegister !== undefined ? (
                    <Button
                      size="compact-xs"
                      aria-label={`Register ${row.client.address} ${row.client.protocol}`}
                      onClick={() => onRegister(row)}
                    >
                      Register…
                    </Button>
                  ) : null}
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    )}
  </Panel>
)
