import { Button } from '@mantine/core'
import { useStore } from 'zustand'
import { forgetPasswords } from '../../api/actions.ts'
import { Panel } from '../../components/Panel.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import { sessionStore } from '../../stores/session-store.ts'

/** Where passwords are, and the way to have none of them any more. */
export function SecretsPanel() {
  const missing = useStore(sessionStore, ({ start }) => start?.keychainMissing)
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
        <Button onClick={() => void forgetPasswords()}>Forget all passwords</Button>
      </div>
    </Panel>
  )
}
