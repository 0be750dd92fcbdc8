import { expect, it } from 'vitest'
import { RunId } from '../../../../shared/domain/ids.ts'
import { JournalEvent } from '../../../../shared/domain/journal.ts'
import {
  leftToTakeBack,
  mayBeTakenUp,
  mayBeUndone,
  owedMembers,
} from '../../../../shared/domain/left-runs.ts'
import { foldRun } from '../../../../shared/domain/run-fold.ts'
import type { RunState } from '../../../../shared/domain/states.ts'
import { instant } from '../../../../shared/domain/time.ts'
import { lockIntended } from '../../../helpers/lock-intended.ts'

it.each([
  ['armed', false, true, false],
  ['running', false, true, true],
  ['paused', false, true, true],
  ['failed', false, false, true],
  ['failed', true, true, true],
  ['succeeded', false, false, true],
  ['undone', false, false, false],
] as const)(
  'a run that is %s (owes: %s) may be taken up: %s, undone: %s',
  (state, owes, up, undo) => {
    expect([mayBeTakenUp({ state, startAt: instant(1) }, owes), mayBeUndone(state)]).toEqual([
      up,
      undo,
    ])
    if (state === 'armed') expect(mayBeTakenUp({ state }, owes)).toBe(false)
  },
)

const run = RunId.parse('r0001-test')
const aborted = { id: run, state: 'aborted' as RunState, members: ['1001', '1002'] }
const progress = foldRun(
  [
    {
      kind: 'run.created',
      run,
      procedure: 'p',
      members: ['1001', '1002'],
      by: 'anna',
      snapshot: 'x',
    },
    { kind: 'customer.state', customer: '1001', from: 'planned', to: 'scheduled', run },
    { kind: 'run.state', run, from: 'running', to: 'aborted' },
  ].map((event) => ({ at: instant(0), event: JournalEvent.parse(event) })),
)
const states = new Map([
  ['1001', 'transferred'],
  ['1002', 'transferred'],
] as const)

it('a stopped run owes what is left to whom it has brought to the target, until a later run has them', () => {
  const owed = (runs: readonly { id: string; members: readonly string[] }[]) =>
    owedMembers(aborted, { runs, progress, procedure: { after: [] }, states })
  expect(owed([aborted])).toEqual(['1001'])
  expect(owed([{ id: 'r0000-test', members: ['1001'] }, aborted])).toEqual(['1001'])
  expect(owed([aborted, { id: 'r0002-test', members: ['1001'] }])).toEqual([])
})

it('a run of which an undo was asked for and has not come to its end says who is left', () => {
  const events = [
    {
      kind: 'run.created',
      run,
      procedure: 'p',
      members: ['1', '2', '3', '4'],
      by: 'a',
      snapshot: 'x',
    },
    ...['1', '2', '3'].map((member) => lockIntended(run, member)),
    ...['1', '2', '3'].map((member) => ({ kind: 'member.ended', run, member, result: 'done' })),
    { kind: 'run.state', run, from: 'running', to: 'succeeded' },
    ...['1', '2', '4'].map((member) => ({
      kind: 'take-out.asked',
      run,
      member,
      by: 'anna',
      reason: 'the run is taken back',
    })),
    { kind: 'member.ended', run, member: '2', result: 'undone' },
  ].map((event) => ({ at: instant(0), event: JournalEvent.parse(event) }))
  expect(leftToTakeBack(foldRun(events))).toEqual(['1'])
  const undone = JournalEvent.parse({ kind: 'run.state', run, from: 'succeeded', to: 'undone' })
  expect(leftToTakeBack(foldRun([...events, { at: instant(0), event: undone }]))).toEqual([])
  expect(leftToTakeBack(undefined)).toEqual([])
})
