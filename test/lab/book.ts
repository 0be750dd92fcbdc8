import Database from 'better-sqlite3'
import { z } from 'zod'

/** Reads the product's own book, the project file, to hold it against the truth. */

const Event = z.looseObject({ kind: z.string() })
export type BookEvent = {
  readonly at: number
  readonly run: string | null
  readonly event: z.infer<typeof Event>
}

const rowsOf = <T>(project: string, sql: string, shape: z.ZodType<T>): readonly T[] => {
  const db = new Database(project, { readonly: true, fileMustExist: true })
  try {
    return z.array(shape).parse(db.prepare(sql).all())
  } finally {
    db.close()
  }
}

const EventRow = z.object({ at: z.number(), run: z.string().nullable(), event: z.string() })

export const eventsOf = (project: string): readonly BookEvent[] =>
  rowsOf(project, 'select at, run, event from events order by seq', EventRow).map(
    ({ at, run, event }) => ({
      at,
      run,
      event: Event.parse(JSON.parse(event)),
    }),
  )

/** How many events the book has. */
export const lengthOf = (project: string): number =>
  rowsOf(project, 'select max(seq) as n from events', z.object({ n: z.number() }))[0]?.n ?? 0

const DowntimeRow = z.object({
  service: z.string(),
  scope: z.string(),
  member: z.string(),
  budget_ms: z.number(),
  measured_ms: z.number().nullable(),
  resolution_ms: z.number().nullable(),
  opened_at: z.number(),
  closed_at: z.number().nullable(),
})
export type DowntimeRow = z.infer<typeof DowntimeRow>

export const downtimeOf = (project: string): readonly DowntimeRow[] =>
  rowsOf(
    project,
    'select service, scope, member, budget_ms, measured_ms, resolution_ms, opened_at, closed_at from downtime order by id',
    DowntimeRow,
  )

const AttemptRow = z.object({
  id: z.string(),
  step: z.string(),
  member: z.string(),
  host: z.string(),
  operation: z.string(),
  phase: z.string(),
  state: z.string(),
  message: z.string().nullable(),
})

export const attemptsOf = (project: string): readonly z.infer<typeof AttemptRow>[] =>
  rowsOf(
    project,
    'select id, step, member, host, operation, phase, state, message from attempts',
    AttemptRow,
  )

/** Customers by the book's word for where they are: `planned`, `checked`, … */
export const customersIn = (project: string, state: string): ReadonlySet<string> =>
  new Set(
    rowsOf(
      project,
      'select id, state from customers',
      z.object({ id: z.string(), state: z.string() }),
    )
      .filter((row) => row.state === state)
      .map((row) => row.id),
  )

const Fetched = z.looseObject({
  kind: z.literal('logs.fetched'),
  host: z.string(),
  file: z.string(),
  from: z.number(),
  to: z.number(),
})

/** Bytes of a log, by its name before any rotation, that the product has taken from a host. */
export const fetchedOf = (project: string, host: string, log: string): number =>
  eventsOf(project).reduce((sum, { event }) => {
    const fetched = Fetched.safeParse(event)
    if (!fetched.success || fetched.data.host !== host) return sum
    const { file, from, to } = fetched.data
    return file.slice(file.lastIndexOf('/') + 1).startsWith(log) ? sum + to - from : sum
  }, 0)

const Signed = z.looseObject({ batch: z.string(), verdict: z.string().optional() })

/** Batches whose last log check failed, and nobody has answered for it since. */
export function unansweredChecks(project: string): readonly string[] {
  const open = new Set<string>()
  for (const { event } of eventsOf(project)) {
    if (event.kind !== 'log.checked' && event.kind !== 'log.reviewed') continue
    const { batch, verdict } = Signed.parse(event)
    if (event.kind === 'log.checked' && verdict !== 'pass') open.add(batch)
    else open.delete(batch)
  }
  return [...open]
}

/** Batches whose last log check failed, answered for or not. */
export const failedChecks = (project: string): readonly string[] =>
  rowsOf(
    project,
    "select batch from log_checks where verdict = 'fail'",
    z.object({ batch: z.string() }),
  ).map(({ batch }) => batch)

const Answered = z.looseObject({
  kind: z.literal('attempt.ended'),
  attempt: z.string(),
  answer: z.unknown(),
})

/** The answers that an operation gave, oldest first, with the host that gave them. */
export function answersOf(
  project: string,
  operation: string,
): readonly { readonly host: string; readonly answer: unknown }[] {
  const attempts = new Map(attemptsOf(project).map((a) => [a.id, a]))
  return eventsOf(project).flatMap(({ event }) => {
    const ended = Answered.safeParse(event)
    const attempt = ended.success ? attempts.get(ended.data.attempt) : undefined
    return ended.success && attempt?.operation === operation && ended.data.answer !== undefined
      ? [{ host: attempt.host, answer: ended.data.answer }]
      : []
  })
}

const Timed = z.looseObject({ kind: z.string(), attempt: z.string() })

/** When customers were out of service by the book: from the intent to lock to the end of the unlock, epoch ms. */
export function lockOuts(
  project: string,
): ReadonlyMap<string, readonly { readonly from: number; readonly to: number }[]> {
  const attempts = new Map(attemptsOf(project).map((a) => [a.id, a]))
  const open = new Map<string, number>()
  const found = new Map<string, { from: number; to: number }[]>()
  for (const { at, event } of eventsOf(project)) {
    const timed = Timed.safeParse(event)
    const attempt = timed.success ? attempts.get(timed.data.attempt) : undefined
    if (attempt === undefined || attempt.phase === 'probe') continue
    if (attempt.step === 'lock' && event.kind === 'attempt.intended' && !open.has(attempt.member))
      open.set(attempt.member, at)
    if (attempt.step === 'unlock' && event.kind === 'attempt.ended') {
      const from = open.get(attempt.member)
      if (from !== undefined)
        found.set(attempt.member, [...(found.get(attempt.member) ?? []), { from, to: at }])
      open.delete(attempt.member)
    }
  }
  for (const [member, from] of open)
    found.set(member, [...(found.get(member) ?? []), { from, to: Infinity }])
  return found
}
