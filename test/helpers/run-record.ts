import { instant } from '../../shared/domain/time.ts'
import type { RunRecord, StepRecord } from '../../shared/ipc/run-views.ts'

export const stepRecord = (differs: Partial<StepRecord> = {}): StepRecord => ({
  id: 'lock',
  title: 'Lock',
  effect: 'reversible',
  hasUndo: true,
  done: 0,
  failed: 0,
  skipped: 0,
  undone: 0,
  ...differs,
})

/** A run of two steps that goes on; name what differs. */
export const runRecord = (differs: Partial<RunRecord> = {}): RunRecord => ({
  run: 'run-1',
  procedure: 'customer-transfer',
  title: 'Move customers to the target',
  scope: 'customer',
  state: 'running',
  by: 'ana',
  createdAt: instant(0),
  steps: [stepRecord(), stepRecord({ id: 'move', title: 'Move' })],
  members: [],
  attempts: 0,
  states: [],
  missed: [],
  approvals: [],
  checks: [],
  notes: [],
  evidence: [],
  ...differs,
})
