import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { MayBegin } from '../../../../main/runner/ports.ts'
import { RunId } from '../../../../shared/domain/ids.ts'
import { problem, ProblemError } from '../../../../shared/domain/problems.ts'
import { instant } from '../../../../shared/domain/time.ts'
import { mayBegin } from '../../../../shared/planner/placement/window-state.ts'
import { members, runnerBench, threeSteps, until } from '../../../helpers/runner-world.ts'
import type { Bench } from '../../../helpers/runner-world.ts'
import { waitingClock } from '../../../helpers/waiting-clock.ts'
import type { WaitingClock } from '../../../helpers/waiting-clock.ts'

const minute = 60_000

/** A bench in which every command takes `stepMs`, and a member begins only when what it needs is left. */
function windowed(
  clock: WaitingClock,
  window: { readonly stepMs: number; readonly openMs: number; readonly needs: readonly number[] },
): Bench {
  const to = instant(clock.now() + window.openMs)
  const from = clock.now()
  const gate: MayBegin = (member, now) =>
    mayBegin({ from, to }, now, window.needs[Number(member.id) - 1001] ?? 0)
  const bench = runnerBench(clock, { gates: { of: async () => gate } })
  bench.world.hold = async () => void (await clock.sleep(window.stepMs))
  return bench
}

async function finished(bench: Bench, count: number) {
  const run = await bench.start({ members: members(count) })
  if (!run.ok) throw new ProblemError(run.problem)
  return run.value.ended
}

const lastReason = (bench: Bench): string => bench.events('run.state').at(-1)?.reason ?? ''
const beginnings = (bench: Bench): Map<string, number> => {
  const first = new Map<string, number>()
  for (const { at, event } of bench.journal.stored)
    if (event.kind === 'attempt.intended' && !first.has(event.member)) first.set(event.member, at)
  return first
}

describe('a window that closes', () => {
  it('never lets a member begin that does not fit any more, and loses none', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 8 * minute }), { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 30 * minute }),
        fc.integer({ min: 1, max: minute }),
        async (needs, openMs, stepMs) => {
          const clock = waitingClock()
          const closes = clock.now() + openMs
          const bench = windowed(clock, { stepMs, openMs, needs })
          const live = await finished(bench, needs.length)
          const begun = beginnings(bench)
          for (const [id, at] of begun)
            expect(at + (needs[Number(id) - 1001] ?? 0)).toBeLessThanOrEqual(closes)
          const states = bench.states()
          for (const { id } of members(needs.length))
            expect(states.get(id)).toBe(begun.has(id) ? 'transferred' : 'planned')
          expect(live.state).toBe(begun.size === needs.length ? 'succeeded' : 'failed')
        },
      ),
      { numRuns: 60 },
    )
  })

  it('says how many were left and why, in the run and for each of them', async () => {
    const bench = windowed(waitingClock(), {
      stepMs: minute,
      openMs: 10 * minute,
      needs: [minute, minute, 9 * minute, minute],
    })
    expect((await finished(bench, 4)).members).toMatchObject({ done: 3, failed: 0 })
    const why =
      /^the window closes at 2026-12-01 01:10 UTC; this customer needs about 9 min 00 s, 7 min 00 s are left$/
    expect(lastReason(bench).replace('1 were not started: ', '')).toMatch(why)
    const left = bench.events('customer.state').filter((e) => e.customer === '1003')
    expect(left.at(-1)).toMatchObject({
      from: 'scheduled',
      to: 'planned',
      reason: expect.stringMatching(why),
    })
  })

  it('is asked anew when the run is taken up again; who has begun goes on, who has not stays', async () => {
    const clock = waitingClock()
    const first = windowed(clock, { stepMs: 1, openMs: 10 * minute, needs: [minute, minute] })
    // The process ends when the first member is locked.
    first.journal.dieAt = { append: 7, before: false }
    const started = first.start({ members: members(2) })
    void started.then((run) => (run.ok ? run.value.ended : undefined))
    await first.journal.died
    first.journal.revive()
    expect(beginnings(first).size).toBe(1)
    clock.advance(20 * minute)
    const { world, journal } = first
    const closed: MayBegin = (member) => `the window of ${member.id} closed`
    const second = runnerBench(clock, { world, journal, gates: { of: async () => closed } })
    const resumed = await second.runner.resume(RunId.parse('r0001-test'), second.states(), 'anna')
    if (!resumed.ok) throw new ProblemError(resumed.problem)
    expect((await resumed.value.ended).state).toBe('failed')
    expect([...second.states()]).toEqual([
      ['1001', 'transferred'],
      ['1002', 'planned'],
    ])
    expect(lastReason(second)).toBe('1 were not started: the window of 1002 closed')
  })

  it('that cannot be read leaves the run to be taken up, with nothing begun', async () => {
    const refused = problem('data-process', 'the data process ended')
    const gates = {
      of: async () => {
        throw new ProblemError(refused)
      },
    }
    const bench = runnerBench(waitingClock(), { gates })
    const live = await finished(bench, 1)
    expect([live.state, live.problem?.code]).toEqual(['running', 'data-process'])
    expect(bench.world.begun).toEqual([])
  })
})

