import type { Clock } from '../../main/runner/ports.ts'
import { instant } from '../../shared/domain/time.ts'

/** A clock that stands still until it is moved; sleeping on it moves it when nothing else can happen (`auto`). */
export type WaitingClock = Clock & {
  advance(ms: number): void
  /** The wall clock is put forward, or back; no time passes. */
  put(ms: number): void
}

/** @param auto A sleep ends at once and moves the clock by its length: time passes only by waiting. */
export function waitingClock(startAt = Date.UTC(2026, 11, 1, 1), auto = true): WaitingClock {
  let now = startAt
  let putBy = 0
  const sleepers = new Set<{ due: number; wake: (slept: boolean) => void }>()
  return {
    now: () => instant(now + putBy),
    monotonicMs: () => now,
    rate: () => 1,
    put: (ms) => void (putBy += ms),
    advance(ms) {
      now += ms
      for (const sleeper of sleepers)
        if (sleeper.due <= now) {
          sleepers.delete(sleeper)
          sleeper.wake(true)
        }
    },
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted === true) return resolve(false)
        const sleeper = { due: now + ms, wake: resolve }
        sleepers.add(sleeper)
        signal?.addEventListener('abort', () => {
          if (sleepers.delete(sleeper)) resolve(false)
        })
        // Time-outs are sleeps with a signal: they must not move an automatic clock.
        if (auto && signal === undefined)
          queueMicrotask(() => void (sleepers.delete(sleeper) && ((now += ms), resolve(true))))
      }),
  }
}
