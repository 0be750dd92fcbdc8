import { describe, expect, it } from 'vitest'
import type { CheckAnswer, Checks } from '../../../../main/runner/ports.ts'
import type { LiveHandle } from '../../../../main/runner/live.ts'
import type { CustomerState } from '../../../../shared/domain/states.ts'
import { instant } from '../../../../shared/domain/time.ts'
import { asked, guarded, pass } from '../../../helpers/guarded-run.ts'
import { members, runnerBench, until } from '../../../helpers/runner-world.ts'
import type { Bench } from '../../../helpers/runner-world.ts'
import { waitingClock } from '../../../helpers/waiting-clock.ts'

const minute = 60_000
const start = Date.UTC(2026, 11, 1, 1)

describe('a planned start', () => {
  const planned = async (bench: Bench): Promise<LiveHandle> => {
    const run = await bench.start({ procedure: guarded(), startAt: instant(start + 60 * minute) })
    if (!run.ok) throw new Error(run.problem.message)
    return run.value
  }

  it('is stored, waits and says for what, looks at the preconditions when it is due, and runs', async () => {
    const clock = waitingClock()
    const { checks, count } = asked(() => pass)
    const bench = runnerBench(clock, { checks })
    const handle = await planned(bench)
    await until('it waits', () =>
      handle.live().waiting.startsWith('waits for its planned start at 2026-12-01'),
    )
    expect(handle.live().state).toBe('armed')
    expect(count()).toBe(0)
    clock.advance(60 * minute)
    expect((await handle.ended).state).toBe('succeeded')
    expect(count()).toBe(1)
  })

  it('that passed while the computer slept is noticed soon after it wakes, not as much later as it slept', async () => {
    const awake = waitingClock()
    let slept = 0
    // Timers stand still in a sleep; the wall clock does not.
    const clock = { ...awake, now: () => instant(awake.now() + slept) }
    const bench = runnerBench(clock)
    const handle = await planned(bench)
    await until('it waits', () => handle.live().waiting.startsWith('waits for its planned start'))
    slept = 180 * minute
    clock.advance(15_000)
    await until('it asks', () => handle.live().questions.length > 0)
    expect(bench.kinds()).toContain('run.missed')
    expect(bench.world.begun).toEqual([])
    await handle.answer(handle.live().questions[0]?.id ?? '', 'abort', 'anna', 'seen')
    await handle.ended
  })

  it('that has passed already when it is asked for is refused, never a start at once', async () => {
    const bench = runnerBench(waitingClock())
    const run = await bench.start({ procedure: guarded(), startAt: instant(start - minute) })
    expect(run.ok ? '' : run.problem).toMatchObject({
      code: 'wrong-use',
      message: 'the start at 2026-12-01T00:59:00Z has passed already',
    })
    expect(bench.journal.stored).toEqual([])
  })

  it('is taken up by a resume before it is due', async () => {
    const clock = waitingClock()
    const bench = runnerBench(clock)
    const first = await planned(bench)
    first.leave()
    expect((await first.ended).state).toBe('armed')
    const again = await bench.resume()
    if (!again.ok) throw new Error(again.problem.message)
    clock.advance(61 * minute)
    expect((await again.value.ended).state).toBe('succeeded')
    expect(bench.kinds()).not.toContain('run.missed')
  })

  it.each([
    ['go-on', 'succeeded', 3],
    ['abort', 'aborted', 0],
  ])(
    'that was missed is an event with choices, never a late run: %s',
    async (choice, state, begun) => {
      const clock = waitingClock()
      const bench = runnerBench(clock)
      const first = await planned(bench)
      first.leave()
      await first.ended
      clock.advance(180 * minute)
      const again = await bench.resume()
      if (!again.ok) throw new Error(again.problem.message)
      await until('it asks', () => again.value.live().questions.length > 0)
      expect(bench.kinds()).toContain('run.missed')
      expect(bench.world.begun).toEqual([])
      expect(again.value.live().questions[0]?.text).toContain('was missed by 2 h')
      await again.value.answer(again.value.live().questions[0]?.id ?? '', choice, 'anna', 'seen')
      expect((await again.value.ended).state).toBe(state)
      expect(bench.world.begun).toHaveLength(begun)
    },
  )

  it('leaves out whoever was excluded, or moved by another run, since it was planned', async () => {
    for (const later of ['excluded', 'transferred'] as const) {
      const clock = waitingClock()
      const now = new Map<string, CustomerState>([
        ['1001', 'planned'],
        ['1002', 'planned'],
      ])
      const bench = runnerBench(clock, { customers: async () => now })
      const run = await bench.start({
        procedure: guarded(),
        members: members(2),
        startAt: instant(start + 60 * minute),
      })
      if (!run.ok) throw new Error(run.problem.message)
      now.set('1001', later)
      clock.advance(60 * minute)
      const live = await run.value.ended
      expect(live.problem).toBeUndefined()
      expect(live).toMatchObject({ state: 'failed', members: { done: 1 } })
      expect(bench.events('run.state').at(-1)?.reason).toBe(
        `1 were not started: 1001 is ${later} by now`,
      )
      expect(bench.events('customer.state').filter((e) => e.customer === '1001')).toEqual([])
      expect(bench.world.begun.some((attempt) => attempt.includes('.1001.'))).toBe(false)
    }
  })

  it('whose preconditions are being looked at when the program is closed is still planned', async () => {
    const clock = waitingClock()
    let answer: (given: CheckAnswer) => void = () => undefined
    let isAsked = false
    const slow: Checks = {
      answer: () => {
        isAsked = true
        return new Promise((resolve) => (answer = resolve))
      },
    }
    const bench = runnerBench(clock, { checks: slow })
    const handle = await planned(bench)
    await until('it waits', () => handle.live().waiting.startsWith('waits for its planned start'))
    clock.advance(60 * minute)
    await until('it checks', () => isAsked)
    handle.leave()
    answer({ answer: 'unknown', sentence: 'the sessions were closed' })
    expect((await handle.ended).state).toBe('armed')
    expect(bench.events('run.state').map((e) => e.to)).toEqual(['armed'])
  })

  it('that fails its preconditions does not run', async () => {
    const clock = waitingClock()
    const bench = runnerBench(clock, {
      checks: asked(() => ({ answer: 'fail', sentence: 'no' })).checks,
    })
    const handle = await planned(bench)
    clock.advance(60 * minute)
    await until('it wakes', () => handle.live().state !== 'armed')
    expect((await handle.ended).state).toBe('failed')
    expect(bench.world.begun).toEqual([])
  })
})
