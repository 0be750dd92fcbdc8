import type { EnvironmentId } from '../../domain/ids.ts'
import type { ScheduledTask, UndoHorizon } from '../types.ts'

/**
 * How long, and how well, what a task does can be taken back. A customer can come back until the decommission (method.txt, transfer
 * back; domain.md 3.6); what lies between makes it dearer, which is our inference (I) from what the vendor xDR synchronisation and the
 * copy of the database do.
 */
export function undoHorizons(
  tasks: readonly ScheduledTask[],
  /** Environments of a batch. */
  environmentsOf: (task: ScheduledTask) => readonly EnvironmentId[],
): ReadonlyMap<string, UndoHorizon> {
  const byId = new Map(tasks.map((task) => [task.id, task]))
  const begun = (id: string): boolean => {
    const task = byId.get(id)
    return task !== undefined && (task.state === 'started' || task.state === 'done')
  }
  const firstMove = tasks.find((t) => t.kind === 'batch')?.id
  const horizon = (until: string, sentence: string, costly?: string): UndoHorizon => {
    const at = byId.get(until)?.from
    const state = begun(until) ? 'gone' : costly === undefined ? 'easy' : 'costly'
    return { until, state, sentence: costly ?? sentence, ...(at === undefined ? {} : { at }) }
  }
  const of = (task: ScheduledTask): UndoHorizon | undefined => {
    if (task.kind === 'batch') {
      const synced = environmentsOf(task).filter((id) => begun(`xdr-sync-${id}`))
      return horizon(
        'decommission',
        'any customer of it can be returned to the source until the decommission',
        synced.length === 0
          ? undefined
          : `customers can still be returned, but vendor xDRs of ${synced.join(', ')} then have to be synchronised again`,
      )
    }
    switch (task.procedure) {
      case 'ids-split':
      case 'database-copy':
        return firstMove === undefined
          ? undefined
          : horizon(firstMove, 'can be taken back, or done again, until the first customer moves')
      case 'switchover-voice':
      case 'switchover-radius-diameter':
      case 'switchover-api':
        return horizon(
          'decommission',
          'the addresses can go back to the source until the decommission',
          firstMove !== undefined && begun(firstMove)
            ? 'the addresses can go back only when every moved customer has been returned'
            : undefined,
        )
      case 'vendor-xdr-sync':
        return horizon('decommission', 'is not taken back; it can be run again')
      case 'decommission':
        return {
          until: task.id,
          at: task.from,
          state: begun(task.id) ? 'gone' : 'easy',
          sentence: 'the point of no return: no customer can be returned afterwards',
        }
      default:
        return undefined
    }
  }
  return new Map(
    tasks.flatMap((task) => {
      const found = of(task)
      return found === undefined ? [] : [[task.id, found] as const]
    }),
  )
}
