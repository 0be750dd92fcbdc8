import { setTimeout as wait } from 'node:timers/promises'
import { instant } from '../../shared/domain/time.ts'
import type { Clock } from './ports.ts'

/** Real time. Long waits are cut into pieces: a timer of Node holds at most 2^31 ms. */
export const systemClock = (): Clock => ({
  now: () => instant(Date.now()),
  monotonicMs: () => performance.now(),
  async sleep(ms, signal) {
    const until = performance.now() + ms
    while (performance.now() < until) {
      if (signal?.aborted === true) return false
      try {
        const piece = Math.min(until - performance.now(), 2 ** 30)
        await wait(piece, undefined, signal === undefined ? {} : { signal })
      } catch (error) {
        if (error instanceof Error && error.name === 'AbortError') return false
        throw error
      }
    }
    return true
  },
  rate: () => 1,
})
