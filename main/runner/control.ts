/** Pause and stop of one run. Every remote command passes the gate right before it is sent. */
export type Control = {
  /** Resolves at once while running, waits while paused, throws `Stopped` once stopped. */
  gate(): Promise<void>
  pause(by: string): void
  resume(): void
  stop(by: string, reason: string): void
  readonly state: () => 'running' | 'paused' | 'stopped'
  readonly why: () => string
  /** Aborted at stop: ends back-off sleeps and waits, never a remote command that is in flight. */
  readonly stopping: AbortSignal
}

/** Unwinds a member out of a stopped run. Not a problem: the stop itself is in the journal. */
export class Stopped extends Error {
  constructor() {
    super('the run was stopped')
    this.name = 'Stopped'
  }
}

/** Unwinds a member of which nothing was sent yet, and which may not begin any more: it waited too long. */
export class NotNow extends Error {
  constructor(why: string) {
    super(why)
    this.name = 'NotNow'
  }
}

export function createControl(): Control {
  let state: 'running' | 'paused' | 'stopped' = 'running'
  let why = ''
  let waiters: (() => void)[] = []
  const stopping = new AbortController()
  const wake = (): void => {
    const woken = waiters
    waiters = []
    for (const waiter of woken) waiter()
  }
  return {
    async gate() {
      for (;;) {
        if (state === 'stopped') throw new Stopped()
        if (state === 'running') return
        await new Promise<void>((resolve) => waiters.push(resolve))
      }
    },
    pause(by) {
      if (state !== 'running') return
      state = 'paused'
      why = `paused by ${by}`
    },
    resume() {
      if (state !== 'paused') return
      state = 'running'
      why = ''
      wake()
    },
    stop(by, reason) {
      if (state === 'stopped') return
      state = 'stopped'
      why = `stopped by ${by}: ${reason}`
      stopping.abort()
      wake()
    },
    state: () => state,
    why: () => why,
    stopping: stopping.signal,
  }
}
