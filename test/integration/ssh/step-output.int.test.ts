import { join } from 'node:path'
import type { ClientChannel } from 'ssh2'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { createSessionPool, type SshSessionPool } from '../../../main/ssh/session-pool.ts'
import { connectHost, portOf, startTestLab, type TestLab } from '../../helpers/lab.ts'
import { stepToolBytes } from '../../helpers/ssh-server.ts'
import { until } from '../../helpers/ssh-pool.ts'
import { watchOutput } from './held-memory.ts'

/** Output that is larger than every buffer between a host of the lab and the pool. */
let lab: TestLab
let pool: SshSessionPool
beforeAll(async () => {
  lab = await startTestLab()
  const port = await portOf(lab, 'src-db')
  pool = createSessionPool({
    targets: () => ({
      address: '127.0.0.1',
      port,
      user: 'switchyard',
      identityFiles: [join(lab.dir, 'id_ed25519')],
      knownHostsFiles: [join(lab.dir, 'known_hosts')],
    }),
    stepTool: stepToolBytes(),
  })
  await pool.step('src-db', 'first', ['true'])
})
afterEach(() => lab.clearFaults())
afterAll(async () => {
  pool.close()
  await lab.stop()
})

const survey = ['.switchyard/operations/survey', 'apply']
const hugeBytes = 100 * 2 ** 20

const twice = (bytes: Buffer): Buffer => Buffer.concat([bytes, bytes])

test('a step with 100 MiB of output is counted, kept up to the limit, not held in memory, and its ending is read', async () => {
  await lab.inject({ kind: 'huge-output', operation: 'survey', bytes: hugeBytes })
  const watch = watchOutput()
  const outcome = await pool.step('src-db', 'huge', survey, {
    maxBytes: 65_536,
    onOutput: watch.onOutput,
  })
  expect({ ...outcome, ms: 0, stdout: outcome.stdout.length, stderr: '' }).toEqual({
    ending: { kind: 'exited', code: 0 },
    stdout: 65_536,
    stderr: '',
    stdoutBytes: watch.seen(),
    stderrBytes: 0,
    truncated: true,
    ms: 0,
  })
  expect(watch.seen()).toBeGreaterThan(hugeBytes)
  // Client and host share this process, with 2 MiB of window between them.
  expect(watch.grownMiB()).toBeLessThan(8)
})

/** More than the window of 2 MiB that both streams share, and no two places of it alike. */
const numbers = (from: number): Buffer =>
  Buffer.from(Array.from({ length: 500_000 }, (_, i) => `${from + i}\n`).join(''))

test('both streams, larger than their window, come byte for byte and in order', async () => {
  const files = { out: numbers(1_000_000), err: numbers(2_000_000) }
  for (const [path, bytes] of Object.entries(files))
    expect(await pool.upload('src-db', { path, bytes })).toEqual({ ok: true, value: true })
  const script = 'cat out; cat err >&2; cat out; cat err >&2; exit 5'
  const outcome = await pool.step('src-db', 'both', ['sh', '-c', script], { maxBytes: 2 ** 24 })
  expect([outcome.ending, outcome.truncated]).toEqual([{ kind: 'exited', code: 5 }, false])
  expect([
    twice(files.out).equals(outcome.stdout),
    twice(files.err).equals(outcome.stderr),
  ]).toEqual([true, true])
})

test('a reader that stops until the window is used up loses nothing of either stream and no trailer', async () => {
  const client = await connectHost(lab, 'src-db')
  const out: Buffer[] = []
  const err: Buffer[] = []
  const channel = await new Promise<ClientChannel>((resolve, reject) => {
    client.exec(
      'sh ~/.switchyard/step follow both --from 0 --from-err 0',
      (error: Error | undefined, opened) => (error ? reject(error) : resolve(opened)),
    )
  })
  const ended = new Promise((resolve) => {
    let code: number | null = null
    channel.on('exit', (status: number | null) => (code = status))
    channel.on('close', () => resolve(code))
  })
  // Nothing is read before the host has filled the window.
  await until(() => channel.readableLength + channel.stderr.readableLength >= 2 ** 21)
  channel.on('data', (chunk: Buffer) => out.push(chunk))
  channel.stderr.on('data', (chunk: Buffer) => err.push(chunk))
  const code = await ended
  client.end()
  const files = { out: numbers(1_000_000), err: numbers(2_000_000) }
  const wantedOut = Buffer.concat([Buffer.from('switchyard-step 1 attached\n'), twice(files.out)])
  const wantedErr = Buffer.concat([
    twice(files.err),
    Buffer.from('\nswitchyard-step end exited 5\n'),
  ])
  expect(code).toBe(0)
  expect(Buffer.concat(out).equals(wantedOut)).toBe(true)
  expect(Buffer.concat(err).equals(wantedErr)).toBe(true)
})
