import { describe, expect, it } from 'vitest'
import type { LiveHandle } from '../../../../main/runner/live.ts'
import { problem } from '../../../../shared/domain/problems.ts'
import { held, started } from '../../../helpers/held-runner.ts'
import { createWorld, runnerBench, threeSteps, until } from '../../../helpers/runner-world.ts'
import { waitingClock } from '../../../helpers/waiting-clock.ts'

const exit1 = { kind: 'exited', code: 1 } as const

const memberOf = (attempt: string): string => attempt.split('.')[2] ?? ''

const runStates = (bench: ReturnType<typeof runnerBench>): string =>
  bench
    .events('run.state')
    .map((e) => e.to)
    .join(' ')

async function inLastStep() {
  const { bench, release } = held()
  const handle = await started(bench, 1)
  for (const step of ['lock', 'move']) {
    await until(`${step} is in work`, () => bench.world.begun.at(-1)?.includes(step) === true)
    release()
  }
  await until('the last is in work', () => bench.world.begun.length === 3)
  return { bench, release, handle }
}

describe('pause and stop', () => {
  it('sends no command while paused, and goes on after it', async () => {
    const { bench, release } = held()
    const handle = await started(bench, 2)
    await until('one is in work', () => bench.world.begun.length === 1)
    await handle.pause('anna')
    release()
    await until('it has ended', () => bench.events('attempt.ended').length === 1)
    for (let i = 0; i < 50; i++) await until('a turn', () => true)
    expect(bench.world.begun).toHaveLength(1)
    expect(handle.live()).toMatchObject({ state: 'paused', waiting: 'paused by anna', active: [] })
    bench.world.hold = undefined
    await handle.resume('anna')
    expect((await handle.ended).state).toBe('succeeded')
  })

  it('ends although it is paused when nothing of it is left to do', async () => {
    const { release, handle } = await inLastStep()
    await handle.pause('anna')
    release()
    expect(await handle.ended).toMatchObject({ state: 'succeeded' })
  })

  it('is paused in the journal before it ends, when both come at once', async () => {
    const { bench, release } = held()
    const handle = await started(bench, 1, { after: [] })
    const append = bench.journal.append
    let pausing: Promise<void> | undefined
    bench.journal.append = async (events) => {
      if (events.some((e) => e.kind === 'run.state')) await new Promise((r) => setImmediate(r))
      await append(events)
      if (events.some((e) => e.kind === 'member.ended')) pausing = handle.pause('anna')
    }
    await until('one is in work', () => bench.world.begun.length === 1)
    bench.world.hold = undefined
    release()
    expect(await handle.ended).toMatchObject({ state: 'succeeded' })
    await pausing
    expect(runStates(bench)).toBe('armed running paused succeeded')
  })

  it('is in the journal as it is, however quickly a pause and its end follow each other', async () => {
    const { bench, release } = held()
    const handle = await started(bench, 1)
    await until('one is in work', () => bench.world.begun.length === 1)
    await Promise.all([handle.pause('anna'), handle.resume('anna'), handle.pause('ben')])
    expect(handle.live()).toMatchObject({ state: 'paused', waiting: 'paused by ben' })
    await Promise.all([handle.resume('ben'), handle.pause('anna'), handle.resume('anna')])
    bench.world.hold = undefined
    release()
    expect((await handle.ended).state).toBe('succeeded')
    expect(runStates(bench)).toBe(
      'armed running paused running paused running paused running succeeded',
    )
  })

  it('sends nothing after a stop, lets what is in work end, and names who stands half-way', async () => {
    const { bench, release } = held()
    const handle = await started(bench, 3)
    await until('one is in work', () => bench.world.begun.length === 1)
    const stopped = handle.stop('anna', 'rain')
    release()
    await stopped
    const live = await handle.ended
    expect(live.state).toBe('aborted')
    expect(bench.world.begun).toHaveLength(1)
    expect(bench.events('run.state').at(-1)?.reason).toBe(
      'stopped by anna: rain; half-way, to be taken back: 1001',
    )
    expect([...bench.states()]).toEqual([
      ['1001', 'failed'],
      ['1002', 'planned'],
      ['1003', 'planned'],
    ])
  })

  it('does not send a command whose intent was being written when the stop came', async () => {
    const bench = runnerBench(waitingClock())
    const append = bench.journal.append
    let handle: LiveHandle | undefined
    bench.journal.append = async (events) => {
      await append(events)
      if (events.some((e) => e.kind === 'attempt.intended')) void handle?.stop('anna', 'rain')
    }
    handle = await started(bench, 1)
    expect((await handle.ended).state).toBe('aborted')
    expect(bench.world.begun).toEqual([])
    expect(bench.events('attempt.resolved')[0]).toMatchObject({
      state: 'failed',
      how: 'never sent: the run was stopped first',
    })
    expect(bench.states().get('1001')).toBe('planned')
  })

  it('leaves a customer where it was of which nothing was sent, also on its way back', async () => {
    const bench = runnerBench(waitingClock())
    const append = bench.journal.append
    let handle: LiveHandle | undefined
    bench.journal.append = async (events) => {
      await append(events)
      if (events.some((e) => e.kind === 'attempt.intended')) void handle?.stop('anna', 'rain')
    }
    const run = await bench.start({
      procedure: threeSteps({ id: 'customer-return' }, { customerState: { during: 'returning' } }),
      customers: new Map([['1001', 'checked']]),
    })
    if (!run.ok) throw new Error(run.problem.message)
    handle = run.value
    expect((await handle.ended).state).toBe('aborted')
    expect(bench.world.begun).toEqual([])
    expect(bench.states().get('1001')).toBe('checked')
  })

  it('does not send a command again that was being looked for on its host when the stop came', async () => {
    const bench = runnerBench(waitingClock())
    bench.journal.dieAt = { append: 2, before: false }
    const first = await started(bench, 1)
    await Promise.race([first.ended, bench.journal.died])
    bench.journal.revive()
    expect(bench.world.begun).toEqual([])
    let handle: LiveHandle | undefined
    bench.world.read = (_, phase) => {
      if (phase === 'probe') void handle?.stop('anna', 'rain')
      return undefined
    }
    const again = await bench.resume()
    if (!again.ok) throw new Error(again.problem.message)
    handle = again.value
    expect((await handle.ended).state).toBe('aborted')
    expect(bench.world.execs).toEqual(['customer-lock probe'])
    expect(bench.world.begun).toEqual([])
  })

  it('always says why nothing is under way', async () => {
    const bench = runnerBench(waitingClock())
    let nth = 0
    bench.world.twist = () => (++nth % 4 === 0 ? exit1 : undefined)
    const handle = await started(bench, 8)
    const mute: string[] = []
    const seen = { over: false }
    void handle.ended.then(() => (seen.over = true))
    while (!seen.over) {
      const live = handle.live()
      if (live.state === 'running' && live.active.length === 0 && live.waiting === '')
        mute.push(JSON.stringify(live.members))
      await new Promise<void>((resolve) => queueMicrotask(resolve))
      if (nth > 0) await new Promise<void>((resolve) => setImmediate(resolve))
    }
    expect(mute).toEqual([])
  })
})

