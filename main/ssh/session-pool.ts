import { bad, ok, type Result } from '../../shared/base/result.ts'
import type { HostDiagnosis } from '../../shared/domain/diagnosis.ts'
import type { CommandOutcome } from '../../shared/domain/outcome.ts'
import { problem, ProblemError, type Problem } from '../../shared/domain/problems.ts'
import { realSleep, unlessAborted, type Sleep } from './abortable.ts'
import { askBaton, Batons, type Baton } from './baton.ts'
import { Connections } from './connections.ts'
import { examine, type AskClock } from './examine.ts'
import { hopAccess, type HopAccess } from './hop-access.ts'
import { abortEnding, OutputCollector, type CollectorOptions } from './outcome.ts'
import type { PoolOptions, SessionState } from './pool-options.ts'
import { shellLine } from './quote.ts'
import type { Session } from './session.ts'
import type { ShellChannel, ShellSize } from './shell-channel.ts'
import { uploadFile, type Upload } from './sftp.ts'
import { runStep, type StepRequest } from './step-client.ts'
import { complaintOf, parseStatus } from './step-protocol.ts'
import {
  callsOperation,
  ensureTools,
  operationTool,
  stepProgram,
  stepTool,
  type HostTool,
} from './tools.ts'

export type { PoolLimits, PoolOptions, SessionState } from './pool-options.ts'

export type ExecOptions = CollectorOptions & { readonly signal?: AbortSignal | undefined }
export type PoolStepOptions = Omit<StepRequest, 'host' | 'attempt' | 'argv'>

type StepStatus =
  | { readonly kind: 'absent' | 'running' | 'vanished' }
  | { readonly kind: 'exited'; readonly code: number }

export const createSessionPool = (options: PoolOptions): SshSessionPool =>
  new SshSessionPool(options)

/** Commands, steps and files on hosts. Satisfies the runner's port of the same purpose. */
export class SshSessionPool {
  readonly #connections: Connections
  readonly #sleep: Sleep
  readonly #batons: Batons | undefined
  readonly #step: readonly HostTool[]
  readonly #operations: readonly HostTool[]
  /** By host and kind: the check of the tools, once in the life of the pool. */
  readonly #tools = new Map<string, Promise<Result<true, Problem>>>()

  constructor(options: PoolOptions) {
    this.#connections = new Connections(options)
    this.#sleep = options.sleep ?? realSleep
    this.#batons = options.baton === undefined ? undefined : new Batons(options.baton)
    this.#step = options.stepTool === undefined ? [] : [stepTool(options.stepTool)]
    this.#operations = (options.operations ?? []).map(operationTool)
  }

  async exec(
    host: string,
    argv: readonly string[],
    options: ExecOptions = {},
  ): Promise<CommandOutcome> {
    const output = new OutputCollector(options)
    const ready = this.#callsOurs(argv)
      ? this.#withTools(host, 'operations')
      : this.#connections.acquire(host)
    const session = await unlessAborted(ready, options.signal)
    if (session === undefined) return output.outcome(abortEnding(options.signal))
    if (!session.ok) return output.outcome({ kind: 'not-started', problem: session.problem })
    const end = await session.value.run(shellLine(argv), output.sink(), options.signal)
    const outcome = output.outcome(end.kind === 'aborted' ? abortEnding(options.signal) : end)
    this.#forgetIfGone(host, argv, outcome)
    return outcome
  }

