/**
 * The lab's time as the product's `Clock` port has it (main/runner/ports.ts; written out here, because the lab may not
 * import the runner). It follows the rate, and jumps that are made through the same client.
 */
export type LabClock<Instant extends number = number> = {
  now(): Instant
  monotonicMs(): number
  sleep(ms: number, signal?: AbortSignal): Promise<boolean>
  rate(): number
}

export type FollowingClock = {
  readonly clock: LabClock
  /** The lab says what time it is now; sleepers that are due by then wake before this returns. */
  follow(labNow: number): void
}

type Sleeper = {
  readonly due: number
  readonly wake: (slept: boolean) => void
  timer: NodeJS.Timeout | undefined
}

export function createFollowingClock(labNow: number, rate: number): FollowingClock {
  let labBase = labNow
  let realBase = performance.now()
  const sleepers = new Set<Sleeper>()
  const exact = (): number => labBase + (performance.now() - realBase) * rate
  const arm = (sleeper: Sleeper): void => {
    const wait = Math.min(Math.max(0, Math.ceil((sleeper.due - exact()) / rate)), 2 ** 31 - 1)
    sleeper.timer = setTimeout(() => {
      if (sleeper.due > exact()) arm(sleeper)
      else sleeper.wake(true)
    }, wait)
  }
  return {
    clock: {
      now: () => Math.floor(exact()),
      monotonicMs: exact,
      rate: () => rate,
      sleep: (ms, signal) =>
        new Promise((resolve) => {
          if (signal?.aborted === true) return resolve(false)
          const aborted = (): void => sleeper.wake(false)
          const sleeper: Sleeper = {
            due: exact() + ms,
            timer: undefined,
            wake(slept) {
              clearTimeout(sleeper.timer)
              sleepers.delete(sleeper)
              signal?.removeEventListener('abort', aborted)
              resolve(slept)
            },
          }
          signal?.addEventListener('abort', aborted, { once: true })
          sleepers.add(sleeper)
          arm(sleeper)
        }),
    },
    follow(at) {
      // Never backward: the clock is monotonic, and an answer of the lab is a little old when it arrives.
      if (at <= exact()) return
      labBase = at
      realBase = performance.now()
      for (const sleeper of [...sleepers].sort((a, b) => a.due - b.due)) {
        clearTimeout(sleeper.timer)
        if (sleeper.due <= at) sleeper.wake(true)
        else arm(sleeper)
      }
    },
  }
}
