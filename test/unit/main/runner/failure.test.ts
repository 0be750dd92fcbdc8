import { describe, expect, it } from 'vitest'
import type { LiveHandle } from '../../../../main/runner/live.ts'
import type { Procedure } from '../../../../shared/domain/procedure.ts'
import {
  answered,
  ended,
  inTime,
  members,
  oneLook,
  platformSteps,
  runnerBench,
  threeSteps,
  until,
} from '../../../helpers/runner-world.ts'
import type { Bench } from '../../../helpers/runner-world.ts'
import { waitingClock } from '../../../helpers/waiting-clock.ts'

const exit1 = { kind: 'exited', code: 1 } as const

const withFirst = (first: object): Procedure => threeSteps({}, first)

async function started(bench: Bench, procedure: Procedure, count = 1): Promise<LiveHandle> {
  const run = await bench.start({ procedure, members: members(count) })
  if (!run.ok) throw new Error(run.problem.message)
  return run.value
}

const failsOnce = (bench: Bench, times = 1): void => {
  let left = times
  bench.world.twist = () => (left-- > 0 ? exit1 : undefined)
}

describe('retry', () => {
  it('executes again under a new attempt with the arguments of the retry, after the back-off of the clock', async () => {
    const clock = waitingClock()
    const bench = runnerBench(clock)
    failsOnce(bench)
    const procedure = withFirst({
      retry: { attempts: 2, backoff: '5s', on: ['exit'], args: { customer: 'other' } },
    })
    const handle = await started(bench, procedure)
    await until('it backs off', () => handle.live().waiting.includes('tries lock again (2 of 2)'))
    expect(bench.world.begun).toHaveLength(1)
    clock.advance(4999)
    await until('nothing moves', () => bench.world.begun.length === 1)
    clock.advance(1)
    expect((await handle.ended).state).toBe('succeeded')
    expect(
      bench
        .events('attempt.intended')
        .filter((e) => e.step === 'lock' && e.phase === 'apply')
        .map((e) => [e.number, e.args]),
    ).toEqual([
      [1, { customer: '1001' }],
      [2, { customer: 'other' }],
    ])
  })

  it('is not for a kind of failure that the step does not name', async () => {
    const bench = runnerBench(waitingClock())
    failsOnce(bench)
    const handle = await started(bench, withFirst({ retry: { attempts: 3, on: ['timeout'] } }))
    expect((await handle.ended).state).toBe('failed')
    expect(bench.world.begun).toHaveLength(1)
  })

  it('never repeats an effect whose failure the probe contradicts: it asks', async () => {
    const bench = runnerBench(waitingClock())
    failsOnce(bench)
    bench.world.probe = 'done'
    const handle = await started(bench, withFirst({ retry: { attempts: 3, on: ['exit'] } }))
    await until('it asks', () => handle.live().questions.length > 0)
    expect(handle.live().questions[0]?.text).toContain('its probe says that the work is done')
    expect(bench.world.begun).toHaveLength(1)
    await handle.answer(
      handle.live().questions[0]?.id ?? '',
      'succeeded',
      'anna',
      'seen on the host',
    )
    expect((await handle.ended).state).toBe('succeeded')
    expect(new Set(bench.world.begun).size).toBe(3)
  })

  it('asks a host that was silent again for a read, as the step declares, and then a person', async () => {
    const clock = waitingClock()
    const bench = runnerBench(clock)
    const procedure = oneLook({ retry: { attempts: 2, on: ['lost'] } })
    bench.world.down.add('src-db')
    const handle = await started(bench, procedure)
    await inTime(clock, 'it backs off', () => handle.live().waiting.includes('tries look again'))
    await inTime(clock, 'it asks', () => handle.live().questions.length > 0)
    expect(handle.live().questions[0]?.choices).toEqual([
      'retry',
      'skip',
      'undo',
      'take-out',
      'abort',
    ])
    bench.world.down.clear()
    await handle.answer(handle.live().questions[0]?.id ?? '', 'retry', 'anna', 'cable in again')
    expect((await handle.ended).state).toBe('succeeded')
  })
})

