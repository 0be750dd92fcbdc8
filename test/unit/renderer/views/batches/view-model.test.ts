import { expect, it } from 'vitest'
import {
  acceptedWords,
  batchLines,
  previewLines,
  recordLines,
  verdictMark,
} from '../../../../../renderer/views/batches/view-model.ts'
import type { BatchWindow } from '../../../../../shared/domain/planning.ts'
import { problem } from '../../../../../shared/domain/problems.ts'
import type { BatchView } from '../../../../../shared/ipc/overview.ts'
import type { PlanPreview } from '../../../../../shared/ipc/plan-views.ts'
import { liveRun } from '../../../../helpers/live-run.ts'
import { overview } from '../../../../helpers/overview.ts'

const pilot: BatchView = {
  id: 'pilot',
  ordinal: 0,
  pilot: true,
  state: 'failed',
  members: 20,
  accounts: 44,
  counts: { planned: 2, checked: 12, accepted: 3, failed: 1, excluded: 2 },
  windows: [],
  toMove: [],
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
  expect(batchLines(overview({ batches: [pilot] }), [liveRun({ batch: 'pilot' })])).toMatchObject(
    nothing,
  )
  const read = overview({ batches: [pilot], project: { ...overview().project, mode: 'read' } })
  expect(batchLines(read, [])).toMatchObject(nothing)
})

it('a batch whose run is over may be run again for what is left', () => {
  const over = liveRun({ batch: 'pilot', state: 'aborted' })
  expect(batchLines(overview({ batches: [pilot] }), [over])[0]?.may.transfer).toBe(true)
})

it('a failed log check that people have answered for is marked so', () => {
  expect(verdictMark(undefined)).toBeUndefined()
  expect(verdictMark({ verdict: 'fail', settled: false })?.word).toBe('logs fail')
  expect(verdictMark({ verdict: 'fail', settled: true })).toEqual({
    tone: 'warn',
    word: 'logs fail, signed',
  })
})

it('what an edit would do is said in lines: who moves, which windows, the end', () => {
  const window = { environment: 'us', team: 'a', from: 5, to: 6 } as unknown as BatchWindow // ids are compared only
  const preview = {
    on: 3,
    end: 900,
    endsBy: 10,
    unplaced: [],
    findings: [],
    difference: {
      added: ['batch-09'],
      dropped: [],
      moved: [{ from: 'batch-01', to: 'batch-09', customers: 2 }],
      windows: [{ batch: 'batch-01', before: [window], after: [] }],
      excluded: 0,
      included: 0,
      tasks: [],
    },
  } as unknown as PlanPreview
  expect(previewLines(preview, (at) => `T${at}`)).toEqual([
    '2 customers: Batch 1 → Batch 9',
    'Batch 9 is new',
    'Batch 1: window T5 → no window',
    'The migration ends T900, later than now.',
  ])
})

it('a record that could not be read says why, one that is not there says so', () => {
  const unknown = problem('api-failed', 'no answer')
  expect(recordLines({ kind: 'absent' })).toEqual([['Record', 'none']])
  expect(recordLines({ kind: 'unknown', problem: unknown })).toEqual([
    ['Record', 'unknown: no answer'],
  ])
})

it('accepting says how many it was, and who was left as it was', () => {
  expect(acceptedWords('Pilot', 19, 19)).toBe('19 customers of Pilot are accepted.')
  expect(acceptedWords('Batch 2', 1, 2)).toBe(
    '1 customer of Batch 2 is accepted. 1 customer not: a test of theirs fails.',
  )
})
