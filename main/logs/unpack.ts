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

/**
 * A file may be several packed ones behind each other. What is no packed one ends it: Node's own gunzip, which goes on by itself, then loses
 * what it has unpacked last.
 */
async function* frames(
  packing: NodePacking,
  packed: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const source = new Refeed(packed)
  let isFirst = true
  try {
    while (await source.hasMore()) {
      if (packing === 'gzip' && !(await passGzipHeader(source, isFirst))) break
      isFirst = false
      const text =
        packing === 'gzip'
          ? zlib.createInflateRaw({ chunkSize })
          : zlib.createZstdDecompress({ chunkSize })
      const bytes = Readable.from(
        source.feed(() => text.bytesWritten),
        { highWaterMark: 1 },
      )
      let sum = 0
      let size = 0
      try {
        for await (const chunk of bytes.pipe(text)) {
          const given = chunk as Uint8Array // a stream without encoding gives buffers
          if (packing === 'gzip') sum = zlib.crc32(given, sum)
          size += given.length
          yield given
        }
      } catch (error) {
        throw source.failure ?? new DamagedError('the packed bytes are damaged', { cause: error })
      } finally {
        bytes.destroy()
        text.destroy()
      }
      if (source.failure !== undefined) throw source.failure
      await source.takeBack(text.bytesWritten)
      if (packing === 'gzip') await checkGzipTrailer(source, { sum, size })
    }
    if (source.failure !== undefined) throw source.failure
  } finally {
    await source.close()
  }
}

const crcFlag = 0x02
const extraFlag = 0x04
const nameFlag = 0x08
const commentFlag = 0x10

/** RFC 1952, 2.3. False where zeros pad the file behind its last packed part. */
async function passGzipHeader(source: Refeed, isFirst: boolean): Promise<boolean> {
  const [first] = await source.take(1)
  if (first === 0 && !isFirst) return false
  const rest = await source.take(9)
  const flags = rest[2] ?? 0
  if (first !== 0x1f || rest[0] !== 0x8b || rest[1] !== 8)
    throw new DamagedError('what is no gzip follows')
  if ((flags & extraFlag) !== 0) {
    const [low = 0, high = 0] = await source.take(2)
    await source.take(low + 256 * high)
  }
  for (const flag of [nameFlag, commentFlag])
    if ((flags & flag) !== 0) while ((await source.take(1))[0] !== 0);
  if ((flags & crcFlag) !== 0) await source.take(2)
  return true
}

/** Sum and size of the text, the size modulo 2^32. */
async function checkGzipTrailer(
  source: Refeed,
  { sum, size }: { readonly sum: number; readonly size: number },
): Promise<void> {
  const trailer = Buffer.from(await source.take(8))
  if (trailer.readUInt32LE(0) !== sum || trailer.readUInt32LE(4) !== size % 2 ** 32)
    throw new DamagedError('the sum of the packed bytes is another')
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

  /** So many bytes, before or after an unpacker has had its own. */
  async take(length: number): Promise<Uint8Array> {
    const parts: Uint8Array[] = []
    for (let left = length; left > 0;) {
      if (!(await this.hasMore()))
        throw this.failure ?? new DamagedError('the packed bytes end too early')
      const chunk = this.#waiting.shift() ?? new Uint8Array()
      parts.push(chunk.subarray(0, left))
      if (chunk.length > left) this.#waiting.unshift(chunk.subarray(left))
      left -= Math.min(left, chunk.length)
    }
    return Buffer.concat(parts)
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
      else this.#waiting.push(next.value)
    } catch (error) {
      this.#ended = true
      this.failure = error instanceof Error ? error : new Error(String(error))
    }
  }
}