it.each([
  ['a read', oneLook()],
  ['an effect', threeSteps()],
])('waits half a minute for a host that comes back, and asks nobody: %s', async (_, procedure) => {
  const clock = waitingClock()
  const bench = runnerBench(clock)
  bench.world.down.add('src-db')
  const from = clock.now()
  const handle = await started(bench, procedure)
  await inTime(clock, 'half a minute has gone by', () => clock.now() - from > 30_000)
  expect([handle.live().questions, bench.world.begun]).toEqual([[], []])
  bench.world.down.clear()
  await inTime(clock, 'it is over', () => handle.live().state === 'succeeded')
  expect(new Set(bench.world.begun).size).toBe(bench.world.begun.length)
})

describe('an unknown outcome', () => {
  it.each([
    ['done', 'succeeded', 3],
    ['absent', 'failed', 1],
  ] as const)('after a time-out is settled by the probe: %s', async (probe, state, begun) => {
    const bench = runnerBench(waitingClock())
    let first = true
    bench.world.twist = () => {
      const now = first
      first = false
      return now ? { kind: 'timed-out' } : undefined
    }
    bench.world.probe = probe
    const handle = await started(bench, threeSteps())
    expect((await handle.ended).state).toBe(state)
    expect(bench.world.begun).toHaveLength(begun)
  })

  it('that the probe calls partial is asked', async () => {
    const bench = runnerBench(waitingClock())
    bench.world.twist = () => ({ kind: 'timed-out' })
    bench.world.probe = 'partial'
    const handle = await started(bench, threeSteps())
    await until('it asks', () => handle.live().questions.length > 0)
    expect(handle.live().questions[0]).toMatchObject({
      member: '1001',
      choices: ['retry', 'succeeded', 'failed', 'undo', 'take-out', 'abort'],
    })
    expect(handle.live().waiting).toContain('waits for a person')
    await handle.answer(handle.live().questions[0]?.id ?? '', 'failed', 'anna', 'looked at it')
    expect((await handle.ended).state).toBe('failed')
    expect(bench.world.begun).toHaveLength(1)
  })

  it('of an effect whose answer is not the JSON of its schema is settled by the probe', async () => {
    const bench = runnerBench(waitingClock())
    const step = bench.world.step
    bench.world.step = async (...args) => {
      const outcome = await step(...args)
      return args[1].includes('.lock.')
        ? { ...outcome, stdout: new TextEncoder().encode('Segmentation fault') }
        : outcome
    }
    bench.world.probe = 'done'
    const handle = await started(bench, threeSteps())
    expect((await handle.ended).state).toBe('succeeded')
    expect(bench.events('attempt.ended')[0]?.problem?.message).toContain(
      'is not JSON: "Segmentation fault"',
    )
  })

  it('after a lost link asks the host first: what vanished goes to the probe', async () => {
    const bench = runnerBench(waitingClock())
    bench.world.twist = (attempt) => (attempt.includes('.lock.') ? 'lost-after' : undefined)
    bench.world.stepStatus = async () => ({ kind: 'vanished' })
    bench.world.probe = 'done'
    expect((await (await started(bench, threeSteps())).ended).state).toBe('succeeded')
  })

  it('after a lost link with the command still running is asked, and a retry follows it without starting it again', async () => {
    const bench = runnerBench(waitingClock())
    let lost = true
    bench.world.twist = (attempt) => (lost && attempt.includes('.lock.') ? 'lost-after' : undefined)
    bench.world.stepStatus = async () => ({ kind: 'running' })
    const handle = await started(bench, threeSteps())
    await until('it asks', () => handle.live().questions.length > 0)
    expect(handle.live().questions[0]?.text).toContain('still running on the host')
    lost = false
    await handle.answer(handle.live().questions[0]?.id ?? '', 'retry', 'anna', 'link is back')
    expect((await handle.ended).state).toBe('succeeded')
    expect(new Set(bench.world.begun).size).toBe(3)
    expect(bench.world.begun).toHaveLength(3)
  })

  it('is asked again after a crash, also while the host is down, and nothing is undone or repeated by itself', async () => {
    const clock = waitingClock()
    const bench = runnerBench(clock)
    bench.world.down.add('src-db')
    await started(bench, threeSteps())
    await inTime(clock, 'it asks', () => bench.events('attempt.ended').length > 0)
    const again = await bench.resume()
    if (!again.ok) throw new Error(again.problem.message)
    await inTime(clock, 'it asks again', () => again.value.live().questions.length > 0)
    expect(again.value.live().questions[0]?.text).toContain('src-db does not answer')
    expect(bench.kinds()).not.toContain('evidence.kept')
    bench.world.down.clear()
    await again.value.answer(
      again.value.live().questions[0]?.id ?? '',
      'retry',
      'anna',
      'host is back',
    )
    expect((await again.value.ended).state).toBe('succeeded')
    expect(bench.world.begun).toHaveLength(3)
  })
})