describe('taking a member out', () => {
  it('before it has begun leaves it where it is', async () => {
    const { bench, release } = held()
    const handle = await started(bench, 2, { concurrency: { width: 1, ramp: [1], perHost: 4 } })
    await until('one is in work', () => bench.world.begun.length === 1)
    await handle.takeOut('1002', 'anna', 'they have a party')
    bench.world.hold = undefined
    release()
    const live = await handle.ended
    expect(live).toMatchObject({ state: 'succeeded', members: { done: 1, takenOut: 1 } })
    expect(bench.states().get('1002')).toBe('planned')
    expect(bench.world.begun.some((a) => memberOf(a) === '1002')).toBe(false)
  })

  it('in mid-run takes back what was done and plans it anew', async () => {
    const { bench, release } = held()
    const handle = await started(bench, 1)
    await until('it is in work', () => bench.world.begun.length === 1)
    await handle.takeOut('1001', 'anna', 'they have a party')
    bench.world.hold = undefined
    release()
    await handle.ended
    expect(bench.events('member.ended')).toEqual([
      expect.objectContaining({
        result: 'taken-out',
        reason: 'taken out by anna: they have a party',
      }),
    ])
    expect(bench.events('attempt.intended').map((e) => e.phase)).toEqual([
      'apply',
      'undo',
      'undo-verify',
    ])
    expect(bench.states().get('1001')).toBe('planned')
  })

  it('in its last step takes back what was done too', async () => {
    const { bench, release, handle } = await inLastStep()
    await handle.takeOut('1001', 'anna', 'they have a party')
    bench.world.hold = undefined
    release()
    expect((await handle.ended).members.takenOut).toBe(1)
    expect(bench.events('attempt.intended').filter((e) => e.phase === 'undo')).toHaveLength(3)
  })

  it('is kept over a crash', async () => {
    const { bench, release } = held()
    const handle = await started(bench, 1)
    await until('it is in work', () => bench.world.begun.length === 1)
    await handle.takeOut('1001', 'anna', 'they have a party')
    bench.world.hold = undefined
    const again = await bench.resume()
    if (!again.ok) throw new Error(again.problem.message)
    await again.value.ended
    expect(bench.events('member.ended')[0]).toMatchObject({ result: 'taken-out' })
    release()
  })

  it('answers the question that the member waits with', async () => {
    const bench = runnerBench(waitingClock())
    bench.world.twist = () => exit1
    const procedure = threeSteps()
    const run = await bench.start({
      procedure: {
        ...procedure,
        steps: procedure.steps.map((s) => ({ ...s, onFailure: 'ask' as const })),
      },
    })
    if (!run.ok) throw new Error(run.problem.message)
    await until('it asks', () => run.value.live().questions.length > 0)
    await run.value.takeOut('1001', 'anna', 'tomorrow')
    expect((await run.value.ended).members.takenOut).toBe(1)
  })

  it('is refused for one that is not in the run or has ended', async () => {
    const bench = runnerBench(waitingClock())
    const handle = await started(bench, 1)
    await handle.ended
    const answers = [
      await handle.takeOut('9', 'anna', 'x'),
      await handle.takeOut('1001', 'anna', 'x'),
    ]
    expect(answers.map((a) => (a.ok ? '' : a.problem.message))).toEqual([
      '9 is not in run r0001-test',
      '1001 has ended already in this run: done',
    ])
  })
})

describe('a journal that takes no more', () => {
  const full = problem('disk-full', 'the disk of the project is full')

  it('stops the run with a sentence, starts nothing further, and a resume takes it up', async () => {
    const { bench, release } = held()
    const handle = await started(bench, 3)
    await until('one is in work', () => bench.world.begun.length === 1)
    bench.journal.refuse = full
    release()
    const live = await handle.ended
    expect(live.problem).toMatchObject({
      code: 'disk-full',
      safe: expect.stringContaining('nothing further is started'),
    })
    expect(live.waiting).toContain('the disk of the project is full')
    expect(bench.world.begun).toHaveLength(1)
    bench.journal.refuse = undefined
    bench.world.hold = undefined
    const again = await bench.resume()
    if (!again.ok) throw new Error(again.problem.message)
    expect((await again.value.ended).state).toBe('succeeded')
    expect(new Set(bench.world.begun).size).toBe(bench.world.begun.length)
  })

  it('at the start refuses the start', async () => {
    const bench = runnerBench(waitingClock(), { world: createWorld() })
    bench.journal.refuse = full
    const run = await bench.start()
    expect(run.ok ? '' : run.problem.message).toBe('the disk of the project is full')
    expect(bench.world.begun).toEqual([])
  })
})