  async step(
    host: string,
    attempt: string,
    argv: readonly string[],
    options: PoolStepOptions = {},
  ): Promise<CommandOutcome> {
    const outcome = await runStep(
      {
        ready: async () => {
          const session = await this.#withTools(host, 'step')
          return session.ok && this.#callsOurs(argv) ? this.#withTools(host, 'operations') : session
        },
        baton: async (session) => {
          if (this.#batons === undefined) return ok(undefined)
          const taken = await this.#batons.take(session, attempt)
          return taken.ok ? ok(taken.value.generation) : taken
        },
        forgetTools: () => void this.#tools.delete(`${host} step`),
        sleep: this.#sleep,
      },
      { ...options, host, attempt, argv },
    )
    this.#forgetIfGone(host, argv, outcome)
    if (outcome.ending.kind === 'not-started') this.#batons?.forget(host, attempt)
    return outcome
  }

  /** Brings all tools, so that the first command of a run does not spend its time on it. */
  async prepare(host: string): Promise<Result<true, Problem>> {
    const step = await this.#withTools(host, 'step')
    if (!step.ok || this.#operations.length === 0) return step.ok ? ok(true) : step
    const operations = await this.#withTools(host, 'operations')
    return operations.ok ? ok(true) : operations
  }

  /** Who may start steps on a host. */
  async baton(host: string): Promise<Result<Baton, Problem>> {
    const session = await this.#withTools(host, 'step')
    return session.ok ? askBaton(session.value, 'show') : session
  }

  /** Takes the baton from whoever has it in this generation: that holder's commands are refused by the host from now on. */
  async breakBaton(host: string, generation: number): Promise<Result<Baton, Problem>> {
    const session = await this.#withTools(host, 'step')
    if (!session.ok) return session
    return this.#batons?.break(session.value, generation) ?? askBaton(session.value, 'show')
  }

  /** A run is over: others may have its hosts. A host that cannot be told keeps it; it can be taken over. */
  async releaseBatons(holder: string): Promise<void> {
    const hosts = this.#batons?.giveUp(holder) ?? []
    await Promise.all(
      hosts.map(async (host) => {
        const session = await this.#withTools(host, 'step')
        if (session.ok) await askBaton(session.value, `release ${holder}`)
      }),
    )
  }

  /** Throws a ProblemError when the host cannot be asked. */
  async stepStatus(host: string, attempt: string): Promise<StepStatus> {
    const session = await this.#withTools(host, 'step')
    if (!session.ok) throw new ProblemError(session.problem)
    const output = new OutputCollector({ maxBytes: 4096 })
    const end = await session.value.run(`sh ${stepProgram} status ${attempt}`, output.sink())
    if (end.kind === 'lost' || end.kind === 'not-started') throw new ProblemError(end.problem)
    const { stdout, stderr } = output.outcome({ kind: 'cancelled' })
    const status = parseStatus(Buffer.from(stdout).toString('latin1'))
    if (status === undefined) throw new ProblemError(badStatus(host, complaintOf(stderr)))
    // The port knows codes only; 128 + n is how a shell writes signal n.
    if (status.kind !== 'signalled') return status
    return { kind: 'exited', code: status.signal === 'KILL' ? 137 : 143 }
  }

  /** Removes state and output of steps that ended at least so many days ago; answers how many. */
  async cleanUp(host: string, olderThanDays: number): Promise<Result<number, Problem>> {
    const session = await this.#withTools(host, 'step')
    if (!session.ok) return session
    const output = new OutputCollector({ maxBytes: 4096 })
    const line = `sh ${stepProgram} gc --older-than ${Math.trunc(olderThanDays)}`
    const end = await session.value.run(line, output.sink())
    const { stdout, stderr } = output.outcome({ kind: 'cancelled' })
    const removed = /(?:^|\n)removed (?<count>\d+)\n$/.exec(Buffer.from(stdout).toString('latin1'))
    if (removed !== null) return ok(Number(removed.groups?.['count']))
    return bad('problem' in end ? end.problem : badStatus(host, complaintOf(stderr)))
  }

  async upload(host: string, file: Upload): Promise<Result<true, Problem>> {
    const session = await this.#connections.acquire(host)
    return session.ok ? uploadFile(session.value, file) : session
  }

  /** Connects without running anything: undefined, or why the host cannot be used. */
  async diagnose(host: string): Promise<Problem | undefined> {
    const session = await this.#connections.acquire(host)
    return session.ok ? undefined : session.problem
  }

  /** Goes the way to a host once more over connections of its own, stage by stage. `ask`: about a key that is not known. */
  async examine(
    host: string,
    { ask = false, askClock }: { readonly ask?: boolean; readonly askClock?: AskClock } = {},
  ): Promise<Result<HostDiagnosis, Problem>> {
    const chain = this.#connections.chain(host)
    if (!chain.ok) return chain
    return ok(
      await examine({
        chain: chain.value,
        options: this.#connections.connectOptions(ask),
        limits: this.#connections.limits,
        sleep: this.#sleep,
        tool: this.#step[0],
        askClock,
      }),
    )
  }

  /** How a host is reached, hop by hop, and which keys are known of each. Connects to nothing. */
  access(host: string): Result<readonly HopAccess[], Problem> {
    const chain = this.#connections.chain(host)
    return chain.ok ? ok(chain.value.map(hopAccess)) : chain
  }

  sessions(): SessionState[] {
    return this.#connections.states()
  }

  /** How often a session that is silent is asked for a sign of life, ms. */
  get keepaliveMs(): number {
    return this.#connections.limits.keepaliveIntervalMs
  }

  /** False: there is no session of this id. Running steps go on, over a new session. */
  closeSession(id: string): boolean {
    return this.#connections.closeOne(id)
  }

  /** Asks every session for a sign of life and ends those that give none. */
  recheck(): Promise<readonly { readonly host: string; readonly alive: boolean }[]> {
    return this.#connections.recheck()
  }

  /** One round trip over the session of a host, ms; logs in first where that is needed. */
  async roundTrip(host: string): Promise<Result<number, Problem>> {
    const session = await this.#connections.acquire(host)
    if (!session.ok) return session
    const startedMs = performance.now()
    const alive = await session.value.isAlive(this.#connections.limits.livenessTimeoutMs)
    return alive ? ok(performance.now() - startedMs) : bad(session.value.lost)
  }

  /** An interactive login shell, for a person. */
  async shell(host: string, size: ShellSize): Promise<Result<ShellChannel, Problem>> {
    const session = await this.#connections.acquire(host)
    if (!session.ok) return session
    const opened = await session.value.shell(size)
    if (opened.kind === 'open') return ok(opened.shell)
    return bad('problem' in opened ? opened.problem : session.value.lost)
  }

  /** Running steps go on on their hosts. */
  close(): void {
    this.#connections.close()
  }

  #callsOurs(argv: readonly string[]): boolean {
    return this.#operations.length > 0 && callsOperation(argv)
  }

  /** Somebody removed them since they were checked: the next command brings them again. */
  #forgetIfGone(host: string, argv: readonly string[], { ending }: CommandOutcome): void {
    const notFound = ending.kind === 'exited' && (ending.code === 126 || ending.code === 127)
    if (notFound && this.#callsOurs(argv)) this.#tools.delete(`${host} operations`)
  }

  async #withTools(host: string, kind: 'step' | 'operations'): Promise<Result<Session, Problem>> {
    const session = await this.#connections.acquire(host)
    if (!session.ok) return session
    const wanted = kind === 'step' ? this.#step : this.#operations
    if (wanted.length === 0) return bad(noTool(host))
    const key = `${host} ${kind}`
    const tools = this.#tools.get(key) ?? ensureTools(session.value, wanted)
    this.#tools.set(key, tools)
    const found = await tools
    if (found.ok) return session
    if (this.#tools.get(key) === tools) this.#tools.delete(key)
    return session.value.isDown ? bad(session.value.lost) : found
  }
}

const noTool = (host: string): Problem =>
  problem('tools-missing', `no step supervisor was given for ${host}`, {
    where: { host },
    safe: 'nothing was started',
    next: 'this installation is incomplete: install the application again',
  })

const badStatus = (host: string, said: string): Problem =>
  problem('bad-answer', `the step supervisor on ${host} gave no answer: ${said}`, {
    where: { host },
    safe: 'asking changed nothing',
    next: 'look at ~/.switchyard on the host',
  })
