import { invariant } from '../../base/assert.ts'
import type { TaskState } from '../../domain/planning.ts'
import { instant } from '../../domain/time.ts'
import type { Instant } from '../../domain/time.ts'
import type { DowntimeSlot } from './downtime-slot.ts'
import type { Evidence } from './evidence.ts'
import type { PlanNode } from './plan-node.ts'
import type { WorkDays } from './work-days.ts'

export type Dated = {
  readonly node: PlanNode
  readonly from: Instant
  readonly to: Instant
  readonly state: TaskState
  readonly evidence?: Evidence
  /** Of downtime windows that are still to come. */
  readonly slot?: DowntimeSlot
  /** A batch whose windows are all over, and nobody has begun. */
  readonly missed?: true
}

export type PassInput = {
  readonly nodes: readonly PlanNode[]
  readonly days: WorkDays
  readonly start: Instant
  readonly place: (node: PlanNode, after: Instant) => DowntimeSlot
  /** Absent: the plan by itself, as if today were before all of it. */
  readonly actual?: { readonly now: Instant; readonly evidence: ReadonlyMap<string, Evidence> }
}

type Dates = Pick<Dated, 'from' | 'to' | 'slot' | 'missed'>

/**
 * Dates for every node, each as soon as what it comes after is over. What has happened keeps its dates; what is under way ends
 * no earlier than today; what has not begun is not in the past. Linear in nodes and their links.
 */
export function forwardPass(input: PassInput): ReadonlyMap<string, Dated> {
  const dated = new Map<string, Dated>()
  for (const node of input.nodes) {
    const before = node.after.map((id) => {
      const task = dated.get(id)
      invariant(task !== undefined, `${node.id} comes after ${id}, which is not before it`)
      return task
    })
    dated.set(node.id, dateNode(input, node, before))
  }
  return dated
}

const latest = (tasks: readonly Dated[], none: Instant): Instant =>
  tasks.reduce((most, t) => (t.to > most ? t.to : most), tasks[0]?.to ?? none)

const earliest = (tasks: readonly Dated[], none: Instant): Instant =>
  tasks.reduce((least, t) => (t.from < least ? t.from : least), tasks[0]?.from ?? none)

const later = (a: Instant, b: Instant | undefined): Instant => (b !== undefined && b > a ? b : a)

function dateNode(input: PassInput, node: PlanNode, before: readonly Dated[]): Dated {
  const { actual, start } = input
  const ready = latest(before, start)
  if (actual === undefined) return { node, ...planned(input, node, before, ready), state: 'open' }
  const { now } = actual
  const evidence = actual.evidence.get(node.id)
  const known = evidence === undefined ? {} : { evidence }
  const state = evidence?.state ?? 'open'
  if (state === 'dropped') {
    const at = evidence?.to ?? ready
    return { node, from: at, to: at, state, ...known }
  }
  if (state === 'done') {
    const plain = planned(input, node, before, ready)
    const to = evidence?.to ?? clip(plain.to, evidence?.impliedBy ?? now)
    return { node, from: evidence?.from ?? clip(plain.from, to), to, state, ...known }
  }
  if (state === 'started') {
    const plain = planned(input, node, before, ready)
    const from = evidence?.from ?? clip(plain.from, now)
    return { node, from, to: underWay(input, node, from, now, plain), state, ...known }
  }
  const over = before.length > 0 && before.every((t) => t.state === 'done' || t.state === 'dropped')
  if (over && (passes(node) || (node.kind === 'milestone' && node.held !== true))) {
    const { from, to } = planned(input, node, before, ready)
    if (node.kind === 'milestone' || to <= now) return { node, from, to, state: 'done', ...known }
  }
  const dates = planned(input, node, before, ready, now)
  // What runs by itself, or beside something, is under way without anybody's word.
  const running =
    node.span === true
      ? before.some((t) => t.state === 'started' || t.state === 'done')
      : over && passes(node)
  return { node, ...dates, state: running ? 'started' : 'open', ...known }
}

const clip = (at: Instant, limit: Instant): Instant => (at < limit ? at : limit)

/** Nobody carries it out: it is over when its time is. */
const passes = (node: PlanNode): boolean => node.calendarDays !== undefined || node.waits === true

/** When a task that is under way ends: by its duration, and not before the end of today. */
function underWay(
  { days }: PassInput,
  node: PlanNode,
  from: Instant,
  now: Instant,
  plain: Dates,
): Instant {
  if (node.kind === 'downtime') return later(instant(from + (node.downtime?.budgetMs ?? 0)), now)
  if (node.kind === 'batch' || node.span === true || passes(node)) return later(plain.to, now)
  if (node.elapsedDays === 0) return later(from, now)
  const first = days.dayOf(from)
  const end = days.endOf(first + node.elapsedDays - 1)
  return end > now ? end : days.endOf(days.dayOf(now))
}

/** Dates of what has not begun; `now` keeps them out of the past. */
function planned(
  input: PassInput,
  node: PlanNode,
  before: readonly Dated[],
  ready: Instant,
  now?: Instant,
): Dates {
  const { days, place } = input
  if (node.kind === 'batch') return batchDates(node, ready, now)
  if (node.kind === 'downtime') {
    const slot = place(node, later(ready, now))
    return { from: slot.from, to: slot.to, slot }
  }
  // Work that was meant for today can still be done today.
  const today = now === undefined ? undefined : days.startOf(days.dayOf(now))
  if (node.kind === 'milestone') {
    const at =
      node.at === undefined
        ? later(ready, today)
        : later(ofBatches(node.id, node.at, before, ready), now)
    return { from: at, to: at }
  }
  if (node.calendarDays !== undefined)
    return { from: ready, to: later(instant(ready + node.calendarDays * 86_400_000), now) }
  if (node.elapsedDays === 0) {
    const at = later(ready, today)
    return { from: at, to: at }
  }
  const earliestDay = now === undefined || passes(node) ? 0 : days.dayOf(now)
  const first = Math.max(days.tick(ready), earliestDay)
  const from = node.span === true ? earliest(before, ready) : later(days.startOf(first), ready)
  return { from, to: days.endOf(first + node.elapsedDays - 1) }
}

/** The moment that the windows give, unless a batch does not keep to its windows. */
function ofBatches(id: string, at: Instant, before: readonly Dated[], ready: Instant): Instant {
  if (id === 'first-customer') return later(at, ready)
  const batches = before.filter((t) => t.node.kind === 'batch')
  if (batches.length > 0 && batches.every((t) => t.state === 'done')) return latest(batches, at)
  const late = batches.filter((t) => t.state !== 'done' && t.to > closing(t.node))
  return later(at, late.length > 0 ? latest(late, at) : undefined)
}

const closing = ({ windows }: PlanNode): Instant =>
  (windows ?? []).reduce((most, w) => (w.to > most ? w.to : most), instant(0))

/** A batch stays where it is placed: only placement moves it. */
function batchDates(node: PlanNode, ready: Instant, now: Instant | undefined): Dates {
  const windows = node.windows ?? []
  const to = closing(node)
  const from = windows.reduce((least, w) => (w.from < least ? w.from : least), to)
  if (windows.length === 0) return { from: ready, to: ready }
  return now !== undefined && to <= now ? { from: now, to: now, missed: true } : { from, to }
}
