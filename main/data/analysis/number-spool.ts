import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const heldNumbers = 65_536

/** A list of whole numbers of any length, kept in a passing file: four bytes each, a quarter of a MiB in memory. */
export function openNumberSpool() {
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-lines-'))
  const file = openSync(join(folder, 'numbers'), 'w+')
  const held = new Int32Array(heldNumbers)
  let length = 0
  let isClosed = false

  function flush(): void {
    const bytes = new Uint8Array(held.buffer, 0, 4 * length)
    for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at)
    length = 0
  }

  return {
    push(value: number): void {
      held[length] = value
      length += 1
      if (length === heldNumbers) flush()
    },
    /** All numbers in their order, some at a time; a piece is good until the next. */
    *pieces(): Generator<Int32Array> {
      flush()
      const bytes = new Uint8Array(held.buffer)
      for (let at = 0; ;) {
        const read = readSync(file, bytes, 0, bytes.length, at)
        if (read === 0) return
        at += read
        yield held.subarray(0, read >> 2)
      }
    },
    close(): void {
      if (isClosed) return
      isClosed = true
      closeSync(file)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
