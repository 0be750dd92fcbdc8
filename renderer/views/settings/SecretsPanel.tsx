import { Button } from '@mantine/core'
import { useState } from 'react'
import { useStore } from 'zustand'
import { ForgetPasswordsDialog } from '../../components/ForgetPasswordsDialog.tsx'
import { Panel } from '../../components/Panel.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import { sessionStore } from '../../stores/session-store.ts'

/** Where passwords are, and the way to have none of them any more. */
export function SecretsPanel() {
  const missing = useStore(sessionStore, ({ start }) => start?.keychainMissing)
  const [asking, setAsking] = useState(false)
  return (
    <Panel title="Passwords">
      <p>
        {missing === undefined ? (
          <>
            <StateMark tone="good">keychain</StateMark> Passwords that you choose to remember are in
            this computer’s keychain, never in a project file.
          </>
        ) : (
          <>
            <StateMark tone="warn">no keychain</StateMark> {missing}
          </>
        )}
      </p>
      <p className="muted">SSH keys stay in your agent or in the files that ~/.ssh/config names.</p>
      <div>
        <Button onClick={() => setAsking(true)}>Forget all passwords</Button>
      </div>
      {asking ? <ForgetPasswordsDialog onClose={() => setAsking(false)} /> : null}
    </Panel>
  )
}
