import { expect, it } from 'vitest'
import { ProcedureId } from '../../../../../shared/domain/ids.ts'
import { draftBatches } from '../../../../../shared/planner/batches/draft.ts'
import { placeBatches } from '../../../../../shared/planner/placement/place.ts'
import { scheduleStages } from '../../../../../shared/planner/stages/schedule.ts'
import type { Progress, UndoHorizon } from '../../../../../shared/planner/types.ts'
import { at, pandaFacts, taskOf } from './stages-world.ts'

const started = at('2027-03-01T06:00:00Z')

function undoOf(id: string, runs: Progress['runs'] = []): UndoHorizon | undefined {
  const before = pandaFacts('2027-01-04T14:00:00Z')
  const drafted = draftBatches(before)
  if (!drafted.ok) throw new Error(drafted.problem.message)
  const ready = scheduleStages(before, undefined).end
  const placement = placeBatches(before, drafted.value.batches, ready)
  const facts = { ...before, progress: { ...before.progress, runs } }
  return taskOf(scheduleStages(facts, placement), id).undo
}

const run = (procedure: string, member: string): Progress['runs'][number] => ({
  procedure: ProcedureId.parse(procedure),
  members: [member],
  done: [],
  state: 'running',
  startedAt: started,
})

it('lets customers of a batch come back until the decommission', () => {
  expect(undoOf('transfer-batch-01')).toMatchObject({ until: 'decommission', state: 'easy' })
})

it('is not gone because a decommission was asked for too early and refused', () => {
  const { startedAt: _never, ...refused } = run('decommission', 'project')
  expect(undoOf('transfer-batch-01', [{ ...refused, state: 'failed' }])).toMatchObject({
    state: 'easy',
  })
})

it('is dear from the moment at which the vendor xDRs of the environment are synchronised', () => {
  const undo = undoOf('transfer-batch-01', [run('vendor-xdr-sync', 'us')])
  expect(undo).toMatchObject({ until: 'decommission', state: 'costly' })
  expect(undo?.sentence).toContain('vendor xDRs of us')
  expect(undoOf('transfer-batch-10', [run('vendor-xdr-sync', 'us')])).toMatchObject({
    state: 'easy',
  })
})

it('is gone when the decommission begins', () => {
  expect(undoOf('transfer-batch-01', [run('decommission', 'project')])?.state).toBe('gone')
  expect(undoOf('switchover-api', [run('decommission', 'project')])?.state).toBe('gone')
})

it('has none for tasks that change nothing', () => {
  expect(undoOf('analysis-start')).toBeUndefined()
})
