import { readFileSync, statSync } from 'node:fs'
import type { AnyAuthMethod, AuthHandlerMiddleware, ParsedKey } from 'ssh2'
import { fail } from '../../shared/domain/problems.ts'
import { ssh2 } from './library.ts'
import type { OnLogin } from './login-events.ts'
import type { SshTarget } from './target.ts'

export type SecretKind = 'password' | 'passphrase' | 'keyboard-interactive'

/** The keychain, a prompt, or both. Undefined: the user has none, try the next way to log in. */
export type Secrets = {
  readonly get: (kind: SecretKind, host: string, prompt: string) => Promise<string | undefined>
  /** What `get` gave is not the right one: it must not be given again unasked. */
  readonly refused?: (kind: SecretKind, host: string, secret: string) => void
}

/** Parsed keys by file. Decrypting one costs about 200 ms of the event loop, so it is done once. */
export class KeyRing {
  readonly #keys = new Map<string, { readonly changedMs: number; readonly key: ParsedKey }>()

  /** Undefined: no file that can be read, no passphrase given, or not a private key. */
  async load(
    file: string,
    askPassphrase: (prompt: string) => Promise<string | undefined>,
    onRefused: (passphrase: string) => void,
  ): Promise<ParsedKey | undefined> {
    const changedMs = statSync(file, { throwIfNoEntry: false })?.mtimeMs
    if (changedMs === undefined) return undefined
    const kept = this.#keys.get(file)
    if (kept?.changedMs === changedMs) return kept.key
    const bytes = readIfPossible(file)
    if (bytes === undefined) return undefined
    let key = firstKey(ssh2.utils.parseKey(bytes))
    if (key instanceof Error && /passphrase/i.test(key.message)) {
      const passphrase = await askPassphrase(`Passphrase of ${file}`)
      if (passphrase === undefined) return undefined
      key = firstKey(ssh2.utils.parseKey(bytes, passphrase))
      if (key instanceof Error) {
        onRefused(passphrase)
        fail('auth-failed', `the passphrase does not open the key ${file}`, {
          where: { file },
          safe: 'nothing was sent to the host',
          next: 'store the right passphrase, or load the key into the agent',
        })
      }
    }
    if (key instanceof Error || !key.isPrivateKey()) return undefined
    this.#keys.set(file, { changedMs, key })
    return key
  }
}

/** As OpenSSH goes on to the next key; how a host is reached says of this one that it cannot be read. */
function readIfPossible(file: string): Buffer | undefined {
  try {
    return readFileSync(file)
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined
    throw error
  }
}

const firstKey = (parsed: ParsedKey | ParsedKey[] | Error): ParsedKey | Error => {
  const key = Array.isArray(parsed) ? parsed[0] : parsed
  return key ?? new Error('the file holds no key')
}

export type AuthOptions = {
  readonly keys: KeyRing
  readonly secrets: Secrets
  /** Wraps every question to a person, so that the handshake deadline stands still meanwhile. */
  readonly whileAsking: <T>(question: () => Promise<T>) => Promise<T>
  /** Hears what the server takes and what is tried. */
  readonly onLogin?: OnLogin | undefined
  /** A failed lookup (wrong passphrase, keychain locked): ends the attempt with this error. */
  readonly onError: (error: Error) => void
}

/**
 * Agent first (it costs nothing and needs no passphrase), then key files, keyboard-interactive, password. The server's
 * list of methods decides what is asked for: no prompt for what it would not take.
 */
export function authHandler(target: SshTarget, options: AuthOptions): AuthHandlerMiddleware {
  const ways = waysToLogIn(target, options)
  let tried: Way | undefined
  return (left, partial, next) => {
    // Asked for another way without having got further: what was tried is wrong.
    if (left !== null && !partial) tried?.refused?.()
    tried = undefined
    if (left !== null) options.onLogin?.({ kind: 'offered', methods: left })
    const step = async (): Promise<void> => {
      for (;;) {
        const { value, done } = await ways.next(left ?? undefined)
        if (done === true || value === undefined) {
          // ssh2 takes `false` for "no more ways"; its types do not say so.
          next(false as unknown as AnyAuthMethod)
          return
        }
        const { method, what } = value
        if (left !== null && !left.includes(method.type === 'agent' ? 'publickey' : method.type))
          continue
        options.onLogin?.({ kind: 'trying', what })
        tried = value
        next(method)
        return
      }
    }
    step().catch((error: unknown) => {
      options.onError(error instanceof Error ? error : new Error(String(error)))
    })
  }
}

/** A way to log in, and what it is in words; never a secret. */
type Way = {
  readonly method: AnyAuthMethod
  readonly what: string
  readonly refused?: () => void
}

async function* waysToLogIn(
  target: SshTarget,
  { keys, secrets, whileAsking }: AuthOptions,
): AsyncGenerator<Way, undefined, string[] | undefined> {
  const username = target.user
  const ask = (kind: SecretKind, prompt: string): Promise<string | undefined> =>
    whileAsking(() => secrets.get(kind, target.name, prompt))
  const refuse =
    (kind: SecretKind) =>
    (secret: string): void =>
      secrets.refused?.(kind, target.name, secret)
  let left: string[] | undefined
  if (target.agentSocket !== undefined && target.agentSocket !== '')
    left = yield {
      method: { type: 'agent', username, agent: target.agentSocket },
      what: 'the keys of the agent',
    }
  for (const file of target.identityFiles) {
    const key = await keys.load(file, (prompt) => ask('passphrase', prompt), refuse('passphrase'))
    if (key !== undefined)
      left = yield { method: { type: 'publickey', username, key }, what: `the key ${file}` }
  }
  const who = `${username}@${target.name}`
  if (left === undefined || left.includes('keyboard-interactive')) {
    const passwords: string[] = []
    left = yield {
      what: 'keyboard-interactive',
      refused: () => passwords.forEach(refuse('password')),
      method: {
        type: 'keyboard-interactive',
        username,
        prompt: (_name, instructions, _lang, prompts, finish) => {
          const answers = async (): Promise<string[]> => {
            const given: string[] = []
            for (const { prompt, echo } of prompts) {
              const text = [instructions, prompt].filter((part) => part !== '').join('\n')
              // PAM asks for the plain password this way; then the stored one is meant.
              const plain = prompts.length === 1 && echo !== true && /password/i.test(prompt)
              const kind = plain ? 'password' : 'keyboard-interactive'
              const secret = await ask(kind, `${who}: ${text}`)
              if (plain && secret !== undefined) passwords.push(secret)
              given.push(secret ?? '')
            }
            return given
          }
          answers().then(finish, () => finish([]))
        },
      },
    }
  }
  if (left === undefined || left.includes('password')) {
    const password = await ask('password', `Password of ${who}`)
    if (password !== undefined)
      yield {
        what: 'a password',
        method: { type: 'password', username, password },
        refused: () => refuse('password')(password),
      }
  }
  return undefined
}
