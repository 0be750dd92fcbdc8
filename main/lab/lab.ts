import { join, resolve } from 'node:path'
import type { ParsedKey } from 'ssh2'
import type { ProjectSpec } from '../../shared/domain/project.ts'
import { ssh2 } from '../ssh/library.ts'
import type { RestEndpoint } from './api/rest.ts'
import { createSessions, styleOf } from './api/sessions.ts'
import type { ApiSecret, LoginStyle } from './api/sessions.ts'
import { selfSigned } from './certificate.ts'
import { hexOf } from './chance.ts'
import { createLabTime } from './clock.ts'
import { startControl } from './control/server.ts'
import { createFaultBook, Fault } from './faults.ts'
import type { FaultInput } from './faults.ts'
import { labFileNames, writeLabFiles } from './files.ts'
import { noBaton } from './hosts/baton.ts'
import { Home } from './hosts/home.ts'
import type { Machine } from './hosts/machine.ts'
import { startSshHost } from './hosts/ssh-host.ts'
import type { SshHost } from './hosts/ssh-host.ts'
import { inject } from './inject.ts'
import type { Listener } from './listener.ts'
import { createLogs } from './logs/host-logs.ts'
import { logOperations } from './logs/log-operations.ts'
import { newSshKey } from './ssh-key.ts'
import type { LabOptions } from './options.ts'
import { startRadius } from './services/radius.ts'
import { startSip } from './services/sip.ts'
import type { UdpService } from './services/sip.ts'
import { startWeb } from './services/web.ts'
import { worldOperations } from './world/operations.ts'
import { analysisTruth } from './world/analysis-truth.ts'
import type { AnalysisTruth } from './world/analysis-truth.ts'
import { answersAt, sipStatus } from './world/services.ts'
import type { HeldAddress, World } from './world/state.ts'
import { createWorld } from './world/state.ts'
import { customerTruth, truthOf } from './world/truth.ts'
import type { CustomerTruth, Truth } from './world/truth.ts'

export type Lab = {
  readonly dir: string
  /** The project with the lab's endpoints in it. */
  readonly spec: ProjectSpec
  truth(): Truth
  customerTruth(): readonly CustomerTruth[]
  analysisTruth(): AnalysisTruth
  /** Every attempt id that a host has claimed. */
  attempts(): readonly string[]
  /** Resolves when the fault is in force. */
  inject(fault: FaultInput): Promise<void>
  clearFaults(): Promise<void>
  /** Moves the lab's clock forward, epoch ms; what is due by then has happened when it returns. */
  advanceTo(at: number): void
  /** How often the clock was moved, by whomever. */
  moves(): number
  /** Resolves once the clock was moved more often than `since`. */
  moved(since: number): Promise<void>
  /** Epoch ms of the lab. */
  now(): number
  close(): Promise<void>
}

const user = 'switchyard'

/** Starts every host and service of the spec on loopback and writes the files of the lab into `options.dir`. */
export async function startLab(options: LabOptions): Promise<Lab> {
  const dir = resolve(options.dir)
  const seed = options.seed ?? 'lab'
  const rate = options.rate ?? 1
  const startAt = options.startAt ?? Date.now()
  const time = createLabTime(startAt, rate)
  const now = (): number => Math.floor(time.now())
  const faults = createFaultBook(now)
  const world = createWorld({ spec: options.spec, customers: options.customers, seed, startAt })
  const certificate = selfSigned('Switchyard lab', Date.now())
  const closers: (() => Promise<void>)[] = []

  // Services first: hosts and files name their ports.
  for (const held of world.addresses)
    if (held.service !== 'api') closers.push(await startUdpService(world, held, seed, now))
  const logins = secretsOf(options.spec, seed)
  const web = async (
    name: RestEndpoint['name'],
    view: RestEndpoint['view'],
    endpoint: Endpoint,
  ): Promise<Listener> => {
    const sessions = createSessions({
      login: endpoint.login,
      secret: secretFor(logins, endpoint.login),
      style: endpoint.style,
      now,
    })
    const listener = await startWeb({ name, world, sessions, faults, now, view }, certificate)
    closers.push(() => listener.close())
    return listener
  }
  const { systems, dispatcher } = options.spec
  const targetStyle = styleOf(systems.target.release)
  const sourceApi = await web('source', () => (world.down.source ? undefined : 'source'), {
    login: systems.source.api.login,
    style: styleOf(systems.source.release),
  })
  const targetApi = await web('target', () => (world.down.target ? undefined : 'target'), {
    login: systems.target.api.login,
    style: targetStyle,
  })
  const merged = { login: dispatcher.login, style: 'both' } as const
  const dispatcherApi = await web(
    'dispatcher',
    () =>
      world.down.target || (world.mode === 'dual' && world.down.source) ? undefined : 'merged',
    merged,
  )
  const apiAddress = world.addresses.find((a) => a.service === 'api')
  const serviceApi = await web('service', () => serviceView(world, apiAddress), merged)
  world.onAddressChange = () => serviceApi.refuse(apiAddress?.holder === 'none')
  if (apiAddress !== undefined) apiAddress.address = loopback(serviceApi.port)
  const spec = rewritten(options.spec, world, join(dir, labFileNames.authority), {
    source: sourceApi.port,
    target: targetApi.port,
    dispatcher: dispatcherApi.port,
  })

  const clientPair = newSshKey('switchyard lab')
  const clientKey = parsedKey(clientPair.public)
  const logsOf = createLogs(world, now)
  const hosts = new Map<string, SshHost>()
  const entries = []
  for (const host of spec.hosts) {
    const logs = logsOf(host)
    const machine: Machine = {
      host,
      world,
      time,
      faults,
      logs,
      operations: { ...worldOperations, ...logOperations(logs) },
      home: new Home(`/home/${user}`, now, () => faults.lasting('disk-full', host.name)),
      attempts: new Map(),
      baton: noBaton(),
    }
    const hostKey = newSshKey()
    const otherKey = newSshKey()
    const started = await startSshHost({ machine, user, clientKey, hostKey, otherKey })
    closers.push(() => started.listener.close())
    hosts.set(host.name, started)
    entries.push({ name: host.name, port: started.listener.port, hostKey: hostKey.public.trim() })
  }

  const context = { world, faults, hosts, now }
  const lab: Lab = {
    dir,
    spec,
    truth: () => truthOf(world, now(), faults.fired()),
    attempts: () => [...world.effects.keys()],
    analysisTruth: () => analysisTruth(world),
    customerTruth: () => [...world.customers.values()].map(customerTruth),
    inject: (fault) => inject(context, Fault.parse(fault)),
    async clearFaults() {
      faults.clear()
      for (const { listener } of hosts.values()) {
        listener.refuse(false)
        await listener.settled()
      }
    },
    advanceTo: (at) => time.advanceTo(at),
    moves: () => time.moves(),
    moved: (since) => new Promise((resolve) => time.onceMoved(since, resolve)),
    now,
    async close() {
      time.close()
      await Promise.all(closers.splice(0).map((close) => close()))
    },
  }
  const control = await startControl(lab, rate, () => void lab.close().then(options.onStop))
  closers.push(() => control.close())
  await writeLabFiles(dir, {
    spec,
    customers: options.customers,
    hosts: entries,
    user,
    identity: clientPair.private,
    authority: certificate.certPem,
    secrets: { logins, radiusSecret: radiusSecret(seed) },
    lab: { control: control.url, token: control.token, rate, pid: process.pid },
  })
  for (const fault of options.faults ?? []) await lab.inject(fault)
  return lab
}

