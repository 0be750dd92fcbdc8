import { Stack } from '@mantine/core'
import { useStore } from 'zustand'
import { ProblemAlert } from '../../components/ProblemAlert.tsx'
import { ReasonDialog } from '../../components/ReasonDialog.tsx'
import { closeTakeOver, dialogStore } from '../../stores/dialog-store.ts'

/** Somebody else works on these hosts: a person who knows that it is over may take them, and says why. */
export function TakeOverDialog() {
  const ask = useStore(dialogStore, (state) => state.takeOver)
  if (ask === undefined) return null
  return (
    <ReasonDialog
      title="Take the hosts over?"
      action="Take over"
      danger
      onClose={closeTakeOver}
      onConfirm={ask.again}
    >
      <Stack gap="xs">
        <ProblemAlert problem={ask.problem} />
        <p>
          Talk to that operator first. After the take-over the hosts refuse every further command of
          that run; a command that is under way there ends by itself, and is looked up on its host
          before anything is repeated.
        </p>
      </Stack>
    </ReasonDialog>
  )
}
