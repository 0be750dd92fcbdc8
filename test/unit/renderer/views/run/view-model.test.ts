import { expect, it } from 'vitest'
import { controls, runOrder, waitingLine } from '../../../../../renderer/views/run/view-model.ts'
import { liveRun } from '../../../../helpers/live-run.ts'

it('a run always says why it waits, or that it works', () => {
  const active = [
    { member: '1', step: 's', title: 't', phase: 'apply', attempt: 'a', host: 'h', since: 1 },
  ]
  expect([
    waitingLine(liveRun({ waiting: 'waits for src-db' })),
    waitingLine(liveRun({ active })),
    waitingLine(liveRun()),
    waitingLine(liveRun({ state: 'paused' })),
    waitingLine(liveRun({ state: 'succeeded' })),
  ]).toEqual(['waits for src-db', 'Working.', 'Starting.', 'Paused: no new step is started.', ''])
})

it('the run that needs a person stands first, what is over last', () => {
  const question = { id: 'q', member: '1', text: '?', choices: ['retry' as const], since: 1 }
  const runs = [
    liveRun({ run: 'over', state: 'succeeded' }),
    liveRun({ run: 'paused', state: 'paused' }),
    liveRun({ run: 'running' }),
    liveRun({ run: 'asks', state: 'paused', questions: [question] }),
  ]
  expect(runOrder(runs).map(({ run }) => run)).toEqual(['asks', 'running', 'paused', 'over'])
})

it.each([
  ['running', ['pause', 'stop', 'steps']],
  ['paused', ['resume', 'stop', 'steps']],
  ['aborted', ['undo', 'dismiss', 'steps']],
  ['succeeded', ['dismiss']],
] as const)('a run that is %s offers %j', (state, offered) => {
  const shown = Object.entries(controls(liveRun({ state })))
    .filter(([, on]) => on)
    .map(([name]) => name)
  expect(shown.toSorted()).toEqual([...offered].toSorted())
})
