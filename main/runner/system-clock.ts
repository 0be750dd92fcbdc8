import { setTimeout as wait } from 'node:timers/promises'
import { instant } from '../../shared/domain/time.ts'
import type { Clock } from './ports.ts'

/** Real time. Long waits are cut into pieces: a timer of Node holds at most 2^31 ms. */
export const systemClock = (): Clock => ({
  now: () => instant(Date.now()),
  monotonicMs: () => performance.now(),
  async sleep(ms, signal) {
    const until = performance.now() + ms
    for (let left = ms; left > 0; left = until - performance.now()) {
      if (signal?.aborted === true) return false
      try {
        await wait(Math.min(left, 2 ** 30), undefined, signal === undefined ? {} : { signal })
      } catch (error) {
        if (error instanceof Error && error.name === 'AbortError') return false
        throw error
      }
    }
    return true
  },
  rate: () => 1,
})
