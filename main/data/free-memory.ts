/**
 * Gives back at once what nobody uses any more. Reading a log takes a megabyte or two outside of the heap for a short while, which the
 * collector sees late: many short pieces would add up to what the process has promised not to need. Without `--expose-gc`
 * (carrier.ts) it does nothing, and memory is only given back later.
 */
export function freeMemory(): void {
  const { gc } = globalThis as { readonly gc?: () => void } // Node puts it there when it is asked to
  gc?.()
}

/** Fewer bytes outside of the heap are not worth a collection, which also takes apart what was made fast. */
const mayLie = 64 * 2 ** 20

/** The same when buffers have piled up that may be nobody's any more. */
export function freeBuffers(): void {
  if (process.memoryUsage().arrayBuffers > mayLie) freeMemory()
}
