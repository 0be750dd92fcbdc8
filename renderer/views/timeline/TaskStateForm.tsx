import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useState } from 'react'
import { DateText, TaskState } from '../../../shared/domain/planning.ts'
import type { Problem } from '../../../shared/domain/problems.ts'
import { invoke } from '../../api/client.ts'
import { readPlan } from '../../api/plan.ts'
import { ProblemAlert } from '../../components/ProblemAlert.tsx'

type Props = {
  readonly task: string
  readonly state: TaskState
  readonly owner: string
  readonly due: string
}

type Edits = {
  readonly state?: TaskState
  readonly owner?: string
  readonly due?: string
  readonly note?: string
}

/** How a task stands, who does it and by when; kept in the journal. What nobody has touched here follows what is stored. */
export function TaskStateForm({ task, state, owner, due }: Props) {
  const [edits, setEdits] = useState<Edits>({})
  const { state: next, owner: who, due: when, note } = { state, owner, due, note: '', ...edits }
  const edit = (more: Edits): void => setEdits((before) => ({ ...before, ...more }))
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem>()
  const isDate = when === '' || DateText.safeParse(when).success

  async function save(): Promise<void> {
    setBusy(true)
    const answer = await invoke('plan/set-task', {
      task,
      state: next,
      ...(who.trim() === '' ? {} : { owner: who.trim() }),
      ...(when === '' ? {} : { due: when }),
      ...(note.trim() === '' ? {} : { note: note.trim() }),
    })
    setProblem(answer.ok ? undefined : answer.problem)
    if (answer.ok) {
      await readPlan()
      setEdits({})
    }
    setBusy(false)
  }

  return (
    <form
      className="task-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (!busy) void save()
      }}
    >
      <h4>How it stands</h4>
      <NativeSelect
        size="xs"
        label="State"
        value={next}
        data={[...TaskState.options]}
        onChange={(event) => edit({ state: TaskState.parse(event.currentTarget.value) })}
      />
      <TextInput
        label="Owner"
        value={who}
        maxLength={200}
        onChange={(event) => edit({ owner: event.currentTarget.value })}
      />
      <TextInput
        label="Due"
        placeholder="YYYY-MM-DD"
        value={when}
        error={isDate ? undefined : 'Write an existing date as YYYY-MM-DD.'}
        onChange={(event) => edit({ due: event.currentTarget.value })}
      />
      <TextInput
        label="Note"
        value={note}
        maxLength={500}
        onChange={(event) => edit({ note: event.currentTarget.value })}
      />
      {problem === undefined ? null : <ProblemAlert problem={problem} />}
      {/* Not disabled meanwhile: it has the focus, and Escape would not reach the sheet any more. */}
      <Button type="submit" aria-busy={busy} disabled={!isDate}>
        {busy ? 'Saving…' : 'Save'}
      </Button>
    </form>
  )
}
