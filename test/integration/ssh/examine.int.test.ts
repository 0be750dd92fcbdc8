import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { firstFailure, worstStage } from '../../../shared/domain/diagnosis.ts'
import type { HostDiagnosis } from '../../../shared/domain/diagnosis.ts'
import { ok } from '../../../shared/base/result.ts'
import type { PoolOptions } from '../../../main/ssh/pool-options.ts'
import type { TargetOverrides } from '../../../main/ssh/target.ts'
import { must } from '../../helpers/lab-engine.ts'
import { atEnd, poolFor, server, targetsOf, until } from '../../helpers/ssh-pool.ts'
import { freePort } from '../../helpers/sshd.ts'
import { hostLine, newHostKey, stepToolBytes, type TestServer } from '../../helpers/ssh-server.ts'

const states = (diagnosis: HostDiagnosis): string[] =>
  diagnosis.hops.flatMap(({ host, stages }) =>
    stages.map(({ stage, state }) => `${host} ${stage} ${state}`),
  )
const askClock = async () => ok({ skewMs: 2, uncertaintyMs: 3 })
const examine = async (
  servers: readonly TestServer[],
  name: string,
  options: PoolOptions = {},
  how: { ask?: boolean } = {},
): Promise<HostDiagnosis> =>
  must(await poolFor(servers, options).examine(name, { ...how, askClock }))

test('a host that is as it should be passes every stage, and nothing is installed on it', async () => {
  const host = await server()
  const found = await examine([host], 'h0')
  expect(states(found)).toEqual([
    'h0 resolve ok',
    'h0 tcp ok',
    'h0 version ok',
    'h0 key-exchange ok',
    'h0 host-key ok',
    'h0 authentication ok',
    'h0 shell ok',
    'h0 sftp failed', // the small SFTP of this server cannot tell the home
    'h0 supervisor ok',
    'h0 clock ok',
    'h0 disk ok',
  ])
  expect(found.hops[0]?.stages[2]?.sentence).toMatch(/^SSH-2\.0-ssh2js/)
  expect(found.supervisor).toEqual({ same: false })
  expect(found.disk?.totalBytes).toBeGreaterThan(found.disk?.freeBytes ?? Infinity)
  expect(host.lines.some((line) => line.includes('step run'))).toBe(false)
  await until(() => host.connections() === 0)
})

test('the supervisor of this very version is recognised, another one too', async () => {
  const host = await server()
  const folder = join(host.home, '.switchyard')
  mkdirSync(folder)
  writeFileSync(join(folder, 'step'), stepToolBytes(), { mode: 0o700 })
  expect((await examine([host], 'h0')).supervisor).toMatchObject({ same: true, version: '1' })
  writeFileSync(join(folder, 'step'), 'echo switchyard-step 0\n', { mode: 0o700 })
  expect((await examine([host], 'h0')).supervisor).toMatchObject({ same: false, version: '0' })
})

test('every hop is examined, and the first that fails ends the way', async () => {
  const hosts = [await server(), await server(), await server()]
  const chain: PoolOptions = {
    targets: targetsOf(hosts, (name) => (name === 'h2' ? ['h0', 'h1'] : [])),
  }
  const whole = await examine(hosts, 'h2', chain)
  expect(whole.hops.map(({ host, stages }) => [host, stages.map(({ stage }) => stage)[0]])).toEqual(
    [
      ['h0', 'resolve'],
      ['h1', 'forward'],
      ['h2', 'forward'],
    ],
  )
  const middle = hosts[1]
  if (middle !== undefined) writeFileSync(middle.knownHostsFile, '')
  const cut = await examine(hosts, 'h2', chain)
  expect(cut.hops.map(({ host }) => host)).toEqual(['h0', 'h1'])
  expect(firstFailure(cut)).toMatchObject({
    hop: { host: 'h1' },
    stage: { stage: 'host-key', problem: { code: 'host-key-unknown' } },
  })
})

test('a key that is not known is a question, and only when it may be asked', async () => {
  const host = await server()
  writeFileSync(host.knownHostsFile, '')
  const asked: string[] = []
  const options: PoolOptions = {
    onUnknownKey: async ({ fingerprint }) => {
      asked.push(fingerprint)
      return true
    },
  }
  const refused = await examine([host], 'h0', options)
  expect(refused.hops[0]?.key).toMatchObject({ standing: 'unknown' })
  expect(firstFailure(refused)?.stage).toMatchObject({
    stage: 'host-key',
    problem: { next: expect.stringContaining('compare the fingerprint') },
  })
  expect(asked).toEqual([])
  const accepted = await examine([host], 'h0', options, { ask: true })
  expect(asked).toEqual([refused.hops[0]?.key?.fingerprint])
  expect(accepted.hops[0]?.key).toMatchObject({ standing: 'known' })
  expect(accepted.hops[0]?.stages.find(({ stage }) => stage === 'host-key')?.sentence).toContain(
    'accepted now, and kept',
  )
})

