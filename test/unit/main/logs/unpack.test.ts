import { gzipSync, zstdCompressSync } from 'node:zlib'
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

describe.each([
  ['gzip', gzipSync],
  ['zstd', zstdCompressSync],
] as const)('%s', (packing, pack) => {
  /** Into one buffer, as a file is read; `failure` comes when all was given. */
  async function* reread(
    packed: Uint8Array,
    { failure, onClose }: { readonly failure?: Error; readonly onClose?: () => void } = {},
  ): AsyncGenerator<Uint8Array> {
    const buffer = new Uint8Array(4096)
    try {
      for (let at = 0; at < packed.length; at += buffer.length) {
        const part = packed.subarray(at, at + buffer.length)
        buffer.fill(0)
        buffer.set(part)
        yield buffer.subarray(0, part.length)
      }
      if (failure !== undefined) throw failure
    } finally {
      onClose?.()
    }
  }

  it('is unpacked of pieces that are good until the next one is asked for', async () => {
    const packed = Buffer.concat([pack(long), pack('one\n'), pack(long)])
    let text = ''
    for await (const piece of unpackFrom(packing, reread(packed), 0))
      text += Buffer.from(piece).toString()
    expect(text === `${long}one\n${long}`).toBe(true)
  })

  it('is given from a byte of its text on', async () => {
    const packed = Buffer.concat([pack('one\n'), pack(long), pack('two\n')])
    for (const from of [0, 3, 4, 600_000, long.length + 5, long.length + 9]) {
      let text = ''
      for await (const piece of unpackFrom(packing, reread(packed), from))
        text += Buffer.from(piece).toString()
      expect(text === `one\n${long}two\n`.slice(from)).toBe(true)
    }
  })

  it('gives what it holds before an error of its source, which is thrown as it is', async () => {
    const failure = new Error('the link is gone')
    const whole = pack(long)
    const read = async (packed: Uint8Array): Promise<string> => {
      let text = ''
      const pieces = unpackFrom(packing, reread(packed, { failure }), 0)
      await expect(
        (async () => {
          for await (const piece of pieces) text += Buffer.from(piece).toString()
        })(),
      ).rejects.toBe(failure)
      return text
    }
    expect((await read(whole)) === long).toBe(true)
    const half = await read(whole.subarray(0, whole.length >> 1))
    expect(long.startsWith(half)).toBe(true)
    expect(half.length).toBeGreaterThan(long.length / 4)
  })

  it('closes its source when no more is wanted', async () => {
    let closed = 0
    const onClose = (): void => void (closed += 1)
    for await (const piece of unpackFrom(packing, reread(pack(long), { onClose }), 0))
      if (piece.length > 0) break
    expect(closed).toBe(1)
  })
})
