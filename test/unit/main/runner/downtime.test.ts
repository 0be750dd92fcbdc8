import { describe, expect, it } from 'vitest'
import type { LiveHandle } from '../../../../main/runner/live.ts'
import type { Downtime } from '../../../../main/runner/ports.ts'
import { problem, ProblemError } from '../../../../shared/domain/problems.ts'
import { members, runnerBench, threeSteps, until } from '../../../helpers/runner-world.ts'
import type { Bench } from '../../../helpers/runner-world.ts'
import { waitingClock } from '../../../helpers/waiting-clock.ts'

type Watched = Downtime & { readonly said: string[] }

const window = (measuredMs: number | null, more: object = {}): Watched => {
  const said: string[] = []
  const opened = (word: string) => async (order: { member: string }) => {
    said.push(`${word} ${order.member}`)
    return {
      used: () => 0,
      isDown: () => false,
      seen: () => [],
      async close(signal?: AbortSignal) {
        said.push(signal?.aborted === true ? 'cut short' : 'closed')
        return { measuredMs, resolutionMs: 1, samples: 3, unknownSamples: 0, ...more }
      },
      withdraw: async () => void said.push(`withdrawn ${order.member}`),
    }
  }
  return { said, open: opened('open'), reopen: opened('reopen') }
}

const measured = (onBreach: string, closesAt = 'move'): ReturnType<typeof threeSteps> =>
  threeSteps({
    downtime: {
      service: 'customer',
      budget: '1m',
      opensAt: 'lock',
      closesAt,
      probes: [{ kind: 'tcp', address: '{cluster.voice}' }],
      onBreach,
    },
  })

async function started(bench: Bench, onBreach: string): Promise<LiveHandle> {
  const run = await bench.start({ procedure: measured(onBreach) })
  if (!run.ok) throw new Error(run.problem.message)
  return run.value
}

const sentence = 'customer was interrupted for 1 min 30 s, the budget is 1 min 00 s'

/** A window that a process opened which was killed. */
const leftOpen = {
  kind: 'downtime.opened',
  run: 'r0001-test',
  member: '1001',
  service: 'customer',
  scope: '1001',
  budgetMs: 60_000,
} as never // ids of this bench

describe('a breach of the budget', () => {
  it('is only noted by the policy note', async () => {
    const bench = runnerBench(waitingClock(), { downtime: window(90_000) })
    expect((await (await started(bench, 'note')).ended).state).toBe('succeeded')
  })

  it('is asked by the policy ask, with both ways', async () => {
    for (const [choice, state] of [
      ['go-on', 'succeeded'],
      ['undo', 'failed'],
    ] as const) {
      const bench = runnerBench(waitingClock(), { downtime: window(90_000) })
      const handle = await started(bench, 'ask')
      await until('it asks', () => handle.live().questions.length > 0)
      expect(handle.live().questions[0]).toMatchObject({
        text: sentence,
        choices: ['go-on', 'undo'],
      })
      await handle.answer(handle.live().questions[0]?.id ?? '', choice, 'anna', 'seen')
      expect((await handle.ended).state).toBe(state)
    }
  })

  it('starts the undo by the policy undo, evidence first', async () => {
    const bench = runnerBench(waitingClock(), { downtime: window(90_000) })
    expect((await (await started(bench, 'undo')).ended).state).toBe('failed')
    expect(bench.events('member.ended')[0]).toMatchObject({ result: 'undone', reason: sentence })
    expect(bench.kinds().indexOf('evidence.kept')).toBeGreaterThan(0)
  })

  it('is not seen in a figure that is unknown', async () => {
    const bench = runnerBench(waitingClock(), { downtime: window(null) })
    expect((await (await started(bench, 'undo')).ended).state).toBe('succeeded')
  })
})

it('a breach that nobody has answered for when the process was killed is asked again', async () => {
  const measuredMs = 90_000
  const bench = runnerBench(waitingClock(), { downtime: window(measuredMs) })
  const handle = await started(bench, 'ask')
  await until('it asks', () => handle.live().questions.length > 0)
  await bench.journal.append([
    {
      kind: 'downtime.closed',
      run: 'r0001-test',
      member: '1001',
      service: 'customer',
      scope: '1001',
      budgetMs: 60_000,
      result: { measuredMs, resolutionMs: 1, samples: 3, unknownSamples: 0 },
    } as never, // ids of this bench
  ])
  const again = await bench.resume()
  if (!again.ok) throw new Error(again.problem.message)
  await until('it asks again', () => again.value.live().questions.length > 0)
  expect(again.value.live().questions[0]?.text).toBe(sentence)
})

describe('a service that does not come back while the window closes', () => {
  const gone = (): Bench =>
    runnerBench(waitingClock(), { downtime: window(null, { lastGood: Date.UTC(2026, 11, 1, 1) }) })

  it('is asked about whatever the policy does with a breach: how long it takes is not known, and a run does not end on it', async () => {
    for (const policy of ['ask', 'undo'] as const) {
      const bench = gone()
      const handle = await started(bench, policy)
      await until('it asks', () => handle.live().questions.length > 0)
      expect(handle.live().questions[0]).toMatchObject({
        text: 'customer was lost at 2026-12-01T01:00:00Z and has not come back: no stable answer while its window closed',
        choices: ['go-on', 'undo'],
      })
      await handle.answer(handle.live().questions[0]?.id ?? '', 'undo', 'anna', 'still silent')
      expect((await handle.ended).state).toBe('failed')
      expect(bench.events('member.ended')[0]?.result).toBe('undone')
    }
  })

  it('is only noted by the policy note', async () => {
    expect((await (await started(gone(), 'note')).ended).state).toBe('succeeded')
  })
})

