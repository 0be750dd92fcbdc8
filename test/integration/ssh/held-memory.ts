import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** MiB of buffers that are really held: garbage is collected first. */
export function heldMiB(): number {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  if (typeof collect !== 'function') throw new Error('no gc')
  collect()
  collect() // buffers found dead by the first one are given back by the second
  return process.memoryUsage().arrayBuffers / 2 ** 20
}
