import { readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ServerChannel } from 'ssh2'
import { expect, test } from 'vitest'
import { createSessionPool } from '../../../main/ssh/session-pool.ts'
import type { PoolOptions } from '../../../main/ssh/pool-options.ts'
import { atEnd, server, poolFor, text, targetsOf } from '../../helpers/ssh-pool.ts'
import { hostLine, newHostKey, startServer } from '../../helpers/ssh-server.ts'

test('an unknown host key is refused with its fingerprint', async () => {
  const host = await server()
  writeFileSync(host.knownHostsFile, '')
  const { ending } = await poolFor([host]).exec('h0', ['true'])
  expect(ending).toMatchObject({
    kind: 'not-started',
    problem: { code: 'host-key-unknown', message: expect.stringMatching(/SHA256:[\w+/]{43}/) },
  })
  expect(host.logins).toEqual([])
})

test('an unknown host key that the user accepts is remembered, hashed', async () => {
  const host = await server()
  writeFileSync(host.knownHostsFile, '# mine')
  const asked: string[] = []
  const pool = poolFor([host], {
    onUnknownKey: ({ fingerprint }) => {
      asked.push(fingerprint)
      return Promise.resolve(true)
    },
  })
  expect((await pool.exec('h0', ['true'])).ending).toEqual({ kind: 'exited', code: 0 })
  expect((await poolFor([host]).exec('h0', ['true'])).ending).toEqual({ kind: 'exited', code: 0 })
  expect(asked).toHaveLength(1)
  expect(readFileSync(host.knownHostsFile, 'utf8')).toMatch(
    /^# mine\n\|1\|\S+\|\S+ ssh-ed25519 \S+\n$/,
  )
})

test('an accepted key that cannot be kept is a problem with the file in it', async () => {
  const host = await server()
  const file = join(host.folder, 'kept_hosts')
  symlinkSync(join(host.folder, 'nowhere', 'known_hosts'), file)
  const pool = createSessionPool({
    targets: (name) => ({ ...targetsOf([host])(name), knownHostsFiles: [file] }),
    onUnknownKey: () => Promise.resolve(true),
  })
  atEnd(() => pool.close())
  expect((await pool.exec('h0', ['true'])).ending).toMatchObject({
    kind: 'not-started',
    problem: { code: 'host-key-unknown', where: { host: 'h0', file } },
  })
  expect(pool.sessions()).toMatchObject([{ state: 'down' }])
})

test('an accepted key that goes into a file which keeps nothing is a problem, not the same question again', async () => {
  const host = await server()
  const pool = poolFor([host], {
    targets: (name) => ({ ...targetsOf([host])(name), knownHostsFiles: ['/dev/null'] }),
    onUnknownKey: () => Promise.resolve(true),
  })
  expect(await pool.diagnose('h0')).toMatchObject({
    message: expect.stringContaining('cannot be kept in /dev/null'),
  })
})

test('a changed key of an alias is a hard stop however the alias is written, as OpenSSH has it', async () => {
  const host = await server()
  const [, ...key] = hostLine('', 22, newHostKey()).split(' ')
  writeFileSync(host.knownHostsFile, `db-prod ${key.join(' ')}`)
  const targets = targetsOf([host])
  const pool = poolFor([host], {
    targets: (name) => ({ ...targets(name), hostKeyAlias: 'DB-Prod' }),
    onUnknownKey: () => Promise.reject(new Error('asked')),
  })
  expect(await pool.diagnose('h0')).toMatchObject({ code: 'host-key-changed' })
})

test('a changed host key is a hard stop that nobody is asked about', async () => {
  const host = await server()
  writeFileSync(host.knownHostsFile, hostLine('127.0.0.1', host.port, newHostKey()))
  const pool = poolFor([host], { onUnknownKey: () => Promise.reject(new Error('asked')) })
  const { ending } = await pool.step('h0', 'a1', ['true'])
  expect(ending).toMatchObject({
    kind: 'not-started',
    problem: { code: 'host-key-changed', where: { line: 1, file: host.knownHostsFile } },
  })
  expect(host.logins).toEqual([])
})

test('a host known by another type of key is a hard stop', async () => {
  const host = await server()
  const ecdsa =
    'AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBEmKSENjQEezOmxkZMy7opKgwFB9nkt5YRrYMjNuG5N87uRgg6CLrbo5wAdT/y6v0mKV0U2w0WZ2YB/++Tpockg='
  writeFileSync(host.knownHostsFile, `[127.0.0.1]:${host.port} ecdsa-sha2-nistp256 ${ecdsa}\n`)
  expect(await poolFor([host]).diagnose('h0')).toMatchObject({ code: 'host-key-changed' })
})

test('a host key that changes during a step ends the mending at once', async () => {
  const host = await server()
  const pool = poolFor([host])
  const outcome = await pool.step('h0', 'a1', ['sleep', '0.2'], {
    onStarted: () => {
      writeFileSync(host.knownHostsFile, hostLine('127.0.0.1', host.port, newHostKey()))
      host.cut()
    },
  })
  expect(outcome.ending).toMatchObject({ kind: 'lost', problem: { code: 'host-key-changed' } })
})

