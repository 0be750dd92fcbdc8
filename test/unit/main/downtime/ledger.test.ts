import { describe, expect, it } from 'vitest'
import { createLedger } from '../../../../main/downtime/ledger.ts'
import type { WindowSpec } from '../../../../main/downtime/ledger.ts'
import type { ProbeAnswer } from '../../../../main/downtime/probe.ts'
import { bad, ok } from '../../../../shared/base/result.ts'
import { RunId } from '../../../../shared/domain/ids.ts'
import type { DowntimeResult, JournalEvent } from '../../../../shared/domain/journal.ts'
import { problem } from '../../../../shared/domain/problems.ts'
import type { Problem } from '../../../../shared/domain/problems.ts'
import { createVirtualClock } from '../../../helpers/virtual-clock.ts'

const good: ProbeAnswer = { verdict: 'good', seen: '200' }
const down: ProbeAnswer = { verdict: 'bad', seen: '503' }

const voice: WindowSpec = {
  run: RunId.parse('run-1'),
  member: 'us',
  service: 'voice',
  scope: 'us',
  budgetMs: 180_000,
  probes: [{ kind: 'sip-options', address: '192.0.2.1:5060' }],
}

/** A ledger over services that are good or not by address, at the moment of the question. */
function setUp(
  answers: (address: string, nowMs: number) => ProbeAnswer | undefined,
  refuse?: Problem,
) {
  const clock = createVirtualClock()
  const events: JournalEvent[] = []
  let probesOpen = 0
  const ledger = createLedger({
    clock,
    append: async (added) => {
      if (refuse !== undefined) return bad(refuse)
      events.push(...added)
      return ok(undefined)
    },
    probes: {
      async open({ address }) {
        probesOpen += 1
        return {
          send(done) {
            const answer = answers(address, clock.monotonicMs())
            if (answer !== undefined) done(answer)
            return () => undefined
          },
          close() {
            probesOpen -= 1
          },
        }
      },
    },
  })
  const passing = async <T>(work: Promise<T>): Promise<T> => {
    const state = { over: false }
    const ended = work.finally(() => {
      state.over = true
    })
    ended.catch(() => undefined)
    while (!state.over) await clock.advance(200)
    return ended
  }
  return { clock, events, ledger, passing, probesOpen: () => probesOpen }
}

const outage = (from: number, to: number) => (_: string, now: number) =>
  now >= from && now < to ? down : good

