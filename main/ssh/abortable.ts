/** Sleeps that wake up early, and waits that can be left; both in real time. */

export type Sleep = (ms: number, signal?: AbortSignal) => Promise<void>

/** Resolves after `ms`, or at once when the signal aborts (it does not reject). */
export const realSleep: Sleep = (ms, signal) =>
  new Promise((resolve) => {
    if (signal?.aborted === true) return resolve()
    const done = (): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    return signal?.addEventListener('abort', done, { once: true })
  })

/** Undefined when the signal aborts first; the work goes on and its answer is dropped. */
export async function unlessAborted<T>(
  work: Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T | undefined> {
  if (signal === undefined) return work
  if (signal.aborted) return undefined
  let onAbort = (): void => undefined
  const aborted = new Promise<undefined>((resolve) => {
    onAbort = (): void => resolve(undefined)
    signal.addEventListener('abort', onAbort, { once: true })
  })
  try {
    return await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

/** 200 ms, 400, 800 … 5 s, each up to a quarter longer so that many hosts do not come back in one beat. */
export const backOffMs = (tries: number, random: () => number = Math.random): number =>
  Math.min(5000, 200 * 2 ** tries) * (1 + random() / 4)
