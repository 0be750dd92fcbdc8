import { Readable } from 'node:stream'
import * as zlib from 'node:zlib'
import { DamagedError } from './damaged-error.ts'
import { gunzip } from './gunzip.ts'
import type { Packing } from './log-family.ts'

/** Packings that Node unpacks; the others are the host's. */
export type NodePacking = Extract<Packing, 'gzip' | 'zstd'>

export const isNodePacking = (packing: Packing): packing is NodePacking =>
  packing === 'gzip' || (packing === 'zstd' && hasZstd)

/** An Electron may bring a Node without it; hosts unpack, or send plain bytes, then. Named imports would end the program there. */
export const hasZstd = 'createZstdDecompress' in zlib

/**
 * Text of packed bytes, from a byte of the text on. A piece is good until the next one is asked for, and so may be those that it is
 * made of. An error of the bytes' source is thrown as it is, anything else is a DamagedError.
 */
export async function* unpackFrom(
  packing: NodePacking,
  packed: AsyncIterable<Uint8Array>,
  from: number,
): AsyncGenerator<Uint8Array> {
  let left = from
  for await (const bytes of packing === 'gzip' ? gunzip(packed) : frames(packed)) {
    const wanted = bytes.subarray(left)
    left -= bytes.length - wanted.length
    if (wanted.length > 0) yield wanted
  }
}

/** Node's zstd stops after the first of several frames. */
async function* frames(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const source = new Refeed(packed)
  try {
    while (await source.hasMore()) {
      try {
        yield* frame(source)
      } catch (error) {
        throw source.failure ?? new DamagedError('the packed bytes are damaged', { cause: error })
      }
    }
    if (source.failure !== undefined) throw source.failure
  } finally {
    await source.close()
  }
}

/**
 * The memory of each piece goes back when the next one is asked for: left to the collector, it makes that run for every few pieces, on other
 * threads too. A piece that does not reach the end of its memory shares it with the next one.
 */
async function* frame(source: Refeed): AsyncGenerator<Uint8Array> {
  const text = zlib.createZstdDecompress({ chunkSize: 512 * 1024 })
  const bytes = Readable.from(
    source.feed(() => text.bytesWritten),
    { highWaterMark: 1 },
  )
  try {
    for await (const chunk of bytes.pipe(text)) {
      const piece = chunk as Uint8Array // a stream without encoding gives buffers
      yield piece
      const { buffer, byteOffset, byteLength } = piece
      if (buffer instanceof ArrayBuffer && byteOffset + byteLength === buffer.byteLength)
        buffer.transfer(0)
    }
  } finally {
    bytes.destroy()
    text.destroy()
  }
  await source.takeBack(text.bytesWritten)
}

/** Gives chunks to one unpacker after the other: what one has not consumed goes to the next. */
class Refeed {
  readonly #chunks: AsyncIterator<Uint8Array>
  /** To be given next. */
  #waiting: Uint8Array[] = []
  /** Given and perhaps not consumed, and how many bytes were given before them. */
  #given: Uint8Array[] = []
  #before = 0
  #fetching: Promise<void> = Promise.resolve()
  #ended = false
  failure: Error | undefined

  constructor(packed: AsyncIterable<Uint8Array>) {
    this.#chunks = packed[Symbol.asyncIterator]()
  }

  async hasMore(): Promise<boolean> {
    if (this.#waiting.length === 0) await this.#fetch()
    return this.#waiting.length > 0
  }

  /** `consumed` tells how many bytes the unpacker has taken in. */
  async *feed(consumed: () => number): AsyncGenerator<Uint8Array> {
    while (await this.hasMore()) {
      const chunk = this.#waiting.shift()
      if (chunk === undefined) return
      this.#given.push(chunk)
      this.#forget(consumed())
      yield chunk
    }
  }

  #forget(consumed: number): void {
    for (;;) {
      const [first] = this.#given
      if (first === undefined || this.#before + first.length > consumed) return
      this.#before += first.length
      this.#given.shift()
    }
  }

  /** All that was given but for the first `consumed` bytes is to be given again. */
  async takeBack(consumed: number): Promise<void> {
    await this.#fetching // a chunk that was asked for comes last
    this.#forget(consumed)
    const [first, ...rest] = this.#given
    const again = first === undefined ? [] : [first.subarray(consumed - this.#before), ...rest]
    this.#given = []
    this.#before = 0
    this.#waiting = [...again, ...this.#waiting]
  }

  async close(): Promise<void> {
    await this.#fetching
    await this.#chunks.return?.()
  }

  /** One at a time: the unpacker's stream and the loop over its text may both ask. */
  #fetch(): Promise<void> {
    const last = this.#fetching
    this.#fetching = this.#fetchNext(last)
    return this.#fetching
  }

  async #fetchNext(last: Promise<void>): Promise<void> {
    await last
    if (this.#ended || this.#waiting.length > 0) return
    try {
      const next = await this.#chunks.next()
      if (next.done === true) this.#ended = true
      else this.#waiting.push(Uint8Array.from(next.value)) // it is still needed when the next one is there
    } catch (error) {
      this.#ended = true
      this.failure = error instanceof Error ? error : new Error(String(error))
    }
  }
}
