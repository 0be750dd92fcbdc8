import { Button } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import type { HandWorkTask } from '../../../shared/planner/types.ts'
import { orTell } from '../../api/actions.ts'
import { invoke } from '../../api/client.ts'
import { batchIdOf } from '../../api/ids.ts'
import { plural } from '../../components/format-count.ts'
import { StateMark } from '../../components/StateMark.tsx'
import { projectStore } from '../../stores/project-store.ts'

const tones = { open: 'idle', started: 'active', done: 'good', dropped: 'warn' } as const

/** What people have to do for the customers of a batch, before and after it moves. */
export function TasksPart({
  batch,
  writable,
}: {
  readonly batch: string
  readonly writable: boolean
}) {
  const plan = useStore(projectStore, (state) => state.overview?.plan?.version)
  const [tasks, setTasks] = useState<readonly HandWorkTask[]>()
  const [read, setRead] = useState(0)

  useEffect(() => {
    let current = true
    async function list(): Promise<void> {
      const found = await orTell(invoke('batch/list-tasks', { batch: batchIdOf(batch) }))
      if (current && found !== undefined) setTasks(found)
    }
    void list()
    return () => {
      current = false
    }
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- another plan has other tasks, and a change is read back
  }, [batch, plan, read])

  async function done(task: string): Promise<void> {
    await orTell(invoke('plan/set-task', { task, state: 'done' }))
    setRead((times) => times + 1)
  }

  // The line stands there before it is read and also for none: the table below does not move away from under a click.
  if (tasks === undefined || tasks.length === 0)
    return (
      <p className="muted">{tasks === undefined ? 'Hand work: reading…' : 'Hand work: none.'}</p>
    )
  const open = tasks.filter(({ state }) => state === 'open' || state === 'started').length
  return (
    <details className="tasks">
      <summary>
        Hand work: {plural(tasks.length, 'task')}, {open} open
      </summary>
      <table className="grid">
        <tbody>
          {tasks.map((task) => (
            <tr key={task.id}>
              <td>
                <StateMark tone={tones[task.state]}>{task.state}</StateMark>
              </td>
              <td>
                {task.title}
                <div className="muted">{task.doc}</div>
              </td>
              <td className="nowrap">{plural(task.customers.length, 'customer')}</td>
              <td className="nowrap">{task.owner}</td>
              <td className="nowrap">by {task.due}</td>
              <td className="actions">
                {writable && task.state !== 'done' ? (
                  <Button
                    size="compact-xs"
                    aria-label={`${task.title}: done`}
                    onClick={() => void done(task.id)}
                  >
                    Done
                  </Button>
                ) : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  )
}
