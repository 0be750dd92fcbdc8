import type { BatchId, CustomerId } from '../../shared/domain/ids.ts'
import type { EventOf, JournalEvent } from '../../shared/domain/journal.ts'
import type { BatchWindow, PlanEdit } from '../../shared/domain/planning.ts'
import type { Plan, PlannedBatch } from '../../shared/planner/types.ts'
import type { BatchRow, CustomerRow } from '../data/protocol.ts'

/** From a plan to the events that make the stored one equal to it: one call, all of it or nothing. */

export type Change = {
  readonly version: number
  readonly by: string
  readonly reason: string
  readonly edit: PlanEdit
}

/** In an order that the store accepts: customers leave a batch before they are put into another. */
export function planEvents(
  batches: readonly BatchRow[],
  customers: readonly CustomerRow[],
  plan: Plan,
  change: Change,
): readonly JournalEvent[] {
  const { by } = change
  const before = new Map(batches.map((batch) => [batch.id, batch]))
  const after = new Map(plan.batches.map((batch) => [batch.id, batch]))
  const leaving: JournalEvent[] = []
  const joining: JournalEvent[] = []
  for (const batch of batches) {
    const now = after.get(batch.id)
    const members = new Set<CustomerId>(now?.members)
    const removed = batch.members.filter((id) => !members.has(id))
    if (removed.length > 0) leaving.push(changed(batch, now, [], removed))
  }
  for (const batch of plan.batches) {
    const was = before.get(batch.id)
    if (was === undefined) {
      if (batch.members.length > 0) joining.push(created(batch))
      continue
    }
    const members = new Set(was.members)
    const added = batch.members.filter((id) => !members.has(id))
    const left = was.members.length + added.length > batch.members.length
    if (added.length > 0 || (!left && isOther(was, batch)))
      joining.push(changed(was, batch, added, []))
  }
  return [
    ...exclusions(customers, plan, by),
    ...leaving,
    ...joining,
    {
      kind: 'plan.version',
      ...change,
      settings: plan.settings,
      schedule: plan.schedule.tasks.map(({ id, from, to }) => ({ id, from, to })),
      findings: plan.findings.map(sentenceOf),
    },
  ]
}

const sentenceOf = ({ severity, message, next }: Plan['findings'][number]): string =>
  `${severity}: ${message}${next === undefined ? '' : ` ${next}`}`

/** A batch that is gone from the plan keeps its name and loses its windows. */
const changed = (
  was: BatchRow,
  now: PlannedBatch | undefined,
  added: readonly CustomerId[],
  removed: readonly CustomerId[],
): EventOf<'batch.changed'> => ({
  kind: 'batch.changed',
  batch: was.id,
  ordinal: now?.ordinal ?? was.ordinal,
  added: [...added],
  removed: [...removed],
  windows: [...(now?.windows ?? [])],
  why: [...(now?.why ?? [])],
})

const created = (batch: PlannedBatch): EventOf<'batch.created'> => ({
  kind: 'batch.created',
  batch: batch.id,
  ordinal: batch.ordinal,
  pilot: batch.pilot,
  members: [...batch.members],
  windows: [...batch.windows],
  why: [...batch.why],
})

function exclusions(
  customers: readonly CustomerRow[],
  plan: Plan,
  by: string,
): readonly JournalEvent[] {
  const reasons = new Map(plan.excluded.map(({ customer, reason }) => [customer, reason]))
  return customers.flatMap(({ id, state }): JournalEvent[] => {
    const reason = reasons.get(id)
    if (reason !== undefined && state !== 'excluded')
      return [{ kind: 'customer.state', customer: id, from: state, to: 'excluded', reason, by }]
    if (reason === undefined && state === 'excluded')
      return [{ kind: 'customer.state', customer: id, from: state, to: 'planned', by }]
    return []
  })
}

const isOther = (was: BatchRow, now: PlannedBatch): boolean =>
  was.ordinal !== now.ordinal ||
  !sameText(was.why, now.why) ||
  was.windows.length !== now.windows.length ||
  was.windows.some((window, i) => !sameWindow(window, now.windows[i]))

const sameText = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((text, i) => text === b[i])

const sameWindow = (a: BatchWindow, b: BatchWindow | undefined): boolean =>
  b !== undefined &&
  a.environment === b.environment &&
  a.team === b.team &&
  a.from === b.from &&
  a.to === b.to

/** Ids of batches whose customers or windows these events change. */
export const batchesOf = (events: readonly JournalEvent[]): readonly BatchId[] => [
  ...new Set(
    events.flatMap((event) =>
      event.kind === 'batch.created' || event.kind === 'batch.changed' ? [event.batch] : [],
    ),
  ),
]
