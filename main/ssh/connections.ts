import { bad, ok, type Result } from '../../shared/base/result.ts'
import { problem, ProblemError, type Place, type Problem } from '../../shared/domain/problems.ts'
import { backOffMs, realSleep, type Sleep } from './abortable.ts'
import { KeyRing } from './auth.ts'
import { connectTo, type ConnectOptions } from './connect.ts'
import {
  defaultLimits,
  type PoolLimits,
  type PoolOptions,
  type SessionState,
} from './pool-options.ts'
import { Session } from './session.ts'
import { Slots } from './slots.ts'
import { resolveTarget } from './ssh-config.ts'
import type { SshTarget } from './target.ts'

type Entry = {
  readonly id: string
  readonly host: string
  state: SessionState['state']
  since: number
  session: Session | undefined
  connecting: Promise<Result<Session, Problem>> | undefined
  lastProblem: Problem | undefined
}

/** More are a circle that does not name itself. */
const mostHops = 8
/** The configuration is files: a step asks for its session several times, and a batch has thousands of steps. */
const lookedForMs = 1000

/** One connection per host and way to it, made when first needed and again when it broke. */
export class Connections {
  readonly #options: PoolOptions
  readonly #limits: PoolLimits
  readonly #sleep: Sleep
  readonly #keys = new KeyRing()
  readonly #entries = new Map<string, Entry>()
  readonly #handshakes = new Map<string, Slots>()
  readonly #looked = new Map<string, { readonly target: SshTarget; readonly until: number }>()
  #closed = false

  constructor(options: PoolOptions) {
    this.#options = options
    this.#limits = { ...defaultLimits, ...options.limits }
    this.#sleep = options.sleep ?? realSleep
  }

