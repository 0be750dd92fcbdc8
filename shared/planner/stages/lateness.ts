import { formatInstant, instant } from '../../domain/time.ts'
import type { Instant } from '../../domain/time.ts'
import type { ScheduledTask, TaskDates } from '../types.ts'
import type { Dated } from './forward-pass.ts'
import type { WorkDays } from './work-days.ts'

type Late = NonNullable<ScheduledTask['late']>

/**
 * What is later than it should be, by whole working days, and because of what. `reference` is the baseline, or the plan by itself
 * where none was signed. The cause names the task that the lateness started with.
 */
export function lateness(
  dated: ReadonlyMap<string, Dated>,
  reference: ReadonlyMap<string, TaskDates>,
  { days, now }: { readonly days: WorkDays; readonly now: Instant },
): ReadonlyMap<string, Late> {
  const late = new Map<string, Late>()
  /** The late task that a late task goes back to, by id. */
  const origins = new Map<string, Dated>()
  const daysOf = (task: Dated): number => late.get(task.node.id)?.days ?? 0
  for (const task of dated.values()) {
    const { id, after } = task.node
    const planned = reference.get(id)
    const by = planned === undefined ? 0 : days.tick(task.to) - days.tick(planned.to)
    if (planned === undefined || (by <= 0 && task.missed !== true)) continue
    const before = after.map((b) => dated.get(b)).filter((t) => t !== undefined)
    const reason = ownReason(task, planned, before, { days, now })
    const origin =
      reason === undefined
        ? before
            .map((t) => origins.get(t.node.id))
            .filter((t) => t !== undefined)
            .reduce<Dated | undefined>(
              (most, t) => (most === undefined || daysOf(t) > daysOf(most) ? t : most),
              undefined,
            )
        : undefined
    origins.set(id, origin ?? task)
    late.set(id, {
      days: Math.max(0, by),
      cause:
        origin === undefined
          ? (reason ?? moved(task, planned))
          : `“${origin.node.title}” is late by ${inDays(daysOf(origin))}: ${late.get(origin.node.id)?.cause ?? ''}`,
    })
  }
  return late
}

const inDays = (count: number): string => `${count} working day${count === 1 ? '' : 's'}`

const dateOf = (at: Instant): string => formatInstant(at).slice(0, 10)

/** Why a task is late of itself; undefined where it only follows others. */
function ownReason(
  task: Dated,
  planned: TaskDates,
  before: readonly Dated[],
  { days, now }: { readonly days: WorkDays; readonly now: Instant },
): string | undefined {
  const { evidence, node, state } = task
  if (task.missed === true) return missed(task)
  if (evidence?.failure !== undefined) return evidence.failure
  if (before.length === 0 && state === 'open') return notBegun(planned)
  // Of spans, waiting and milestones only what they stand behind can be late.
  if (node.span === true || node.calendarDays !== undefined || node.kind === 'milestone')
    return undefined
  const ready = Math.max(planned.from, ...before.map((t) => t.to))
  if (state === 'open') {
    const free = before.every((t) => t.state === 'done' || t.state === 'dropped')
    return free && days.dayOf(now) > days.tick(instant(ready)) ? notBegun(planned) : undefined
  }
  if (evidence?.from !== undefined) {
    const began = days.dayOf(evidence.from) - days.tick(instant(ready))
    if (began > 0) return `it began ${inDays(began)} late`
  }
  const took = days.tick(task.to) - days.dayOf(task.from)
  const meant = days.tick(planned.to) - days.dayOf(planned.from)
  return took > meant
    ? `it takes longer than planned: ${inDays(took)} instead of ${meant}`
    : undefined
}

const notBegun = (planned: TaskDates): string =>
  `it has not begun, and should have on ${dateOf(planned.from)}`

const moved = (task: Dated, planned: TaskDates): string => {
  const refused = task.slot?.refused.find((r) => r.from <= planned.from && planned.from < r.to)
  const to = `it was moved from ${dateOf(planned.from)} to ${dateOf(task.from)}`
  return refused === undefined ? to : `${to}, because its window may not be used: ${refused.reason}`
}

const missed = ({ node }: Dated): string => {
  const closed = (node.windows ?? []).reduce((most, w) => Math.max(most, w.to), 0)
  return `it missed its window, which closed at ${formatInstant(instant(closed))}`
}
