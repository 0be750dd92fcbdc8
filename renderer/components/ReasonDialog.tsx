import { Button, Group, Stack, Textarea } from '@mantine/core'
import { useState } from 'react'
import type { ReactNode } from 'react'
import type { Problem } from '../../shared/domain/problems.ts'
import { Dialog } from './Dialog.tsx'
import { ProblemAlert } from './ProblemAlert.tsx'

type Props = {
  readonly title: string
  /** What will happen, and what stays possible afterwards. */
  readonly children: ReactNode
  readonly action: string
  readonly danger?: boolean
  /** Answers a problem, which is then shown here, or undefined when it is done. */
  readonly onConfirm: (reason: string) => Promise<Problem | undefined>
  readonly onClose: () => void
}

/** Asks for a reason before something that the journal keeps. Cancel stands first; nothing happens without a reason. */
export function ReasonDialog({
  title,
  children,
  action,
  danger = false,
  onConfirm,
  onClose,
}: Props) {
  const [reason, setReason] = useState('')
  const [problem, setProblem] = useState<Problem>()
  const [busy, setBusy] = useState(false)

  async function confirm(): Promise<void> {
    setBusy(true)
    const found = await onConfirm(reason.trim())
    setBusy(false)
    if (found === undefined) onClose()
    else setProblem(found)
  }

  return (
    <Dialog onClose={onClose} title={title}>
      <Stack gap="sm">
        <div>{children}</div>
        <Textarea
          data-autofocus
          label="Reason"
          description="Kept in the journal and in the report."
          value={reason}
          maxLength={500}
          autosize
          minRows={2}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {problem === undefined ? null : <ProblemAlert problem={problem} />}
        <Group justify="flex-end" gap="xs">
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="filled"
            {...(danger ? { color: 'red' } : {})}
            disabled={reason.trim() === ''}
            loading={busy}
            onClick={() => void confirm()}
          >
            {action}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  )
}