test('a changed key is a hard stop with both fingerprints and the line, asked or not', async () => {
  const host = await server()
  writeFileSync(host.knownHostsFile, hostLine('127.0.0.1', host.port, newHostKey()))
  const found = await examine(
    [host],
    'h0',
    { onUnknownKey: () => Promise.reject(new Error('asked')) },
    { ask: true },
  )
  expect(found.hops[0]?.key?.standing).toBe('changed')
  const failed = firstFailure(found)?.stage
  expect(failed?.problem).toMatchObject({
    code: 'host-key-changed',
    where: { file: host.knownHostsFile, line: 1 },
  })
  expect(failed?.problem?.message.match(/SHA256:/g)).toHaveLength(2)
  expect(host.logins).toEqual([])
})

test('a revoked key is told as such', async () => {
  const hostKey = newHostKey()
  const host = await server({ hostKey })
  const line = hostLine('127.0.0.1', host.port, hostKey)
  writeFileSync(host.knownHostsFile, `@revoked ${line}${line}`)
  expect((await examine([host], 'h0')).hops[0]?.key?.standing).toBe('revoked')
})

const oneTarget = (overrides: TargetOverrides): PoolOptions => ({ targets: () => overrides })

test('a port where nothing listens, and a name that nobody knows, fail where they should', async () => {
  const nowhere = await examine(
    [],
    'h0',
    oneTarget({ address: '127.0.0.1', port: await freePort() }),
  )
  expect(firstFailure(nowhere)?.stage).toMatchObject({
    stage: 'tcp',
    problem: { message: expect.stringContaining('connection refused') },
  })
  const unnamed = await examine([], 'h0', oneTarget({ address: 'no-such-host.invalid' }))
  expect(states(unnamed)).toEqual(['h0 resolve failed'])
  expect(firstFailure(unnamed)?.stage.problem?.next).toContain('name server')
})

test('something that is not SSH is told by what it says', async () => {
  const web = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.resume()
    socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')
  })
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', () => resolve()))
  atEnd(() => new Promise<void>((resolve) => web.close(() => resolve())))
  const { port } = web.address() as AddressInfo // a TCP server: never a pipe name
  const found = await examine([], 'h0', oneTarget({ address: '127.0.0.1', port }))
  expect(firstFailure(found)?.stage).toMatchObject({
    stage: 'version',
    problem: { message: expect.stringContaining('"HTTP/1.1 400 Bad Request"') },
  })
})

test('a host that shares no algorithm fails in the key exchange', async () => {
  const host = await server({ algorithms: { kex: ['diffie-hellman-group14-sha1'] } })
  expect(firstFailure(await examine([host], 'h0'))?.stage).toMatchObject({
    stage: 'key-exchange',
    problem: { message: expect.stringContaining('no modern algorithm') },
  })
})

test('a refused login names what the host takes and what was tried', async () => {
  const host = await server({ withoutKeyLogin: true, password: 'right' })
  const found = await examine([host], 'h0', {
    secrets: { get: async () => 'wrong' },
  })
  const failed = firstFailure(found)?.stage
  expect(failed?.stage).toBe('authentication')
  expect(failed?.sentence).toBe(
    `the host takes: password; tried: the key ${host.identityFile}, a password`,
  )
})

test('a host that runs no commands is told from one that cannot be reached', async () => {
  const host = await server({
    faults: {
      answer: (_line, channel) => {
        channel.write('This account is not available.\n')
        channel.exit(1)
        channel.end()
        return true
      },
    },
  })
  const found = await examine([host], 'h0')
  expect(firstFailure(found)?.stage).toMatchObject({
    stage: 'shell',
    problem: { message: expect.stringContaining('This account is not available.') },
  })
  expect(worstStage(found)).toBe('failed')
})

test('a way in a circle is a problem before anything is connected', async () => {
  const pool = poolFor([], {
    targets: (name) => ({ address: '127.0.0.1', jump: [name === 'h0' ? 'h1' : 'h0'] }),
  })
  expect(await pool.examine('h0')).toMatchObject({
    ok: false,
    problem: { message: expect.stringContaining('goes in a circle') },
  })
})
