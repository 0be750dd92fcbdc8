import { createScanner } from './scan.ts'
import type { ScanOptions } from './scan.ts'

export type TimeSpan = { readonly first?: number | undefined; readonly last?: number | undefined }

const edgeBytes = 65_536
const newline = 0x0a

/**
 * The first and the last time of a log that passes by in pieces. Most lines are never read so far that their time is known, and one that
 * has no errors at all was there nevertheless; so the lines at both edges are read in full.
 */
export function createEdgeTimes() {
  const head: Uint8Array[] = []
  let headBytes = 0
  let tail: Uint8Array[] = []
  let tailBytes = 0
  return {
    push(piece: Uint8Array): void {
      if (headBytes < edgeBytes) {
        const part = Uint8Array.prototype.slice.call(piece, 0, edgeBytes - headBytes)
        head.push(part)
        headBytes += part.length
      }
      // A copy: a piece kept as it is would hold the whole buffer that it is a part of.
      const last = Uint8Array.prototype.slice.call(piece, -edgeBytes)
      tail.push(last)
      tailBytes += last.length
      while (tailBytes - (tail[0]?.length ?? 0) >= edgeBytes) tailBytes -= tail.shift()?.length ?? 0
    },
    of(options: Omit<ScanOptions, 'onRecord' | 'every'>): TimeSpan {
      const first = timesOf(Buffer.concat(head), options)
      const end = Buffer.concat(tail)
      tail = [end]
      const isCut = end.length >= edgeBytes
      const last = timesOf(isCut ? end.subarray(end.indexOf(newline) + 1) : end, options)
      return {
        first: least([first.first, last.first]),
        last: most([first.last, last.last]),
      }
    },
  }
}

function timesOf(bytes: Uint8Array, options: Omit<ScanOptions, 'onRecord' | 'every'>): TimeSpan {
  const scanner = createScanner({ ...options, every: true, onRecord: () => undefined })
  scanner.push(bytes)
  scanner.end(true)
  return scanner.span()
}

const known = (values: readonly (number | undefined)[]): readonly number[] =>
  values.filter((value) => value !== undefined)

export const least = (values: readonly (number | undefined)[]): number | undefined =>
  known(values).length === 0 ? undefined : Math.min(...known(values))

export const most = (values: readonly (number | undefined)[]): number | undefined =>
  known(values).length === 0 ? undefined : Math.max(...known(values))