describe('looking for what became of a command', () => {
  it('ends after ten minutes at most, however long the command itself may take', async () => {
    const clock = waitingClock()
    const bench = runnerBench(clock)
    failsOnce(bench)
    const { exec } = bench.world
    bench.world.exec = (host, argv, options) =>
      argv[1] === 'probe'
        ? new Promise((resolve) => {
            options?.signal?.addEventListener('abort', () => resolve(ended({ kind: 'timed-out' })))
          })
        : exec(host, argv, options)
    const handle = await started(bench, withFirst({ timeout: '2d' }))
    await until('it is looked for', () => bench.events('attempt.ended').length === 1)
    await until('a turn', () => true)
    clock.advance(10 * 60_000)
    await until('it asks', () => handle.live().questions.length > 0)
    expect(handle.live().questions[0]?.text).toContain('could not be seen')
  })

  it('says on which host, also after a crash', async () => {
    const bench = runnerBench(waitingClock())
    bench.world.hold = () => new Promise(() => undefined)
    await started(bench, threeSteps())
    await until('it is in work', () => bench.events('attempt.started').length === 1)
    bench.world.stepStatus = () => new Promise(() => undefined)
    const again = await bench.resume()
    if (!again.ok) throw new Error(again.problem.message)
    for (let i = 0; i < 20; i++) await until('a turn', () => true)
    expect(again.value.live().waiting).toBe('waits for src-db: lock')
  })
})

describe('an answer that is not what was expected', () => {
  const looks = (onFailure: string): Procedure => oneLook({ expect: { collisions: 0 }, onFailure })

  it('fails the step, and a retry by a person looks again', async () => {
    const bench = runnerBench(waitingClock())
    let collisions = 2
    bench.world.read = () => answered({ ranges: [], collisions: collisions-- })
    const handle = await started(bench, looks('ask'))
    for (const left of [2, 1]) {
      await until(
        'it asks',
        () => handle.live().questions[0]?.text.includes(`collisions is ${left}`) === true,
      )
      await handle.answer(handle.live().questions[0]?.id ?? '', 'retry', 'anna', 'put right')
    }
    expect((await handle.ended).state).toBe('succeeded')
  })

  it('is still not expected after a crash', async () => {
    const bench = runnerBench(waitingClock())
    bench.world.read = () => answered({ ranges: [], collisions: 2 })
    const handle = await started(bench, looks('ask'))
    await until('it asks', () => handle.live().questions.length > 0)
    const again = await bench.resume()
    if (!again.ok) throw new Error(again.problem.message)
    await until('it asks again', () => again.value.live().questions.length > 0)
    expect(bench.events('attempt.intended')).toHaveLength(1)
    expect(bench.kinds()).not.toContain('member.ended')
  })
})

