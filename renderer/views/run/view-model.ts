import type { LiveRun } from '../../../shared/domain/live-run.ts'
import { isRunOver } from '../../../shared/domain/states.ts'

/** How many active attempts are shown; the rest is told as a number. */
export const shownAttempts = 8

export type Choice = LiveRun['questions'][number]['choices'][number]

/** What a choice does, in the operator's words. */
export const choiceText: Readonly<Record<Choice, string>> = {
  retry: 'Run the step again',
  skip: 'Skip the step',
  'take-out': 'Take it out of the run',
  undo: 'Undo it',
  succeeded: 'It has succeeded',
  failed: 'It has failed',
  abort: 'Abort the run',
  'go-on': 'Go on',
}

/** The line that always says why nothing more happens, or that something does. */
export function waitingLine(run: LiveRun): string {
  if (run.waiting !== '') return run.waiting
  if (isRunOver(run.state)) return ''
  if (run.state === 'paused') return 'Paused: no new step is started.'
  if (run.active.length > 0) return 'Working.'
  return 'Starting.'
}

/** Which buttons make sense now; the others are not shown. */
export const controls = ({ state }: LiveRun) => ({
  pause: state === 'running',
  resume: state === 'paused',
  stop: state === 'running' || state === 'paused',
  undo: state === 'failed' || state === 'aborted',
  dismiss: isRunOver(state),
  /** A run that went well needs no table of its steps any more. */
  steps: state !== 'succeeded',
})

/** The run to look at first: one that asks, one that runs, one that pauses, the newest that is over. */
export function runOrder(runs: readonly LiveRun[]): readonly LiveRun[] {
  const rank = (run: LiveRun): number =>
    run.questions.length > 0 ? 0 : run.state === 'running' ? 1 : isRunOver(run.state) ? 3 : 2
  return runs.toSorted((a, b) => rank(a) - rank(b) || (b.startedAt ?? 0) - (a.startedAt ?? 0))
}
