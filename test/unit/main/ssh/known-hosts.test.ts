import { expect, test } from 'vitest'
import {
  fingerprint,
  judgeKey,
  knownHostsLine,
  knownKeyTypes,
  knownName,
  parseKnownHosts,
} from '../../../../main/ssh/known-hosts.ts'

/** A public key blob of the given type; only type and bytes matter here. */
const key = (type: string, body: string): Buffer => {
  const name = Buffer.from(type)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(name.length)
  return Buffer.concat([length, name, Buffer.from(body)])
}
const text = (k: Buffer): string => k.toString('base64')
const ed = key('ssh-ed25519', 'first')
const other = key('ssh-ed25519', 'second')
const rsa = key('ssh-rsa', 'third')

const judge = (file: string, name: string, k: Buffer): string =>
  judgeKey(parseKnownHosts(file, 'f'), name, k).kind

test.each([
  ['plain name', `web ssh-ed25519 ${text(ed)}`, 'web', 'known'],
  ['one of several names', `a,web,b ssh-ed25519 ${text(ed)} comment here`, 'web', 'known'],
  ['other case', `WEB ssh-ed25519 ${text(ed)}`, 'web', 'known'],
  ['port', `[web]:2222 ssh-ed25519 ${text(ed)}`, '[web]:2222', 'known'],
  ['another port', `[web]:2222 ssh-ed25519 ${text(ed)}`, '[web]:2223', 'unknown'],
  [
    'name without port for a host with port',
    `web ssh-ed25519 ${text(ed)}`,
    '[web]:2222',
    'unknown',
  ],
  ['star', `*.example.org ssh-ed25519 ${text(ed)}`, 'web.example.org', 'known'],
  ['question mark', `web? ssh-ed25519 ${text(ed)}`, 'web7', 'known'],
  ['dots are no wildcards', `web.x ssh-ed25519 ${text(ed)}`, 'webax', 'unknown'],
  ['negated', `*.org,!bad.org ssh-ed25519 ${text(ed)}`, 'bad.org', 'unknown'],
  ['other key', `web ssh-ed25519 ${text(other)}`, 'web', 'changed'],
  ['other type', `web ssh-rsa ${text(rsa)}`, 'web', 'changed'],
  [
    'several keys, one is right',
    `web ssh-rsa ${text(rsa)}\nweb ssh-ed25519 ${text(ed)}`,
    'web',
    'known',
  ],
  ['revoked', `@revoked * ssh-ed25519 ${text(ed)}\nweb ssh-ed25519 ${text(ed)}`, 'web', 'revoked'],
  ['another key is revoked', `@revoked * ssh-ed25519 ${text(other)}`, 'web', 'unknown'],
  ['authority proves nothing', `@cert-authority * ssh-ed25519 ${text(ed)}`, 'web', 'unknown'],
  ['authority contradicts nothing', `@cert-authority * ssh-rsa ${text(rsa)}`, 'web', 'unknown'],
  ['comment and empty lines', `# web ssh-ed25519 ${text(ed)}\n\n`, 'web', 'unknown'],
  ['unknown marker', `@trusted web ssh-ed25519 ${text(ed)}`, 'web', 'unknown'],
  ['type that is not the type of the key', `web ssh-rsa ${text(ed)}`, 'web', 'unknown'],
  ['windows line ends', `web ssh-ed25519 ${text(ed)}\r\n`, 'web', 'known'],
])('%s', (_title, file, name, verdict) => {
  expect(judge(file, name, ed)).toBe(verdict)
})

test('a line hashed by ssh-keygen -H is understood', () => {
  const keyText = 'AAAAC3NzaC1lZDI1NTE5AAAAINGMvhpMyuO2dqdJFn3p9BUm9gZDfLsvuKGOuRBJpfzF'
  const line = `|1|Bx+XCe6L+N1tUTzQ93qhrAhzdQc=|4fRd7D6fhJq5rOVNnOfMFezo4Eg= ssh-ed25519 ${keyText}`
  const real = Buffer.from(keyText, 'base64')
  expect([
    judge(line, '[testhost]:2222', real),
    judge(line, '[testhost]:2222', ed),
    judge(line, 'testhost', real),
  ]).toEqual(['known', 'changed', 'unknown'])
})

test('a line that is written for an accepted key is hashed and read back', () => {
  const line = knownHostsLine('web', ed)
  expect([line.includes('web'), judge(line, 'web', ed)]).toEqual([false, 'known'])
})

test('the known types of a host are listed without revoked keys and authorities', () => {
  const file = `web ssh-rsa ${text(rsa)}\n@revoked web ssh-ed25519 ${text(ed)}\n@cert-authority web ssh-ed25519 ${text(other)}`
  expect(knownKeyTypes(parseKnownHosts(file, 'f'), 'web')).toEqual(['ssh-rsa'])
})

test('a changed key names file and line of the old one', () => {
  const verdict = judgeKey(
    parseKnownHosts(`# one\nweb ssh-ed25519 ${text(other)}\n`, 'f'),
    'web',
    ed,
  )
  expect(verdict).toMatchObject({ kind: 'changed', entry: { file: 'f', line: 2 } })
})

test('a port other than 22 is part of the name', () => {
  expect([knownName('Web', 22), knownName('10.0.0.1', 2222)]).toEqual(['web', '[10.0.0.1]:2222'])
})

test('a fingerprint looks like that of ssh-keygen -l', () => {
  expect(fingerprint(ed)).toMatch(/^SHA256:[A-Za-z0-9+/]{43}$/)
})
