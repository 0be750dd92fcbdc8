import { Group, TextInput } from '@mantine/core'
import type { ApprovalSlot, GivenApproval } from './procedures.ts'

type Props = {
  readonly slots: readonly ApprovalSlot[]
  readonly given: Readonly<Record<string, GivenApproval>>
  readonly onChange: (given: Readonly<Record<string, GivenApproval>>) => void
}

/** One line a person: the name of what is at risk is typed, not clicked. */
export const Approvals = ({ slots, given, onChange }: Props) => (
  <>
    {slots.map((slot) => {
      const entry = given[slot.key] ?? { by: '', typed: '' }
      const change = (next: Partial<GivenApproval>): void =>
        onChange({ ...given, [slot.key]: { ...entry, ...next } })
      return (
        <fieldset key={slot.key} className="approval">
          <legend>Approval{slot.people > 1 ? ` ${slot.person} of ${slot.people}` : ''}</legend>
          <p>{slot.text}</p>
          <Group gap="sm" align="end">
            <TextInput
              label={`Type ${slot.typed}`}
              value={entry.typed}
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => change({ typed: event.currentTarget.value })}
            />
            <TextInput
              label="Approved by"
              value={entry.by}
              maxLength={200}
              onChange={(event) => change({ by: event.currentTarget.value })}
            />
          </Group>
        </fieldset>
      )
    })}
  </>
)
