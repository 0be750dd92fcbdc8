import { isOwed, wasBegun } from './run-fold.ts'
import type { RunProgress } from './run-fold.ts'
import { isRunOver } from './states.ts'
import type { CustomerState, RunState } from './states.ts'
import type { Instant } from './time.ts'

/** Runs that nobody drives: what the window and the command line offer for them, and what the engine then does, by one rule. */

type Left = {
  readonly state: RunState
  /** Of a planned start. */
  readonly startAt?: Instant | undefined
}

/**
 * Interrupted, waiting for its planned start, or over with something owed. An armed run without a planned start is being checked right now, or
 * lapses.
 */
export const mayBeTakenUp = ({ state, startAt }: Left, owes: boolean): boolean =>
  state === 'running' ||
  state === 'paused' ||
  (state === 'armed' && startAt !== undefined) ||
  (isRunOver(state) && owes)

/** It has begun, and is not taken back already. */
export const mayBeUndone = (state: RunState): boolean =>
  state === 'running' || state === 'paused' || (isRunOver(state) && state !== 'undone')

/** Whom an undo of a run that is over was asked for, and has not brought back yet: the same undo goes on there. */
export function leftToTakeBack(progress: RunProgress | undefined): readonly string[] {
  if (progress === undefined || !isRunOver(progress.state) || progress.state === 'undone') return []
  return [...progress.takenOut.keys()].filter((id) => {
    const member = progress.members.get(id)
    const result = member?.ended?.result
    return wasBegun(member) && result !== 'undone' && result !== 'taken-out'
  })
}

type Members = { readonly id: string; readonly members: readonly string[] }

/** Customers to whom a run that did not end well may owe something: the target serves them, and no later run has them since. */
export function mayBeOwed(
  run: Members & Pick<Left, 'state'>,
  runs: readonly Members[],
  states: ReadonlyMap<string, CustomerState>,
): readonly string[] {
  if (run.state !== 'aborted' && run.state !== 'failed') return []
  const at = runs.findIndex(({ id }) => id === run.id)
  const later = new Set(runs.slice(at + 1).flatMap(({ members }) => members))
  return run.members.filter((id) => states.get(id) === 'transferred' && !later.has(id))
}

/** Those of them to whom it owes steps or checks by its own journal. */
export const owedMembers = (
  run: Members & Pick<Left, 'state'>,
  known: {
    /** In the order of the journal. */
    readonly runs: readonly Members[]
    readonly progress: RunProgress | undefined
    readonly procedure: { readonly after: readonly unknown[] }
    readonly states: ReadonlyMap<string, CustomerState>
  },
): readonly string[] =>
  mayBeOwed(run, known.runs, known.states).filter((id) =>
    isOwed(known.progress, known.procedure, id, known.states.get(id)),
  )
