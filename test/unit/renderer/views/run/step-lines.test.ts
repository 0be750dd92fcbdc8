import { describe, expect, it } from 'vitest'
import { stepLines } from '../../../../../renderer/views/run/step-lines.ts'
import type { DryRunStep } from '../../../../../shared/domain/dry-run-steps.ts'
import type { StepRecord } from '../../../../../shared/ipc/run-views.ts'
import { runRecord, stepRecord } from '../../../../helpers/run-record.ts'

const predicted = (differs: Partial<DryRunStep> = {}): DryRunStep => ({
  step: 'lock',
  title: 'Lock',
  hosts: ['src-db'],
  effect: 'reversible',
  members: 2,
  probes: { absent: 2 },
  command: 'lock 1',
  details: [],
  ...differs,
})

const member = { troubled: false }
const line = (step: Partial<StepRecord>, before?: DryRunStep) =>
  stepLines(
    runRecord({
      steps: [stepRecord(step)],
      members: [
        { ...member, id: '1' },
        { ...member, id: '2' },
      ],
      ...(before === undefined
        ? {}
        : { dryRun: { at: 0, members: 2, notPredicted: 0, steps: [before] } }),
    }),
    undefined,
  )[0]

describe('a step beside its dry run', () => {
  it.each([
    [{}, 'to do'],
    [{ done: 1 }, 'partly done'],
    [{ done: 2 }, 'done'],
    [{ done: 1, failed: 1 }, 'failed'],
    [{ undone: 2 }, 'taken back'],
    [{ skipped: 2 }, 'skipped'],
  ] as const)('%j is %s', (step, state) => {
    expect(line(step)?.state).toBe(state)
  })

  it('says where it did not go as predicted', () => {
    expect(line({ failed: 1 }, predicted())?.differs).toBe('failed, not foreseen')
    expect(line({ failed: 1 }, predicted({ probes: { unknown: 1 } }))?.differs).toBe('')
    expect(line({ done: 2 }, predicted({ probes: { done: 2 } }))?.differs).toBe(
      'already done for 2 before the start',
    )
    expect(line({ done: 2, longestMs: 9_000 }, predicted({ predictedMs: 3_000 }))?.differs).toBe(
      '3.0 × the prediction',
    )
    expect(line({ done: 2, longestMs: 9_000 }, predicted({ predictedMs: 0 }))?.differs).toBe('')
    expect(line({ done: 2, longestMs: 900 }, predicted({ predictedMs: 300 }))?.differs).toBe('')
  })

  it('claims nothing where no dry run was looked at', () => {
    expect(line({ failed: 1 })).toMatchObject({ predicted: undefined, differs: '' })
  })
})
