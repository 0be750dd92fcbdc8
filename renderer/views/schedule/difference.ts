import { someOf } from '../../../shared/base/some-of.ts'
import { counted } from '../../../shared/base/counted.ts'
import { batchName, batchOrNone } from '../../../shared/domain/batch-name.ts'
import { localSpan } from '../../../shared/domain/local-time.ts'
import type { BatchWindow } from '../../../shared/domain/planning.ts'
import { formatMs } from '../../../shared/domain/time.ts'
import type { PlanDifferenceView, PlanPreview } from '../../../shared/ipc/plan-views.ts'

const mostTasks = 8
const mostNames = 12

type ZoneOf = (environment: string) => string

const some = (names: readonly string[]): string => someOf(names, mostNames)

/** What differs between two plans, a sentence a line, in the words of `plan compare`. */
export function differenceLines(difference: PlanDifferenceView, zoneOf: ZoneOf): readonly string[] {
  const { added, dropped, moved, windows, excluded, included, tasks } = difference
  const windowText = (list: readonly BatchWindow[]): string =>
    list.length === 0
      ? 'no window'
      : list.map((w) => localSpan(w.from, w.to, zoneOf(w.environment))).join(' and ')
  const lines = [
    ...(added.length === 0 ? [] : [`new batches: ${some(added.map(batchName))}`]),
    ...(dropped.length === 0 ? [] : [`batches that are gone: ${some(dropped.map(batchName))}`]),
    ...moved.map(
      ({ from, to, customers }) =>
        `${counted(customers, 'customer')}: ${batchOrNone(from)} → ${batchOrNone(to)}`,
    ),
    ...(excluded === 0 ? [] : [`left out: ${counted(excluded, 'customer')}`]),
    ...(included === 0 ? [] : [`in the plan again: ${counted(included, 'customer')}`]),
    ...windows.map(
      (w) => `${batchName(w.batch)}: ${windowText(w.before)} → ${windowText(w.after)}`,
    ),
    ...tasks.slice(0, mostTasks).map((task) => `“${task.title}” ends ${shiftText(task.endsBy)}`),
    ...(tasks.length > mostTasks ? [`and ${counted(tasks.length - mostTasks, 'more task')}`] : []),
  ]
  return lines.length === 0 ? ['Nothing changes.'] : lines
}

export const shiftText = (ms: number): string =>
  ms === 0 ? 'at the same time' : `${formatMs(Math.abs(ms))} ${ms > 0 ? 'later' : 'earlier'}`

/** Why a change cannot be carried out for what it names; empty when it can. */
export const conflictsOf = (
  { unplaced }: Pick<PlanPreview, 'unplaced'>,
  batch: string | undefined,
): PlanPreview['unplaced'] => unplaced.filter((one) => one.batch === batch)
