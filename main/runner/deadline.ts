import type { Abort, Clock } from './ports.ts'

/** A signal that is aborted as timed-out after `ms` of the clock; `end` puts it away. */
export type Deadline = { readonly signal: AbortSignal; end(): Promise<void> }

export function deadline(clock: Clock, ms: number): Deadline {
  const over = new AbortController()
  const ring = async (): Promise<void> => {
    if (await clock.sleep(ms, over.signal)) over.abort('timed-out' satisfies Abort)
  }
  const ringing = ring()
  return {
    signal: over.signal,
    async end() {
      over.abort('cancelled' satisfies Abort)
      await ringing
    },
  }
}
