import { Button, Group, Stack } from '@mantine/core'
import { useState } from 'react'
import type { ReactNode } from 'react'
import type { Problem } from '../../shared/domain/problems.ts'
import { Dialog } from './Dialog.tsx'
import { ProblemAlert } from './ProblemAlert.tsx'

type Props = {
  readonly title: string
  /** What will happen, in full. */
  readonly children: ReactNode
  readonly action: string
  /** Answers a problem, which is then shown here, or undefined when it is done. */
  readonly onConfirm: () => Promise<Problem | undefined>
  readonly onClose: () => void
}

/** Asks once more before something that is hard to take back. Cancel has the focus. */
export function ConfirmDialog({ title, children, action, onConfirm, onClose }: Props) {
  const [problem, setProblem] = useState<Problem>()
  const [busy, setBusy] = useState(false)

  async function confirm(): Promise<void> {
    setBusy(true)
    const found = await onConfirm()
    setBusy(false)
    if (found === undefined) onClose()
    else setProblem(found)
  }

  return (
    <Dialog onClose={onClose} title={title}>
      <Stack gap="sm">
        <div>{children}</div>
        {problem === undefined ? null : <ProblemAlert problem={problem} />}
        <Group justify="flex-end" gap="xs">
          <Button data-autofocus onClick={onClose}>
            Cancel
          </Button>
          <Button variant="filled" color="red" loading={busy} onClick={() => void confirm()}>
            {action}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  )
}
