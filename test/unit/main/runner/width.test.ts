import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { allowedWidth } from '../../../../shared/domain/run-width.ts'
import { held, started } from '../../../helpers/held-runner.ts'
import { members, runnerBench, threeSteps, until } from '../../../helpers/runner-world.ts'
import { waitingClock } from '../../../helpers/waiting-clock.ts'

const exit1 = { kind: 'exited', code: 1 } as const

const memberOf = (attempt: string): string => attempt.split('.')[2] ?? ''

describe('the ramp', () => {
  it('never has more members in work than the successes before allow', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 8 }),
        fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 3 }),
        async (count, width, ramp) => {
          const bench = runnerBench(waitingClock())
          const busy = new Set<string>()
          const done = new Set<string>()
          let most = 0
          const step = bench.world.step
          bench.world.step = async (host, attempt, argv, options) => {
            busy.add(memberOf(attempt))
            const inWork = [...busy].filter((m) => !done.has(m)).length
            expect(inWork).toBeLessThanOrEqual(allowedWidth({ width, ramp }, done.size))
            most = Math.max(most, inWork)
            const outcome = await step(host, attempt, argv, options)
            if (attempt.includes('.unlock.')) done.add(memberOf(attempt))
            return outcome
          }
          const handle = await started(bench, count, { concurrency: { width, ramp, perHost: 8 } })
          expect((await handle.ended).members.done).toBe(count)
          expect(most).toBeGreaterThan(0)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('goes 1, 2, 4', async () => {
    const { bench, release } = held()
    const handle = await started(bench, 9)
    const widths: number[] = []
    void handle.ended.then(() => undefined)
    for (let round = 0; handle.live().members.done < 9 && round < 200; round++) {
      widths.push(handle.live().members.running)
      release()
      await until('a turn', () => true)
      await new Promise<void>((resolve) => setImmediate(resolve))
    }
    expect([...new Set(widths)].filter((w) => w > 0)).toEqual(expect.arrayContaining([1, 2, 4]))
    expect(Math.max(...widths)).toBe(4)
    expect((await handle.ended).state).toBe('succeeded')
  })
})

describe('failing members', () => {
  it('never stop the others until there are more than the rule allows', async () => {
    const bench = runnerBench(waitingClock())
    bench.world.twist = (attempt) =>
      ['1001', '1002'].includes(memberOf(attempt)) ? exit1 : undefined
    const live = await (await started(bench, 6, { stopWhen: { failures: 2, share: 1 } })).ended
    expect(live.members).toMatchObject({ total: 6, done: 4, failed: 2 })
    expect(live.state).toBe('failed')
  })

  it('beyond the count stop the run: those in work finish, the others go back to planned and are counted', async () => {
    const bench = runnerBench(waitingClock())
    bench.world.twist = () => exit1
    const live = await (
      await started(bench, 6, {
        stopWhen: { failures: 1, share: 1 },
        concurrency: { width: 1, ramp: [1], perHost: 4 },
      })
    ).ended
    expect(live.members.failed).toBe(2)
    expect(bench.events('run.state').at(-1)).toMatchObject({
      to: 'failed',
      reason: expect.stringContaining(
        '4 were not started: 2 failed, and the rule allows 1; those in work finish, no other is started',
      ),
    })
    expect(bench.states().get('1006')).toBe('planned')
  })

  it('beyond the share of ten or more stop the run', async () => {
    const bench = runnerBench(waitingClock())
    bench.world.twist = (attempt) => (Number(memberOf(attempt)) % 3 === 0 ? exit1 : undefined)
    await (
      await started(bench, 40, {
        stopWhen: { failures: 100, share: 0.2 },
        concurrency: { width: 1, ramp: [1], perHost: 4 },
      })
    ).ended
    expect(bench.events('run.state').at(-1)?.reason).toContain('more than 20 %')
    expect(bench.events('member.ended').length).toBeLessThan(14)
  })

  it('with the policy stop-run end the start of others at once', async () => {
    const bench = runnerBench(waitingClock())
    bench.world.twist = () => exit1
    const procedure = threeSteps({ concurrency: { width: 1, ramp: [1], perHost: 4 } })
    const run = await bench.start({
      procedure: {
        ...procedure,
        steps: procedure.steps.map((s) => ({ ...s, onFailure: 'stop-run' as const })),
      },
      members: members(5),
    })
    if (!run.ok) throw new Error(run.problem.message)
    expect((await run.value.ended).members.failed).toBe(1)
    expect(bench.events('run.state').at(-1)?.reason).toContain('4 were not started')
  })
})

it('whoever had begun when the process was killed goes on, also when the rule has stopped the run', async () => {
  const { bench, release } = held()
  bench.world.twist = (attempt) => (memberOf(attempt) === '1001' ? exit1 : undefined)
  await started(bench, 3, {
    stopWhen: { failures: 0, share: 1 },
    concurrency: { width: 2, ramp: [2], perHost: 4 },
  })
  await until('two are in work', () => bench.world.begun.length === 2)
  bench.world.hold = undefined
  const write = bench.journal.append
  // Dies when the first of them has failed.
  let dead = false
  bench.journal.append = async (events) => {
    if (dead) return new Promise(() => undefined)
    await write(events)
    dead = events.some((e) => e.kind === 'member.ended')
  }
  release()
  await until('one has failed', () => bench.events('member.ended').length === 1)
  bench.journal.append = write
  const again = await bench.resume()
  if (!again.ok) throw new Error(again.problem.message)
  expect((await again.value.ended).members).toMatchObject({ done: 1, failed: 1 })
  expect(bench.states().get('1002')).toBe('transferred')
  expect(bench.states().get('1003')).toBe('planned')
})
