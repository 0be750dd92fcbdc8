import crypto from 'node:crypto'
import { createRequire } from 'node:module'
import { expect, it } from 'vitest'
import { ssh2 } from '../../../../main/ssh/library.ts'

it('is the one library, and others have the functions of Node', () => {
  expect(createRequire(import.meta.url)('ssh2')).toBe(ssh2)
  for (const name of ['createCipheriv', 'createDecipheriv', 'createHmac'] as const)
    expect(crypto[name].name).toBe(name)
})

it('reads a key that is locked by a passphrase, and not by another one', () => {
  const options = { cipher: 'aes256-ctr', passphrase: 'right', rounds: 4 } as const
  const pair = ssh2.utils.generateKeyPairSync('rsa', { bits: 2048, ...options })
  expect(ssh2.utils.parseKey(pair.private, 'right')).not.toBeInstanceOf(Error)
  expect(ssh2.utils.parseKey(pair.private, 'wrong')).toBeInstanceOf(Error)
})
