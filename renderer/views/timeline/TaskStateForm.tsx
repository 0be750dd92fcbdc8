import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useState } from 'react'
import { DateText, TaskState } from '../../../shared/domain/planning.ts'
import type { Problem } from '../../../shared/domain/problems.ts'
import { invoke } from '../../api/client.ts'
import { readPlan } from '../../api/plan.ts'
import { ProblemAlert } from '../../components/ProblemAlert.tsx'
import { taskChange } from './task-change.ts'
import type { TaskForm } from './task-change.ts'

type Props = { readonly task: string; readonly shown: TaskForm }

/** How a task stands, who does it and by when; kept in the journal. What nobody has touched here follows what is stored. */
export function TaskStateForm({ task, shown }: Props) {
  const [edits, setEdits] = useState<Partial<TaskForm>>({})
  const { state, owner, due, note } = { ...shown, ...edits }
  const edit = (more: Partial<TaskForm>): void => setEdits((before) => ({ ...before, ...more }))
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem>()
  const isDate = due.trim() === '' || DateText.safeParse(due.trim()).success

  async function save(): Promise<void> {
    setBusy(true)
    const answer = await invoke('plan/set-task', { task, ...taskChange(shown, edits) })
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
        value={state}
        data={[...TaskState.options]}
        onChange={(event) => edit({ state: TaskState.parse(event.currentTarget.value) })}
      />
      <TextInput
        label="Owner"
        value={owner}
        maxLength={200}
        onChange={(event) => edit({ owner: event.currentTarget.value })}
      />
      <TextInput
        label="Due"
        placeholder="YYYY-MM-DD"
        value={due}
        error={isDate ? undefined : 'Write an existing date as YYYY-MM-DD.'}
        onChange={(event) => edit({ due: event.currentTarget.value })}
      />
      <TextInput
        label="Note"
        value={note}
        maxLength={500}
        onChange={(event) => edit({ note: event.currentTarget.value })}
      />
      <div className="muted">
        Empty a field to take back what was said; the owner and the date are the plan’s own then.
      </div>
      {problem === undefined ? null : <ProblemAlert problem={problem} />}
      {/* Not disabled meanwhile: it has the focus, and Escape would not reach the sheet any more. */}
      <Button type="submit" aria-busy={busy} disabled={!isDate}>
        {busy ? 'Saving…' : 'Save'}
      </Button>
    </form>
  )
}
