import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openSecrets } from '../../../../main/settings/secrets.ts'
import type { Keychain } from '../../../../main/settings/secrets.ts'

/** Turns text around: enough to see that what is on disk is not the text. */
const keychain = (available = true): Keychain => ({
  isEncryptionAvailable: () => available,
  encryptString: (plain) => Buffer.from(Buffer.from(plain).toReversed()),
  decryptString: (sealed) => Buffer.from(sealed.toReversed()).toString(),
})

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'secrets-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
  vi.restoreAllMocks()
})

describe('stored secrets', () => {
  it('are sealed on disk, readable by the user only, and come back', () => {
    const store = openSecrets(folder, keychain())
    expect(store.set('ssh:password:db1', 'hunter2')).toEqual({ ok: true, value: undefined })
    expect(readFileSync(join(folder, 'secrets.json'), 'utf8')).not.toContain('hunter2')
    expect(statSync(join(folder, 'secrets.json')).mode & 0o777).toBe(0o600)
    expect(openSecrets(folder, keychain()).get('ssh:password:db1')).toBe('hunter2')
  })

  it('are refused where there is no keychain, with a sentence that says what to do', () => {
    const store = openSecrets(folder, keychain(false))
    expect(store.set('x', 'y')).toMatchObject({ ok: false, problem: { code: 'not-allowed' } })
    expect(store.missing()).toContain('Use an SSH agent')
  })

  it('that another keychain sealed count as not stored', () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined)
    openSecrets(folder, keychain()).set('x', 'y')
    const other: Keychain = {
      ...keychain(),
      decryptString: () => {
        throw new Error('wrong key')
      },
    }
    expect(openSecrets(folder, other).get('x')).toBeUndefined()
  })

  it('in a damaged file count as not stored', () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined)
    writeFileSync(join(folder, 'secrets.json'), '{"x": ')
    expect(openSecrets(folder, keychain()).get('x')).toBeUndefined()
  })

  it('are all gone after they were forgotten', () => {
    const store = openSecrets(folder, keychain())
    store.set('x', 'y')
    store.removeAll()
    expect(store.get('x')).toBeUndefined()
  })
})
