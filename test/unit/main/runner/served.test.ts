import { expect, it } from 'vitest'
import type { LiveHandle } from '../../../../main/runner/live.ts'
import { StepId } from '../../../../shared/domain/ids.ts'
import { held } from '../../../helpers/held-runner.ts'
import { members, runnerBench, threeSteps, until } from '../../../helpers/runner-world.ts'
import type { Bench } from '../../../helpers/runner-world.ts'
import { waitingClock } from '../../../helpers/waiting-clock.ts'

/** The three steps, and two behind them for which nobody waits any more. */
const withRest = () => {
  const procedure = threeSteps({ after: [{ check: 'compare-customers' }] })
  const [lock] = procedure.steps
  if (lock === undefined) throw new Error('no step')
  const { undo: _none, customerState: _state, ...step } = lock
  const rest = ['export-older', 'import-older'].map((id) => ({
    ...step,
    id: StepId.parse(id),
    undoNotNeeded: 'it only adds',
    onFailure: 'ask' as const,
  }))
  return { ...procedure, steps: [...procedure.steps, ...rest] }
}

const begun = async (bench: Bench, count = 1): Promise<LiveHandle> => {
  const run = await bench.start({ procedure: withRest(), members: members(count) })
  if (!run.ok) throw new Error(run.problem.message)
  return run.value
}

const again = async (bench: Bench): Promise<LiveHandle> => {
  const run = await bench.resume()
  if (!run.ok) throw new Error(run.problem.message)
  return run.value
}

const stopped =
  'stopped by anna: rain; served by the target, with steps left that a resume finishes: 1001'

/** Stopped while the step behind the move is under way; that one ends on its host by itself. */
async function stoppedInRest(count: number): Promise<Bench> {
  const { bench, release } = held()
  const handle = await begun(bench, count)
  for (const step of ['lock', 'move', 'unlock']) {
    await until(`${step} is in work`, () => bench.world.begun.at(-1)?.includes(step) === true)
    release()
  }
  await until('the rest is in work', () => bench.world.begun.length === 4)
  const ending = handle.stop('anna', 'rain')
  bench.world.hold = undefined
  release()
  await ending
  return bench
}

it('a customer that the target serves is no failed one when a stop cuts off what comes behind', async () => {
  const bench = await stoppedInRest(2)
  expect([...bench.states()]).toEqual([
    ['1001', 'transferred'],
    ['1002', 'planned'],
  ])
  expect(bench.events('run.state').at(-1)).toMatchObject({ to: 'aborted', reason: stopped })
})

it('a resume finishes what was cut off, and nothing else; the run stays as it ended', async () => {
  const bench = await stoppedInRest(2)
  const handle = await again(bench)
  expect(handle.task).toBe('finish')
  expect((await handle.ended).state).toBe('aborted')
  expect(bench.events('member.ended')).toEqual([
    expect.objectContaining({ member: '1001', result: 'done' }),
  ])
  expect([...bench.states()]).toEqual([
    ['1001', 'transferred'],
    ['1002', 'planned'],
  ])
  expect(new Set(bench.world.begun).size).toBe(bench.world.begun.length)
  const begunBefore = bench.world.begun.length
  await (
    await again(bench)
  ).ended
  expect(bench.world.begun).toHaveLength(begunBefore)
})

it('the checks behind a run are made for those whose steps a resume has finished', async () => {
  const { journal, world, ...bench } = await stoppedInRest(1)
  const checks = {
    answer: async () => ({ answer: 'pass', sentence: 'ok', passed: ['1001'] }) as const,
  }
  const second = runnerBench(waitingClock(), { journal, world, checks })
  await (
    await again(second)
  ).ended
  expect(bench.states().get('1001')).toBe('checked')
})

it('a run that is ended at a question about what comes behind leaves the customer moved too', async () => {
  const bench = runnerBench(waitingClock())
  bench.world.twist = (attempt) =>
    attempt.includes('older') ? { kind: 'exited', code: 1 } : undefined
  const handle = await begun(bench)
  await until('it asks', () => handle.live().questions.length > 0)
  await handle.answer(handle.live().questions[0]?.id ?? '', 'abort', 'anna', 'rain')
  expect((await handle.ended).state).toBe('aborted')
  expect(bench.states().get('1001')).toBe('transferred')
  bench.world.twist = () => undefined
  const finishing = await again(bench)
  await until('it asks again', () => finishing.live().questions.length > 0)
  await finishing.answer(finishing.live().questions[0]?.id ?? '', 'retry', 'anna', 'mended')
  await finishing.ended
  expect(bench.events('member.ended')).toEqual([expect.objectContaining({ result: 'done' })])
})

it('customers that were moved and not checked, because the run was stopped or could not look, are checked by a resume', async () => {
  for (const choice of ['stop', 'go-on']) {
    const silent = { answer: 'unknown', sentence: 'the API does not answer' } as const
    const bench = runnerBench(waitingClock(), { checks: { answer: async () => silent } })
    const handle = await begun(bench)
    await until('it asks', () => handle.live().questions.length > 0)
    if (choice === 'stop') void handle.stop('anna', 'rain')
    else await handle.answer(handle.live().questions[0]?.id ?? '', 'go-on', 'anna', 'later')
    const { state } = await handle.ended
    expect([state, bench.states().get('1001')]).toEqual([
      choice === 'stop' ? 'aborted' : 'failed',
      'transferred',
    ])
    const checks = {
      answer: async () => ({ answer: 'pass', sentence: 'ok', passed: ['1001'] }) as const,
    }
    const { journal, world } = bench
    const begunBefore = world.begun.length
    await (
      await again(runnerBench(waitingClock(), { journal, world, checks }))
    ).ended
    expect([bench.states().get('1001'), world.begun.length]).toEqual(['checked', begunBefore])
    const third = await bench.resume()
    expect(third.ok ? '' : third.problem.code).toBe('not-allowed')
  }
})
