import { setTimeout as pause } from 'node:timers/promises'
import type { Output } from './output.ts'

/** So long (ms) Ctrl-C waits for the word that nothing was begun; the journal is closed behind it, and nothing begins after that. */
const patienceMs = 2000

type Beginning<T> = {
  /** What was to begin, and the words with which it does another time. */
  readonly what: string
  readonly again: string
  /** Whether there is something now that can be followed, and paused. Default: there is not. */
  readonly hasBegun?: (begun: T) => boolean
}

/**
 * What is done before there is a run to follow: connecting, asking, preconditions. Ctrl-C ends it with a sentence and answers undefined.
 * @param begin Told by the signal; what it answers as begun all the same is answered.
 */
export async function untilBegun<T>(
  begin: (stopping: AbortSignal) => Promise<T>,
  output: Output,
  { what, again, hasBegun = () => false }: Beginning<T>,
): Promise<T | undefined> {
  const left = new AbortController()
  const leaving = Promise.withResolvers<undefined>()
  const onInterrupt = (): void => {
    left.abort()
    void pause(patienceMs, undefined, { ref: false }).then(leaving.resolve)
  }
  process.once('SIGINT', onInterrupt)
  let begun: T | undefined
  try {
    begun = await Promise.race([begin(left.signal), leaving.promise])
  } finally {
    process.off('SIGINT', onInterrupt)
  }
  if (!left.signal.aborted || (begun !== undefined && hasBegun(begun))) return begun
  output.progress(
    `Interrupted: nothing of ${what} was begun, no host was changed. To begin it: ${again}`,
  )
  output.document({ interrupted: true, begun: false })
  return undefined
}
