import zlib from 'node:zlib'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Inflater } from '../../../../main/logs/inflate.ts'
import { DeflateBits, evenCodes, lengthsOf } from '../../../helpers/deflate-bits.ts'

const runs = Number(process.env['LOG_RUNS'] ?? 300)
const inflater = new Inflater()

type Answer = { readonly text: Buffer; readonly refused: string }
const damage = 'DamagedError: the packed bytes are damaged or end too early'

function unpack(packed: Uint8Array, size = packed.length): Answer {
  const text: Buffer[] = []
  let at = 0
  inflater.take(inflater.held)
  inflater.begin()
  try {
    while (!inflater.isDone) {
      if (at === packed.length) inflater.cut()
      else at += inflater.add(packed.subarray(at, at + size))
      for (const piece of inflater.text()) text.push(Buffer.from(piece))
    }
  } catch (error) {
    return { text: Buffer.concat(text), refused: String(error) }
  }
  return { text: Buffer.concat(text), refused: '' }
}

/** What zlib has unpacked of a stream that is cut off; undefined where it has found it damaged by then. */
function byZlib(packed: Uint8Array, finishFlush: number): Buffer | undefined {
  try {
    return zlib.inflateRawSync(packed, { finishFlush })
  } catch {
    return undefined
  }
}
const { Z_SYNC_FLUSH, Z_FINISH } = zlib.constants

/** The text before the first byte at which zlib finds damage. */
function beforeDamage(packed: Uint8Array): Buffer {
  let [good, bad] = [0, packed.length + 1]
  while (bad - good > 1) {
    const middle = (good + bad) >> 1
    if (byZlib(packed.subarray(0, middle), Z_SYNC_FLUSH) === undefined) bad = middle
    else good = middle
  }
  return byZlib(packed.subarray(0, good), Z_SYNC_FLUSH) ?? Buffer.alloc(0)
}

/** Eight codes of a bit each: what the byte may still have said in which zlib found the damage. */
const inOneByte = 8 * 258

function expectAsZlib(packed: Uint8Array, size?: number): void {
  const { text, refused } = unpack(packed, size)
  const whole = byZlib(packed, Z_FINISH)
  if (whole !== undefined) {
    expect(refused).toBe('')
    expect(text.equals(whole)).toBe(true)
    return
  }
  expect(refused).toBe(damage)
  const least = beforeDamage(packed)
  expect(text.subarray(0, least.length).equals(least)).toBe(true)
  expect(text.length).toBeLessThanOrEqual(least.length + inOneByte)
}

const text = fc
  .array(fc.oneof(fc.constantFrom('INVITE ', 'error: ', '\n', 'aaaaaaaa'), fc.nat().map(String)), {
    maxLength: 300,
  })
  .map((parts) => Buffer.from(parts.join('')))
const packed = fc
  .tuple(text, fc.integer({ min: 0, max: 9 }), fc.constantFrom(0, 1, 2, 3, 4))
  .map(([text, level, strategy]) => zlib.deflateRawSync(text, { level, strategy }))
const size = fc.constantFrom(1, 7, 100_000)

function flipped(packed: Uint8Array, bits: readonly number[]): Uint8Array {
  const other = Uint8Array.from(packed)
  for (const bit of bits) {
    const at = bit % (8 * other.length)
    other[at >> 3] = (other[at >> 3] ?? 0) ^ (1 << (at & 7))
  }
  return other
}

const numRuns = { numRuns: runs }

describe('a stream that is not as it was packed', () => {
  it('gives all the text that zlib finds before its cut, and no more', () => {
    fc.assert(
      fc.property(packed, fc.nat(), size, (packed, cut, size) => {
        const part = packed.subarray(0, cut % packed.length)
        const { text, refused } = unpack(part, size)
        expect(refused).toBe(damage)
        expect(text.equals(byZlib(part, Z_SYNC_FLUSH) ?? Buffer.alloc(0))).toBe(true)
      }),
      numRuns,
    )
  })

  it('is refused when zlib refuses it, and has the text that zlib finds when not', () => {
    const flips = fc.array(fc.nat(), { minLength: 1, maxLength: 4 })
    const damaged = fc.tuple(packed, flips).map(([packed, flips]) => flipped(packed, flips))
    fc.assert(fc.property(damaged, size, expectAsZlib), numRuns)
  })

  it('may be anything', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 600 }), size, expectAsZlib),
      numRuns,
    )
  })
})

const bits = (): DeflateBits => new DeflateBits()
/** Of a, b and the end of the block. */
const threeCodes = { 97: 1, 98: 2, 256: 2 }
const few = lengthsOf(257, threeCodes)
/** And a length of 3. */
const withMatch = lengthsOf(258, { 97: 2, 98: 2, 256: 2, 257: 2 })
const codesLeadingTo = (codes: readonly number[]): DeflateBits =>
  bits().head(2).counts(257, 1, codes)
/** All that could be said with zeros, and with ones. */
const tails = [0, -1]