describe('a person', () => {
  const asking = async (): Promise<{ bench: Bench; handle: LiveHandle; id: string }> => {
    const bench = runnerBench(waitingClock())
    failsOnce(bench)
    const handle = await started(bench, withFirst({ onFailure: 'ask' }))
    await until('it asks', () => handle.live().questions.length > 0)
    return { bench, handle, id: handle.live().questions[0]?.id ?? '' }
  }

  it('who skips a step says why, and it is kept; the state that the step stands for is taken as reached', async () => {
    const { bench, handle, id } = await asking()
    await handle.answer(id, 'skip', 'anna', 'locked by hand')
    expect((await handle.ended).state).toBe('succeeded')
    expect(bench.events('step.skipped')).toEqual([
      expect.objectContaining({ step: 'lock', reason: 'locked by hand', by: 'anna' }),
    ])
    expect(bench.states().get('1001')).toBe('transferred')
  })

  it('is asked again after a crash: the resume alone repeats no command whose tries are used up', async () => {
    const { bench } = await asking()
    const again = await bench.resume()
    if (!again.ok) throw new Error(again.problem.message)
    await until('it asks again', () => again.value.live().questions.length > 0)
    expect(again.value.live().questions[0]?.text).toContain('ended with exit code 1')
    expect(bench.world.begun).toHaveLength(1)
    await again.value.answer(
      again.value.live().questions[0]?.id ?? '',
      'retry',
      'anna',
      'put right',
    )
    expect((await again.value.ended).state).toBe('succeeded')
    expect(bench.world.begun).toHaveLength(4)
  })

  it('who is a moment later than another is told so, and the journal has one answer', async () => {
    const { bench, handle, id } = await asking()
    const [first, second] = await Promise.all([
      handle.answer(id, 'retry', 'anna', 'put right'),
      handle.answer(id, 'abort', 'ben', 'not tonight'),
    ])
    expect(first.ok).toBe(true)
    expect(second.ok ? '' : second.problem.message).toBe(`no question "${id}" is open`)
    expect((await handle.ended).state).toBe('succeeded')
    expect(bench.events('note').map(({ by }) => by)).toEqual(['anna'])
  })

  it('who aborts ends the run once', async () => {
    const { bench, handle, id } = await asking()
    await handle.answer(id, 'abort', 'anna', 'enough')
    expect((await handle.ended).state).toBe('aborted')
    expect(bench.events('run.state').filter((e) => e.to === 'aborted')).toHaveLength(1)
    expect(bench.events('member.ended')).toHaveLength(1)
  })

  it('cannot answer what was not asked, with no choice of it, or without a reason', async () => {
    const { handle, id } = await asking()
    const answers = [
      await handle.answer('other', 'retry', 'anna', 'x'),
      await handle.answer(id, 'go-on', 'anna', 'x'),
      await handle.answer(id, 'retry', 'anna', ' '),
    ]
    expect(answers.map((a) => (a.ok ? 'ok' : a.problem.message))).toEqual([
      'no question "other" is open',
      '"go-on" is no answer to this question',
      'an answer needs a reason',
    ])
  })

  it('decides about the platform too when its first change was left half done, also after a crash', async () => {
    const bench = runnerBench(waitingClock())
    bench.world.twist = (attempt) => (attempt.includes('.apply.') ? exit1 : undefined)
    bench.world.probe = 'partial'
    const run = await bench.start({
      procedure: platformSteps(),
      members: [{ id: 'project', scope: 'project', values: {} }],
    })
    if (!run.ok) throw new Error(run.problem.message)
    await until('it asks', () => run.value.live().questions.length > 0)
    const again = await bench.resume()
    if (!again.ok) throw new Error(again.problem.message)
    await until('it asks again', () => again.value.live().questions.length > 0)
    expect(again.value.live().questions[0]?.choices).toEqual(['retry', 'skip', 'undo', 'abort'])
    expect(bench.world.begun).toHaveLength(1)
  })

  it('decides whether the platform, changed half-way, goes on or back', async () => {
    const bench = runnerBench(waitingClock())
    const procedure = platformSteps()
    bench.world.twist = (attempt) => (attempt.includes('.move.') ? exit1 : undefined)
    const run = await bench.start({
      procedure,
      members: [{ id: 'project', scope: 'project', values: {} }],
    })
    if (!run.ok) throw new Error(run.problem.message)
    await until('it asks', () => run.value.live().questions.length > 0)
    expect(run.value.live().questions[0]?.choices).toEqual(['retry', 'skip', 'undo', 'abort'])
    await run.value.answer(
      run.value.live().questions[0]?.id ?? '',
      'undo',
      'anna',
      'back for tonight',
    )
    expect((await run.value.ended).state).toBe('failed')
    expect(bench.events('member.ended')).toEqual([expect.objectContaining({ result: 'undone' })])
    expect(
      bench
        .events('attempt.intended')
        .filter((e) => e.phase === 'undo')
        .map((e) => e.step),
    ).toEqual(['lock'])
  })
})

it('a command that a signal ended is a failure of a read', async () => {
  const bench = runnerBench(waitingClock())
  bench.world.read = () => ended({ kind: 'signalled', signal: 'KILL' })
  const handle = await started(bench, oneLook({}))
  expect((await handle.ended).state).toBe('failed')
  expect(bench.events('member.ended')[0]?.reason).toBe('ids-verify was ended by signal KILL')
})
