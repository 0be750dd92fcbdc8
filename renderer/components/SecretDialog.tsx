import { Button, Checkbox, Group, PasswordInput, Stack } from '@mantine/core'
import { useState } from 'react'
import { useStore } from 'zustand'
import { orTell } from '../api/actions.ts'
import { invoke } from '../api/client.ts'
import { sessionStore } from '../stores/session-store.ts'
import { Dialog } from './Dialog.tsx'

/** Asks for the passwords that a host or an API wants, one after another. The answer goes to main and is not kept here. */
export function SecretDialog() {
  const question = useStore(sessionStore, ({ secrets }) => secrets[0])
  return question === undefined ? null : (
    <Ask
      key={question.id}
      id={question.id}
      prompt={question.prompt}
      mayRemember={question.mayRemember}
    />
  )
}

type AskProps = { readonly id: string; readonly prompt: string; readonly mayRemember: boolean }

function Ask({ id, prompt, mayRemember }: AskProps) {
  const [secret, setSecret] = useState('')
  const [remember, setRemember] = useState(false)

  async function answer(given: string | null): Promise<void> {
    sessionStore.setState(({ secrets }) => ({
      secrets: secrets.filter((other) => other.id !== id),
    }))
    await orTell(invoke('app/answer-secret', { id, secret: given, remember }))
  }

  return (
    <Dialog onClose={() => void answer(null)} title="A secret is needed">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void answer(secret)
        }}
      >
        <Stack gap="sm">
          <PasswordInput
            size="xs"
            data-autofocus
            label={prompt}
            value={secret}
            autoComplete="off"
            onChange={(event) => setSecret(event.currentTarget.value)}
          />
          {mayRemember ? (
            <Checkbox
              size="xs"
              label="Remember in this computer's keychain"
              checked={remember}
              onChange={(event) => setRemember(event.currentTarget.checked)}
            />
          ) : (
            <p className="muted">
              This computer offers no keychain: it is used for this session only.
            </p>
          )}
          <Group justify="flex-end" gap="xs">
            <Button onClick={() => void answer(null)}>I have none</Button>
            <Button type="submit" variant="filled" disabled={secret === ''}>
              Use it
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  )
}
