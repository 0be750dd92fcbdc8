import { describe, expect, it } from 'vitest'
import type { Probe, ProbeAnswer } from '../../../../main/downtime/probe.ts'
import { createProber } from '../../../../main/downtime/prober.ts'
import type { ProberOptions } from '../../../../main/downtime/prober.ts'
import { measureDowntime } from '../../../../shared/domain/downtime.ts'
import { createVirtualClock } from '../../../helpers/virtual-clock.ts'
import type { VirtualClock } from '../../../helpers/virtual-clock.ts'

const good: ProbeAnswer = { verdict: 'good', seen: '200' }
const never = new AbortController().signal

/** A service that answers as `answer` says at the moment of the question; undefined is silence. */
function service(answer: (nowMs: number) => ProbeAnswer | undefined, clock: VirtualClock) {
  let given = 0
  let closed = false
  const probe: Probe = {
    send(done) {
      const found = answer(clock.monotonicMs())
      if (found !== undefined) done(found)
      return () => {
        given += 1
      }
    },
    close() {
      closed = true
    },
  }
  return { probe, givenUp: () => given, isClosed: () => closed }
}

function start(
  answer: (nowMs: number) => ProbeAnswer | undefined,
  options: Partial<ProberOptions> & { rate?: number } = {},
) {
  const clock = createVirtualClock(options.rate ?? 1)
  const served = service(answer, clock)
  const prober = createProber({ probe: served.probe, clock, ...options })
  prober.start()
  return { clock, served, prober }
}

describe('prober', () => {
  it('asks every 200 ms of its clock', async () => {
    const { clock, prober } = start(() => good)
    await clock.advance(1_000)
    expect((await prober.stop()).map((s) => s.sentAtMs)).toEqual([0, 200, 400, 600, 800, 1000])
  })

  it('keeps 10 real ms between two probes on a fast clock, and the samples say so', async () => {
    const { clock, prober } = start(() => good, { rate: 100 })
    await clock.advance(5_000)
    const samples = await prober.stop()
    expect(samples.map((s) => s.sentAtMs)).toEqual([0, 1000, 2000, 3000, 4000, 5000])
    const anchor = { monotonicMs: 0, at: clock.now() }
    expect(measureDowntime(samples, { anchor })).toMatchObject({
      measuredMs: 0,
      resolutionMs: 1000,
    })
  })

  it('counts silence as bad after the time limit, and gives those probes up', async () => {
    const { clock, prober, served } = start((now) => (now >= 400 && now < 2_000 ? undefined : good))
    await clock.advance(1_900)
    expect(prober.lastSeen()).toBe('no answer')
    await clock.advance(2_100)
    expect([served.givenUp(), prober.lastSeen()]).toEqual([8, '200'])
    const samples = await prober.stop()
    expect(samples.filter((s) => s.verdict === 'bad').map((s) => s.sentAtMs)).toEqual([
      400, 600, 800, 1000, 1200, 1400, 1600, 1800,
    ])
  })

  it('does not count a probe that may still be answered', async () => {
    const { clock, prober } = start((now) => (now < 400 ? good : undefined))
    await clock.advance(500)
    expect(prober.samples()).toHaveLength(2)
  })

  it('counts a probe that was overtaken by a later answer as bad', async () => {
    const { clock, prober } = start((now) => (now === 200 ? undefined : good))
    await clock.advance(400)
    expect((await prober.stop()).map((s) => s.verdict)).toEqual(['good', 'bad', 'good'])
  })

  it('waits for a stable run of five good answers', async () => {
    const { clock, prober } = start((now) => (now < 600 ? { verdict: 'bad', seen: '503' } : good))
    let stableAt: number | undefined
    const waiting = prober.waitStable(never).then((stable) => {
      stableAt = stable ? clock.monotonicMs() : undefined
      return stable
    })
    await clock.advance(3_000)
    expect(await waiting).toBe(true)
    expect(stableAt).toBe(1_400)
  })

  it('does not take answers from before for a stable run', async () => {
    const { clock, prober } = start(() => good)
    await clock.advance(5_000)
    let stable = false
    const waiting = prober.waitStable(never).then((held) => {
      stable = held
      return held
    })
    await clock.advance(800)
    expect(stable).toBe(false)
    await clock.advance(200)
    expect(await waiting).toBe(true)
  })

  it('ends a wait when its signal is aborted, and when it is stopped', async () => {
    const { prober } = start(() => undefined)
    const leaving = new AbortController()
    const first = prober.waitStable(leaving.signal)
    const second = prober.waitGood(never)
    leaving.abort()
    expect(await first).toBe(false)
    await prober.stop()
    expect(await second).toBe(false)
  })

  it.each([
    ['nothing was asked', () => good],
    // Its answer came while nobody listened: that says nothing about the service.
    ['a probe was out', (now: number) => (now === 400 ? undefined : good)],
  ])('marks time in which this computer slept as unknown, while %s', async (_, answer) => {
    const clock = createVirtualClock()
    const { probe } = service(answer, clock)
    let sleptMs = 0
    const prober = createProber({
      probe,
      // The monotonic clock stands still while the computer sleeps, the wall clock goes on.
      clock: { ...clock, now: () => (clock.now() + sleptMs) as ReturnType<typeof clock.now> }, // same instants, later
    })
    prober.start()
    await clock.advance(500)
    sleptMs = 600_000
    await clock.advance(2_000)
    const samples = await prober.stop()
    expect(samples.map((s) => s.verdict)).toContain('unknown')
    expect(samples.map((s) => s.verdict)).not.toContain('bad')
    const anchor = { monotonicMs: 0, at: clock.now() }
    expect(measureDowntime(samples, { anchor }).measuredMs).toBeNull()
  })

  it('leaves no timer and no open probe behind', async () => {
    const { clock, prober, served } = start(() => good)
    await clock.advance(1_000)
    await prober.stop()
    expect([clock.sleepers(), served.isClosed()]).toEqual([0, true])
  })
})
