import { Button } from '@mantine/core'
import { useState } from 'react'
import { useStore } from 'zustand'
import { openWith } from '../../api/actions.ts'
import { invoke } from '../../api/client.ts'
import { ForgetPasswordsDialog } from '../../components/ForgetPasswordsDialog.tsx'
import { dayAndTime } from '../../components/format-time.ts'
import { sessionStore } from '../../stores/session-store.ts'

/** Before a project is open: three ways to one, and the last ones. */
export function StartScreen() {
  const start = useStore(sessionStore, (state) => state.start)
  const busy = useStore(sessionStore, (state) => state.busy) !== undefined
  const recent = start?.recent ?? []
  const [forgetting, setForgetting] = useState(false)
  return (
    <main className="start">
      <h1>Switchyard</h1>
      <p className="muted">Plan, run, watch and prove a Dual Version migration.</p>
      <ul className="ways">
        <li>
          <Button
            variant="filled"
            disabled={busy}
            onClick={() =>
              void openWith('Opening the project…', () => invoke('project/choose-and-open'))
            }
          >
            Open project…
          </Button>
          <span>A migration that exists: one .switchyard file.</span>
        </li>
        <li>
          <Button
            disabled={busy}
            onClick={() => void openWith('Importing…', () => invoke('project/choose-and-import'))}
          >
            Import…
          </Button>
          <span>A new one from project.yaml and customers.csv.</span>
        </li>
        <li>
          <Button
            disabled={busy}
            onClick={() =>
              void openWith('Starting the embedded lab and importing Panda Telecom…', () =>
                invoke('project/open-sample'),
              )
            }
          >
            Panda Telecom sample
          </Button>
          <span>
            1,200 customers on a lab inside this computer. Real SSH and real probes, no real host;
            its clock runs {start?.preferences.sampleRate ?? 20} times as fast.
          </span>
        </li>
      </ul>
      <h2>Recent</h2>
      {recent.length === 0 ? (
        <p className="muted">Projects that you open appear here.</p>
      ) : (
        <ul className="recent">
          {recent.map((file) => (
            <li key={file.path}>
              <button
                type="button"
                disabled={busy}
                onClick={() =>
                  void openWith(`Opening ${file.name}…`, () =>
                    invoke('project/open-recent', { path: file.path }),
                  )
                }
              >
                <b>{file.name}</b>
                <span className="mono clip">{file.path}</span>
                <span className="muted">{dayAndTime(file.at, start?.zone ?? 'UTC')}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <p className="muted">
        {start?.keychainMissing ??
          'Passwords that you choose to remember are in this computer’s keychain.'}{' '}
        <button type="button" className="quiet" onClick={() => setForgetting(true)}>
          Forget all passwords
        </button>
      </p>
      {forgetting ? <ForgetPasswordsDialog onClose={() => setForgetting(false)} /> : null}
      <p className="muted">
        {start === undefined ? '' : `Version ${start.version} · ${start.operator}`}
      </p>
    </main>
  )
}
