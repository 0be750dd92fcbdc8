import type { Clock } from '../../main/runner/ports.ts'
import { instant } from '../../shared/domain/time.ts'

/** A clock that moves only by `advance`, from sleeper to sleeper. */
export type VirtualClock = Clock & {
  advance(ms: number): Promise<void>
  /** How many sleeps are under way: 0 when everything was put away. */
  sleepers(): number
}

/** Lets everything that is ready run, real I/O included. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Starts at monotonic 0; `rate` is only what the clock says of itself. */
export function createVirtualClock(rate = 1): VirtualClock {
  const base = Date.UTC(2026, 11, 1, 1)
  let now = 0
  const sleepers = new Set<{ readonly due: number; readonly wake: (slept: boolean) => void }>()
  return {
    now: () => instant(base + now),
    monotonicMs: () => now,
    rate: () => rate,
    sleepers: () => sleepers.size,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted === true) return resolve(false)
        const onAbort = (): void => sleeper.wake(false)
        const sleeper = {
          due: now + ms,
          wake(slept: boolean) {
            sleepers.delete(sleeper)
            signal?.removeEventListener('abort', onAbort)
            resolve(slept)
          },
        }
        signal?.addEventListener('abort', onAbort, { once: true })
        sleepers.add(sleeper)
      }),
    async advance(ms) {
      const until = now + ms
      await turn()
      for (;;) {
        const next = [...sleepers].sort((a, b) => a.due - b.due)[0]
        if (next === undefined || next.due > until) break
        now = Math.max(now, next.due)
        next.wake(true)
        await turn()
      }
      now = until
      await turn()
    },
  }
}
