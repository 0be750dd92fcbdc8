import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { DamagedError } from '../../../../main/logs/damaged-error.ts'
import { unpackFrom } from '../../../../main/logs/unpack.ts'

const long = Array.from({ length: 100_000 }, (_, i) => `line ${i * 7919}\n`).join('')

async function unpacked(
  packed: Uint8Array,
  size = 65_536,
): Promise<{ text: string; error?: unknown }> {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for (let from = 0; from < packed.length; from += size) yield packed.subarray(from, from + size)
  }
  let text = ''
  try {
    for await (const bytes of unpackFrom('gzip', chunks(), 0)) text += Buffer.from(bytes).toString()
  } catch (error) {
    return { text, error }
  }
  return { text }
}

/** Name, comment and extra field, as RFC 1952 has them. */
function withFields(packed: Uint8Array): Uint8Array {
  const head = Buffer.from(packed.subarray(0, 10))
  head[3] = 0x04 | 0x08 | 0x10
  return Buffer.concat([
    head,
    Buffer.from([3, 0, 1, 2, 3]),
    Buffer.from('a.log\0why\0'),
    packed.subarray(10),
  ])
}

describe('gzip', () => {
  it.each([7, 65_536])(
    'is unpacked in pieces of %i bytes, with all fields of its head, one part behind another',
    async (size) => {
      const parts = [gzipSync('one\n'), withFields(gzipSync(long)), gzipSync(''), gzipSync('two\n')]
      expect(await unpacked(Buffer.concat(parts), size)).toEqual({ text: `one\n${long}two\n` })
      expect(await unpacked(Buffer.concat([...parts, Buffer.alloc(512)]), size)).toEqual({
        text: `one\n${long}two\n`,
      })
    },
  )

  it('gives all that it holds before what is no gzip, and says that this follows', async () => {
    for (const behind of ['garbage of some other file', 'g'])
      expect(await unpacked(Buffer.concat([gzipSync(long), Buffer.from(behind)]))).toEqual({
        text: long,
        error: expect.any(DamagedError) as unknown,
      })
  })

  it.each([1, 5, 9])(
    'that lacks its last %i bytes gives its text and is damaged',
    async (bytes) => {
      const packed = gzipSync('one\n')
      const { text, error } = await unpacked(packed.subarray(0, packed.length - bytes))
      expect(error).toBeInstanceOf(DamagedError)
      if (bytes < 9) expect(text).toBe('one\n')
    },
  )

  it('whose text was changed is damaged', async () => {
    const packed = Buffer.from(gzipSync('one\n'))
    packed[packed.length - 8] = (packed[packed.length - 8] ?? 0) ^ 1
    expect((await unpacked(packed)).error).toBeInstanceOf(DamagedError)
  })
})
