import zlib from 'node:zlib'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Inflater } from '../../../../main/logs/inflate.ts'

const runs = Number(process.env['LOG_RUNS'] ?? 150)

/** One for all: nothing of a stream may show in the next. */
const inflater = new Inflater()

/** `sizes` of the pieces that are added, over and over. `behind` the end of the stream is the rest. */
function unpack(
  packed: Uint8Array,
  sizes: readonly number[] = [packed.length],
): { readonly text: Buffer; readonly behind: number } {
  const text: Buffer[] = []
  let at = 0
  inflater.take(inflater.held)
  inflater.begin()
  for (let i = 0; !inflater.isDone; i += 1) {
    const size = Math.max(1, sizes[i % sizes.length] ?? 1)
    if (at === packed.length) inflater.cut()
    else at += inflater.add(packed.subarray(at, at + size))
    for (const piece of inflater.text()) text.push(Buffer.from(piece))
  }
  return { text: Buffer.concat(text), behind: inflater.held + packed.length - at }
}

const words = 'INVITE sip: error 404 registrar accounts 10.0.0.1 balance of customer \n'.split(' ')

/** Parts of several kinds behind each other: noise, lines, and runs that repeat what came some way before. */
const part = fc.oneof(
  fc.uint8Array({ maxLength: 3000 }).map((bytes) => Buffer.from(bytes)),
  fc
    .array(fc.oneof(fc.constantFrom(...words), fc.nat().map(String)), { maxLength: 600 })
    .map((parts) => Buffer.from(parts.join(' '))),
  fc
    .tuple(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.nat(40_000))
    .map(([bytes, length]) => Buffer.alloc(length, bytes)),
)
const text = fc
  .tuple(fc.array(part, { maxLength: 6 }), fc.constantFrom(1, 1, 1, 2, 40))
  .map(([parts, times]) => Buffer.concat(Array.from({ length: times }, () => parts).flat()))

const { Z_DEFAULT_STRATEGY, Z_FILTERED, Z_HUFFMAN_ONLY, Z_RLE, Z_FIXED } = zlib.constants
const strategies = [Z_DEFAULT_STRATEGY, Z_FILTERED, Z_HUFFMAN_ONLY, Z_RLE, Z_FIXED]
const packing = fc.record({
  level: fc.integer({ min: 0, max: 9 }),
  strategy: fc.constantFrom(...strategies),
  memLevel: fc.integer({ min: 1, max: 9 }),
  windowBits: fc.integer({ min: 9, max: 15 }),
})

const sizes = fc.array(fc.oneof(fc.nat(3), fc.nat(500), fc.nat(200_000)), {
  minLength: 1,
  maxLength: 8,
})

describe('a stream that zlib has packed', () => {
  it('has its text again, in whatever pieces it comes', () => {
    fc.assert(
      fc.property(text, packing, sizes, (text, options, sizes) => {
        const packed = zlib.deflateRawSync(text, options)
        expect(unpack(packed, sizes).text.equals(text)).toBe(true)
      }),
      { numRuns: runs },
    )
  })

  it('ends where its bytes end, and says so', () => {
    fc.assert(
      fc.property(text, packing, fc.uint8Array(), sizes, (text, options, behind, sizes) => {
        const packed = zlib.deflateRawSync(text, options)
        const unpacked = unpack(Buffer.concat([packed, behind]), sizes)
        expect(unpacked.text.equals(text)).toBe(true)
        expect(unpacked.behind).toBe(behind.length)
      }),
      { numRuns: runs },
    )
  })

  const { Z_SYNC_FLUSH, Z_FULL_FLUSH, Z_PARTIAL_FLUSH } = zlib.constants
  it('may have been flushed on the way', async () => {
    const flush = fc.constantFrom(Z_SYNC_FLUSH, Z_FULL_FLUSH, Z_PARTIAL_FLUSH)
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(text, flush), { maxLength: 4 }),
        packing,
        sizes,
        async (parts, options, sizes) => {
          const stream = zlib.createDeflateRaw(options)
          const packed = stream.toArray()
          for (const [bytes, kind] of parts) {
            stream.write(bytes)
            await new Promise<void>((done) => stream.flush(kind, done))
          }
          stream.end()
          const whole = Buffer.concat((await packed) as Buffer[])
          const all = Buffer.concat(parts.map(([bytes]) => bytes))
          expect(unpack(whole, sizes).text.equals(all)).toBe(true)
        },
      ),
      { numRuns: Math.ceil(runs / 3) },
    )
  })

  /** Noise that comes again after as many bytes as a match may reach back at most. */
  const far = Buffer.alloc(3_000_000)
  for (let i = 0, state = 1; i < far.length; i += 1) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) | 0
    far[i] = i < 32_768 - 262 ? state >>> 16 : (far[i - 32_768 + 262] ?? 0)
  }
  const lines = Buffer.from(
    Array.from({ length: 60_000 }, (_, i) => `${words[i % 9]} ${i * 7919} ${words[i % 7]}\n`).join(
      '',
    ),
  )
  it.each([
    ['of noise that comes again as late as it may', far],
    ['of one byte', Buffer.alloc(5_000_000, 'a')],
    ['of three bytes', Buffer.alloc(2_000_000, 'abc')],
    ['of seventeen bytes', Buffer.alloc(2_000_000, 'abcdefghijklmnopq')],
    ['of lines', lines],
  ])('of some MiB %s is unpacked, whatever packed it', (_, text) => {
    for (const strategy of strategies)
      for (const level of [0, 1, 6, 9]) {
        const packed = zlib.deflateRawSync(text, { level, strategy })
        expect(unpack(packed, [1, 70_000, 300_001]).text.equals(text)).toBe(true)
      }
  })

  it('is unpacked within the regions of its memory', () => {
    unpack(zlib.deflateRawSync(far))
    inflater.begin()
    inflater.add(zlib.deflateRawSync(Buffer.alloc(5_000_000, 'a')))
    const [piece] = inflater.text()
    const behind = new Uint8Array(piece?.buffer ?? new ArrayBuffer(0)).subarray(-16_384)
    expect(behind.length).toBe(16_384)
    expect(behind.every((byte) => byte === 0)).toBe(true)
  })
})
