import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { loadOperations } from '../../main/procedures/load-operations.ts'
import type { PoolOptions } from '../../main/ssh/pool-options.ts'
import { createSessionPool, type SshSessionPool } from '../../main/ssh/session-pool.ts'
import type { TargetOverrides } from '../../main/ssh/target.ts'
import { cutConnections, makeKey, startSshd, type RealSshd } from '../helpers/sshd.ts'
import { hostLine, newHostKey, stepToolBytes } from '../helpers/ssh-server.ts'
import { watchOutput } from '../integration/ssh/held-memory.ts'

/** Against Debian's own sshd, with its default limits (MaxSessions 10, MaxStartups 10:30:100). */
let sshd: RealSshd
let second: RealSshd
beforeAll(async () => {
  sshd = await startSshd({ lines: ['MaxSessions 10'] })
  second = await startSshd({ identityFile: sshd.identityFile })
})
afterAll(async () => {
  await sshd.stop()
  await second.stop()
})
const pools: SshSessionPool[] = []
afterEach(() => {
  for (const pool of pools.splice(0)) pool.close()
})

let files = 0
const knownHosts = (text: string): string => {
  files += 1
  const file = join(sshd.folder, `known_hosts${files}`)
  writeFileSync(file, text)
  return file
}

function poolOf(overrides: TargetOverrides = {}, options: PoolOptions = {}): SshSessionPool {
  const pool = createSessionPool({
    targets: () => ({
      address: '127.0.0.1',
      port: sshd.port,
      identityFiles: [sshd.identityFile],
      knownHostsFiles: [knownHosts(sshd.hostKeyLine)],
      ...overrides,
    }),
    stepTool: stepToolBytes(),
    ...options,
  })
  pools.push(pool)
  return pool
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')

test('exec and step give code, stdout and stderr; the tools are installed', async () => {
  const pool = poolOf()
  const command = ['sh', '-c', 'echo out; echo err >&2; exit 3']
  const outcomes = [await pool.exec('h', command), await pool.step('h', 'basic', command)]
  for (const outcome of outcomes)
    expect([outcome.ending, text(outcome.stdout), text(outcome.stderr)]).toEqual([
      { kind: 'exited', code: 3 },
      'out\n',
      'err\n',
    ])
  expect(readFileSync(join(sshd.home, '.switchyard/step'))).toEqual(Buffer.from(stepToolBytes()))
})

test('the shipped operations are installed byte by byte and called from the home', async () => {
  const operations = loadOperations(join(import.meta.dirname, '../../resources'))
  const pool = poolOf({}, { operations })
  // This sshd starts commands in the home of the account, which is not the test's: this one only has the tools brought.
  await pool.step('h', 'bring', ['.switchyard/operations/survey', 'wrong'])
  const call = 'cd && .switchyard/operations/survey wrong'
  const called = await pool.step('h', 'operation', ['sh', '-c', call])
  expect([called.ending, text(called.stderr)]).toEqual([
    { kind: 'exited', code: 2 },
    'survey: use: survey apply|probe\n',
  ])
  for (const { path, bytes } of operations)
    expect([path, readFileSync(join(sshd.home, '.switchyard/operations', path))]).toEqual([
      path,
      bytes,
    ])
})

test('sixty commands at a time all run under MaxSessions 10', async () => {
  const pool = poolOf()
  const outcomes = await Promise.all(Array.from({ length: 60 }, () => pool.exec('h', ['true'])))
  expect(outcomes.filter((outcome) => outcome.ending.kind !== 'exited')).toEqual([])
})

test('channels that MaxSessions refuses are asked for again', async () => {
  const pool = poolOf({}, { limits: { channels: 30, channelRetries: 10 } })
  const outcomes = await Promise.all(Array.from({ length: 30 }, () => pool.exec('h', ['true'])))
  expect(outcomes.filter((outcome) => outcome.ending.kind !== 'exited')).toEqual([])
})

test('a signal is a signal, and a killed session process is lost', async () => {
  const pool = poolOf()
  const signalled = await pool.exec('h', ['sh', '-c', 'kill -KILL $$'])
  // The login shell may run the command itself or report it as 128 + 9.
  expect([
    { kind: 'signalled', signal: 'KILL' },
    { kind: 'exited', code: 137 },
  ]).toContainEqual(signalled.ending)
  const lost = await pool.exec('h', ['sh', '-c', 'echo up; sleep 20'], {
    onOutput: () => cutConnections(sshd),
  })
  expect(lost.ending).toMatchObject({ kind: 'lost', problem: { code: 'connection-lost' } })
})

test('a link cut three times in the middle of long output loses no byte and starts nothing twice', async () => {
  const pool = poolOf()
  const marks = [1_000_000, 3_000_000, 5_000_000]
  let seen = 0
  const script =
    'echo x >> "$HOME/count"; i=0; while [ $i -lt 100 ]; do seq $((i * 10000)) $((i * 10000 + 9999)); i=$((i + 1)); done; exit 5'
  const outcome = await pool.step('h', 'cut', ['sh', '-c', script], {
    maxBytes: 20_000_000,
    onOutput: (_stream, chunk) => {
      seen += chunk.length
      if (marks[0] !== undefined && seen > marks[0]) {
        marks.shift()
        cutConnections(sshd)
      }
    },
  })
  expect(outcome.ending).toEqual({ kind: 'exited', code: 5 })
  const expected = Array.from({ length: 1_000_000 }, (_, i) => `${i}\n`).join('')
  expect(text(outcome.stdout) === expected).toBe(true)
  expect(marks).toEqual([])
  expect(readFileSync(join(sshd.home, 'count'), 'utf8')).toBe('x\n')
})

test('100 MB of a step on both streams are counted, kept up to the limit, and the ending is read', async () => {
  const pool = poolOf()
  await pool.step('h', 'small', ['true'])
  const watch = watchOutput()
  const script = 'head -c 50000000 /dev/zero >&2; head -c 100000000 /dev/zero; exit 6'
  const outcome = await pool.step('h', 'huge', ['sh', '-c', script], {
    maxBytes: 65_536,
    onOutput: watch.onOutput,
  })
  const { ending, stdout, stderr, stdoutBytes, stderrBytes, truncated } = outcome
  expect({
    ending,
    kept: [stdout.length, stderr.length],
    stdoutBytes,
    stderrBytes,
    truncated,
  }).toEqual({
    ending: { kind: 'exited', code: 6 },
    kept: [65_536, 65_536],
    stdoutBytes: 100_000_000,
    stderrBytes: 50_000_000,
    truncated: true,
  })
  expect(watch.grownMiB()).toBeLessThan(8)
})

test('an aborted step is ended on the host', async () => {
  const pool = poolOf()
  const abort = new AbortController()
  const outcome = await pool.step('h', 'abort', ['sh', '-c', 'echo up; sleep 60'], {
    signal: abort.signal,
    onOutput: () => abort.abort('timed-out'),
  })
  expect(outcome.ending).toEqual({ kind: 'timed-out' })
  expect(await pool.stepStatus('h', 'abort')).toEqual({ kind: 'exited', code: 143 })
})

test('a second sshd is reached through the first, both keys verified', async () => {
  const both = knownHosts(sshd.hostKeyLine + second.hostKeyLine)
  const targets = (file: string): PoolOptions => ({
    targets: (name) => ({
      address: '127.0.0.1',
      port: name === 'inner' ? second.port : sshd.port,
      identityFiles: [sshd.identityFile],
      knownHostsFiles: [file],
      jump: name === 'inner' ? ['outer'] : [],
    }),
  })
  const outcome = await poolOf({}, targets(both)).step('inner', 'jump', ['echo', 'there'])
  expect([outcome.ending, text(outcome.stdout)]).toEqual([{ kind: 'exited', code: 0 }, 'there\n'])
  const onlyOuter = poolOf({}, targets(knownHosts(sshd.hostKeyLine)))
  expect(await onlyOuter.diagnose('inner')).toMatchObject({
    code: 'host-key-unknown',
    where: { host: 'inner' },
  })
  const onlyInner = poolOf({}, targets(knownHosts(second.hostKeyLine)))
  expect(await onlyInner.diagnose('inner')).toMatchObject({
    code: 'host-key-unknown',
    where: { host: 'outer' },
  })
})

test('a known_hosts file hashed by ssh-keygen is enough', async () => {
  const file = knownHosts(sshd.hostKeyLine)
  execFileSync('ssh-keygen', ['-q', '-H', '-f', file], { stdio: 'ignore' })
  expect(readFileSync(file, 'utf8')).toMatch(/^\|1\|/)
  expect(await poolOf({ knownHostsFiles: [file] }).diagnose('h')).toBeUndefined()
})

test('a changed host key is a hard stop', async () => {
  const file = knownHosts(hostLine('127.0.0.1', sshd.port, newHostKey()))
  expect(await poolOf({ knownHostsFiles: [file] }).diagnose('h')).toMatchObject({
    code: 'host-key-changed',
    where: { file, line: 1 },
  })
})

test('a key that sshd does not know is auth-failed', async () => {
  const stranger = join(sshd.folder, 'stranger')
  makeKey(stranger)
  expect(await poolOf({ identityFiles: [stranger] }).diagnose('h')).toMatchObject({
    code: 'auth-failed',
  })
})

test('a key with a passphrase is opened once and kept', async () => {
  const file = join(sshd.folder, 'locked')
  makeKey(file, 'open sesame')
  const locked = await startSshd({ identityFile: file })
  try {
    const asked: string[] = []
    const pool = poolOf(
      {
        port: locked.port,
        identityFiles: [file],
        knownHostsFiles: [knownHosts(locked.hostKeyLine)],
      },
      {
        secrets: {
          get: (kind) => {
            asked.push(kind)
            return Promise.resolve('open sesame')
          },
        },
      },
    )
    expect((await pool.exec('h', ['true'])).ending).toEqual({ kind: 'exited', code: 0 })
    cutConnections(locked)
    while (pool.sessions()[0]?.state !== 'down')
      await new Promise((resolve) => setImmediate(resolve))
    expect((await pool.exec('h', ['true'])).ending).toEqual({ kind: 'exited', code: 0 })
    expect(asked).toEqual(['passphrase'])
  } finally {
    await locked.stop()
  }
})

test('an agent logs in without any key file', async () => {
  const socket = join(sshd.folder, 'agent.sock')
  const said = execFileSync('ssh-agent', ['-a', socket], { encoding: 'utf8' })
  const pid = Number(/SSH_AGENT_PID=(\d+)/.exec(said)?.[1])
  try {
    execFileSync('ssh-add', ['-q', sshd.identityFile], {
      env: { ...process.env, SSH_AUTH_SOCK: socket },
    })
    expect(await poolOf({ identityFiles: [], agentSocket: socket }).diagnose('h')).toBeUndefined()
  } finally {
    process.kill(pid)
  }
})

test('an agent that is not there does not keep the key files from being tried', async () => {
  const pool = poolOf({ agentSocket: join(sshd.folder, 'no-agent.sock') })
  expect(await pool.diagnose('h')).toBeUndefined()
})
