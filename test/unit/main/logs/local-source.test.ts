import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openLocalLogs } from '../../../../main/logs/local-source.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'switchyard logs '))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function put(files: Readonly<Record<string, string | Buffer>>): Promise<void> {
  for (const [name, data] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), data)
  }
}

/** `host file: text` of everything, from a byte on. */
async function everything(path: string, from = 0): Promise<string[]> {
  const opened = await openLocalLogs(path)
  if (!opened.ok) throw new Error(opened.problem.message)
  const all: string[] = []
  for (const { host, source } of opened.value)
    for (const log of await source.list()) {
      const bytes: Uint8Array[] = []
      for await (const chunk of source.read(log, from)) bytes.push(chunk)
      all.push(`${host} ${log.file}: ${Buffer.concat(bytes).toString()}`)
    }
  return all
}

it('reads folders by host, plain and packed files, told by their content', async () => {
  await put({
    'src-db/porter.log': 'one\n',
    'src-db/old/porter.log.1.gz': gzipSync('two\n'),
    'tgt-db/porter.log.zst': Buffer.concat([
      zstdCompressSync('three\n'),
      zstdCompressSync('four\n'),
    ]),
    'tgt-db/named-wrong.log': gzipSync('five\n'),
    'loose.log': 'six\n',
    'empty.log': '',
  })
  expect(await everything(folder)).toEqual([
    'local empty.log: ',
    'local loose.log: six\n',
    'src-db old/porter.log.1.gz: two\n',
    'src-db porter.log: one\n',
    'tgt-db named-wrong.log: five\n',
    'tgt-db porter.log.zst: three\nfour\n',
  ])
})

it('reads one file, from a byte of its text on', async () => {
  await put({ 'a.log': 'one\ntwo\n', 'b.log.gz': gzipSync('one\ntwo\n') })
  expect([
    ...(await everything(join(folder, 'a.log'), 4)),
    ...(await everything(join(folder, 'b.log.gz'), 4)),
  ]).toEqual(['local a.log: two\n', 'local b.log.gz: two\n'])
})

it.each([
  ['bzip2', Buffer.from('BZh91AY&SY')],
  ['xz', Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 1])],
])('says of a file packed with %s how to unpack it', async (program, data) => {
  await put({ 'a.log.packed': data })
  await expect(everything(folder)).rejects.toMatchObject({
    problem: { code: 'bad-input', next: expect.stringContaining(`${program} -dk`) },
  })
})

it('says of a damaged file that it is damaged', async () => {
  await put({ 'a.log.gz': gzipSync('one\n'.repeat(1000)).subarray(0, 40) })
  await expect(everything(folder)).rejects.toMatchObject({
    problem: { message: expect.stringContaining('is damaged') },
  })
})

it('says which path cannot be read', async () => {
  expect(await openLocalLogs(join(folder, 'nothing'))).toMatchObject({
    ok: false,
    problem: { code: 'not-found', where: { file: join(folder, 'nothing') } },
  })
})