describe('zlib and we refuse', () => {
  it.each<[string, DeflateBits]>([
    ['a block of no kind', bits().head(3)],
    [
      'stored bytes whose length is not confirmed',
      bits().head(0).align().number(5, 16).number(5, 16),
    ],
    ['more lengths than there are', bits().dynamic(lengthsOf(287, threeCodes), [1]).code(3, 2)],
    [
      'more distances than there are',
      bits()
        .dynamic(few, lengthsOf(31, { 0: 1 }))
        .code(3, 2),
    ],
    [
      'a lone code for lengths',
      codesLeadingTo([0, 0, 0, 0, 0, 0, 1]).stored(Array(32).fill(0)).number(1, 1),
    ],
    ['no codes for lengths', codesLeadingTo([0, 0, 0, 0])],
    ['too few codes for lengths', codesLeadingTo([1, 0, 0, 0])],
    ['too many codes for lengths', codesLeadingTo([1, 1, 1, 0])],
    ['a repetition of nothing', codesLeadingTo(evenCodes).length(16).number(0, 2)],
    [
      'a repetition beyond all lengths',
      codesLeadingTo(evenCodes)
        .lengths(lengthsOf(257, { 97: 1, 256: 1 }))
        .length(16)
        .number(0, 2)
        .code(1, 1),
    ],
    ['a block that cannot end', bits().dynamic(lengthsOf(257, { 97: 1, 98: 1 }), [1])],
    ['too few codes for bytes', bits().dynamic(lengthsOf(257, { 97: 2, 256: 2 }), [1])],
    ['one code for the end that has two bits', bits().dynamic(lengthsOf(257, { 256: 2 }), [1])],
    ['too many codes for bytes', bits().dynamic(lengthsOf(257, { 97: 1, 98: 1, 256: 2 }), [1])],
    ['too few codes for distances', bits().dynamic(few, [2, 2])],
    ['one code for distances that has two bits', bits().dynamic(few, [2])],
    ['too many codes for distances', bits().dynamic(few, [1, 1, 1])],
    [
      'a code that the lone end does not have',
      bits()
        .dynamic(lengthsOf(257, { 256: 1 }), [1])
        .code(1, 1),
    ],
    ['a distance where there is none', bits().dynamic(withMatch, [0]).code(0, 2).code(3, 2)],
    [
      'a code that the lone distance does not have',
      bits().dynamic(withMatch, [1]).code(0, 2).code(3, 2).code(1, 1),
    ],
    ['a length that is none', bits().head(1).fixed(97).fixed(286).number(0, 5)],
    ['the other length that is none', bits().head(1).fixed(97).fixed(287).number(0, 5)],
    ['a distance that is none', bits().head(1).fixed(97).fixed(257).code(30, 5)],
    ['the other distance that is none', bits().head(1).fixed(97).fixed(257).code(31, 5)],
    ['a distance to before the beginning', bits().head(1).fixed(97).fixed(257).code(1, 5)],
  ])('%s', (_, made) => {
    for (const tail of tails) {
      const packed = Buffer.concat([made.bytes(), Buffer.alloc(400, tail)])
      expect(() => zlib.inflateRawSync(packed)).toThrow(/^(?!unexpected end)/)
      expect(unpack(packed).refused).toBe(damage)
      expectAsZlib(packed)
    }
  })
})

describe('zlib and we take', () => {
  const noise = Array.from({ length: 32_768 }, (_, i) => (i * 7919) >> 5)
  const stored = bits().head(0, false).align().number(32_768, 16).number(32_767, 16)
  it.each<[string, DeflateBits]>([
    [
      'one code for the end',
      bits()
        .dynamic(lengthsOf(257, { 256: 1 }), [1])
        .code(0, 1),
    ],
    ['no distance where none is used', bits().dynamic(few, [0]).code(0, 1).code(2, 2).code(3, 2)],
    [
      'one distance of one bit',
      bits().dynamic(withMatch, [1]).code(0, 2).code(3, 2).code(0, 1).code(2, 2),
    ],
    [
      'the longest match in its longer way',
      bits().head(1).fixed(97).fixed(284).number(31, 5).code(0, 5).fixed(256),
    ],
    [
      'a match from as far back as there is',
      stored.stored(noise).head(1).fixed(285).code(29, 5).number(8191, 13).fixed(256),
    ],
  ])('%s', (_, made) => {
    const packed = made.bytes()
    expect(zlib.inflateRawSync(packed)).toEqual(unpack(packed).text)
    for (const size of [1, packed.length]) expectAsZlib(packed, size)
  })

  it('stored bytes behind a match that ends a piece of text', () => {
    for (const short of [0, 1, 100, 258, 259]) {
      const made = bits()
      const put = (bytes: number, isLast = false): unknown =>
        made
          .head(0, isLast)
          .align()
          .number(bytes, 16)
          .number(~bytes, 16)
          .stored(Array.from({ length: bytes }, (_, i) => i))
      for (let i = 0; i < 17; i += 1) put(32_768 - (i === 0 ? short : 0))
      made.head(1, false).fixed(285).code(0, 5).fixed(256)
      put(7, true)
      const packed = made.bytes()
      expect(zlib.inflateRawSync(packed).length).toBe(17 * 32_768 - short + 258 + 7)
      expectAsZlib(packed)
    }
  })

  it('codes of all lengths up to fifteen bits', () => {
    const lengths = lengthsOf(286, { 256: 15, 285: 15 })
    for (let length = 1; length < 15; length += 1) lengths[length + 64] = length
    const distances = [...lengths.slice(65, 79), 15, 15]
    const made = bits().dynamic(lengths, distances)
    // each byte, and behind it a match with the distance that has as many bits
    for (let length = 1; length < 15; length += 1) {
      const code = 2 ** length - 2
      made.code(code, length).code(2 ** 15 - 1, 15)
      made.code(code, length).number(0, Math.max(0, ((length - 1) >> 1) - 1))
    }
    const packed = made.code(2 ** 15 - 2, 15).bytes()
    expect(zlib.inflateRawSync(packed).length).toBe(14 * 259)
    for (const size of [1, packed.length]) expectAsZlib(packed, size)
  })
})
