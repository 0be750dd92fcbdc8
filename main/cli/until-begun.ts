import { setTimeout as pause } from 'node:timers/promises'
import type { Result } from '../../shared/base/result.ts'
import type { Problem } from '../../shared/domain/problems.ts'
import type { Output } from './output.ts'

/** So long (ms) Ctrl-C waits for the word that nothing was begun; the journal is closed behind it, and nothing begins after that. */
const patienceMs = 2000

export type Beginning = { readonly what: string; readonly again: string; readonly stays?: string }

/**
 * What is done before there is a run, an undo or a resume to follow: connecting, asking, preconditions. Ctrl-C gives it up, and says so.
 * @param what What was to begin; `again`: the words with which it does another time; `stays`: a sentence on what is there already.
 * @returns Without `begun` nothing was begun. With it and `isInterrupted`, Ctrl-C came when it had just begun.
 */
export async function untilBegun<T>(
  begin: (stopping: AbortSignal) => Promise<Result<T, Problem>>,
  output: Output,
  { what, again, stays }: Beginning,
): Promise<{ readonly begun?: Result<T, Problem>; readonly isInterrupted: boolean }> {
  const left = new AbortController()
  const leaving = Promise.withResolvers<undefined>()
  const onInterrupt = (): void => {
    left.abort()
    void pause(patienceMs, undefined, { ref: false }).then(leaving.resolve)
  }
  process.once('SIGINT', onInterrupt)
  try {
    const begun = await Promise.race([begin(left.signal), leaving.promise])
    const isInterrupted = left.signal.aborted
    if (begun !== undefined && (begun.ok || !isInterrupted)) return { begun, isInterrupted }
  } finally {
    process.off('SIGINT', onInterrupt)
  }
  output.progress(
    `Interrupted: nothing of ${what} was begun, no host was changed.${stays === undefined ? '' : ` ${stays}`} To begin it: ${again}`,
  )
  output.document({ interrupted: true, begun: false })
  return { isInterrupted: true }
}
