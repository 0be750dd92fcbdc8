/** The lab's time: runs `rate` times as fast as real time and can be moved forward. Timers follow both. */

export type LabTime = {
  /** Epoch ms of the lab, with fractions. */
  now(): number
  rate(): number
  /** Calls back after `ms` of lab time; the answer cancels it. */
  after(ms: number, callback: () => void): () => void
  /** Moves the clock forward; every timer that is due by then fires before this returns. Backward is ignored. */
  advanceTo(at: number): void
  /** How often the clock was moved. */
  moves(): number
  /** Calls back once the clock was moved more often than `since`: at once, or after the next move. */
  onceMoved(since: number, callback: () => void): void
  close(): void
}

type Timer = {
  readonly due: number
  readonly callback: () => void
  handle: NodeJS.Timeout | undefined
}

export function createLabTime(startAt: number, rate: number): LabTime {
  let labBase = startAt
  let realBase = performance.now()
  const timers = new Set<Timer>()
  let movers: (() => void)[] = []
  let moves = 0
  const now = (): number => labBase + (performance.now() - realBase) * rate

  const arm = (timer: Timer): void => {
    // setTimeout counts whole ms and 2^31 of them at most: look again when it is early.
    const wait = Math.min(Math.max(0, Math.ceil((timer.due - now()) / rate)), 2 ** 31 - 1)
    timer.handle = setTimeout(() => {
      if (timer.due > now()) return arm(timer)
      timers.delete(timer)
      timer.callback()
    }, wait)
  }

  return {
    now,
    rate: () => rate,
    after(ms, callback) {
      const timer: Timer = { due: now() + ms, callback, handle: undefined }
      timers.add(timer)
      arm(timer)
      return () => {
        clearTimeout(timer.handle)
        timers.delete(timer)
      }
    },
    advanceTo(at) {
      if (at <= now()) return
      labBase = at
      realBase = performance.now()
      for (const timer of [...timers].sort((a, b) => a.due - b.due)) {
        clearTimeout(timer.handle)
        if (timer.due > at) arm(timer)
        else if (timers.delete(timer)) timer.callback()
      }
      moves++
      for (const moved of movers.splice(0)) moved()
    },
    moves: () => moves,
    onceMoved(since, callback) {
      if (moves > since) callback()
      else movers.push(callback)
    },
    close() {
      for (const timer of timers) clearTimeout(timer.handle)
      timers.clear()
      movers = []
    },
  }
}
