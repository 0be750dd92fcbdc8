import { Button, Group, NativeSelect, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { RegisterEntry } from '../../../shared/domain/analysis/registers.ts'
import type { RegisterName } from '../../../shared/domain/analysis/registers.ts'
import { problem } from '../../../shared/domain/problems.ts'
import type { Problem } from '../../../shared/domain/problems.ts'
import { invoke } from '../../api/client.ts'
import { Dialog } from '../../components/Dialog.tsx'
import { ProblemAlert } from '../../components/ProblemAlert.tsx'
import {
  entryId,
  entryOf,
  formOf,
  missingFields,
  registerFields,
  registerTitles,
} from './view-model.ts'
import type { Field } from './view-model.ts'

export type EntryToEdit = {
  readonly register: RegisterName
  /** Absent: a new one. */
  readonly id?: string
  readonly entry?: Readonly<Record<string, unknown>>
}

type Props = {
  readonly edit: EntryToEdit
  readonly taken: readonly string[]
  readonly onClose: () => void
}

/** One entry of a register; it is put whole, in place of what was there. */
export function EntryDialog({ edit, taken, onClose }: Props) {
  const { register } = edit
  const [form, setForm] = useState(() => formOf(register, edit.entry))
  const [found, setFound] = useState<Problem>()
  const [busy, setBusy] = useState(false)
  const missing = missingFields(register, form)

  async function put(): Promise<void> {
    const id = edit.id ?? entryId(register, form, taken)
    const entry = RegisterEntry.safeParse({ register, id, entry: entryOf(register, form) })
    if (!entry.success) {
      setFound(
        problem('bad-input', 'The entry is not as it should be.', {
          more: entry.error.issues.map(({ path, message }) => ({
            message: `${path.slice(1).map(String).join('.')}: ${message}`,
          })),
        }),
      )
      return
    }
    setBusy(true)
    const answer = await invoke('analysis/put-entry', { put: entry.data })
    setBusy(false)
    if (answer.ok) onClose()
    else setFound(answer.problem)
  }

  return (
    <Dialog onClose={onClose} title={`${registerTitles[register]}: ${edit.id ?? 'new entry'}`}>
      <Stack gap="xs">
        {registerFields[register].map((field, at) => (
          <Input
            key={field.name}
            field={field}
            first={at === 0}
            value={form[field.name] ?? ''}
            onChange={(value) => setForm((before) => ({ ...before, [field.name]: value }))}
          />
        ))}
        {found === undefined ? null : <ProblemAlert problem={found} />}
        <Group justify="flex-end" gap="xs">
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="filled"
            disabled={missing.length > 0}
            loading={busy}
            onClick={() => void put()}
          >
            Keep entry
          </Button>
        </Group>
      </Stack>
    </Dialog>
  )
}

type InputProps = {
  readonly first: boolean
  readonly field: Field
  readonly value: string
  readonly onChange: (value: string) => void
}

function Input({ first, field: { label, kind, required = false }, value, onChange }: InputProps) {
  const common = { label, value, withAsterisk: required, 'data-autofocus': first || undefined }
  if (typeof kind === 'object')
    return (
      <NativeSelect
        {...common}
        data={required ? [...kind.options] : ['', ...kind.options]}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    )
  return (
    <TextInput
      {...common}
      {...(kind === 'list' ? { description: 'Commas between the parts.' } : {})}
      {...(kind === 'date' ? { type: 'date' } : {})}
      maxLength={2000}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}