test('every hop of a jump chain is verified', async () => {
  const hosts = [await server(), await server(), await server()]
  const targets = (jump: (name: string) => string[]): PoolOptions => ({
    targets: targetsOf(hosts, jump),
  })
  const chain = targets((name) => (name === 'h2' ? ['h0', 'h1'] : []))
  const outcome = await poolFor(hosts, chain).exec('h2', ['echo', 'there'])
  expect(text(outcome.stdout)).toBe('there\n')
  expect(hosts.map((host) => host.forwards.length)).toEqual([1, 1, 0])
  const middle = hosts[1]
  if (middle !== undefined) writeFileSync(middle.knownHostsFile, '')
  expect(await poolFor(hosts, chain).diagnose('h2')).toMatchObject({
    code: 'host-key-unknown',
    message: expect.stringContaining('h2 is reached through h1'),
  })
  const circle = targets((name) => (name === 'h0' ? ['h1'] : ['h0']))
  expect(await poolFor(hosts, circle).diagnose('h0')).toMatchObject({
    message: expect.stringContaining('goes in a circle'),
  })
})

test('a way through a jump host that opens after nobody waits for it is closed again', async () => {
  const hosts = [await server(), await server()]
  let open: (() => ServerChannel) | undefined
  for (const host of hosts) host.faults.holdForward = (opens) => (open = opens)
  const pool = poolFor(hosts, {
    targets: targetsOf(hosts, (name) => (name === 'h1' ? ['h0'] : [])),
    limits: { connectTimeoutMs: 100 },
  })
  expect(await pool.diagnose('h1')).toMatchObject({
    message: expect.stringMatching(/^h0 cannot reach 127\.0\.0\.1:\d+: timeout$/),
  })
  const late = open?.().resume() // an unread channel does not tell its end
  await new Promise((resolve) => late?.once('close', resolve))
  expect(pool.sessions().find(({ host }) => host === 'h0')?.state).toBe('ready')
})

test('password and keyboard-interactive are asked for only when the server takes them', async () => {
  const secrets = (answer: string) => {
    const asked: string[] = []
    return {
      asked,
      get: (kind: string, host: string) => {
        asked.push(`${kind} ${host}`)
        return Promise.resolve(answer)
      },
    }
  }
  const byPassword = secrets('s3cret')
  const first = await server({ password: 's3cret', withoutKeyLogin: true })
  expect(await poolFor([first], { secrets: byPassword }).diagnose('h0')).toBeUndefined()
  const byQuestion = secrets('4711')
  const second = await server({
    question: { prompt: 'Token: ', answer: '4711' },
    withoutKeyLogin: true,
  })
  expect(await poolFor([second], { secrets: byQuestion }).diagnose('h0')).toBeUndefined()
  const wrong = secrets('nonsense')
  expect(await poolFor([first], { secrets: wrong }).diagnose('h0')).toMatchObject({
    code: 'auth-failed',
  })
  expect([byPassword.asked, byQuestion.asked, wrong.asked]).toEqual([
    ['password h0'],
    ['keyboard-interactive h0'],
    ['password h0'],
  ])
})

test('a secret that the host or the key refuses is told, one that was right is not', async () => {
  const refused: string[] = []
  const secrets = (answer: string) => ({
    get: () => Promise.resolve(answer),
    refused: (kind: string, host: string, secret: string) =>
      void refused.push(`${kind} ${host} ${secret}`),
  })
  const plain = await server({ password: 's3cret', withoutKeyLogin: true })
  await poolFor([plain], { secrets: secrets('typo') }).diagnose('h0')
  expect(await poolFor([plain], { secrets: secrets('s3cret') }).diagnose('h0')).toBeUndefined()
  const pam = await server({
    question: { prompt: 'Password: ', answer: 's3cret' },
    withoutKeyLogin: true,
  })
  await poolFor([pam], { secrets: secrets('pam typo') }).diagnose('h0')
  expect(refused).toEqual(['password h0 typo', 'password h0 pam typo'])
})

test('a dead link is noticed by keepalive and ends the command as lost', async () => {
  const host = await server()
  const pool = poolFor([host], { limits: { keepaliveIntervalMs: 100, keepaliveCount: 2 } })
  const outcome = await pool.exec('h0', ['sh', '-c', 'echo up; sleep 30'], {
    onOutput: () => host.freeze(),
  })
  expect(outcome.ending).toMatchObject({ kind: 'lost' })
})

test('a connection that died while idle is found out before it is used', async () => {
  const host = await server()
  const pool = poolFor([host], { limits: { idleCheckMs: 0, livenessTimeoutMs: 200 } })
  await pool.exec('h0', ['true'])
  expect((await pool.exec('h0', ['true'])).ending).toEqual({ kind: 'exited', code: 0 })
  expect(host.logins).toHaveLength(1)
  host.freeze()
  expect((await pool.exec('h0', ['true'])).ending).toEqual({ kind: 'exited', code: 0 })
  expect(host.logins).toHaveLength(2)
})

