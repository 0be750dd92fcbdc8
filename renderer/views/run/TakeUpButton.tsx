import { Button } from '@mantine/core'
import { useState } from 'react'
import { useStore } from 'zustand'
import { takeUpInterrupted } from '../../api/take-over.ts'
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx'
import { plural } from '../../components/format-count.ts'
import { projectStore } from '../../stores/project-store.ts'
import { takenUp } from './procedures.ts'

/**
 * Takes up every run that was interrupted. Where that is more than the one that is shown, or goes past a point of no return, it says so and
 * asks first.
 */
export function TakeUpButton({ run }: { readonly run?: string }) {
  const overview = useStore(projectStore, (state) => state.overview)
  const [asking, setAsking] = useState(false)
  const runs = overview === undefined || overview === null ? [] : takenUp(overview, run)
  const asks = runs.length > 1 || runs.some(({ noReturn }) => noReturn !== undefined)
  return (
    <>
      <Button
        variant={run === undefined ? 'default' : 'filled'}
        onClick={() => (asks ? setAsking(true) : void takeUpInterrupted())}
      >
        {runs.length > 1 ? `Take up all ${runs.length}` : 'Take up'}
        {asks ? '…' : ''}
      </Button>
      {asking ? (
        <ConfirmDialog
          title={`Take up ${plural(runs.length, 'run')}`}
          action={runs.length > 1 ? `Take up all ${runs.length}` : 'Take up'}
          onClose={() => setAsking(false)}
          onConfirm={() => {
            void takeUpInterrupted()
            return Promise.resolve(undefined)
          }}
        >
          <p>Each goes on where it stopped; its steps are looked up on their hosts first.</p>
          <ul className="checks">
            {runs.map(({ id, name, noReturn }) => (
              <li key={id}>
                <b>{name}</b>
                {noReturn === undefined ? null : <div>Point of no return: {noReturn}</div>}
              </li>
            ))}
          </ul>
        </ConfirmDialog>
      ) : null}
    </>
  )
}
