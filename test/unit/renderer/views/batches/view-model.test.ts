import { expect, it } from 'vitest'
import { batchLines } from '../../../../../renderer/views/batches/view-model.ts'
import type { BatchView } from '../../../../../shared/ipc/overview.ts'
import { liveRun } from '../../../../helpers/live-run.ts'
import { overview } from '../../../../helpers/overview.ts'

const pilot: BatchView = {
  id: 'batch-01',
  ordinal: 0,
  pilot: true,
  state: 'failed',
  members: 20,
  accounts: 44,
  counts: { planned: 2, checked: 12, accepted: 3, failed: 1, excluded: 2 },
  windows: [],
}

it('a batch shows how many are on the target, and the others worst first', () => {
  expect(batchLines(overview({ batches: [pilot] }), [])).toMatchObject([
    {
      label: 'Pilot',
      onTarget: 15,
      rest: '1 failed, 2 planned, 2 excluded',
      may: { transfer: true, accept: true },
    },
  ])
})

it('a batch with a live run, or of a project that is only read, offers nothing', () => {
  const nothing = [{ may: { transfer: false, accept: false } }]
  expect(batchLines(overview({ batches: [pilot] }), [liveRun()])).toMatchObject(nothing)
  const read = overview({ batches: [pilot], project: { ...overview().project, mode: 'read' } })
  expect(batchLines(read, [])).toMatchObject(nothing)
})

it('a batch whose run is over may be run again for what is left', () => {
  const over = liveRun({ state: 'aborted' })
  expect(batchLines(overview({ batches: [pilot] }), [over])[0]?.may.transfer).toBe(true)
})
