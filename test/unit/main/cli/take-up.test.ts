import { expect, it } from 'vitest'
import { takeUp } from '../../../../main/cli/take-up.ts'
import { bad, ok } from '../../../../shared/base/result.ts'
import { problem } from '../../../../shared/domain/problems.ts'
import { fakeEngine, fakeRun } from '../../../helpers/fake-engine.ts'

it('Ctrl-C while hosts are reached leaves the rest, and answers the runs that go on already', async () => {
  const first = fakeRun('r0001-test')
  const left = new AbortController()
  const engine = fakeEngine({
    running: () => [first],
    resumeAll: () => new Promise(() => undefined),
  })
  const taken = takeUp(engine, 'anna', undefined)(left.signal)
  left.abort()
  expect(await taken).toEqual(ok([first]))
})

it('where none goes on yet, Ctrl-C is answered by the engine, which is told of it', async () => {
  const left = new AbortController()
  const refused = bad(problem('not-allowed', 'interrupted'))
  const engine = fakeEngine({
    resumeAll: (_, { stopping } = {}) =>
      new Promise((resolve) => stopping?.addEventListener('abort', () => resolve(refused))),
  })
  const taken = takeUp(engine, 'anna', undefined)(left.signal)
  left.abort()
  expect(await taken).toBe(refused)
})
