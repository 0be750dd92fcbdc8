import { expect, it } from 'vitest'
import { leftToTakeBack } from '../../../../shared/domain/left-runs.ts'
import { foldRun } from '../../../../shared/domain/run-fold.ts'
import type { LiveHandle } from '../../../../main/runner/live.ts'
import { held, started } from '../../../helpers/held-runner.ts'
import { members, runnerBench, threeSteps, until } from '../../../helpers/runner-world.ts'
import type { Bench } from '../../../helpers/runner-world.ts'
import { waitingClock } from '../../../helpers/waiting-clock.ts'

/** One moved, one in the middle of it, one not begun; then paused. */
async function paused(): Promise<Bench> {
  const { bench, release } = held()
  const handle = await started(bench, 3, { concurrency: { width: 1, ramp: [1], perHost: 1 } })
  for (const step of ['lock.1001', 'move.1001', 'unlock.1001', 'lock.1002']) {
    await until(`${step} is in work`, () => bench.world.begun.at(-1)?.includes(step) === true)
    if (step !== 'lock.1002') release()
  }
  await pause(bench, handle, release)
  return bench
}

async function pause(bench: Bench, handle: LiveHandle, release: () => void): Promise<void> {
  const pausing = handle.pause('anna')
  bench.world.hold = undefined
  release()
  await pausing
  await until('its command has ended', () => handle.live().active.length === 0)
}

/** Ctrl-C right behind the wish: nothing is taken back yet. */
async function interruptedUndo(bench: Bench, only?: readonly string[]): Promise<void> {
  const undo = await bench.undo(only)
  if (!undo.ok) throw new Error(undo.problem.message)
  await undo.value.pause('anna')
}

async function resumed(bench: Bench): Promise<string> {
  const run = await bench.resume()
  return run.ok ? (await run.value.ended).state : run.problem.message
}

const applied = (bench: Bench): string[] =>
  bench.events('attempt.intended').flatMap((e) => (e.phase === 'apply' ? [e.member] : []))

it.each(['paused', 'running'])(
  'a run that was left %s and is being taken back is not carried forward by a resume',
  async (left) => {
    const bench = await paused()
    // A process that dies pauses nothing.
    if (left === 'running') bench.journal.stored.splice(bench.kinds().lastIndexOf('run.state'), 1)
    const before = applied(bench)
    await interruptedUndo(bench)
    expect(await resumed(bench)).toBe('run r0001-test is over: it is aborted')
    expect(applied(bench)).toEqual(before)
    expect(bench.states().get('1003')).toBe('planned')
    expect(bench.events('run.state').at(-1)).toMatchObject({
      from: left,
      to: 'aborted',
      by: 'tester',
      reason: 'being taken back by tester',
    })
    const undo = await bench.undo()
    expect(undo.ok && (await undo.value.ended).state).toBe('undone')
    expect([...bench.states()]).toEqual([
      ['1001', 'returned'],
      ['1002', 'planned'],
      ['1003', 'planned'],
    ])
  },
)

it('a member that is being taken back alone is taken back by the resume that carries the others forward', async () => {
  const bench = await paused()
  await interruptedUndo(bench, ['1002'])
  expect(await resumed(bench)).toBe('succeeded')
  expect(bench.events('member.ended').map((e) => [e.member, e.result])).toEqual([
    ['1001', 'done'],
    ['1002', 'taken-out'],
    ['1003', 'done'],
  ])
  expect(applied(bench).filter((member) => member === '1002')).toHaveLength(1)
})

it('a run past a point of no return stands still as before: it is not taken back, and a resume goes on with it', async () => {
  const { bench, release } = held()
  const procedure = threeSteps({}, { pointOfNoReturn: 'It is gone.' })
  const run = await bench.start({ procedure, members: members(2) })
  if (!run.ok) throw new Error(run.problem.message)
  await until('the first is in work', () => bench.world.begun.length === 1)
  await pause(bench, run.value, release)
  const undo = await bench.undo()
  expect(undo.ok ? undefined : undo.problem).toMatchObject({
    code: 'not-allowed',
    message: '1001: lock is past the point of no return: It is gone.',
    safe: 'nothing was taken back',
  })
  expect(await resumed(bench)).toBe('succeeded')
})

it('what was moved and not checked is not checked by a resume any more once it is being taken back', async () => {
  const silent = { answer: 'unknown', sentence: 'the API does not answer' } as const
  const bench = runnerBench(waitingClock(), { checks: { answer: async () => silent } })
  const run = await started(bench, 1, { after: [{ check: 'compare-customers' }] })
  await until('it asks', () => run.live().questions.length > 0)
  await run.stop('anna', 'rain')
  const { append } = bench.journal
  // The program dies right before the customer is said to be on its way back.
  bench.journal.append = (events) =>
    events.some(({ kind }) => kind === 'customer.state')
      ? new Promise(() => undefined)
      : append(events)
  await interruptedUndo(bench)
  bench.journal.append = append
  expect(bench.states().get('1001')).toBe('transferred')
  const { journal, world } = bench
  expect(await resumed(runnerBench(waitingClock(), { journal, world }))).toBe(
    'run r0001-test is over: it is aborted',
  )
})

it('a command that still runs on its host is waited for, and taken back then', async () => {
  const { bench, release } = held()
  const handle = await started(bench, 1)
  await until('its command runs', () => bench.world.begun.length === 1)
  await handle.pause('anna')
  const { stepStatus } = bench.world
  bench.world.stepStatus = async (...asked) =>
    bench.world.hold === undefined ? stepStatus(...asked) : { kind: 'running' }
  // The process of the run is gone, what it has sent is not.
  const { journal, world } = bench
  const later = runnerBench(waitingClock(), { journal, world })
  const undo = await later.undo()
  if (!undo.ok) throw new Error(undo.problem.message)
  await until('it is followed', () => undo.value.live().active[0]?.phase === 'apply')
  bench.world.hold = undefined
  release()
  expect((await undo.value.ended).state).toBe('undone')
  expect(bench.world.begun.map((attempt) => attempt.split('.').slice(1).join(' '))).toEqual([
    'lock 1001 src-db apply 1',
    'lock 1001 src-db undo 1',
  ])
})

it('an undo of a run that ended well is on disk as well before its first look at a host: whom it is for, and who is left', async () => {
  const bench = runnerBench(waitingClock())
  const run = await started(bench, 3, {})
  expect((await run.ended).state).toBe('succeeded')
  const { world } = bench
  const never = Promise.withResolvers<void>()
  world.hold = (attempt) => (attempt.includes('.1002.') ? never.promise : Promise.resolve())
  const undo = await bench.undo()
  if (!undo.ok) throw new Error(undo.problem.message)
  expect(bench.events('take-out.asked').map(({ member }) => member)).toEqual([
    '1001',
    '1002',
    '1003',
  ])
  await until('it is at the second', () => world.begun.at(-1)?.includes('1002') === true)
  await undo.value.pause('anna')
  expect(leftToTakeBack(foldRun(bench.journal.stored))).toEqual(['1001', '1002'])
})
