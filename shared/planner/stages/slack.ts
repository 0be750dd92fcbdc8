import type { EnvironmentId } from '../../domain/ids.ts'
import { instant } from '../../domain/time.ts'
import type { Instant } from '../../domain/time.ts'
import type { Calendars } from '../types.ts'
import type { DowntimeSlot } from './downtime-slot.ts'
import type { Dated } from './forward-pass.ts'
import { legalNights } from './legal-nights.ts'
import type { Night } from './legal-nights.ts'
import type { PlanNode } from './plan-node.ts'
import type { WorkDays } from './work-days.ts'

export type SlackInput = {
  readonly dated: ReadonlyMap<string, Dated>
  readonly days: WorkDays
  readonly calendars: Calendars
  readonly place: (node: PlanNode, after: Instant) => DowntimeSlot
}

/** How late a task may be: the number of the working day by which it has to be over, or for windows the last night. */
type Limit = { tick: number; night: number }

/**
 * Backward pass in whole working days: by how many of them each task may end later without moving the end. A window slips only to a
 * later night that it may use; a batch likewise, without regard for what its team does then.
 */
export function slackOf(input: SlackInput): ReadonlyMap<string, number> {
  const { dated, days } = input
  const tasks = [...dated.values()]
  const end = tasks.reduce((most, t) => Math.max(most, days.tick(t.to)), 0)
  const latestNight = nightFinder(input, tasks)
  const limits = new Map<string, Limit>()
  const slack = new Map<string, number>()
  for (const task of tasks.toReversed()) {
    const limit = limits.get(task.node.id) ?? { tick: end, night: Number.POSITIVE_INFINITY }
    const last = isNight(task) ? latestNight(task, limit) : undefined
    const own =
      last === undefined
        ? Math.max(0, limit.tick - endOf(task, days))
        : Math.max(0, last - nightOf(task, days))
    slack.set(task.node.id, own)
    const begin = beginOf(task, days) + own
    for (const id of task.node.after) {
      const before = dated.get(id)
      if (before === undefined) continue
      const known = limits.get(id) ?? { tick: end, night: Number.POSITIVE_INFINITY }
      if (isNight(before) && isNight(task))
        known.night = Math.min(known.night, begin - nightsBetween(before, task))
      else known.tick = Math.min(known.tick, begin)
      limits.set(id, known)
    }
  }
  return slack
}

/** From the first task to the last, each being what the next one waited for longest. */
export function drivingPath({
  dated,
  days,
}: Pick<SlackInput, 'dated' | 'days'>): readonly string[] {
  let at = [...dated.values()].reduce<Dated | undefined>(
    (last, t) => (last === undefined || t.to >= last.to ? t : last),
    undefined,
  )
  const path: string[] = []
  while (at !== undefined) {
    const task: Dated = at
    path.push(task.node.id)
    const room = (t: Dated): number => gap(t, task, days)
    at = task.node.after
      .map((id) => dated.get(id))
      .filter((t) => t !== undefined)
      .reduce<Dated | undefined>(
        (best, t) =>
          best === undefined || room(t) < room(best) || (room(t) === room(best) && t.to > best.to)
            ? t
            : best,
        undefined,
      )
  }
  return path.toReversed()
}

const isNight = ({ node }: Dated): boolean => node.kind === 'downtime' || node.kind === 'batch'

const nightOf = (task: Dated, days: WorkDays): number => days.dayOf(task.from)

/** The first customer moves in the night of its batch, whatever hour that is. */
const isFirstCustomer = ({ node }: Dated): boolean => node.id === 'first-customer'

function beginOf(task: Dated, days: WorkDays): number {
  if (task.node.span === true) return days.tick(task.to) - task.node.elapsedDays
  return isNight(task) || isFirstCustomer(task) ? nightOf(task, days) : days.tick(task.from)
}

const endOf = (task: Dated, days: WorkDays): number =>
  isFirstCustomer(task) ? nightOf(task, days) : days.tick(task.to)

/** Windows have nights of their own, and batches of a team a cool-down between theirs. */
const nightsBetween = (before: Dated, after: Dated): number =>
  before.node.kind === 'batch' && after.node.kind === 'batch'
    ? Math.max(1, after.node.coolDownDays ?? 0)
    : 1

/** Working days between the end of one task and the beginning of the next that pass unused. */
const gap = (before: Dated, after: Dated, days: WorkDays): number =>
  Math.max(
    0,
    isNight(before) && isNight(after)
      ? nightOf(after, days) - nightOf(before, days) - nightsBetween(before, after)
      : beginOf(after, days) - endOf(before, days),
  )

/** Finds the last night that a window may slip to; its own when no later one is within the limit. */
function nightFinder(
  { days, calendars, place }: SlackInput,
  tasks: readonly Dated[],
): (task: Dated, limit: Limit) => number {
  const batches = tasks.filter((t) => t.node.kind === 'batch')
  const first = batches.reduce((least, t) => Math.min(least, t.from), Number.POSITIVE_INFINITY)
  const last = tasks.reduce((most, t) => Math.max(most, t.to), 0)
  const known = new Map<EnvironmentId, readonly Night[]>()
  const nights = (environment: EnvironmentId): readonly Night[] => {
    const list =
      known.get(environment) ??
      legalNights(calendars.of(environment), instant(first), instant(last), days)
    known.set(environment, list)
    return list
  }
  return (task, limit) => {
    const within = (night: Night): boolean => night.tick <= limit.tick && night.night <= limit.night
    const { node } = task
    if (node.kind === 'batch') {
      const window = node.windows?.at(-1)
      if (window === undefined) return nightOf(task, days)
      // A batch of several windows slips with its last one.
      const ahead = days.dayOf(window.from) - nightOf(task, days)
      const latest = lastWithin(nights(window.environment), within)
      return (latest ?? 0) - ahead
    }
    let night = nightOf(task, days)
    for (let at = task.from; ;) {
      const slot = place(node, instant(at + 1))
      const next = { night: days.dayOf(slot.from), tick: days.tick(slot.to) }
      if (!slot.found || slot.from <= at || !within(next)) return night
      night = next.night
      at = slot.from
    }
  }
}

/** Night of the last of an ascending list that passes; both measures ascend, so a binary search finds it. */
function lastWithin(
  nights: readonly Night[],
  within: (night: Night) => boolean,
): number | undefined {
  let low = 0
  let high = nights.length
  while (low < high) {
    const middle = (low + high) >> 1
    const night = nights[middle]
    if (night !== undefined && within(night)) low = middle + 1
    else high = middle
  }
  return nights[low - 1]?.night
}
