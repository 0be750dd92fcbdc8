import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { countWebLog } from '../../../../../main/data/analysis/web-log.ts'

const folder = mkdtempSync(join(tmpdir(), 'switchyard-web-log-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const file = (name: string, bytes: string | Uint8Array): string => {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  return path
}
const line = (address: string, path: string, second = 7): string =>
  `${address} - - [11/Jun/2024:02:14:0${second} +0000] "POST ${path} HTTP/1.1" 200 1 "-" "x"\n`
const log = [
  line('203.0.113.7', '/rest/A/x', 9),
  line('203.0.113.7', '/rest/A/x', 3),
  line('192.0.2.1', '/rest/A/x'),
  line('203.0.113.8', '/selfcare'),
  'half a li',
].join('')

describe('a web access log', () => {
  it.each([
    ['plain', log],
    ['gzip', gzipSync(log)],
    ['zstd', zstdCompressSync(log)],
  ])('is counted by client and method: %s', async (name, bytes) => {
    const counted = await countWebLog(file(name, bytes), ['192.0.2.1'])
    expect(counted).toEqual({
      ok: true,
      value: {
        clients: [
          {
            address: '203.0.113.7',
            method: 'A/x',
            hits: 2,
            firstAt: Date.UTC(2024, 5, 11, 2, 14, 3),
            lastAt: Date.UTC(2024, 5, 11, 2, 14, 9),
            source: name,
          },
        ],
        lines: 5,
        requests: 2,
        foreign: 1,
        dropped: 0,
      },
    })
  })

  it('that ends in the middle of its packing says so, and keeps what was read', async () => {
    const whole = gzipSync(line('203.0.113.7', '/rest/A/x').repeat(200_000))
    const counted = await countWebLog(file('cut.gz', whole.subarray(0, whole.length - 200)), [])
    if (!counted.ok) throw new Error(counted.problem.message)
    expect(counted.value.damaged).toBe('unexpected end of file')
    expect(counted.value.lines).toBeGreaterThan(100_000)
  })

  it('that was packed in several parts says that only the first was read', async () => {
    const part = zstdCompressSync(line('203.0.113.7', '/rest/A/x'))
    const counted = await countWebLog(file('parts.zst', Buffer.concat([part, part])), [])
    if (!counted.ok) throw new Error(counted.problem.message)
    expect(counted.value).toMatchObject({ lines: 1, damaged: expect.stringContaining('zstd -dk') })
  })

  it('of another format is refused by its name', async () => {
    const counted = await countWebLog(file('sip.log', '2024-06-11T02:14:07 sip01 edge: x\n'), [])
    expect(counted.ok ? '' : counted.problem.message).toBe(
      'sip.log is no web access log: none of its lines is one',
    )
  })

  describe.each(['bzip2', 'xz'])('packed with %s', (program) => {
    const text = line('203.0.113.7', '/rest/A/x').repeat(5000)
    const packed = spawnSync(program, ['-c'], { input: text })
    const isThere = packed.status === 0

    it.runIf(isThere)('is read', async () => {
      const counted = await countWebLog(file(`log.1.${program}`, packed.stdout), [])
      expect(counted.ok && [counted.value.lines, counted.value.clients[0]?.hits]).toEqual([
        5000, 5000,
      ])
    })

    it.runIf(isThere)('and cut is not taken for a whole one', async () => {
      const half = packed.stdout.subarray(0, packed.stdout.length - 20)
      const counted = await countWebLog(file(`cut.${program}`, half), [])
      const why = counted.ok ? counted.value.damaged : counted.problem.message
      expect(why).toContain(`${program}: `)
    })

    it('is refused with what to do where there is no such program', async () => {
      vi.stubEnv('PATH', '/nowhere')
      const head = program === 'xz' ? Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]) : 'BZh91AY&SY'
      const counted = await countWebLog(file(`x.${program}`, head), [])
      vi.unstubAllEnvs()
      expect(counted.ok ? '' : counted.problem.next).toBe(
        `unpack a copy of it where there is one: ${program} -dk`,
      )
    })
  })

  it('with endless lines and made-up names keeps its memory', async () => {
    const flood = Array.from({ length: 30_000 }, (_, i) =>
      line(`203.0.113.${i % 250}`, `/rest/A/m${i}`),
    )
    const counted = await countWebLog(
      file('flood', `${'x'.repeat(5_000_000)}\n${flood.join('')}`),
      [],
    )
    if (!counted.ok) throw new Error(counted.problem.message)
    const { clients, dropped, foreign } = counted.value
    expect([clients.length, dropped, foreign]).toEqual([20_000, 10_000, 1])
  })
})
