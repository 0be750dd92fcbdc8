import { connect as connectTcp, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Algorithms, Client } from 'ssh2'
import { ProblemError, type Problem } from '../../shared/domain/problems.ts'
import { authHandler, type KeyRing, type Secrets } from './auth.ts'
import { connectFailure, type ConnectFailure, type Stage } from './failure.ts'
import { Greeting } from './greeting.ts'
import {
  hostKeyAlgorithms,
  judgeHostKey,
  readKnownHosts,
  refuseKey,
  rememberKey,
  type AskUnknownKey,
} from './host-keys.ts'
import { fingerprint, keyTypeOf, type KnownHost } from './known-hosts.ts'
import { ssh2 } from './library.ts'
import type { OnLogin } from './login-events.ts'
import type { SshTarget } from './target.ts'
import { wholePackets } from './whole-packets.ts'

export type ConnectOptions = {
  readonly keys: KeyRing
  readonly secrets: Secrets
  readonly onUnknownKey?: AskUnknownKey | undefined
  /** Until the TCP connection stands. */
  readonly connectTimeoutMs: number
  /** From there until logged in, not counting the time a person is asked. */
  readonly handshakeTimeoutMs: number
  readonly keepaliveIntervalMs: number
  /** Unanswered keepalives before the peer counts as dead; noticed after interval × (count + 1). */
  readonly keepaliveCount: number
  /** Hears of everything that the login comes past. */
  readonly onLogin?: OnLogin | undefined
}

export type Connected =
  { readonly ok: true; readonly client: Client } | ({ readonly ok: false } & ConnectFailure)

/** Logs in over `via` (a channel of the jump host), or over a new TCP connection. The host key is verified either way. */
export async function connectTo(
  target: SshTarget,
  options: ConnectOptions,
  via?: Client,
): Promise<Connected> {
  const first = await attempt(target, options, via)
  if (first.ok || first.unknownKey === undefined || options.onUnknownKey === undefined) return first
  // Asked between two connections: no server waits while a person reads a fingerprint.
  const key = first.unknownKey
  const accepted = await options.onUnknownKey({
    host: target.name,
    address: target.address,
    keyType: keyTypeOf(key),
    fingerprint: fingerprint(key),
  })
  if (!accepted) return first
  const unkept = rememberKey(target, key)
  if (unkept !== undefined) return { ok: false, problem: unkept, transient: false }
  return attempt(target, options, via)
}

type Attempt =
  | { readonly ok: true; readonly client: Client }
  | ({ readonly ok: false; readonly unknownKey?: Buffer } & ConnectFailure)

async function attempt(
  target: SshTarget,
  options: ConnectOptions,
  via: Client | undefined,
): Promise<Attempt> {
  try {
    const entries = readKnownHosts(target)
    const sock =
      via === undefined
        ? await openSocket(target, options.connectTimeoutMs)
        : await openForward(via, target, options.connectTimeoutMs)
    options.onLogin?.({ kind: 'connected' })
    return await handshake({ target, entries, options, sock })
  } catch (error) {
    if (error instanceof ProblemError)
      return { ok: false, problem: error.problem, transient: false }
    const stage: Stage = via === undefined ? 'tcp' : 'forward'
    const cause = error instanceof Error ? error : new Error(String(error))
    return { ok: false, ...connectFailure(target, stage, cause) }
  }
}

/** No-delay, or each small packet waits 40 ms for Nagle and the delayed ACK. */
function openSocket(target: SshTarget, timeoutMs: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connectTcp({ host: target.address, port: target.port, noDelay: true })
    const timer = setTimeout(() => {
      socket.destroy(Object.assign(new Error('connect timed out'), { code: 'ETIMEDOUT' }))
    }, timeoutMs)
    socket.once('connect', () => {
      clearTimeout(timer)
      socket.off('error', reject)
      resolve(wholePackets(socket))
    })
    socket.once('error', (error) => {
      clearTimeout(timer)
      reject(error)
    })
  })
}

function openForward(via: Client, target: SshTarget, timeoutMs: number): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    let late = false
    const timer = setTimeout(() => {
      late = true
      reject(new Error('timeout'))
    }, timeoutMs)
    via.forwardOut('127.0.0.1', 0, target.address, target.port, (error, channel) => {
      clearTimeout(timer)
      if (error !== undefined) reject(error)
      else if (late) channel.close()
      else resolve(channel)
    })
  })
}

type Handshake = {
  readonly target: SshTarget
  readonly entries: readonly KnownHost[]
  readonly options: ConnectOptions
  readonly sock: Duplex
}