describe('a window', () => {
  it('opens before the first command and is closed once', async () => {
    const downtime = window(1000)
    const bench = runnerBench(waitingClock(), { downtime })
    await (
      await started(bench, 'note')
    ).ended
    expect(downtime.said).toEqual(['open 1001', 'closed'])
  })

  it('that a crash left open is taken up again', async () => {
    const downtime = window(1000)
    const bench = runnerBench(waitingClock(), { downtime })
    bench.world.hold = () => new Promise(() => undefined)
    await started(bench, 'note')
    await until('it is in work', () => bench.world.begun.length === 1)
    await bench.journal.append([leftOpen])
    bench.world.hold = undefined
    const again = await bench.resume()
    if (!again.ok) throw new Error(again.problem.message)
    await again.value.ended
    expect(downtime.said).toEqual(['open 1001', 'reopen 1001', 'closed'])
  })

  it('that a crash left open is closed by an undo too', async () => {
    const downtime = window(1000)
    const bench = runnerBench(waitingClock(), { downtime })
    bench.world.twist = (attempt) =>
      attempt.includes('.move.') ? { kind: 'exited', code: 1 } : undefined
    bench.world.probe = 'unknown'
    const handle = await started(bench, 'note')
    await until('it asks', () => handle.live().questions.length > 0)
    await handle.pause('anna')
    await bench.journal.append([leftOpen])
    bench.world.probe = 'absent'
    const undo = await bench.undo()
    if (!undo.ok) throw new Error(undo.problem.message)
    expect((await undo.value.ended).state).toBe('undone')
    expect(downtime.said).toEqual(['open 1001', 'reopen 1001', 'closed'])
  })

  it('of a member that is stopped half-way ends its probes at once', async () => {
    const downtime = window(null)
    const bench = runnerBench(waitingClock(), { downtime })
    let release = (): void => undefined
    bench.world.hold = () => new Promise((resolve) => (release = resolve))
    const handle = await started(bench, 'note')
    await until('it is in work', () => bench.world.begun.length === 1)
    const stopped = handle.stop('anna', 'rain')
    release()
    await stopped
    expect(downtime.said).toEqual(['open 1001', 'cut short'])
  })

  it('that cannot be measured interrupts nothing and fails the member with the reason', async () => {
    const cannot = async (): Promise<never> => {
      throw new ProblemError(
        problem('auth-failed', 'there is no shared secret for the RADIUS probe'),
      )
    }
    const bench = runnerBench(waitingClock(), { downtime: { open: cannot, reopen: cannot } })
    expect((await (await started(bench, 'note')).ended).state).toBe('failed')
    expect(bench.events('member.ended')[0]?.reason).toBe(
      'there is no shared secret for the RADIUS probe',
    )
    expect(bench.world.begun).toEqual([])
  })

  it('whose journal refuses the closing ends the run with a problem and no unhandled rejection, at the last step too', async () => {
    for (const closesAt of ['move', 'unlock']) {
      const full = problem('disk-full', 'the disk of the project is full')
      const bench = runnerBench(waitingClock(), {
        downtime: {
          ...window(0),
          open: async () => ({
            used: () => 0,
            isDown: () => false,
            seen: () => [],
            withdraw: async () => undefined,
            close: async () => {
              bench.journal.refuse = full
              throw new ProblemError(full)
            },
          }),
        },
      })
      const run = await bench.start({ procedure: measured('note', closesAt) })
      if (!run.ok) throw new Error(run.problem.message)
      const live = await run.value.ended
      expect(live.problem?.code).toBe('disk-full')
    }
  })
})

it('a window is withdrawn of a member that was turned away in its lane: nothing was interrupted', async () => {
  let isOpen = true
  const downtime = window(1000)
  const bench = runnerBench(waitingClock(), {
    downtime,
    gates: { of: async () => () => (isOpen ? undefined : 'the window has closed') },
  })
  let release = (): void => undefined
  bench.world.hold = () => new Promise((resolve) => (release = resolve))
  const run = await bench.start({
    procedure: { ...measured('note'), concurrency: { width: 2, ramp: [2], perHost: 1 } },
    members: members(2),
  })
  if (!run.ok) throw new Error(run.problem.message)
  await until('both are watched, one of them is at the host', () => downtime.said.length === 2)
  await until('it is in work', () => bench.world.begun.length === 1)
  isOpen = false
  bench.world.hold = undefined
  release()
  expect((await run.value.ended).members.done).toBe(1)
  expect(downtime.said.filter((said) => said !== 'closed')).toEqual([
    'open 1001',
    'open 1002',
    'withdrawn 1002',
  ])
  expect(downtime.said.filter((said) => said === 'closed')).toHaveLength(1)
})
