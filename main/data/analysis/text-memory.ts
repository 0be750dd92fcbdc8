import { compileKernels } from '../../../shared/base/kernels.ts'
import { findLinesKernel, markBytes } from './find-lines-kernel.ts'
import { hashKernel } from './hash-kernel.ts'
import { idsKernel, kindsOfBytes } from './ids-kernel.ts'
import { syslogKernel } from './syslog-kernel.ts'
import { longestValue } from './tally-values.ts'
import { valueKernel } from './value-kernel.ts'

/** Bytes of a text that are held at once. */
export const blockBytes = 65_536
/** What the kernels may read before and behind a text. */
const margin = 64
const tablesAt = 0
export const leadAt = 128
const lanesAt = 160
const outAt = 192
const kindsAt = 256
export const listAt = 1024
/** Ends are written four at a time, and behind them is a word. */
const marksAt = listAt + 4 * (blockBytes + margin)
const blockAt = marksAt + (markBytes * (blockBytes + 2 * margin)) / 64
const placeAt = blockAt + blockBytes + 2 * margin
/** The longest text that can be placed apart from the block. */
export const placeBytes = 8192
const pages = Math.ceil((placeAt + placeBytes + 2 * margin) / 65_536)

/**
 * The memory of the kernels, and what lies in it: a block of the log that is read, and one text that is from elsewhere. One for the
 * process, made when it is first needed; nothing in it outlives the reading of a block.
 */
export class TextMemory {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly words: Int32Array<ArrayBuffer>
  private readonly kernels: Kernels
  /** Bytes [from, to) of this lie in the block. */
  private held: Uint8Array | undefined
  private from = 0
  private to = 0

  constructor() {
    const start = compileKernels<Kernels>(
      findLinesKernel + hashKernel + idsKernel + syslogKernel + valueKernel,
    )
    const { memory, kernels } = start(pages)
    this.kernels = kernels
    this.bytes = new Uint8Array(memory)
    this.words = new Int32Array(memory)
    for (let lane = 0; lane < 16; lane += 1) this.bytes[lanesAt + lane] = lane
    this.bytes.set(kindsOfBytes, kindsAt)
  }

  /** Puts bytes[from, to) into the block, with what is before it in the same line, and answers where it begins. */
  hold(bytes: Uint8Array, from: number, to: number, lead: Uint8Array): number {
    this.bytes.fill(0, blockAt - margin, blockAt)
    this.bytes.set(lead, blockAt - lead.length)
    this.bytes.set(bytes.subarray(from, to), blockAt)
    this.held = bytes
    this.from = from
    this.to = to
    return blockAt
  }

  /** The bytes may be changed from now on. */
  release(): void {
    this.held = undefined
  }

  /** Where bytes[from, to) lie: in the block, or put apart until the next call. */
  placeOf(bytes: Uint8Array, from: number, to: number): number {
    if (bytes === this.held && from >= this.from && to <= this.to) return blockAt + from - this.from
    this.bytes.set(bytes.subarray(from, to), placeAt)
    return placeAt
  }

  /** See find-lines-kernel.ts; answers where in `words` the list ends. */
  lines(from: number, to: number, candidate: number, whole: number): number {
    return this.kernels.lines(tablesAt, from, to, listAt, marksAt, candidate, whole) >> 2
  }

  /** See hash-kernel.ts; the second hash is `otherHash`. */
  hash(at: number, length: number): number {
    return this.kernels.hash(lanesAt, at, at + length, outAt)
  }

  /** Is there an id in bytes[from, to)? The place apart is used. */
  hasIds(bytes: Uint8Array, from: number, to: number): boolean {
    const end = Math.min(to, from + placeBytes)
    const at = this.placeOf(bytes, from, end)
    return this.kernels.ids(kindsAt, at, at + end - from, placeAt) > 0
  }

  /** The hash of a text with its ids written as others, see ids-kernel.ts; undefined: it has none. The place apart is used. */
  hashOfIds(at: number, length: number): number | undefined {
    if (this.kernels.ids(kindsAt, at, at + length, placeAt) === 0) return undefined
    return this.hash(placeAt, length)
  }

  /** Where the text begins of the syslog line whose host begins at bytes[from], see syslog-kernel.ts; -1: not plainly. */
  syslogText(bytes: Uint8Array, from: number, to: number): number {
    const end = Math.min(to, from + placeBytes)
    const at = this.placeOf(bytes, from, end)
    const found = this.kernels.syslog(at, at + end - from)
    return found === 0 ? -1 : from + found - at
  }

  /** See value-kernel.ts. Among the sixteen that are kept of a place, two values with the same hash are as good as impossible. */
  hashOfValue(bytes: Uint8Array, from: number, to: number): number {
    const end = Math.min(to, from + longestValue)
    const at = this.placeOf(bytes, from, end)
    return this.kernels.value(at, at + end - from)
  }

  get otherHash(): number {
    return this.words[outAt >> 2] as number // within the memory
  }
}

let shared: TextMemory | undefined

export const textMemory = (): TextMemory => (shared ??= new TextMemory())

type Kernels = {
  readonly lines: (
    tables: number,
    from: number,
    to: number,
    list: number,
    marks: number,
    candidate: number,
    whole: number,
  ) => number
  readonly ids: (kinds: number, from: number, to: number, out: number) => number
  readonly value: (from: number, to: number) => number
  readonly syslog: (from: number, to: number) => number
  readonly hash: (lanes: number, from: number, to: number, out: number) => number
}
