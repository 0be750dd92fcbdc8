import { z } from 'zod'

export const CustomerState = z.enum([
  'planned',
  'scheduled',
  'locked',
  'transferring',
  'transferred',
  'checked',
  'accepted',
  'failed',
  'returning',
  'returned',
  'excluded',
])
export type CustomerState = z.infer<typeof CustomerState>

/** Which states may follow which (design.md section 5; domain.md 3.5 (I)). Every change is checked against it before it is stored. */
const customerMoves: Readonly<Record<CustomerState, readonly CustomerState[]>> = {
  planned: ['scheduled', 'excluded'],
  scheduled: ['locked', 'planned', 'failed', 'excluded'],
  locked: ['transferring', 'failed', 'scheduled'],
  transferring: ['transferred', 'failed'],
  transferred: ['checked', 'failed', 'returning'],
  checked: ['accepted', 'returning'],
  accepted: ['returning'],
  failed: [
    'scheduled',
    'planned',
    'locked',
    'transferring',
    'transferred',
    'returning',
    'excluded',
  ],
  returning: ['returned', 'failed'],
  // Straight back to the target only when the return itself is taken back.
  returned: ['planned', 'excluded', 'transferred'],
  excluded: ['planned'],
}

export const mayMove = (from: CustomerState, to: CustomerState): boolean =>
  customerMoves[from].includes(to)

/** True where the customer's live record is on the target by the project's own book. */
export const isOnTarget = (state: CustomerState): boolean =>
  state === 'transferred' || state === 'checked' || state === 'accepted'

/** True where the customer still needs a window: neither on the target nor left out. */
export const isToMove = (state: CustomerState): boolean =>
  !isOnTarget(state) && state !== 'excluded'

/** Worst first: the state of a batch is that of the first of these that a member is in. */
export const worstFirst: readonly CustomerState[] = [
  'failed',
  'returning',
  'transferring',
  'locked',
  'returned',
  'scheduled',
  'planned',
  'transferred',
  'checked',
  'accepted',
]

/** Derived, never stored (design.md section 5). Excluded members do not count; a batch of only those is `excluded`. */
export const batchState = (members: readonly CustomerState[]): CustomerState =>
  worstFirst.find((state) => members.includes(state)) ?? 'excluded'

export const RunState = z.enum([
  'draft',
  'dry-run',
  'armed',
  'running',
  'paused',
  'succeeded',
  'failed',
  'aborted',
  'undone',
])
export type RunState = z.infer<typeof RunState>

const runMoves: Readonly<Record<RunState, readonly RunState[]>> = {
  draft: ['dry-run', 'armed', 'aborted'],
  'dry-run': ['armed', 'aborted', 'draft'],
  armed: ['running', 'aborted', 'failed'],
  running: ['paused', 'succeeded', 'failed', 'aborted', 'undone'],
  // It ends while paused when its last command was under way and nothing is left to start.
  paused: ['running', 'succeeded', 'failed', 'aborted', 'undone'],
  succeeded: ['undone'],
  failed: ['undone'],
  aborted: ['undone'],
  undone: [],
}

export const mayRunMove = (from: RunState, to: RunState): boolean => runMoves[from].includes(to)

export const isRunOver = (state: RunState): boolean =>
  state === 'succeeded' || state === 'failed' || state === 'aborted' || state === 'undone'

export const AttemptState = z.enum(['intended', 'started', 'succeeded', 'failed', 'unknown', 'ask'])
export type AttemptState = z.infer<typeof AttemptState>

export const Stage = z.enum(['analysis', 'setup', 'transfer', 'decommission'])
export type Stage = z.infer<typeof Stage>
