import { crc32 } from 'node:zlib'
import { DamagedError } from './damaged-error.ts'
import { Inflater } from './inflate.ts'

/**
 * Text of a gzip, which may be several behind each other. What is no gzip ends it. Node's own gunzip then loses what it has unpacked last, and
 * takes longer (inflate-kernel.ts).
 */
export async function* gunzip(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const source = new Source(packed)
  try {
    for (let isFirst = true; await source.has(1); isFirst = false) {
      if (!(await passHeader(source, isFirst))) break
      yield* textOf(source)
    }
    if (source.failure !== undefined) throw source.failure
  } catch (error) {
    throw source.failure ?? error
  } finally {
    await source.close()
  }
}

async function* textOf(source: Source): AsyncGenerator<Uint8Array> {
  const { inflater } = source
  let sum = 0
  let size = 0
  inflater.begin()
  do {
    if (!(await source.more())) inflater.cut()
    for (const text of inflater.text()) {
      sum = crc32(text, sum)
      size += text.length
      yield text
    }
  } while (!inflater.isDone)
  const trailer = await source.take(8)
  if (trailer.readUInt32LE(0) !== sum || trailer.readUInt32LE(4) !== size % 2 ** 32)
    throw new DamagedError('the sum of the packed bytes is another')
}

const crcFlag = 0x02
const extraFlag = 0x04
const nameFlag = 0x08
const commentFlag = 0x10

/** RFC 1952, 2.3. False where zeros pad the file behind its last packed part. */
async function passHeader(source: Source, isFirst: boolean): Promise<boolean> {
  const [first] = await source.take(1)
  if (first === 0 && !isFirst) return false
  const rest = await source.take(9)
  const flags = rest[2] ?? 0
  if (first !== 0x1f || rest[0] !== 0x8b || rest[1] !== 8)
    throw new DamagedError('what is no gzip follows')
  if ((flags & extraFlag) !== 0) {
    const length = (await source.take(2)).readUInt16LE()
    for (let i = 0; i < length; i += 1) await source.take(1)
  }
  for (const flag of [nameFlag, commentFlag])
    if ((flags & flag) !== 0) while ((await source.take(1))[0] !== 0);
  if ((flags & crcFlag) !== 0) await source.take(2)
  return true
}

/** Packed bytes, and the inflater that holds those which come next. */
class Source {
  readonly inflater = new Inflater()
  readonly #chunks: AsyncIterator<Uint8Array>
  /** What the inflater has had no room for. */
  #rest: Uint8Array = new Uint8Array()
  /** It ended the bytes. */
  failure: Error | undefined

  constructor(packed: AsyncIterable<Uint8Array>) {
    this.#chunks = packed[Symbol.asyncIterator]()
  }

  /** Gives the inflater as many bytes as it has room for. False: there are no more. */
  async more(): Promise<boolean> {
    try {
      while (this.#rest.length === 0) {
        const next = await this.#chunks.next()
        if (next.done === true) return false
        this.#rest = next.value
      }
    } catch (error) {
      this.failure = error instanceof Error ? error : new Error(String(error))
      return false
    }
    this.#rest = this.#rest.subarray(this.inflater.add(this.#rest))
    return true
  }

  async has(length: number): Promise<boolean> {
    while (this.inflater.held < length) if (!(await this.more())) return false
    return true
  }

  /** A few bytes that belong to no stream. */
  async take(length: number): Promise<Buffer> {
    if (!(await this.has(length))) throw new DamagedError('the packed bytes end too early')
    return Buffer.from(this.inflater.take(length))
  }

  async close(): Promise<void> {
    await this.#chunks.return?.()
  }
}
