import type { Client } from 'ssh2'
import type { Result } from '../../shared/base/result.ts'
import type { HopDiagnosis, HostDiagnosis } from '../../shared/domain/diagnosis.ts'
import type { CommandOutcome } from '../../shared/domain/outcome.ts'
import type { Problem } from '../../shared/domain/problems.ts'
import { problem } from '../../shared/domain/problems.ts'
import type { Sleep } from './abortable.ts'
import { connectTo, type ConnectOptions } from './connect.ts'
import { examineHost } from './examine-host.ts'
import { connectFailure } from './failure.ts'
import { HopRecorder } from './hop-recorder.ts'
import { resolveAddress, tryAddresses } from './resolve-address.ts'
import { Session, type SessionLimits } from './session.ts'
import type { SshTarget } from './target.ts'
import type { HostTool } from './tools.ts'

export type Exec = (argv: readonly string[]) => Promise<CommandOutcome>

/** Asks a host for the time over `exec`; given, because what our own clock is, is the caller's. */
export type AskClock = (
  exec: Exec,
) => Promise<Result<{ readonly skewMs: number; readonly uncertaintyMs: number }, Problem>>

export type Examination = {
  /** The hops and the host, in the order in which they are come by. */
  readonly chain: readonly SshTarget[]
  readonly options: ConnectOptions
  readonly limits: SessionLimits
  readonly sleep: Sleep
  readonly tool: HostTool | undefined
  readonly askClock: AskClock | undefined
}

/**
 * Goes the whole way to a host once more, over connections of its own that are closed again, and notes every stage. Installs
 * nothing and changes nothing, except that a key that a person accepts on the way is kept.
 */
export async function examine(examination: Examination): Promise<HostDiagnosis> {
  const startedMs = performance.now()
  const clients: Client[] = []
  const hops: HopDiagnosis[] = []
  const host = examination.chain.at(-1)?.name ?? ''
  let facts: Omit<HostDiagnosis, 'host' | 'ok' | 'ms' | 'hops'> = {}
  try {
    for (const target of examination.chain) {
      const recorder = new HopRecorder(target, () => performance.now())
      const client = await goTo(target, examination.options, recorder, clients.at(-1))
      if (client !== undefined) {
        clients.push(client)
        if (clients.length === examination.chain.length) {
          const { limits, sleep } = examination
          const session = new Session(target.name, client, limits, sleep)
          facts = await examineHost(session, recorder, examination)
        }
      }
      hops.push(recorder.diagnosis())
      if (client === undefined) break
    }
  } finally {
    for (const client of clients.toReversed()) {
      client.end()
      client.destroy()
    }
  }
  const failed = hops.some(({ stages }) => stages.some(({ state }) => state === 'failed'))
  return { host, ok: !failed, ms: performance.now() - startedMs, hops, ...facts }
}

/** One hop up to its login. Undefined: the recorder says why not. */
async function goTo(
  target: SshTarget,
  options: ConnectOptions,
  recorder: HopRecorder,
  via: Client | undefined,
): Promise<Client | undefined> {
  if (via === undefined) {
    if (!(await findAddress(target, options, recorder))) return undefined
    recorder.beginWay('tcp')
  } else recorder.beginWay('forward')
  const connected = await connectTo(
    target,
    { ...options, onLogin: (event) => recorder.hear(event) },
    via,
  )
  if (connected.ok) {
    // Permanent: a connection that breaks later may say so with an error that nobody else hears.
    connected.client.on('error', () => undefined)
    return connected.client
  }
  recorder.fail(connected.problem)
  return undefined
}

/** Behind a jump host names are resolved there, so only the first hop comes by here. */
async function findAddress(
  target: SshTarget,
  options: ConnectOptions,
  recorder: HopRecorder,
): Promise<boolean> {
  recorder.begin('resolve')
  let addresses: readonly string[]
  try {
    addresses = await resolveAddress(target.address)
  } catch (error) {
    const cause = error instanceof Error ? error : new Error(String(error))
    recorder.fail(connectFailure(target, 'tcp', cause).problem)
    return false
  }
  const itself = addresses.length === 1 && addresses[0] === target.address
  recorder.end(
    'ok',
    itself ? `${target.address} is an address` : `${target.address} is ${addresses.join(' and ')}`,
  )
  return addresses.length === 1 || tryEach(target, addresses, options, recorder)
}

/** Of several addresses each is tried: one that does not answer costs time at every connect, or is the wrong machine. */
async function tryEach(
  target: SshTarget,
  addresses: readonly string[],
  options: ConnectOptions,
  recorder: HopRecorder,
): Promise<boolean> {
  recorder.begin('tcp')
  const tried = await tryAddresses(addresses, target.port, options.connectTimeoutMs)
  const silent = tried.flatMap(({ address, error }) =>
    error === undefined
      ? []
      : [connectFailure({ ...target, address }, 'tcp', error).problem.message],
  )
  if (silent.length === 0) return true
  if (silent.length < tried.length) {
    recorder.end('warn', silent.join('; '))
    return true
  }
  recorder.fail(
    problem('host-unreachable', silent.join('; '), {
      where: { host: target.name },
      safe: 'nothing was started on the host',
      next: 'check the VPN, the firewall, and that the SSH service of the host runs',
    }),
  )
  return false
}
