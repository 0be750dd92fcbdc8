import type { CustomerState, RunState } from '../../shared/domain/states.ts'
import type { Tone } from '../../shared/ipc/tone.ts'

export const customerTone: Readonly<Record<CustomerState, Tone>> = {
  planned: 'idle',
  scheduled: 'ready',
  locked: 'active',
  transferring: 'active',
  transferred: 'good',
  checked: 'good',
  accepted: 'good',
  failed: 'bad',
  returning: 'active',
  returned: 'warn',
  excluded: 'idle',
}

export const runTone: Readonly<Record<RunState, Tone>> = {
  draft: 'idle',
  'dry-run': 'active',
  armed: 'ready',
  running: 'active',
  paused: 'warn',
  succeeded: 'good',
  failed: 'bad',
  aborted: 'warn',
  undone: 'warn',
}
