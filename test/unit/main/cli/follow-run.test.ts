import { expect, it } from 'vitest'
import type { Following } from '../../../../main/cli/follow-run.ts'
import { followRun, undoEnd } from '../../../../main/cli/follow-run.ts'
import { bad, ok } from '../../../../shared/base/result.ts'
import { problem } from '../../../../shared/domain/problems.ts'
import { instant } from '../../../../shared/domain/time.ts'
import { fakeRun } from '../../../helpers/fake-engine.ts'
import type { FakeRun } from '../../../helpers/fake-engine.ts'
import { saidOutput } from '../../../helpers/said-output.ts'

const question = {
  id: 'q1',
  member: '1001',
  text: 'src-db does not answer',
  choices: ['retry', 'undo'] as const,
  since: instant(0),
}
const asking = { questions: [{ ...question, choices: [...question.choices] }] }

function following(more: Partial<Following> = {}) {
  const log: string[] = []
  const run = fakeRun('r0001-test', log)
  const { said, documents, output } = saidOutput()
  const code = (handle: FakeRun = run) =>
    followRun(handle, output, {
      goOn: 'undo panda.switchyard r0001-test',
      end: undoEnd,
      person: undefined,
      ...more,
    })
  return { run, log, said, documents, code }
}

it('Ctrl-C pauses, and says how to go on; the document has the run as it stands then', async () => {
  const { run, log, said, documents, code } = following()
  const pause = run.pause
  const paused: FakeRun = {
    ...run,
    pause: async (by) => {
      await pause(by)
      run.change({ state: 'paused' })
    },
  }
  const followed = code(paused)
  process.emit('SIGINT')
  expect(await followed).toBe(130)
  expect(log).toEqual([expect.stringMatching(/^pause r0001-test /)])
  expect(said).toEqual([
    'Interrupted: r0001-test stands still. What was under way ends on its host; go on with: switchyard undo panda.switchyard r0001-test',
  ])
  expect(documents).toEqual([expect.objectContaining({ state: 'paused' })])
})

it('without a terminal a question is named, with the way to go on, and the code is unknown', async () => {
  const { run, said, code } = following()
  run.change(asking)
  expect(await code()).toBe(3)
  expect(said).toEqual([
    '1001: src-db does not answer (retry | undo)',
    'r0001-test waits for a person. At a terminal, go on with: switchyard undo panda.switchyard r0001-test',
  ])
})

it('at a terminal a question that is open already is asked, and asked again after an answer that is none', async () => {
  const typed = ['maybe', 'undo']
  const answers: string[] = []
  const { run, said, code } = following({ person: async () => typed.shift() ?? '' })
  run.change(asking)
  const asked: FakeRun = {
    ...run,
    answer: async (_, choice) => {
      answers.push(choice)
      if (choice !== 'undo') return bad(problem('wrong-use', `"${choice}" is no answer`))
      run.end({ state: 'undone', questions: [] })
      return ok(undefined)
    },
  }
  expect(await code(asked)).toBe(0)
  expect(answers).toEqual(['maybe', 'undo'])
  expect(said[0]).toBe('"maybe" is no answer')
})

it('whoever leaves a question without a word leaves the run paused', async () => {
  const { run, log, code } = following({
    person: async () => {
      throw new Error('the terminal was closed')
    },
  })
  run.change(asking)
  expect(await code()).toBe(3)
  expect(log).toEqual([expect.stringMatching(/^pause /)])
})

it('Ctrl-C at a question is the same pause', async () => {
  const { run, said, code } = following({
    person: async (_prompt, _left, interrupt) => {
      interrupt()
      throw new Error('the terminal was closed')
    },
  })
  run.change(asking)
  expect(await code()).toBe(130)
  expect(said).toEqual([expect.stringContaining('Interrupted: r0001-test stands still.')])
})

it('an undo that has ended is done, also of single members; one that is stuck says at what', async () => {
  for (const [live, code, told] of [
    [{ state: 'undone' }, 0, 'Move customers to the target: taken back (run-1)'],
    [
      { state: 'succeeded' },
      0,
      'Move customers to the target: taken back as asked; the rest of it is succeeded (run-1)',
    ],
    [
      { state: 'succeeded', notUndone: '1001: no room' },
      1,
      'Move customers to the target: not undone: 1001: no room',
    ],
  ] as const) {
    const { run, said, code: followed } = following()
    run.end({ ...live, run: 'run-1' })
    expect(await followed()).toBe(code)
    expect(said[0]).toContain(told)
    if (code === 1) expect(said[0]).toContain('switchyard undo panda.switchyard r0001-test')
  }
})
