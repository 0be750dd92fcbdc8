import { Readable } from 'node:stream'
import * as zlib from 'node:zlib'
import type { Packing } from './log-family.ts'

/** Packings that Node unpacks; the others are the host's. */
export type NodePacking = Extract<Packing, 'gzip' | 'zstd'>

export const isNodePacking = (packing: Packing): packing is NodePacking =>
  packing === 'gzip' || (packing === 'zstd' && hasZstd)

/** An Electron may bring a Node without it; hosts unpack, or send plain bytes, then. Named imports would end the program there. */
export const hasZstd = 'createZstdDecompress' in zlib

/** What was to be unpacked is damaged or ends too early. What came before it was given. */
export class DamagedError extends Error {
  override name = 'DamagedError'
}

const chunkSize = 512 * 1024

/**
 * Text of packed bytes, from a byte of the text on. An error of the bytes' source is thrown as it is, anything else is a
 * DamagedError.
 */
export async function* unpackFrom(
  packing: NodePacking,
  packed: AsyncIterable<Uint8Array>,
  from: number,
): AsyncGenerator<Uint8Array> {
  let left = from
  for await (const bytes of frames(packing, packed)) {
    const wanted = bytes.subarray(left)
    left -= bytes.length - wanted.length
    // Who takes it may give its memory back.
    if (wanted.length > 0) yield wanted
  }
}

/** A file may be several packed ones behind each other. Node's gunzip goes on by itself; its zstd stops after the first. */
async function* frames(
  packing: NodePacking,
  packed: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const source = new Refeed(packed)
  try {
    while (await source.hasMore()) {
      const text =
        packing === 'gzip'
          ? zlib.createGunzip({ chunkSize })
          : zlib.createZstdDecompress({ chunkSize })
      const feed = packing === 'gzip' ? source.feed() : source.feed(() => text.bytesWritten)
      const bytes = Readable.from(feed, { highWaterMark: 1 })
      try {
        // A stream without encoding gives buffers.
        for await (const chunk of bytes.pipe(text)) yield chunk as Uint8Array
      } catch (error) {
        throw source.failure ?? new DamagedError('the packed bytes are damaged', { cause: error })
      } finally {
        bytes.destroy()
        text.destroy()
      }
      if (source.failure !== undefined) throw source.failure
      if (packing === 'gzip') return
      await source.takeBack(text.bytesWritten)
    }
    if (source.failure !== undefined) throw source.failure
  } finally {
    await source.close()
  }
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

  /** `consumed` tells how many bytes the unpacker has taken in; without it nothing can be taken back. */
  async *feed(consumed?: () => number): AsyncGenerator<Uint8Array> {
    while (await this.hasMore()) {
      const chunk = this.#waiting.shift()
      if (chunk === undefined) return
      if (consumed !== undefined) {
        this.#given.push(chunk)
        this.#forget(consumed())
      }
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
      else this.#waiting.push(next.value)
    } catch (error) {
      this.#ended = true
      this.failure = error instanceof Error ? error : new Error(String(error))
    }
  }
}
