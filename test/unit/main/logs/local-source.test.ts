import { execFileSync } from 'node:child_process'
import {
  appendFile,
  mkdir,
  mkdtemp,
  rename,
  rm,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
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

const skippable = Buffer.from('502a4d18040000001c000000', 'hex')

it('reads folders by host, plain and packed files, told by their content', async () => {
  await put({
    'src-db/porter.log': 'one\n',
    'src-db/old/porter.log.1.gz': gzipSync('two\n'),
    'tgt-db/porter.log.zst': Buffer.concat([
      zstdCompressSync('three\n'),
      zstdCompressSync('four\n'),
    ]),
    'tgt-db/named-wrong.log': gzipSync('five\n'),
    // As pzstd writes it: a frame with the size of the next one before each.
    'tgt-db/parallel.log.zst': Buffer.concat([
      skippable,
      zstdCompressSync('seven\n'),
      skippable,
      zstdCompressSync('eight\n'),
    ]),
    'loose.log': 'six\n',
    'empty.log': '',
  })
  expect(await everything(folder)).toEqual([
    'local empty.log: ',
    'local loose.log: six\n',
    'src-db old/porter.log.1.gz: two\n',
    'src-db porter.log: one\n',
    'tgt-db named-wrong.log: five\n',
    'tgt-db parallel.log.zst: seven\neight\n',
    'tgt-db porter.log.zst: three\nfour\n',
  ])
})

describe('a file that is changed while it is read', () => {
  const lines = (name: string): string =>
    Array.from({ length: 250_000 }, (_, i) => `${name} ${i}\n`).join('')

  it.each([
    ['truncated', (path: string) => truncate(path, 0)],
    ['truncated and written again', (path: string) => writeFile(path, lines('newer'))],
    [
      'rotated before it is begun',
      async (path: string) => {
        await rename(path, `${path}.1`)
        await writeFile(path, lines('newer'))
      },
    ],
  ])('is said to have been %s', async (how, change) => {
    await put({ 'a.log': lines('old') })
    const path = join(folder, 'a.log')
    const opened = await openLocalLogs(path)
    if (!opened.ok) throw new Error(opened.problem.message)
    const [source] = opened.value.map((logs) => logs.source)
    const [log] = (await source?.list()) ?? []
    if (source === undefined || log === undefined) throw new Error('not listed')
    let read = ''
    const reading = (async () => {
      if (how.startsWith('rotated')) await change(path)
      for await (const piece of source.read(log, 0)) {
        if (read === '') await change(path)
        read += Buffer.from(piece).toString()
      }
    })()
    await expect(reading).rejects.toMatchObject({
      problem: {
        code: 'precondition',
        message: `${path} was rotated or truncated while it was being read`,
      },
    })
    expect(lines('old').startsWith(read)).toBe(true)
  })

  it('is read up to where it ended when it was listed, if it grows', async () => {
    await put({ 'a.log': lines('old') })
    const path = join(folder, 'a.log')
    const opened = await openLocalLogs(path)
    const [source] = opened.ok ? opened.value.map((logs) => logs.source) : []
    const [log] = (await source?.list()) ?? []
    if (source === undefined || log === undefined) throw new Error('not listed')
    let read = ''
    for await (const piece of source.read(log, 5)) {
      await appendFile(path, 'more\n')
      read += Buffer.from(piece).toString()
    }
    expect(read === lines('old').slice(5)).toBe(true)
  })
})

it('reads one file, from a byte of its text on', async () => {
  await put({ 'a.log': 'one\ntwo\n', 'b.log.gz': gzipSync('one\ntwo\n') })
  expect([
    ...(await everything(join(folder, 'a.log'), 4)),
    ...(await everything(join(folder, 'b.log.gz'), 4)),
  ]).toEqual(['local a.log: two\n', 'local b.log.gz: two\n'])
})

it.each([
  ['gzip', gzipSync],
  ['zstd', zstdCompressSync],
])('takes no more memory for a large file of %s, and loses no byte', async (_, pack) => {
  const line = (n: number): string => `line ${n} of a log that takes more than one piece\n`
  const text = Array.from({ length: 60_000 }, (_line, n) => line(n)).join('')
  await put({ 'a.log.packed': pack(text) })
  const opened = await openLocalLogs(join(folder, 'a.log.packed'))
  if (!opened.ok) throw new Error(opened.problem.message)
  const [source] = opened.value.map((logs) => logs.source)
  const [log] = (await source?.list()) ?? []
  if (source === undefined || log === undefined) throw new Error('the log is not found')
  const pieces: Uint8Array[] = []
  let read = ''
  for await (const piece of source.read(log, 7)) {
    pieces.push(piece)
    read += Buffer.from(piece).toString('latin1')
  }
  expect(read).toBe(text.slice(7))
  expect(pieces.length).toBeGreaterThan(3)
  const memories = new Set(pieces.map(({ buffer }) => buffer))
  const bytes = [...memories].reduce((sum, { byteLength }) => sum + byteLength, 0)
  expect(bytes).toBeLessThan(1024 * 1024)
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

/** What could not be looked at, by host. */
async function unseenIn(path: string): Promise<Record<string, string[]>> {
  const opened = await openLocalLogs(path)
  if (!opened.ok) throw new Error(opened.problem.message)
  const all: Record<string, string[]> = {}
  for (const { host, source } of opened.value)
    await source.list({ onUnseen: (what) => (all[host] ??= []).push(what) })
  return all
}

describe.skipIf(process.platform === 'win32')('links', () => {
  it('are followed to files and folders, and what they lead to twice is read once', async () => {
    await put({
      'logs/src-db/porter.log': 'one\n',
      'logs/loose.log': 'two\n',
      'elsewhere/sip/sip.log': 'three\n',
      'elsewhere/radius.log': 'four\n',
    })
    await symlink('porter.log', join(folder, 'logs/src-db/current.log'))
    await symlink('../src-db', join(folder, 'logs/src-db/again'))
    await symlink('../../elsewhere/radius.log', join(folder, 'logs/src-db/radius.log'))
    await symlink('../../elsewhere', join(folder, 'logs/src-db/more'))
    await symlink('../elsewhere', join(folder, 'logs/tgt-db'))
    await symlink('../elsewhere/radius.log', join(folder, 'logs/by-link.log'))
    expect(await everything(join(folder, 'logs'))).toEqual([
      'local by-link.log: four\n',
      'local loose.log: two\n',
      'src-db more/sip/sip.log: three\n',
      'src-db porter.log: one\n',
      'src-db radius.log: four\n',
      'tgt-db radius.log: four\n',
      'tgt-db sip/sip.log: three\n',
    ])
    expect(await unseenIn(join(folder, 'logs'))).toEqual({})
  })

  it('to a host that is there itself make no second host, nor do those to the folder of all of them', async () => {
    await put({ 'logs/src-db/porter.log': 'one\n', 'logs/loose.log': 'two\n' })
    await symlink('src-db', join(folder, 'logs/current'))
    await symlink('.', join(folder, 'logs/all'))
    await symlink('..', join(folder, 'logs/up'))
    expect(await everything(join(folder, 'logs'))).toEqual([
      'local loose.log: two\n',
      'src-db porter.log: one\n',
    ])
    expect(await unseenIn(join(folder, 'logs'))).toEqual({
      local: ['up: a link to a folder that this one lies in'],
    })
  })

  it('that lead nowhere are said, and what is no file', async () => {
    await put({ 'src-db/porter.log': 'one\n' })
    await symlink('gone.log', join(folder, 'src-db/porter.log.1'))
    await symlink('gone', join(folder, 'tgt-db'))
    execFileSync('mkfifo', [join(folder, 'src-db/pipe')])
    expect(await everything(folder)).toEqual(['src-db porter.log: one\n'])
    expect(await unseenIn(folder)).toEqual({
      local: ['tgt-db: no such file or directory'],
      'src-db': ['pipe: neither a file nor a folder', 'porter.log.1: no such file or directory'],
    })
  })
})

it('says of a file that has gone what is not read', async () => {
  await put({ 'a.log': 'one\n' })
  const opened = await openLocalLogs(folder)
  const [logs] = opened.ok ? opened.value : []
  const [log] = (await logs?.source.list()) ?? []
  if (logs === undefined || log === undefined) throw new Error('nothing is listed')
  await rm(join(folder, 'a.log'))
  await expect(logs.source.read(log, 0).next()).rejects.toMatchObject({
    problem: { message: expect.stringContaining('a.log cannot be read') },
  })
})

it('says which path cannot be read', async () => {
  expect(await openLocalLogs(join(folder, 'nothing'))).toMatchObject({
    ok: false,
    problem: { code: 'not-found', where: { file: join(folder, 'nothing') } },
  })
})