test('each way of being unreachable has its own sentence', async () => {
  const gone = await startServer()
  const { port } = gone
  await gone.stop()
  const pool = createSessionPool({
    targets: (name) => ({
      knownHostsFiles: [],
      ...(name === 'nowhere'
        ? { address: 'no.such.host.invalid' }
        : { address: '127.0.0.1', port }),
    }),
    limits: { handshakeRetries: 0 },
  })
  expect(await pool.diagnose('nowhere')).toMatchObject({
    code: 'host-unreachable',
    message: expect.stringContaining('cannot be resolved'),
  })
  expect(await pool.diagnose('refused')).toMatchObject({
    code: 'host-unreachable',
    message: expect.stringContaining('connection refused'),
    where: { host: 'refused' },
  })
})

test('a server that accepts and says nothing is a timeout', async () => {
  const { createServer } = await import('node:net')
  const silent = createServer(() => undefined)
  const port = await new Promise<number>((resolve) => {
    silent.listen(0, '127.0.0.1', () => {
      const address = silent.address()
      resolve(typeof address === 'object' && address !== null ? address.port : 0)
    })
  })
  atEnd(() => void silent.close())
  const pool = createSessionPool({
    targets: () => ({ address: '127.0.0.1', port, knownHostsFiles: [] }),
    limits: { handshakeTimeoutMs: 100, handshakeRetries: 0 },
  })
  expect(await pool.diagnose('h')).toMatchObject({ code: 'timeout' })
})

test('a server with only old algorithms is reached only when it is marked for them', async () => {
  const host = await server({
    algorithms: {
      kex: ['diffie-hellman-group14-sha1'],
      cipher: ['aes128-cbc'],
      hmac: ['hmac-sha1'],
    },
  })
  const entry = (legacyAlgorithms: boolean) => () => ({
    address: '127.0.0.1',
    port: host.port,
    identityFiles: [host.identityFile],
    knownHostsFiles: [host.knownHostsFile],
    legacyAlgorithms,
  })
  expect(await poolFor([host], { targets: entry(false) }).diagnose('old')).toMatchObject({
    message: expect.stringContaining('no modern algorithm'),
    next: expect.stringContaining('mark this one host'),
  })
  expect(await poolFor([host], { targets: entry(true) }).diagnose('old')).toBeUndefined()
})

test('a pool connects with nothing but an ssh_config and a host name', async () => {
  const host = await server()
  const file = join(host.folder, 'ssh_config')
  writeFileSync(
    file,
    `Host panda-*\n  HostName 127.0.0.1\n  Port ${host.port}\n  User operator\n  IdentityFile ${host.identityFile}\n  UserKnownHostsFile ${host.knownHostsFile}\n  StrictHostKeyChecking no\n`,
  )
  const pool = createSessionPool({ configFile: file })
  atEnd(() => pool.close())
  expect((await pool.exec('panda-source', ['true'])).ending).toEqual({ kind: 'exited', code: 0 })
  writeFileSync(host.knownHostsFile, '')
  const strict = createSessionPool({ configFile: file })
  expect(await strict.diagnose('panda-source')).toMatchObject({ code: 'host-key-unknown' })
})

test('a host behind a ProxyCommand is not tried another way', async () => {
  const host = await server()
  const file = join(host.folder, 'ssh_config')
  writeFileSync(
    file,
    `Host direct\n  HostName 127.0.0.1\n  Port ${host.port}\n  ProxyCommand nc %h %p\nHost behind\n  ProxyJump direct\n`,
  )
  const pool = createSessionPool({ configFile: file })
  atEnd(() => pool.close())
  const where = { host: 'direct', file, line: 4 }
  expect(await pool.diagnose('direct')).toMatchObject({ code: 'bad-input', where })
  expect(await pool.diagnose('behind')).toMatchObject({ where })
  expect(pool.access('direct')).toMatchObject({ ok: false, problem: { where } })
  expect(host.connections()).toBe(0)
})

test('a known_hosts file or key that cannot be read is named, and is no fault of the host', async () => {
  const host = await server()
  const pool = poolFor([host], {
    targets: (name) => ({ ...targetsOf([host])(name), knownHostsFiles: [host.home] }),
  })
  expect(await pool.diagnose('h0')).toMatchObject({ code: 'bad-input', where: { file: host.home } })
  const keyless = poolFor([host], {
    targets: (name) => ({
      ...targetsOf([host])(name),
      identityFiles: [host.home, host.identityFile],
    }),
  })
  expect(await keyless.diagnose('h0')).toBeUndefined()
  expect(keyless.access('h0')).toMatchObject({
    value: [{ methods: expect.arrayContaining([`key ${host.home} (no file)`]) }],
  })
})
