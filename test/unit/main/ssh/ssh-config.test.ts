import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { localUser } from '../../../../main/ssh/local-user.ts'
import { resolveTarget } from '../../../../main/ssh/ssh-config.ts'
import type { SshTarget, TargetOverrides } from '../../../../main/ssh/target.ts'

const folder = mkdtempSync(join(tmpdir(), 'switchyard-config-'))
afterAll(() => rmSync(folder, { recursive: true }))
const home = join(folder, 'home')
let files = 0

function resolve(text: string, host: string, overrides?: TargetOverrides): SshTarget {
  files += 1
  const configFile = join(folder, `config${files}`)
  writeFileSync(configFile, text)
  return resolveTarget(host, overrides, { configFile, homeDir: home })
}

test('without a block the name is the address and the rest is the default', () => {
  expect(resolve('', 'web')).toEqual({
    name: 'web',
    address: 'web',
    port: 22,
    user: localUser(),
    jump: [],
    identityFiles: [],
    agentSocket: undefined,
    hostKeyAlias: undefined,
    knownHostsFiles: [
      join(home, '.ssh/known_hosts'),
      join(home, '.ssh/known_hosts2'),
      '/etc/ssh/ssh_known_hosts',
    ],
    legacyAlgorithms: false,
  })
})

test('the first value of a keyword wins, keywords have no case, values fill in %h and ~', () => {
  const target = resolve(
    'host db-*\n  HOSTNAME %h.example.org\n  port 2200\n  IdentityFile ~/keys/%r\nHost *\n  Port 22\n  User root\n  IdentityFile ~/keys/all\n',
    'db-1',
  )
  expect(target).toMatchObject({
    address: 'db-1.example.org',
    port: 2200,
    user: 'root',
    identityFiles: [join(home, 'keys/root'), join(home, 'keys/all')],
  })
})

test('the inventory wins over the file', () => {
  const text = 'Host web\n  HostName 10.0.0.1\n  Port 2200\n  User root\n'
  expect(resolve(text, 'web', { address: '10.0.0.2', user: 'operator' })).toMatchObject({
    address: '10.0.0.2',
    port: 2200,
    user: 'operator',
  })
})

test.each([
  ['ProxyJump a,root@b:2222', ['a', 'root@b:2222']],
  ['ProxyJump none', []],
])('%s', (line, jump) => {
  expect(resolve(`Host web\n  ${line}\n`, 'web').jump).toEqual(jump)
})

test('a hop may be written user@host:port', () => {
  expect(resolve('Host b\n  HostName 10.0.0.9\n', 'root@b:2222')).toMatchObject({
    address: '10.0.0.9',
    user: 'root',
    port: 2222,
  })
})

test('known_hosts files, key alias and agent are taken over', () => {
  const target = resolve(
    'Host web\n  UserKnownHostsFile ~/a ~/b\n  HostKeyAlias cluster\n  IdentityAgent ~/agent.sock\n',
    'web',
  )
  expect(target).toMatchObject({
    knownHostsFiles: [join(home, 'a'), join(home, 'b'), '/etc/ssh/ssh_known_hosts'],
    hostKeyAlias: 'cluster',
    agentSocket: join(home, 'agent.sock'),
  })
})

test('quoted paths may hold spaces', () => {
  const target = resolve(
    'Host web\n  IdentityFile "/my keys/id"\n  UserKnownHostsFile "/my hosts/a" /b\n  GlobalKnownHostsFile "/all hosts"\n',
    'web',
  )
  expect(target).toMatchObject({
    identityFiles: ['/my keys/id'],
    knownHostsFiles: ['/my hosts/a', '/b', '/all hosts'],
  })
})

test('IdentitiesOnly leaves the agent out when there is a key file', () => {
  const text = 'Host web\n  IdentityAgent /agent\n  IdentitiesOnly yes\n'
  expect(resolve(text, 'web').agentSocket).toBe('/agent')
  expect(resolve(`${text}  IdentityFile /k\n`, 'web').agentSocket).toBe('')
})

test('Match exec runs nothing and matches nothing', () => {
  const witness = join(folder, 'witness')
  const text = `Match exec "touch ${witness}"\n  User evil\nHost web\n  User good\n`
  expect(resolve(text, 'web').user).toBe('good')
  expect(() => rmSync(witness)).toThrow('ENOENT')
})

test('Include is followed, relative to the file', () => {
  writeFileSync(join(folder, 'part-1'), 'Host web\n  Port 4000\n')
  expect(resolve('Include part-*\n', 'web').port).toBe(4000)
})

test('what stands behind an Include belongs to the block around it, whatever the included file ends with', () => {
  writeFileSync(join(folder, 'others'), 'Host db\n  Port 4001\n')
  const text = 'Include others\nUser everywhere\nHost web\n  Include others\n  Port 4002\n'
  expect(resolve(text, 'web')).toMatchObject({ user: 'everywhere', port: 4002 })
  expect(resolve(text, 'db')).toMatchObject({ user: 'everywhere', port: 4001 })
})

test('a ProxyCommand that holds is named with its place', () => {
  writeFileSync(join(folder, 'proxied'), '\nHost web\n  proxycommand = nc -x proxy:1080 %h %p\n')
  const place = { file: join(folder, 'proxied'), line: 3 }
  expect(resolve('Include proxied\n', 'web').proxyCommand).toEqual(place)
  expect(resolve('Include proxied\n', 'db').proxyCommand).toBeUndefined()
})

test.each([
  ['ProxyCommand none', 'ProxyCommand nc %h %p'],
  ['ProxyJump bastion', 'ProxyCommand nc %h %p'],
  ['ProxyJump none', 'ProxyCommand nc %h %p'],
])('%s before a ProxyCommand keeps it from holding', (first, second) => {
  expect(resolve(`Host web\n  ${first}\n  ${second}\n`, 'web').proxyCommand).toBeUndefined()
})

test('a ProxyJump behind a ProxyCommand does not hold', () => {
  const target = resolve('Host web\n  ProxyCommand nc %h %p\nHost *\n  ProxyJump bastion\n', 'web')
  expect([target.jump, target.proxyCommand?.line]).toEqual([[], 2])
})

test('a way in the inventory takes the place of a ProxyCommand', () => {
  const text = 'Host web\n  ProxyCommand nc %h %p\n'
  expect(resolve(text, 'web', { jump: [] }).proxyCommand).toBeUndefined()
})

test('a file that cannot be read is a problem that names it', () => {
  expect(() => resolveTarget('web', undefined, { configFile: join(folder, 'absent') })).toThrow(
    /absent cannot be read/,
  )
})