type Endpoint = { readonly login: string; readonly style: LoginStyle }

const loopback = (port: number): string => `127.0.0.1:${port}`
const radiusSecret = (seed: string): string => hexOf(seed, 'secret/radius', 24)

async function startUdpService(
  world: World,
  held: HeldAddress,
  seed: string,
  now: () => number,
): Promise<() => Promise<void>> {
  const service: UdpService =
    held.service === 'voice'
      ? await startSip((user) => sipStatus(world, held, user, now()))
      : await startRadius(radiusSecret(seed), () => answersAt(world, held))
  held.address = loopback(service.port)
  return () => service.close()
}

function serviceView(world: World, held: HeldAddress | undefined): 'source' | 'merged' | undefined {
  if (held === undefined || !answersAt(world, held)) return undefined
  return held.holder === 'source' ? 'source' : 'merged'
}

function secretsOf({ systems, dispatcher }: ProjectSpec, seed: string): Record<string, ApiSecret> {
  const logins = [systems.source.api.login, systems.target.api.login, dispatcher.login]
  return Object.fromEntries(
    logins.map((login) => [
      login,
      { password: hexOf(seed, `password/${login}`, 20), token: hexOf(seed, `token/${login}`, 32) },
    ]),
  )
}

function secretFor(secrets: Readonly<Record<string, ApiSecret>>, login: string): ApiSecret {
  const secret = secrets[login]
  if (secret === undefined) throw new Error(`no secret was made for ${login}`)
  return secret
}

function parsedKey(text: string): ParsedKey {
  const key = ssh2.utils.parseKey(text)
  if (key instanceof Error) throw key
  return key
}

type ApiPorts = { readonly source: number; readonly target: number; readonly dispatcher: number }

/** The same project on loopback. Hosts lose their addresses: the SSH configuration of the lab knows them by name. */
function rewritten(spec: ProjectSpec, world: World, caFile: string, ports: ApiPorts): ProjectSpec {
  const api = (login: string, port: number): ProjectSpec['dispatcher'] => ({
    url: `https://${loopback(port)}`,
    login,
    caFile,
  })
  const addressOf = (service: HeldAddress['service'], cluster?: string): string => {
    const held = world.addresses.find((a) => a.service === service && a.cluster === cluster)
    if (held === undefined) throw new Error(`no address of ${service} ${cluster ?? ''}`)
    return held.address
  }
  const { systems } = spec
  return {
    ...spec,
    systems: {
      source: { ...systems.source, api: api(systems.source.api.login, ports.source) },
      target: { ...systems.target, api: api(systems.target.api.login, ports.target) },
    },
    dispatcher: api(spec.dispatcher.login, ports.dispatcher),
    clusters: spec.clusters.map((c) => ({ ...c, voice: addressOf('voice', c.id) })),
    services: {
      api: addressOf('api'),
      ...(spec.services.radius === undefined ? {} : { radius: addressOf('radius') }),
    },
    hosts: spec.hosts.map(
      ({ address: _a, port: _p, user: _u, jump: _j, legacyAlgorithms: _l, ...host }) => host,
    ),
  }
}
