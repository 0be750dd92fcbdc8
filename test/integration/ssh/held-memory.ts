import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** MiB of buffers that are really held: garbage is collected first. */
function heldMiB(): number {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  if (typeof collect !== 'function') throw new Error('no gc')
  collect()
  collect() // buffers found dead by the first one are given back by the second
  return process.memoryUsage().arrayBuffers / 2 ** 20
}

const lookEach = 2e7

export type OutputWatch = {
  readonly onOutput: (stream: string, chunk: Uint8Array) => void
  /** Bytes of both streams so far. */
  seen(): number
  /** Largest growth since the watch began, looked at every 20 MB of output. */
  grownMiB(): number
}

/** Follows the output of a command and how much of it stays in memory meanwhile. */
export function watchOutput(): OutputWatch {
  const before = heldMiB()
  let seen = 0
  let most = before
  return {
    onOutput(_stream, chunk) {
      if (Math.floor(seen / lookEach) !== Math.floor((seen + chunk.length) / lookEach))
        most = Math.max(most, heldMiB())
      seen += chunk.length
    },
    seen: () => seen,
    grownMiB: () => most - before,
  }
}
