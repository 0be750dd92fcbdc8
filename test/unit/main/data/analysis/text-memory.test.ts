import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { textMemory } from '../../../../../main/data/analysis/text-memory.ts'

/** What the kernel does, a byte after the other. Stored values are chosen by it: it may never change. */
function slowly(value: Uint8Array): number {
  const bytes = value.subarray(0, 128)
  const mix = (hash: number, word: number): number => {
    const mixed = Math.imul(hash ^ word, 0x01000193)
    return mixed ^ (mixed >>> 15)
  }
  let hash = bytes.length ^ 0x811c9dc5
  const whole = bytes.length & ~3
  for (let at = 0; at < whole; at += 4) hash = mix(hash, Buffer.from(bytes).readInt32LE(at))
  hash = mix(
    hash,
    bytes.subarray(whole).reduce((rest, byte) => (rest << 8) | byte, 0),
  )
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  return hash ^ (hash >>> 13)
}

describe('the hash of a value', () => {
  it('is that of its first 128 bytes, wherever it stands and whatever is around it', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 140 }),
        fc.uint8Array({ maxLength: 9 }),
        fc.uint8Array({ maxLength: 9 }),
        (value, before, behind) => {
          const bytes = Buffer.concat([before, value, behind])
          const from = before.length
          expect(textMemory().hashOfValue(bytes, from, from + value.length)).toBe(slowly(value))
        },
      ),
    )
  })
})
