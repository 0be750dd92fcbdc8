import { batchName } from '../../domain/batch-name.ts'
import type { BatchWindow } from '../../domain/planning.ts'
import { formatInstant, formatMs } from '../../domain/time.ts'
import type { Plan, PlanFacts, PlannedBatch, ScheduledTask } from '../types.ts'
import { formatLocal, localTimes } from '../wall-clock.ts'
import { zonesOf } from './customer-rows.ts'
import { icsText } from './ics-text.ts'
import type { IcsEvent } from './ics-text.ts'

type Local = (from: BatchWindow['from'], zone: string) => string

/**
 * The plan for a calendar: one event for each window of a batch, each downtime window and each milestone, in order of time. Times
 * are in UTC, so no reader can take a zone for another; the wall-clock time is in the description.
 */
export function planIcs(facts: PlanFacts, plan: Plan): string {
  const read = localTimes()
  const local: Local = (at, zone) => formatLocal(read(at, zone))
  const zoneOf = zonesOf(facts)
  const titles = new Map(facts.spec.environments.map((e) => [e.id, e.title]))
  const site = `${facts.spec.name.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '-')}.switchyard`
  const batches = plan.batches.flatMap((batch) =>
    batch.windows.map((window, i) =>
      batchEvent(facts, batch, window, {
        // The environment alone names the window, unless a batch needs another one there.
        uid: `${batch.id}-${window.environment}${again(batch, i)}@${site}`,
        title: titles.get(window.environment) ?? window.environment,
        span: `${local(window.from, zoneOf(window.environment))} to ${local(window.to, zoneOf(window.environment))}`,
      }),
    ),
  )
  const tasks = plan.schedule.tasks
    .filter((t) => t.kind === 'downtime' || t.kind === 'milestone')
    .map((task) => {
      const zones =
        task.downtime?.environment === undefined
          ? facts.spec.environments.map((e) => e.id)
          : [task.downtime.environment]
      const clocks = zones.map((id) => `${titles.get(id) ?? id}: ${local(task.from, zoneOf(id))}`)
      return taskEvent(task, clocks, site)
    })
  const events = [...batches, ...tasks].toSorted((a, b) => a.from - b.from)
  return icsText(`${facts.spec.name}: migration plan`, facts.now, events)
}

const again = ({ windows }: PlannedBatch, index: number): string => {
  const environment = windows[index]?.environment
  const earlier = windows.slice(0, index).filter((w) => w.environment === environment).length
  return earlier === 0 ? '' : `-${earlier + 1}`
}

function batchEvent(
  { customers }: PlanFacts,
  batch: PlannedBatch,
  window: BatchWindow,
  words: { readonly uid: string; readonly title: string; readonly span: string },
): IcsEvent {
  const members = new Set(batch.members)
  const here = batch.pilot
    ? customers.filter((c) => members.has(c.id) && c.environment === window.environment).length
    : members.size
  return {
    uid: words.uid,
    from: window.from,
    to: window.to,
    summary: `${batchName(batch.id)}, ${words.title}: ${here} customer${here === 1 ? '' : 's'}`,
    description: [words.span, `Team: ${window.team}`, ...batch.why].join('\n'),
    category: 'Batch',
  }
}

function taskEvent(task: ScheduledTask, clocks: readonly string[], site: string): IcsEvent {
  const { downtime } = task
  return {
    uid: `${task.id}@${site}`,
    from: task.from,
    ...(downtime === undefined ? {} : { to: task.to }),
    summary:
      downtime === undefined
        ? task.title
        : `Downtime (${downtime.service}, ${formatMs(downtime.budgetMs)}): ${task.title}`,
    description: [
      ...clocks,
      `UTC: ${formatInstant(task.from)}`,
      ...(task.why === undefined ? [] : [task.why]),
      ...(task.late === undefined ? [] : [`Late: ${task.late.cause}`]),
    ].join('\n'),
    category: downtime === undefined ? 'Milestone' : 'Downtime',
  }
}
