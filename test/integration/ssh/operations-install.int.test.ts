import { appendFileSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadOperations } from '../../../main/procedures/load-operations.ts'
import { createSessionPool } from '../../../main/ssh/session-pool.ts'
import { portOf, startTestLab } from '../../helpers/lab.ts'
import { atEnd, poolFor, server, text } from '../../helpers/ssh-pool.ts'
import { stepToolBytes } from '../../helpers/ssh-server.ts'

const resources = join(import.meta.dirname, '../../../resources')
/** Small ones, so that what runs is certain. */
const operations = [
  { path: 'lib/base.sh', bytes: Buffer.from('word=hello\n') },
  {
    path: 'survey',
    bytes: Buffer.from('#!/bin/sh\n. "${0%/*}/lib/base.sh"\nprintf "$word $1\\n"\n'),
  },
]
const survey = ['.switchyard/operations/survey', 'apply']

test('the operations are brought before the first command that calls one, by exec and by step', async () => {
  const host = await server()
  const pool = poolFor([host], { operations })
  await pool.exec('h0', ['true'])
  await pool.step('h0', 'a1', ['true'])
  expect(existsSync(join(host.home, '.switchyard/operations'))).toBe(false)
  const read = await pool.exec('h0', survey)
  const stepped = await pool.step('h0', 'a2', survey)
  expect([text(read.stdout), text(stepped.stdout)]).toEqual(['hello apply\n', 'hello apply\n'])
  const [base, program] = ['lib/base.sh', 'survey'].map(
    (name) => `~/.switchyard/operations/${name}`,
  )
  // One question for all, then each wave is read back; the second command asks nothing more.
  expect(
    host.lines.filter((line) => line.startsWith('sha256sum ~/.switchyard/operations')),
  ).toEqual([`sha256sum ${base} ${program}`, `sha256sum ${base}`, `sha256sum ${program}`])
})

test('a step may be the first to call an operation', async () => {
  const host = await server()
  const outcome = await poolFor([host], { operations }).step('h0', 'a1', survey)
  expect([outcome.ending, text(outcome.stdout)]).toEqual([
    { kind: 'exited', code: 0 },
    'hello apply\n',
  ])
})

test('only what differs is written again', async () => {
  const host = await server()
  await poolFor([host], { operations }).exec('h0', survey)
  const folder = join(host.home, '.switchyard/operations')
  const before = statSync(join(folder, 'survey')).ino
  appendFileSync(join(folder, 'lib/base.sh'), 'word=changed\n')
  const { stdout } = await poolFor([host], { operations }).exec('h0', survey)
  expect(text(stdout)).toBe('hello apply\n')
  expect(statSync(join(folder, 'survey')).ino).toBe(before)
})

test('operations that disappear while connected are brought by the next command', async () => {
  const host = await server()
  const pool = poolFor([host], { operations })
  await pool.exec('h0', survey)
  rmSync(join(host.home, '.switchyard/operations'), { recursive: true })
  expect((await pool.exec('h0', survey)).ending).toEqual({ kind: 'exited', code: 127 })
  expect((await pool.exec('h0', survey)).ending).toEqual({ kind: 'exited', code: 0 })
})

test('where a site has its own command, nothing is brought', async () => {
  const host = await server()
  await poolFor([host], { operations }).exec('h0', ['echo', '.switchyard/operations/survey'])
  expect(existsSync(join(host.home, '.switchyard'))).toBe(false)
})

test('a home that cannot be written is a problem that names the file, and nothing is run', async () => {
  const host = await server()
  writeFileSync(join(host.home, '.switchyard'), 'a file where the folder should be')
  const { ending } = await poolFor([host], { operations }).exec('h0', survey)
  expect(ending).toMatchObject({
    kind: 'not-started',
    problem: {
      code: 'tools-missing',
      where: { host: 'h0', file: '.switchyard/operations/lib/base.sh' },
    },
  })
})

test('the shipped operations reach a host of the embedded lab byte by byte', async () => {
  const lab = await startTestLab()
  atEnd(() => lab.stop())
  const port = await portOf(lab, 'src-db')
  const shipped = loadOperations(resources)
  const pool = createSessionPool({
    targets: () => ({
      address: '127.0.0.1',
      port,
      user: 'switchyard',
      identityFiles: [join(lab.dir, 'id_ed25519')],
      knownHostsFiles: [join(lab.dir, 'known_hosts')],
    }),
    stepTool: stepToolBytes(),
    operations: shipped,
  })
  atEnd(() => pool.close())
  expect((await pool.exec('src-db', survey)).ending).toEqual({ kind: 'exited', code: 0 })
  for (const { path, bytes } of shipped) {
    const { stdout } = await pool.exec('src-db', ['cat', `.switchyard/operations/${path}`])
    expect([path, Buffer.compare(stdout, bytes)]).toEqual([path, 0])
  }
  expect(readFileSync(join(lab.dir, 'known_hosts'), 'utf8')).not.toBe('')
})
