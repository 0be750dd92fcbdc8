import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { bad, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import { problem } from '../../shared/domain/problems.ts'
import type { Problem } from '../../shared/domain/problems.ts'

/** The part of Electron's `safeStorage` that is used. */
export type Keychain = {
  isEncryptionAvailable(): boolean
  encryptString(plain: string): Buffer
  decryptString(sealed: Buffer): string
}

export type SecretStore = {
  /** Undefined when nothing is stored under that name, or it can no longer be opened (another user, another keychain). */
  get(name: string): string | undefined
  set(name: string, secret: string): Result<void, Problem>
  removeAll(): void
  /** Why nothing can be stored here, as a sentence for the user. */
  missing(): string | undefined
}

const Sealed = z.record(z.string(), z.string())

/**
 * Passwords and passphrases by name (`ssh:<host>`, `api:<system>`), sealed by the operating system's keychain. Without a keychain
 * nothing is stored at all: no fallback to a weaker form (design.md section 6).
 */
export function openSecrets(folder: string, keychain: Keychain): SecretStore {
  const path = join(folder, 'secrets.json')
  const read = (): Record<string, string> => {
    if (!existsSync(path)) return {}
    const stored = Sealed.safeParse(parseJson(readFileSync(path, 'utf8')))
    return stored.success ? stored.data : {}
  }
  const write = (sealed: Record<string, string>): void => {
    writeFileSync(`${path}.new`, JSON.stringify(sealed), { mode: 0o600 })
    renameSync(`${path}.new`, path)
  }
  const missing = (): string | undefined =>
    keychain.isEncryptionAvailable()
      ? undefined
      : 'This computer offers no keychain, so Switchyard stores no passwords. Use an SSH agent, or type them each time.'
  return {
    get(name) {
      const sealed = read()[name]
      if (sealed === undefined || !keychain.isEncryptionAvailable()) return undefined
      try {
        return keychain.decryptString(Buffer.from(sealed, 'base64'))
      } catch (error) {
        // Sealed by another keychain: as good as not stored, the user is asked again.
        console.error(`the secret ${name} cannot be opened any more`, error)
        return undefined
      }
    },
    set(name, secret) {
      const why = missing()
      if (why !== undefined) return bad(problem('not-allowed', why))
      write({ ...read(), [name]: keychain.encryptString(secret).toString('base64') })
      return ok(undefined)
    },
    removeAll() {
      rmSync(path, { force: true })
    },
    missing,
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    // A damaged file holds no secret that could be opened; it is replaced by the next one that is stored.
    console.error('secrets.json is damaged', error)
    return {}
  }
}
