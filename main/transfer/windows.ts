import type { BatchId, EnvironmentId } from '../../shared/domain/ids.ts'
import type { BatchWindow } from '../../shared/domain/planning.ts'
import type { Procedure } from '../../shared/domain/procedure.ts'
import type { ProjectSpec } from '../../shared/domain/project.ts'
import { formatMs } from '../../shared/domain/time.ts'
import type { Instant } from '../../shared/domain/time.ts'
import { localTime } from '../../shared/domain/local-time.ts'
import type { BatchRow, CustomerRow } from '../data/protocol.ts'

/** Which window of the plan a customer moves in: that of its batch in its environment. */

/** What binds a customer to a window. Without `window`, its batch has none in its environment yet. */
export type Bound = {
  readonly batch: BatchId
  readonly environment: EnvironmentId
  readonly window?: BatchWindow
}

/** Whether windows of the plan count for a procedure: those of a return do not, it goes at any time. */
export const isBoundToWindows = (procedure: Procedure): boolean =>
  procedure.preconditions.some(({ check }) => check === 'window-open')

/** By customer. Who is in no batch is bound by nothing, nor is anybody where no batch has a window: there is no plan then. */
export function boundsOf(
  batches: readonly BatchRow[],
  customers: readonly CustomerRow[],
): ReadonlyMap<string, Bound> {
  if (batches.every((batch) => batch.windows.length === 0)) return new Map()
  const byId = new Map(batches.map((batch) => [batch.id, batch]))
  const bounds = new Map<string, Bound>()
  for (const { id, batch, environment } of customers) {
    const windows = batch === undefined ? undefined : byId.get(batch)?.windows
    if (batch === undefined || windows === undefined) continue
    const window = windows.find((w) => w.environment === environment)
    bounds.set(id, { batch, environment, ...(window === undefined ? {} : { window }) })
  }
  return bounds
}

export type Chances = {
  /** Members whose window is open, or that no window binds. */
  readonly now: readonly string[]
  /** The others: one line for each batch and environment. */
  readonly not: readonly {
    readonly bound: Bound
    readonly members: readonly string[]
    readonly when: 'later' | 'missed' | 'unplaced'
  }[]
}

/** Who of these may move at a moment. */
export function chancesAt(
  bounds: ReadonlyMap<string, Bound>,
  members: readonly string[],
  at: Instant,
): Chances {
  const now: string[] = []
  const not = new Map<
    string,
    { bound: Bound; members: string[]; when: Chances['not'][number]['when'] }
  >()
  for (const id of members) {
    const bound = bounds.get(id)
    const when = bound === undefined ? 'now' : whenOf(bound, at)
    if (bound === undefined || when === 'now') now.push(id)
    else {
      const key = `${bound.batch} ${bound.environment}`
      const entry = not.get(key) ?? { bound, members: [], when }
      entry.members.push(id)
      not.set(key, entry)
    }
  }
  return { now, not: [...not.values()] }
}

function whenOf({ window }: Bound, at: Instant): 'now' | 'later' | 'missed' | 'unplaced' {
  if (window === undefined) return 'unplaced'
  if (at < window.from) return 'later'
  return at < window.to ? 'now' : 'missed'
}

/** `the window of batch-03 in uk opens at 2026-12-01 01:00 (Europe/London), in 3 h 20 min` */
export function whyNot(
  spec: ProjectSpec,
  { bound, when }: Chances['not'][number],
  at: Instant,
): string {
  const { batch, environment, window } = bound
  const which = `the window of ${batch} in ${environment}`
  if (window === undefined) return `${batch} has no window in ${environment} yet`
  const zone = zoneOf(spec, environment)
  return when === 'later'
    ? `${which} opens at ${localTime(window.from, zone)}, in ${formatMs(window.from - at)}`
    : `${which} was missed: it closed at ${localTime(window.to, zone)}, ${formatMs(at - window.to)} ago`
}

export const zoneOf = (spec: ProjectSpec, environment: string): string =>
  spec.environments.find((e) => e.id === environment)?.zone ?? 'UTC'
