import type { TaskState } from '../../../shared/domain/planning.ts'

/** A form about a task as it is shown; an empty text is none. */
export type TaskForm = {
  readonly state: TaskState
  readonly owner: string
  readonly due: string
  readonly note: string
}

type TaskChange = { readonly state: TaskState } & Partial<
  Readonly<Record<'owner' | 'due' | 'note', string | null>>
>

/** What is sent of the form: what was not written anew stays as it is stored, and what was emptied is taken back. */
export function taskChange(shown: TaskForm, edits: Partial<TaskForm>): TaskChange {
  const { state, ...texts } = { ...shown, ...edits }
  const changed = (['owner', 'due', 'note'] as const).flatMap((name) => {
    const text = texts[name].trim()
    return text === shown[name].trim() ? [] : [[name, text === '' ? null : text] as const]
  })
  return { state, ...Object.fromEntries(changed) }
}
