import {
  Button,
  Group,
  NativeSelect,
  SegmentedControl,
  Stack,
  Textarea,
  TextInput,
} from '@mantine/core'
import { useState } from 'react'
import { useStore } from 'zustand'
import type { Problem } from '../../../shared/domain/problems.ts'
import type { GroupFinding } from '../../../shared/log-rules/types.ts'
import { invoke } from '../../api/client.ts'
import { Dialog } from '../../components/Dialog.tsx'
import { ProblemAlert } from '../../components/ProblemAlert.tsx'
import { projectStore } from '../../stores/project-store.ts'
import { sessionStore } from '../../stores/session-store.ts'
import { endChoices, noiseId } from './view-model.ts'

type Props = {
  /** Absent: a phrase is noted. */
  readonly finding?: GroupFinding
  readonly batch: string
  readonly onClose: () => void
  readonly onNoted: () => void
}

/** Answers for something as noise: with an owner, a reason and an end, or not at all. */
export function NoiseDialog({ finding, batch, onClose, onNoted }: Props) {
  const operator = useStore(sessionStore, ({ start }) => start?.operator ?? '')
  const batches = useStore(projectStore, ({ overview }) => overview?.batches)
  const ends = endChoices(batches ?? [], batch)
  const [id, setId] = useState(finding === undefined ? '' : noiseId(finding.template.text))
  const [phrase, setPhrase] = useState('')
  const [owner, setOwner] = useState(operator)
  const [reason, setReason] = useState('')
  const [endsBy, setEndsBy] = useState<'batch' | 'day'>('batch')
  // The next one, where there is one.
  const [last, setLast] = useState((ends[1] ?? ends[0])?.value ?? '0')
  const [day, setDay] = useState('')
  const [problem, setProblem] = useState<Problem>()
  const [busy, setBusy] = useState(false)
  const isWhole =
    id.trim() !== '' &&
    owner.trim().length > 1 &&
    reason.trim().length > 4 &&
    (finding !== undefined || phrase.trim() !== '') &&
    (endsBy === 'batch' || day !== '')

  async function note(): Promise<void> {
    setBusy(true)
    const noted = await invoke('logs/note-noise', {
      entry: {
        id: id.trim(),
        owner: owner.trim(),
        reason: reason.trim(),
        ...(finding === undefined
          ? { phrase: phrase.trim() }
          : finding.signature === undefined
            ? { group: finding.template.id }
            : { group: finding.template.id, signature: finding.signature.id }),
        until:
          endsBy === 'batch' ? { batch: Number(last) } : { at: Date.parse(`${day}T23:59:59Z`) },
      },
    })
    setBusy(false)
    if (!noted.ok) {
      setProblem(noted.problem)
      return
    }
    onNoted()
    onClose()
  }

  return (
    <Dialog onClose={onClose} title="Note as noise">
      <Stack gap="sm">
        <p>
          {finding === undefined
            ? 'Messages with this phrase are not held against a batch.'
            : 'This group is not held against a batch.'}{' '}
          It counts from the next check on, until its end, and you answer for it by name.
          {finding?.signature === undefined
            ? ''
            : ` It is the known failure ${finding.signature.id}: the entry names it, or it would still stop a batch.`}
        </p>
        {finding === undefined ? (
          <TextInput
            data-autofocus
            label="Phrase"
            description="Words of the template, * between them."
            value={phrase}
            maxLength={200}
            onChange={(event) => setPhrase(event.currentTarget.value)}
          />
        ) : null}
        <TextInput
          label="Name of the entry"
          description="Small letters, digits and dashes."
          value={id}
          maxLength={60}
          onChange={(event) => setId(event.currentTarget.value)}
        />
        <TextInput
          label="Owner"
          value={owner}
          maxLength={100}
          onChange={(event) => setOwner(event.currentTarget.value)}
        />
        <Textarea
          {...(finding === undefined ? {} : { 'data-autofocus': true })}
          label="Why it is not a risk"
          value={reason}
          maxLength={500}
          autosize
          minRows={2}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <SegmentedControl
          size="xs"
          aria-label="It ends"
          value={endsBy}
          onChange={(value) => setEndsBy(value === 'day' ? 'day' : 'batch')}
          data={[
            { value: 'batch', label: 'Ends after a batch' },
            { value: 'day', label: 'Ends on a day' },
          ]}
        />
        {endsBy === 'batch' ? (
          <NativeSelect
            size="xs"
            label="Last batch"
            data={[...ends]}
            value={last}
            onChange={(event) => setLast(event.currentTarget.value)}
          />
        ) : (
          <TextInput
            type="date"
            label="Last day (UTC)"
            value={day}
            onChange={(event) => setDay(event.currentTarget.value)}
          />
        )}
        {problem === undefined ? null : <ProblemAlert problem={problem} />}
        <Group justify="flex-end" gap="xs">
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="filled" disabled={!isWhole} loading={busy} onClick={() => void note()}>
            Note it
          </Button>
        </Group>
      </Stack>
    </Dialog>
  )
}
