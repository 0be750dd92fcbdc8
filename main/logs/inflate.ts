import { compileKernels } from '../../shared/base/kernels.ts'
import type { Started } from '../../shared/base/kernels.ts'
import { DamagedError } from './damaged-error.ts'
import { headBytes, HeadReader } from './inflate-head.ts'
import {
  bitAt,
  damaged,
  endOfBlock,
  inflateKernel,
  outAt,
  overrun,
  regionsAt,
} from './inflate-kernel.ts'
import type { InflateKernels } from './inflate-kernel.ts'

/** What may be looked at behind the packed bytes. */
const slack = headBytes
const inBytes = 65_536
const inAt = regionsAt
const inEnd = inAt + inBytes
/** As far back a match may reach. */
const windowBytes = 32_768
const textAt = inEnd + slack
/** The text of a piece, and the window before it. */
const textEnd = textAt + windowBytes + 512 * 1024
const pageBytes = 65_536
const pages = Math.ceil((textEnd + overrun) / pageBytes)

/** Why the text does not go on: more packed bytes are needed, it has to be given away first, or there is no more. */
type Stop = 'needs-bytes' | 'is-full' | 'has-ended' | 'is-damaged'

let start: ((pages: number) => Started<InflateKernels>) | undefined

/**
 * Unpacks streams of RFC 1951 in a memory of its own of 640 KiB, which holds the packed bytes that come next. It takes what zlib takes, and
 * refuses the rest; what came before the damage is given before the error. A piece of text is good until the next one is asked for.
 */
export class Inflater {
  readonly #kernels: InflateKernels
  readonly #heads: HeadReader
  readonly #bytes: Uint8Array
  /** What a kernel has left behind. */
  readonly #left: Int32Array
  /** The next packed bit, and the end of the packed bytes. */
  #bit = 8 * inAt
  #end = inAt
  /** No packed bytes will follow. */
  #isCut = false
  /** The text ends at `out` and was given up to `from`. */
  #out = textAt
  #from = textAt
  #within: 'head' | 'stored' | 'symbols' | 'end' = 'head'
  #isLastBlock = false
  #stored = 0

  constructor() {
    start ??= compileKernels<InflateKernels>(inflateKernel)
    const { memory, kernels } = start(pages)
    this.#kernels = kernels
    this.#heads = new HeadReader(memory)
    this.#bytes = new Uint8Array(memory)
    this.#left = new Int32Array(memory)
  }

  /** Packed bytes, behind those that are held: answers for how many there was room. */
  add(packed: Uint8Array): number {
    const first = this.#bit >> 3
    this.#bytes.copyWithin(inAt, first, this.#end)
    this.#end -= first - inAt
    this.#bit -= 8 * (first - inAt)
    const part = packed.subarray(0, inEnd - this.#end)
    this.#bytes.set(part, this.#end)
    this.#end += part.length
    this.#isCut = false
    return part.length
  }

  /** No bytes will be added: a stream that needs more has been cut off. */
  cut(): void {
    this.#bytes.fill(0, this.#end, this.#end + slack)
    this.#isCut = true
  }

  /** Whole bytes that no stream has taken. */
  get held(): number {
    return this.#end - Math.ceil(this.#bit / 8)
  }

  /** Takes those that come next, which belong to no stream. */
  take(length: number): Uint8Array {
    const at = Math.ceil(this.#bit / 8)
    this.#bit = 8 * (at + length)
    return this.#bytes.slice(at, at + length)
  }

  /** A stream begins with the next byte. */
  begin(): void {
    this.take(0)
    this.#out = textAt
    this.#from = textAt
    this.#within = 'head'
    this.#isLastBlock = false
  }

  /** The stream has come to its end; what is held is behind it. */
  get isDone(): boolean {
    return this.#within === 'end'
  }

  /** Text of the bytes that are held, up to the end of the stream. The last of it waits for more of them to be added, or for `cut`. */
  *text(): Generator<Uint8Array> {
    for (;;) {
      const stop = this.#goOn()
      if (stop === 'needs-bytes' && !this.#isCut) return
      yield* this.#give()
      if (stop === 'has-ended') return
      if (stop !== 'is-full')
        throw new DamagedError('the packed bytes are damaged or end too early')
    }
  }

  /** Gives what was not given yet, and makes room behind the window. */
  *#give(): Generator<Uint8Array> {
    if (this.#out > this.#from) yield this.#bytes.subarray(this.#from, this.#out)
    const windowAt = this.#out - windowBytes
    if (windowAt > textAt) {
      this.#bytes.copyWithin(textAt, windowAt, this.#out)
      this.#out = textAt + windowBytes
    }
    this.#from = this.#out
  }

  #goOn(): Stop {
    for (;;) {
      const stop =
        this.#within === 'head'
          ? this.#readHead()
          : this.#within === 'stored'
            ? this.#copyStored()
            : this.#readSymbols()
      if (stop !== undefined) return stop
    }
  }

  #readHead(): Stop | undefined {
    if (this.#isLastBlock) {
      this.#within = 'end'
      return 'has-ended'
    }
    if (!this.#isCut && this.#end - (this.#bit >> 3) < headBytes) return 'needs-bytes'
    const head = this.#heads.read(this.#bit)
    if (head === undefined || head.bit > 8 * this.#end) return 'is-damaged'
    this.#bit = head.bit
    this.#isLastBlock = head.isLast
    this.#within = head.stored === undefined ? 'symbols' : 'stored'
    this.#stored = head.stored ?? 0
    return undefined
  }

  #copyStored(): Stop | undefined {
    const at = this.#bit >> 3
    const room = textEnd - this.#out // a block that has gone beyond it was not left before `is-full`
    const length = Math.min(this.#stored, room, this.#end - at)
    this.#bytes.copyWithin(this.#out, at, at + length)
    this.#out += length
    this.#bit += 8 * length
    this.#stored -= length
    if (this.#stored > 0) return length === room ? 'is-full' : 'needs-bytes'
    this.#within = 'head'
    return undefined
  }

  #readSymbols(): Stop | undefined {
    const result = this.#run(this.#kernels.many)
    if (result === damaged) return 'is-damaged'
    if (result === endOfBlock) this.#within = 'head'
    else if (this.#out > textEnd) return 'is-full'
    else return this.#isCut ? this.#readSymbol() : 'needs-bytes'
    return undefined
  }

  /** Of the last few bytes, which may end within a symbol: that is no text then. */
  #readSymbol(): Stop | undefined {
    const out = this.#out
    const result = this.#run(this.#kernels.one)
    if (this.#bit > 8 * this.#end) {
      this.#out = out
      return 'is-damaged'
    }
    if (result === endOfBlock) this.#within = 'head'
    return result === damaged ? 'is-damaged' : undefined
  }

  #run(kernel: InflateKernels['many']): number {
    const result = kernel(this.#bit, this.#end, this.#out, textEnd, textAt)
    this.#bit = this.#left[bitAt >> 2] ?? 0
    this.#out = this.#left[outAt >> 2] ?? 0
    return result
  }
}