  states(): SessionState[] {
    return [...this.#entries.values()].map(stateOf)
  }

  /** The hops of the way and the host itself, each with everything that is needed to reach it. */
  chain(name: string): Result<readonly SshTarget[], Problem> {
    try {
      return ok(this.#chain(name, undefined, 0))
    } catch (error) {
      if (error instanceof ProblemError) return bad(error.problem)
      throw error
    }
  }

  /** `ask`: a person is asked about a key that is not known; default as the options of the pool say. */
  connectOptions(ask = true): ConnectOptions {
    return {
      ...this.#limits,
      keys: this.#keys,
      secrets: this.#options.secrets ?? { get: () => Promise.resolve(undefined) },
      onUnknownKey: ask ? this.#options.onUnknownKey : undefined,
    }
  }

  get limits(): PoolLimits {
    return this.#limits
  }

  /** Ends one session; what runs over it is mended as after any cut. False: there is none of this id. */
  closeOne(id: string): boolean {
    const session = this.#entries.get(id)?.session
    if (session === undefined || session.isDown) return false
    session.close()
    return true
  }

  /**
   * Asks every session for a sign of life now, and ends those that give none: after a sleep of the computer nobody should have to
   * find that out by waiting. Answers how each of those that seemed ready did.
   */
  recheck(): Promise<readonly { readonly host: string; readonly alive: boolean }[]> {
    const open = [...this.#entries.values()].flatMap(({ host, session }) =>
      session === undefined || session.isDown ? [] : [{ host, session }],
    )
    return Promise.all(
      open.map(async ({ host, session }) => ({
        host,
        alive: await session.isAlive(this.#limits.livenessTimeoutMs),
      })),
    )
  }

  close(): void {
    this.#closed = true
    for (const entry of this.#entries.values()) entry.session?.close()
  }

  /** `jump` undefined: as inventory or configuration say; an empty way is then the host's own. */
  async acquire(
    name: string,
    jump?: readonly string[],
    depth = 0,
  ): Promise<Result<Session, Problem>> {
    if (this.#closed) return bad(closedProblem(name))
    let target: SshTarget
    try {
      target = this.#justLooked(name) ?? this.#look(name)
    } catch (error) {
      if (error instanceof ProblemError) return bad(error.problem)
      throw error
    }
    const found = wayTo(target, jump, depth)
    if (!found.ok) return found
    const way = found.value
    const key = [...way, name].join(' > ')
    const entry = this.#entries.get(key) ?? newEntry(key, name)
    this.#entries.set(key, entry)
    if (entry.connecting !== undefined) return entry.connecting
    const { session } = entry
    if (session !== undefined && !session.isDown) {
      const fresh = session.idleMs < this.#limits.idleCheckMs
      if (fresh || (await session.isAlive(this.#limits.livenessTimeoutMs))) return ok(session)
    }
    // Another caller may have started to connect while this one waited for the sign of life.
    entry.connecting ??= this.#connect(entry, { ...target, jump: way }, depth).finally(() => {
      entry.connecting = undefined
    })
    return entry.connecting
  }

  async #connect(
    entry: Entry,
    target: SshTarget,
    depth: number,
  ): Promise<Result<Session, Problem>> {
    this.#change(entry, 'connecting')
    const hop = target.jump.at(-1)
    const slots = this.#slotsFor(target)
    for (let tries = 0; ; tries += 1) {
      let via: Session | undefined
      if (hop !== undefined) {
        const reached = await this.acquire(hop, target.jump.slice(0, -1), depth + 1)
        if (!reached.ok) return this.#failed(entry, throughHop(target, hop, reached.problem))
        via = reached.value
      }
      const release = await slots.take()
      const connected = await connectTo(target, this.connectOptions(), via?.client).finally(() =>
        release?.(),
      )
      if (connected.ok) {
        const session = new Session(target.name, connected.client, this.#limits, this.#sleep)
        if (this.#closed) {
          session.close()
          return this.#failed(entry, closedProblem(target.name))
        }
        entry.session = session
        entry.lastProblem = undefined
        this.#change(entry, 'ready')
        session.onDown(() => {
          if (entry.session !== session) return
          entry.lastProblem = session.lost
          this.#change(entry, 'down')
        })
        return ok(session)
      }
      if (!connected.transient || tries >= this.#limits.handshakeRetries || this.#closed)
        return this.#failed(entry, connected.problem)
      await this.#sleep(backOffMs(tries) / 2)
    }
  }

  /** What was looked up a moment ago, while its session lives: a connection that has to be made is made by what holds now. */
  #justLooked(name: string): SshTarget | undefined {
    const looked = this.#looked.get(name)
    if (looked === undefined || performance.now() > looked.until) return undefined
    const session = this.#entries.get([...looked.target.jump, name].join(' > '))?.session
    return session === undefined || session.isDown ? undefined : looked.target
  }

  #look(name: string): SshTarget {
    const target = resolveTarget(name, this.#options.targets?.(name), this.#options)
    this.#looked.set(name, { target, until: performance.now() + lookedForMs })
    return target
  }

  #chain(name: string, jump: readonly string[] | undefined, depth: number): SshTarget[] {
    const target = resolveTarget(name, this.#options.targets?.(name), this.#options)
    const found = wayTo(target, jump, depth)
    if (!found.ok) throw new ProblemError(found.problem)
    const way = found.value
    const hop = way.at(-1)
    const before = hop === undefined ? [] : this.#chain(hop, way.slice(0, -1), depth + 1)
    return [...before, { ...target, jump: way }]
  }

  #slotsFor(target: SshTarget): Slots {
    const server = [...target.jump, `${target.address}:${target.port}`].join(' > ')
    const slots = this.#handshakes.get(server) ?? new Slots(this.#limits.handshakes)
    this.#handshakes.set(server, slots)
    return slots
  }

  #failed(entry: Entry, found: Problem): Result<Session, Problem> {
    entry.lastProblem = found
    this.#change(entry, 'down')
    return bad(found)
  }

  #change(entry: Entry, state: SessionState['state']): void {
    entry.state = state
    entry.since = Date.now()
    this.#options.onChange?.(stateOf(entry))
  }
}

const newEntry = (id: string, host: string): Entry => ({
  id,
  host,
  state: 'connecting',
  since: Date.now(),
  session: undefined,
  connecting: undefined,
  lastProblem: undefined,
})

const stateOf = (entry: Entry): SessionState => ({
  id: entry.id,
  host: entry.host,
  state: entry.state,
  since: entry.since,
  channels: entry.session?.isDown === false ? entry.session.channels : 0,
  ...(entry.session?.isDown === false ? { silentMs: entry.session.idleMs } : {}),
  ...(entry.lastProblem === undefined ? {} : { lastProblem: entry.lastProblem }),
})

/** The hops to go through: those that are asked for, else the host's own. */
function wayTo(
  target: SshTarget,
  jump: readonly string[] | undefined,
  depth: number,
): Result<readonly string[], Problem> {
  const asked = jump !== undefined && jump.length > 0
  const way = asked ? jump : target.jump
  if (depth > mostHops || way.includes(target.name)) return bad(loopProblem(target.name, way))
  if (!asked && target.proxyCommand !== undefined)
    return bad(proxyProblem(target.name, target.proxyCommand))
  return ok(way)
}

const throughHop = (target: SshTarget, hop: string, found: Problem): Problem => ({
  ...found,
  message: `${target.name} is reached through ${hop}, and that failed: ${found.message}`,
})

const closedProblem = (host: string): Problem =>
  problem('connection-lost', `the connection to ${host} was closed by this program`, {
    where: { host },
    safe: 'running steps go on on the host',
    next: 'open the project again to connect',
  })

const proxyProblem = (host: string, place: Place): Problem =>
  problem(
    'bad-input',
    `${host} is reached by a ProxyCommand, and no program of the SSH configuration is started here`,
    {
      where: { host, ...place },
      safe: 'nothing was connected',
      next: 'if the command only goes through another host (ssh -W), write ProxyJump for it, or name the hosts to go through in the inventory (jump). A host that needs another program is reached by a forward that you open yourself: give its address and port in the inventory, and jump: []',
    },
  )

const loopProblem = (host: string, way: readonly string[]): Problem =>
  problem('bad-input', `the way to ${host} goes in a circle: ${[...way, host].join(' > ')}`, {
    where: { host },
    safe: 'nothing was connected',
    next: 'correct the jump hosts in the inventory or ProxyJump in the SSH configuration',
  })
