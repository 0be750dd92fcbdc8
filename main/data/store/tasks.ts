import { BatchId, CustomerId } from '../../../shared/domain/ids.ts'
import type { EventOf } from '../../../shared/domain/journal.ts'
import { DateText, TaskState } from '../../../shared/domain/planning.ts'
import { formatInstant, Instant } from '../../../shared/domain/time.ts'
import type { TaskProgress } from '../../../shared/planner/types.ts'
import type { ReadDb, WriteDb } from '../db.ts'
import { refuse } from './refusal.ts'
import type { Refusal } from './refusal.ts'

type Row = {
  id: string
  state: string
  owner: string | null
  due: string | null
  note: string | null
  started_at: number | null
  ended_at: number | null
}

type ReadRow = Row & {
  batch: string | null
  customer: string | null
  reviewed_at: number | null
}

export function readTasks(db: ReadDb) {
  const all = db.prepare<[], ReadRow>(
    `SELECT t.*, r.batch, r.customer, r.at AS reviewed_at
     FROM tasks t LEFT JOIN log_reviews r ON r.task = t.id ORDER BY t.id`,
  )
  return { all: (): readonly TaskProgress[] => all.all().map(parseRow) }
}

const parseRow = (row: ReadRow): TaskProgress => ({
  task: row.id,
  state: TaskState.parse(row.state),
  ...(row.owner === null ? {} : { owner: row.owner }),
  ...(row.due === null ? {} : { due: DateText.parse(row.due) }),
  ...(row.note === null ? {} : { note: row.note }),
  ...(row.started_at === null ? {} : { startedAt: Instant.parse(row.started_at) }),
  ...(row.ended_at === null ? {} : { endedAt: Instant.parse(row.ended_at) }),
  ...(row.batch === null
    ? {}
    : {
        review: {
          batch: BatchId.parse(row.batch),
          at: Instant.parse(row.reviewed_at),
          ...(row.customer === null ? {} : { customer: CustomerId.parse(row.customer) }),
        },
      }),
})

/** What people do outside of runs. What an event does not name stays as it was, null takes it back; a task that is opened again has no dates. */
export function writeTasks(db: WriteDb) {
  const one = db.prepare<[string], Row>('SELECT * FROM tasks WHERE id = ?')
  const put = db.prepare(
    'INSERT OR REPLACE INTO tasks VALUES (@id, @state, @owner, @due, @note, @started_at, @ended_at)',
  )
  return {
    change(event: EventOf<'task.changed'>, at: Instant): Refusal {
      const { task, state, owner, due, note } = event
      const happened = event.happenedAt ?? at
      if (happened > at)
        return refuse('bad-input', `Task ${task} cannot be ${state} at a moment that is to come.`)
      const before = one.get(task)
      const began = state === 'open' ? null : (before?.started_at ?? null)
      const isOver = state === 'done' || state === 'dropped'
      if (isOver && began !== null && happened < began)
        return refuse(
          'bad-input',
          `Task ${task} began at ${formatInstant(Instant.parse(began))}; so it was not ended before that.`,
        )
      put.run({
        id: task,
        state,
        owner: said(owner, before?.owner),
        due: said(due, before?.due),
        note: said(note, before?.note),
        started_at: state === 'started' ? startOf(before, event.happenedAt, at) : began,
        ended_at: isOver ? (before?.state === state ? keptEnd(before, event, at) : happened) : null,
      })
      return undefined
    },
  }
}

const said = (now: string | null | undefined, before: string | null | undefined): string | null =>
  (now === undefined ? before : now) ?? null

/** A second word on a task that goes on corrects its beginning only when it names one. */
const startOf = (before: Row | undefined, named: Instant | undefined, at: Instant): number =>
  named ?? before?.started_at ?? at

const keptEnd = (before: Row, event: EventOf<'task.changed'>, at: Instant): number =>
  event.happenedAt ?? before.ended_at ?? at
