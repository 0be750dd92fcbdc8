import { Button } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { useStore } from 'zustand'
import { batchName } from '../../../shared/domain/batch-name.ts'
import type { ScheduledTask } from '../../../shared/planner/types.ts'
import { plural } from '../../components/format-count.ts'
import { dayAndTime } from '../../components/format-time.ts'
import { useFocusBack } from '../../components/use-focus-back.ts'
import { goTo } from '../../stores/navigation-store.ts'
import { projectStore } from '../../stores/project-store.ts'
import { TaskStateForm } from './TaskStateForm.tsx'
import { factsOf, neighboursOf } from './task-facts.ts'
import type { Facts } from './view-model.ts'

type Props = {
  readonly id: string
  readonly facts: Facts
  readonly zone: string
  readonly onOpen: (id: string) => void
  readonly onClose: () => void
}

/** Everything about one task beside the timeline, and the ways from it to batch, schedule and run. Escape closes it. */
export function TaskSheet({ id, facts, zone, onOpen, onClose }: Props) {
  const heading = useRef<HTMLHeadingElement>(null)
  const mode = useStore(projectStore, ({ overview }) => overview?.project.mode)
  useFocusBack()
  useEffect(() => heading.current?.focus(), [])
  const task = facts.plan.tasks.find((one) => one.id === id)
  const byHand = facts.plan.handWork.find((one) => one.id === id)
  const batch =
    task?.batch ?? (id.startsWith('unplaced:') ? id.slice('unplaced:'.length) : undefined)
  const title = task?.title ?? byHand?.title ?? (batch === undefined ? id : batchName(batch))
  return (
    <aside
      className="sheet"
      aria-label={title}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose()
      }}
    >
      <header className="row">
        <h3 ref={heading} tabIndex={-1}>
          {title}
        </h3>
        <Button size="compact-xs" aria-label="Close" onClick={onClose}>
          ×
        </Button>
      </header>
      <Ways task={task} batch={batch ?? byHand?.batch} />
      <p className="muted">Times in {zone}</p>
      {task === undefined ? null : (
        <dl className="facts">
          {factsOf(task, facts).map(({ name, value }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
      {byHand === undefined ? null : (
        <p>
          {byHand.doc} {plural(byHand.customers, 'customer')} of {batchName(byHand.batch)};{' '}
          {byHand.owner}, due {byHand.due}, {byHand.state}.
          {byHand.note === undefined ? '' : ` Note: ${byHand.note}`}
        </p>
      )}
      {facts.plan.unplaced
        .filter((one) => one.batch === batch)
        .map(({ environment, message, nextFree }) => (
          <div key={environment} className="alert" data-tone="bad">
            <div>
              {message}
              {nextFree === undefined ? null : (
                <div>Next free: {dayAndTime(nextFree.from, zone)}</div>
              )}
            </div>
          </div>
        ))}
      <Refused task={task} zone={zone} />
      {task === undefined ? null : <Neighbours task={task} facts={facts} onOpen={onOpen} />}
      {mode !== 'write' || (task === undefined && byHand === undefined) ? null : (
        <TaskStateForm
          task={id}
          shown={{ state: 'open', owner: '', due: '', note: '', ...byHand, ...task }}
        />
      )}
    </aside>
  )
}

function Ways({
  task,
  batch,
}: {
  readonly task: ScheduledTask | undefined
  readonly batch: string | undefined
}) {
  const run = useStore(projectStore, ({ overview }) =>
    overview?.runs.findLast(
      (one) =>
        task?.procedure !== undefined &&
        one.procedure === task.procedure &&
        (batch === undefined || one.batch === batch),
    ),
  )
  return (
    <div className="row buttons">
      {batch === undefined ? null : (
        <>
          <Button size="compact-xs" onClick={() => goTo('batches', { kind: 'batch', id: batch })}>
            Open the batch
          </Button>
          <Button size="compact-xs" onClick={() => goTo('schedule', { kind: 'batch', id: batch })}>
            In the schedule
          </Button>
        </>
      )}
      {run === undefined ? null : (
        <Button size="compact-xs" onClick={() => goTo('run', { kind: 'run', id: run.id })}>
          Open its run
        </Button>
      )}
      {run === undefined && task?.procedure !== undefined && batch === undefined ? (
        <Button size="compact-xs" onClick={() => goTo('run')}>
          Go to its procedure
        </Button>
      ) : null}
    </div>
  )
}

function Refused({
  task,
  zone,
}: {
  readonly task: ScheduledTask | undefined
  readonly zone: string
}) {
  if (task?.refused === undefined || task.refused.length === 0) return null
  return (
    <>
      <h4>Looked at before and not taken</h4>
      <ul className="refused">
        {task.refused.map(({ environment, from, reason }) => (
          <li key={`${environment} ${from}`}>
            <span className="muted">
              {environment}, {dayAndTime(from, zone)}:
            </span>{' '}
            {reason}
          </li>
        ))}
      </ul>
    </>
  )
}

function Neighbours({
  task,
  facts,
  onOpen,
}: {
  readonly task: ScheduledTask
  readonly facts: Facts
  readonly onOpen: (id: string) => void
}) {
  const { before, behind } = neighboursOf(task, facts.plan)
  const list = (title: string, tasks: readonly ScheduledTask[]) =>
    tasks.length === 0 ? null : (
      <>
        <h4>{title}</h4>
        <ul>
          {tasks.slice(0, 12).map((other) => (
            <li key={other.id}>
              <button type="button" className="quiet" onClick={() => onOpen(other.id)}>
                {other.title}
              </button>
            </li>
          ))}
          {tasks.length > 12 ? <li className="muted">and {tasks.length - 12} more</li> : null}
        </ul>
      </>
    )
  return (
    <>
      {list('Waits for', before)}
      {list('Waited for by', behind)}
    </>
  )
}