describe('ledger', () => {
  it('withdraws a window of which nothing was begun: its probes end, and no figure is stored', async () => {
    const { events, ledger, passing, probesOpen } = setUp(() => good)
    const window = await passing(ledger.open(voice))
    await passing(window.withdraw())
    expect(events.map((e) => e.kind)).toEqual(['downtime.opened', 'downtime.withdrawn'])
    expect([probesOpen(), ledger.openWindows()]).toEqual([0, []])
  })

  it('stores the opening before it answers, and the measured closing', async () => {
    const { clock, events, ledger, passing, probesOpen } = setUp(outage(2_000, 14_000))
    const window = await passing(ledger.open(voice))
    expect(events.map((e) => e.kind)).toEqual(['downtime.opened'])
    await clock.advance(10_000)
    const result = await passing(window.close())
    expect(result).toMatchObject({ measuredMs: 12_200, unknownSamples: 0 })
    expect(events[1]).toMatchObject({
      kind: 'downtime.closed',
      member: 'us',
      service: 'voice',
      budgetMs: 180_000,
      result,
    })
    expect([probesOpen(), clock.sleepers(), ledger.openWindows().length]).toEqual([0, 0, 0])
  })

  it('keeps with the result what the probe saw, before, in and after the disruption', async () => {
    const { clock, events, ledger, passing } = setUp(outage(2_000, 14_000))
    const window = await passing(ledger.open(voice))
    await clock.advance(3_000)
    const isDown = window.isDown()
    await clock.advance(10_000)
    await passing(window.close())
    const closed = events[1]
    const runs = closed?.kind === 'downtime.closed' ? (closed.traces?.[0]?.runs ?? []) : []
    expect(isDown).toBe(true)
    expect(runs.map(([verdict, from, to]) => [verdict, from, to]).slice(0, 2)).toEqual([
      [0, 0, 1_800],
      [1, 2_000, 13_800],
    ])
    expect(runs[2]?.slice(0, 2)).toEqual([0, 14_000])
  })

  it('shows how much is used while the service is down', async () => {
    const { clock, ledger, passing } = setUp(outage(1_000, 1_000_000))
    const window = await passing(ledger.open(voice))
    const before = window.used()
    await clock.advance(10_000 - clock.monotonicMs())
    expect([before, window.used(), window.seen()]).toEqual([0, 9_200, ['503']])
    expect(window.isDown()).toBe(true)
  })

  it('answers unknown when the service was not there before', async () => {
    const { clock, ledger, passing } = setUp(outage(0, 10_000))
    const window = await passing(ledger.open(voice))
    expect(window.used()).toBeNull()
    await clock.advance(10_000)
    expect((await passing(window.close())).measuredMs).toBeNull()
  })

  it('gives up after a bounded time when the service does not come back', async () => {
    const { clock, ledger, passing } = setUp(outage(1_000, 10_000_000))
    const window = await passing(ledger.open(voice))
    const closedFrom = clock.monotonicMs()
    expect((await passing(window.close())).measuredMs).toBeNull()
    expect(clock.monotonicMs() - closedFrom).toBeLessThan(62_000)
  })

  it('ends the wait early when asked to', async () => {
    const { clock, ledger, passing } = setUp(outage(1_000, 10_000_000))
    const window = await passing(ledger.open(voice))
    await clock.advance(2_000)
    const before = clock.monotonicMs()
    const hurry = new AbortController()
    const closing = window.close(hurry.signal)
    hurry.abort()
    expect((await closing).measuredMs).toBeNull()
    expect(clock.monotonicMs()).toBe(before)
  })

  it('stands for the worst of several probes', async () => {
    const two: WindowSpec = {
      ...voice,
      probes: [
        { kind: 'sip-options', address: '192.0.2.1:5060' },
        { kind: 'sip-options', address: '192.0.2.2:5060' },
      ],
    }
    const { clock, ledger, passing } = setUp((address, now) =>
      address.startsWith('192.0.2.2')
        ? outage(1_000, 9_000)('', now)
        : outage(1_000, 3_000)('', now),
    )
    const window = await passing(ledger.open(two))
    await clock.advance(10_000)
    expect((await passing(window.close())).measuredMs).toBe(8_200)
  })

  it('measures nothing without a probe, and says unknown', async () => {
    const { events, ledger, passing } = setUp(() => good)
    const window = await passing(ledger.open({ ...voice, probes: [] }))
    expect(window.used()).toBeNull()
    const result: DowntimeResult = await passing(window.close())
    expect(result).toEqual({ measuredMs: null, resolutionMs: 0, samples: 0, unknownSamples: 0 })
    expect(events.map((e) => e.kind)).toEqual(['downtime.opened', 'downtime.closed'])
  })

  it('goes on with a window that a crash left open, without a second opening and without a figure', async () => {
    const { clock, events, ledger, passing } = setUp(outage(0, 3_000))
    const window = await ledger.reopen(voice)
    expect(window.used()).toBeNull()
    await clock.advance(5_000)
    const result = await passing(window.close())
    expect(events.map((e) => e.kind)).toEqual(['downtime.closed'])
    expect(result).toMatchObject({
      measuredMs: null,
      firstGood: clock.now() - clock.monotonicMs() + 3_000,
    })
  })

  it('stops all probing when the program ends, and leaves its windows open in the journal', async () => {
    const { clock, events, ledger, passing, probesOpen } = setUp(outage(2_000, 1e9))
    const [window] = await passing(
      Promise.all([ledger.open(voice), ledger.open({ ...voice, member: 'uk' })]),
    )
    await clock.advance(3_000)
    const closing = window.close()
    // Whoever waits for the result must not take the member for done: its window is not closed.
    const told = closing.then(
      () => 'a result',
      (error: unknown) => String(error),
    )
    await passing(ledger.leave())
    expect(await passing(told)).toContain('the program is closing')
    expect([probesOpen(), clock.sleepers()]).toEqual([0, 0])
    expect(events.map((e) => e.kind)).toEqual(['downtime.opened', 'downtime.opened'])
  })

  it('closes once, however often it is asked', async () => {
    const { events, ledger, passing } = setUp(() => good)
    const window = await passing(ledger.open(voice))
    const [first, second] = await passing(Promise.all([window.close(), window.close()]))
    expect(first).toBe(second)
    expect(events.filter((e) => e.kind === 'downtime.closed')).toHaveLength(1)
  })

  it('opens no window when the opening cannot be stored, and stops probing', async () => {
    const { clock, ledger, passing, probesOpen } = setUp(
      () => good,
      problem('disk-full', 'the disk is full'),
    )
    await expect(passing(ledger.open(voice))).rejects.toThrow('the disk is full')
    expect([probesOpen(), clock.sleepers(), ledger.openWindows().length]).toEqual([0, 0, 0])
  })
})
