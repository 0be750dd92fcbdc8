import type { LiveRun } from '../../../shared/domain/live-run.ts'
import { isOnTarget, isRunOver, worstFirst } from '../../../shared/domain/states.ts'
import type { CustomerState } from '../../../shared/domain/states.ts'
import type { BatchView, MemberView, Overview } from '../../../shared/ipc/overview.ts'

export type BatchLine = {
  readonly batch: BatchView
  readonly label: string
  readonly onTarget: number
  /** Members that are neither on the target nor left out, worst first: `2 failed, 18 planned`. */
  readonly rest: string
  readonly may: { readonly transfer: boolean; readonly accept: boolean }
}

const restOrder: readonly CustomerState[] = [
  ...worstFirst.filter((state) => !isOnTarget(state)),
  'excluded',
]
const movable: readonly CustomerState[] = ['planned', 'scheduled', 'failed', 'returned']

export function batchLines(
  { batches, project }: Overview,
  live: readonly LiveRun[],
): readonly BatchLine[] {
  const busy = new Set(live.filter((run) => !isRunOver(run.state)).map((run) => run.batch))
  return batches.map((batch) => {
    const count = (state: CustomerState): number => batch.counts[state] ?? 0
    const free = project.mode === 'write' && !busy.has(batch.id)
    return {
      batch,
      label: batch.pilot ? 'Pilot' : `Batch ${batch.ordinal}`,
      onTarget: Object.entries(batch.counts).reduce(
        // Keys of the record are customer states by its type; Object.entries forgets that.
        (sum, [state, members]) => sum + (isOnTarget(state as CustomerState) ? members : 0),
        0,
      ),
      rest: restOrder
        .filter((state) => count(state) > 0)
        .map((state) => `${count(state)} ${state}`)
        .join(', '),
      may: {
        transfer: free && movable.some((state) => count(state) > 0),
        accept: free && count('checked') > 0,
      },
    }
  })
}

/** Where a customer can be brought back from: its live record is on the target, or failed on the way there. */
export const mayReturn = ({ state }: MemberView): boolean => isOnTarget(state) || state === 'failed'
