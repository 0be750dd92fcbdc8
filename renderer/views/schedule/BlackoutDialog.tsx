import { Button, Checkbox, Group, NativeSelect, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { Blackout } from '../../../shared/domain/planning.ts'
import type { DateText } from '../../../shared/domain/planning.ts'
import type { Asked } from './ScheduleView.tsx'
import { Dialog } from '../../components/Dialog.tsx'

type Props = {
  /** Days that were marked in the calendar; the first and the last are taken over. */
  readonly dates: readonly DateText[]
  readonly environments: readonly { readonly id: string; readonly title: string }[]
  readonly onAsk: (asked: Asked) => void
  readonly onClose: () => void
}

const kinds = Blackout.shape.kind.unwrap().options

/** Local days that no window may touch; what has to give way is shown next, before anything is stored. */
export function BlackoutDialog({ dates, environments, onAsk, onClose }: Props) {
  const [from, setFrom] = useState(dates[0] ?? '')
  const [to, setTo] = useState(dates.at(-1) ?? '')
  const [kind, setKind] = useState<string>('other')
  const [reason, setReason] = useState('')
  const [chosen, setChosen] = useState<readonly string[]>(environments.map(({ id }) => id))
  const parsed = Blackout.safeParse({
    from,
    to,
    kind,
    reason: reason.trim(),
    ...(chosen.length === environments.length ? {} : { environments: chosen }),
  })
  const wrong = (field: string): string | undefined =>
    parsed.success ? undefined : parsed.error.issues.find(({ path }) => path[0] === field)?.message
  const backwards = from > to

  return (
    <Dialog onClose={onClose} title="Add a blackout">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (parsed.success && !backwards)
            onAsk({
              title: `Keep ${from} to ${to} free`,
              change: { kind: 'add-blackout', blackout: parsed.data },
            })
        }}
      >
        <Stack gap="sm">
          <Group grow>
            <TextInput
              data-autofocus
              label="From"
              placeholder="YYYY-MM-DD"
              value={from}
              error={wrong('from')}
              onChange={(event) => setFrom(event.currentTarget.value)}
            />
            <TextInput
              label="To, this day too"
              placeholder="YYYY-MM-DD"
              value={to}
              error={wrong('to') ?? (backwards ? 'It ends before it begins.' : undefined)}
              onChange={(event) => setTo(event.currentTarget.value)}
            />
          </Group>
          <NativeSelect
            size="xs"
            label="Kind"
            value={kind}
            data={[...kinds]}
            onChange={(event) => setKind(event.currentTarget.value)}
          />
          <TextInput
            label="Reason"
            description="Shown beside every night that is refused because of it."
            value={reason}
            maxLength={200}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <Checkbox.Group
            label="Environments"
            size="xs"
            value={[...chosen]}
            onChange={(next) => setChosen(next)}
          >
            <Group gap="sm">
              {environments.map(({ id, title }) => (
                <Checkbox key={id} size="xs" value={id} label={title} />
              ))}
            </Group>
          </Checkbox.Group>
          <Group justify="flex-end" gap="xs">
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" variant="filled" disabled={!parsed.success || backwards}>
              See what it moves
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  )
}