it.each([
  [
    'back by an hour',
    -60 * minute,
    ['1001', '1002'],
    'the clock of this computer was put back by 1 h 0 min',
  ],
  ['forward by three hours, or slept', 180 * minute, ['1001'], 'closed'],
])(
  'no member begins behind the end of its window, also when the clock is put %s in the middle of the run',
  async (_, putMs, begun, why) => {
    const clock = waitingClock()
    const bench = windowed(clock, { stepMs: minute, openMs: 5 * minute, needs: [0, 0, 0, 0] })
    const { hold } = bench.world
    let isPut = false
    bench.world.hold = async (attempt) => {
      if (!isPut) clock.put(putMs)
      isPut = true
      return hold?.(attempt)
    }
    const run = await bench.start({
      members: members(4),
      procedure: threeSteps({ concurrency: { width: 1, ramp: [1], perHost: 1 } }),
    })
    if (!run.ok) throw new ProblemError(run.problem)
    await run.value.ended
    expect([...beginnings(bench).keys()]).toEqual(begun)
    expect(lastReason(bench)).toContain(why)
  },
)

describe('a run outside of its window', () => {
  it('has its reason in the journal and in its snapshot, and hands it to checks and gates', async () => {
    const seen: (string | undefined)[] = []
    const look = async (context: { readonly outsideWindow?: string }) => {
      seen.push(context.outsideWindow)
      return { answer: 'pass', sentence: 'ok' } as const
    }
    const bench = runnerBench(waitingClock(), {
      checks: { answer: (_, context) => look(context) },
      gates: { of: async (context) => void (await look(context)) },
    })
    const run = await bench.start({
      procedure: threeSteps({ preconditions: [{ check: 'window-open' }] }),
      members: members(2),
      outsideWindow: 'the old switch fails',
      notes: ['1003 stays as it is'],
    })
    if (!run.ok) throw new ProblemError(run.problem)
    await run.value.ended
    expect(bench.events('note').map((e) => e.text)).toEqual([
      '1003 stays as it is',
      'outside of the window: the old switch fails',
    ])
    const hash = bench.events('run.created')[0]?.snapshot ?? ''
    expect(JSON.parse((await bench.journal.snapshot(hash)) ?? '{}')).toMatchObject({
      outsideWindow: 'the old switch fails',
    })
    expect(seen).toEqual(['the old switch fails', 'the old switch fails'])
  })
})

it('a member whose first command waited while the run was paused is asked once more whether it may begin', async () => {
  const clock = waitingClock()
  let isOpen = true
  const gate: MayBegin = () => (isOpen ? undefined : 'the window has closed')
  const bench = runnerBench(clock, { gates: { of: async () => gate } })
  let release = (): void => undefined
  bench.world.hold = () => new Promise((resolve) => (release = resolve))
  const run = await bench.start({
    procedure: threeSteps({ concurrency: { width: 2, ramp: [2], perHost: 1 } }),
    members: members(2),
  })
  if (!run.ok) throw new ProblemError(run.problem)
  await until('both are in work, one of them at the host', () => {
    const { members: counts } = run.value.live()
    return counts.running === 2 && bench.world.begun.length === 1
  })
  await run.value.pause('anna')
  bench.world.hold = undefined
  release()
  isOpen = false
  await run.value.resume('anna')
  const live = await run.value.ended
  expect(live).toMatchObject({ state: 'failed', members: { done: 1, failed: 0 } })
  expect(lastReason(bench)).toBe('1 were not started: the window has closed')
  expect(bench.states().get('1002')).toBe('planned')
  expect(bench.world.begun.some((attempt) => attempt.includes('.1002.'))).toBe(false)
})
