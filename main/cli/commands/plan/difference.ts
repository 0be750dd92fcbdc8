import { localSpan } from '../../../../shared/domain/local-time.ts'
import type { BatchWindow } from '../../../../shared/domain/planning.ts'
import type { ProjectSpec } from '../../../../shared/domain/project.ts'
import { formatMs } from '../../../../shared/domain/time.ts'
import type { PlanDifference } from '../../../../shared/planner/compare.ts'

const mostNames = 12
const mostTasks = 20

const some = (names: readonly string[]): string =>
  names.length <= mostNames
    ? names.join(', ')
    : `${names.slice(0, mostNames).join(', ')} and ${names.length - mostNames} more`

/** The difference of two versions, a sentence a line. */
export function differenceText(difference: PlanDifference, spec: ProjectSpec): readonly string[] {
  const { added, dropped, moved, windows, excluded, included, tasks } = difference
  const zoneOf = new Map(spec.environments.map((e) => [e.id, e.zone]))
  const windowText = (list: readonly BatchWindow[]): string =>
    list.length === 0
      ? 'no window'
      : list.map((w) => localSpan(w.from, w.to, zoneOf.get(w.environment) ?? 'UTC')).join(' and ')
  const moves = Map.groupBy(moved, (m) => `${m.from ?? 'no batch'} → ${m.to ?? 'no batch'}`)
  const lines = [
    ...(added.length === 0 ? [] : [`new batches: ${some(added)}`]),
    ...(dropped.length === 0 ? [] : [`batches that are gone: ${some(dropped)}`]),
    ...[...moves].map(([way, list]) => `${way}: ${some(list.map((m) => m.customer))}`),
    ...(excluded.length === 0 ? [] : [`left out: ${some(excluded)}`]),
    ...(included.length === 0 ? [] : [`in the plan again: ${some(included)}`]),
    ...windows.map((w) => `${w.batch}: ${windowText(w.before)} → ${windowText(w.after)}`),
    ...tasks.slice(0, mostTasks).map((t) => `${t.id} ends ${shift(t.endsBy)}`),
    ...(tasks.length > mostTasks
      ? [`and ${tasks.length - mostTasks} more tasks; --json has them all`]
      : []),
  ]
  return lines.length === 0 ? ['nothing changed'] : lines
}

const shift = (ms: number): string =>
  ms === 0 ? 'at the same time' : `${formatMs(Math.abs(ms))} ${ms > 0 ? 'later' : 'earlier'}`