function handshake({ target, entries, options, sock }: Handshake): Promise<Attempt> {
  return new Promise((resolve) => {
    const client = new ssh2.Client()
    let refused: { problem: Problem; unknownKey?: Buffer } | undefined
    let settled = false
    const deadline = new Deadline(options.handshakeTimeoutMs, () =>
      give('handshake', new Error('timeout')),
    )
    const finish = (result: Attempt): void => {
      if (settled) return
      settled = true
      deadline.stop()
      if (!result.ok) {
        client.destroy()
        sock.destroy() // the library leaves one open that it has half closed itself
      }
      resolve(result)
    }
    const greeting = new Greeting((line) => options.onLogin?.({ kind: 'version', line }))
    const give = (stage: Stage, error: Error): void => {
      if (refused !== undefined) finish({ ok: false, transient: false, ...refused })
      else if (error instanceof ProblemError)
        finish({ ok: false, problem: error.problem, transient: false })
      else if (greeting.stranger !== undefined)
        finish({ ok: false, ...connectFailure(target, 'greeting', new Error(greeting.stranger)) })
      else finish({ ok: false, ...connectFailure(target, stage, error) })
    }
    // Permanent: ssh2 may emit `error` more than once, and an unheard one ends the process.
    client.on('error', (error: Error & { level?: string }) => {
      if (error.level === 'agent') return // no agent there: the next way to log in is tried
      give(error.level === 'client-authentication' ? 'auth' : 'handshake', error)
    })
    client.once('close', () => give('handshake', new Error('connection closed')))
    client.once('handshake', (agreed) =>
      options.onLogin?.({
        kind: 'algorithms',
        keyExchange: agreed.kex,
        cipher: agreed.cs.cipher,
        // An authenticated cipher has none of its own.
        mac: agreed.cs.mac === '' ? 'in the cipher' : agreed.cs.mac,
      }),
    )
    client.once('ready', () => {
      options.onLogin?.({ kind: 'ready' })
      finish({ ok: true, client })
    })
    client.connect({
      sock,
      username: target.user,
      readyTimeout: 0, // our deadline stands still while a person is asked, theirs does not
      keepaliveInterval: options.keepaliveIntervalMs,
      keepaliveCountMax: options.keepaliveCount,
      algorithms: { ...algorithms(target), serverHostKey: hostKeyAlgorithms(target, entries) },
      hostVerifier: (key: Buffer): boolean => {
        const verdict = judgeHostKey(target, entries, key)
        options.onLogin?.({ kind: 'host-key', key, verdict })
        const problem = refuseKey(target, verdict, key)
        if (problem === undefined) return true
        refused = problem.code === 'host-key-unknown' ? { problem, unknownKey: key } : { problem }
        return false
      },
      authHandler: authHandler(target, {
        keys: options.keys,
        secrets: options.secrets,
        whileAsking: (question) => deadline.pauseFor(question),
        onLogin: options.onLogin,
        onError: (error) => give('auth', error),
      }),
    })
    // After the library's own listener, which makes the stream flow.
    sock.on('data', (chunk: Buffer) => greeting.hear(chunk))
  })
}

/** A timer that stands still while a question is open. */
class Deadline {
  readonly #ms: number
  readonly #onEnd: () => void
  #timer: NodeJS.Timeout | undefined

  constructor(ms: number, onEnd: () => void) {
    this.#ms = ms
    this.#onEnd = onEnd
    this.#timer = setTimeout(onEnd, ms)
  }

  async pauseFor<T>(question: () => Promise<T>): Promise<T> {
    this.stop()
    try {
      return await question()
    } finally {
      this.#timer = setTimeout(this.#onEnd, this.#ms)
    }
  }

  stop(): void {
    clearTimeout(this.#timer)
  }
}

const legacy = {
  kex: {
    append: [
      'diffie-hellman-group14-sha1',
      'diffie-hellman-group-exchange-sha1',
      'diffie-hellman-group1-sha1',
    ],
  },
  cipher: { append: ['aes256-cbc', 'aes128-cbc', '3des-cbc'] },
} as const

/** SHA-1 MACs are off unless the host is marked; the rest is the library's default, which is filtered by what the
 * runtime supports (naming a cipher that is missing would throw). */
function algorithms(target: SshTarget): Algorithms {
  if (!target.legacyAlgorithms)
    return { hmac: { append: [], prepend: [], remove: ['hmac-sha1', 'hmac-sha1-etm@openssh.com'] } }
  return {
    kex: { append: [...legacy.kex.append], prepend: [], remove: [] },
    cipher: { append: [...legacy.cipher.append], prepend: [], remove: [] },
  }
}
