import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useStore } from 'zustand'
import { orTell } from '../../api/actions.ts'
import { invoke } from '../../api/client.ts'
import { batchIdOf } from '../../api/ids.ts'
import { formatCount } from '../../components/format-count.ts'
import { dayAndTime } from '../../components/format-time.ts'
import { Empty, Panel } from '../../components/Panel.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import { customerTone } from '../../components/state-tones.ts'
import { useZone } from '../../components/use-zone.ts'
import { askToStart } from '../../stores/dialog-store.ts'
import { projectStore } from '../../stores/project-store.ts'
import { CustomersDrawer } from './CustomersDrawer.tsx'
import type { CustomersOf } from './CustomersDrawer.tsx'
import { batchLines } from './view-model.ts'

/** All batches with their derived states, and the way to each customer. */
export function BatchesPanel() {
  const overview = useStore(projectStore, (state) => state.overview)
  const live = useStore(projectStore, (state) => state.live)
  const zone = useZone()
  const [shown, setShown] = useState<CustomersOf>()
  const [text, setText] = useState('')
  const [planning, setPlanning] = useState(false)
  if (overview === undefined || overview === null) return null
  const lines = batchLines(overview, [...live.values()])

  async function plan(): Promise<void> {
    setPlanning(true)
    await orTell(invoke('batch/plan-batches'))
    setPlanning(false)
  }

  return (
    <Panel
      title="Batches"
      aside={
        <form
          className="row"
          onSubmit={(event) => {
            event.preventDefault()
            if (text.trim() !== '') setShown({ text: text.trim() })
          }}
        >
          <TextInput
            aria-label="Find a customer by id or name"
            placeholder="Customer id or name"
            value={text}
            maxLength={200}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <Button type="submit">Find</Button>
        </form>
      }
    >
      {lines.length === 0 ? (
        <Empty>
          No batches yet: a pilot first, then {formatCount(overview.project.customers)} customers in
          batches.{' '}
          {overview.project.mode === 'write' ? (
            <Button variant="filled" loading={planning} onClick={() => void plan()}>
              Plan batches
            </Button>
          ) : (
            'This project is open for reading only.'
          )}
        </Empty>
      ) : (
        <table className="grid">
          <thead>
            <tr>
              <th>Batch</th>
              <th>State</th>
              <th className="num">On target</th>
              <th>The others</th>
              <th className="num">Accounts</th>
              <th>Window</th>
              <th aria-label="Actions" />
            </tr>
          </thead>
          <tbody>
            {lines.map(({ batch, label, onTarget, rest, may }) => (
              <tr key={batch.id}>
                <td>
                  {label} {batch.pilot ? null : <span className="muted">{batch.id}</span>}
                </td>
                <td>
                  <StateMark tone={customerTone[batch.state]}>{batch.state}</StateMark>
                </td>
                <td className="num">
                  {onTarget} of {batch.members}
                </td>
                <td className="muted">{rest === '' ? '–' : rest}</td>
                <td className="num">{formatCount(batch.accounts)}</td>
                <td className="muted">
                  {batch.windows.length === 0
                    ? 'no window'
                    : batch.windows.map(({ environment, from }) => (
                        <div key={environment}>
                          {batch.windows.length === 1 ? '' : `${environment}: `}
                          {dayAndTime(from, zone)}
                        </div>
                      ))}
                </td>
                <td className="actions">
                  {may.transfer ? (
                    <Button
                      size="compact-xs"
                      aria-label={`Transfer ${label}`}
                      onClick={() =>
                        askToStart({
                          procedure: 'customer-transfer',
                          batch: batch.id,
                          dryOnly: false,
                        })
                      }
                    >
                      Transfer…
                    </Button>
                  ) : null}
                  {may.accept ? (
                    <Button
                      size="compact-xs"
                      aria-label={`Accept ${label}`}
                      onClick={() =>
                        void orTell(invoke('batch/accept-checked', { batch: batchIdOf(batch.id) }))
                      }
                    >
                      Accept
                    </Button>
                  ) : null}
                  <Button
                    size="compact-xs"
                    aria-label={`Customers of ${label}`}
                    onClick={() => setShown({ batch: batch.id, label })}
                  >
                    Customers
                  </Button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {shown === undefined ? null : (
        <CustomersDrawer of={shown} onClose={() => setShown(undefined)} />
      )}
    </Panel>
  )
}
