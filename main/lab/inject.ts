import { assertNever } from '../../shared/base/assert.ts'
import type { Fault, FaultBook } from './faults.ts'
import type { SshHost } from './hosts/ssh-host.ts'
import { changeCatalog } from './world/catalog.ts'
import { setDispatch } from './world/network-operations.ts'
import { plantClient } from './world/plants.ts'
import type { CustomerState, World } from './world/state.ts'
import { settle } from './world/traffic.ts'

export type InjectContext = {
  readonly world: World
  readonly faults: FaultBook
  readonly hosts: ReadonlyMap<string, SshHost>
  readonly now: () => number
}

/** Puts a fault in force. Faults that wait for a command only go into the book; the others act here and now. */
export async function inject(context: InjectContext, fault: Fault): Promise<void> {
  const { faults } = context
  switch (fault.kind) {
    case 'drop-link':
    case 'hang':
    case 'wrong-exit':
    case 'slow':
    case 'bad-answer':
    case 'huge-output':
    case 'binary-output':
    case 'api-fault':
    case 'disk-full':
      if (fault.kind === 'disk-full') hostOf(context, fault.host)
      return faults.add(fault)
    case 'refuse': {
      const { listener } = hostOf(context, fault.host)
      faults.add(fault)
      faults.record('refuse', fault.host)
      listener.refuse(true)
      return listener.settled()
    }
    case 'changed-host-key':
      faults.add(fault)
      return hostOf(context, fault.host).listener.cut()
    case 'cut-links':
      faults.record('cut-links', fault.host)
      return hostOf(context, fault.host).listener.cut()
    case 'reboot':
      faults.record('reboot', fault.host)
      return reboot(hostOf(context, fault.host))
    case 'import-conflict':
      customerOf(context, fault.customer).conflict = true
      return faults.record('import-conflict', fault.customer)
    case 'second-operator':
      return secondOperator(context, fault)
    case 'log-rotate': {
      const { machine } = hostOf(context, fault.host)
      if (!machine.logs.rotate(fault.file, fault.how))
        throw new Error(`no log ${fault.file} on ${fault.host}`)
      return faults.record('log-rotate', `${fault.host} ${fault.file} ${fault.how}`)
    }
    case 'database-reader':
    case 'modified-file':
    case 'wrong-clock':
    case 'weak-host':
    case 'unknown-client':
      return plant(context, fault)
    default:
      return assertNever(fault)
  }
}

type Plant = Extract<
  Fault,
  { kind: 'database-reader' | 'modified-file' | 'wrong-clock' | 'weak-host' | 'unknown-client' }
>

function plant(context: InjectContext, fault: Plant): void {
  const { world, faults, now } = context
  const { plants } = world
  switch (fault.kind) {
    case 'database-reader': {
      const { address, login, database } = fault
      const first = world.spec.hosts.find((h) => h.system === 'source' && h.roles.includes('db'))
      const host = hostOf(context, fault.host ?? first?.name ?? '').machine.host.name
      plants.readers.push({ host, address, login, database })
      return faults.record(fault.kind, `${host} ${address} ${login}`)
    }
    case 'modified-file':
      hostOf(context, fault.host)
      plants.files.push({ host: fault.host, path: fault.path })
      return faults.record(fault.kind, `${fault.host} ${fault.path}`)
    case 'wrong-clock':
      hostOf(context, fault.host)
      plants.clocks.set(fault.host, fault.ms)
      return faults.record(fault.kind, `${fault.host} ${fault.ms}`)
    case 'weak-host':
      hostOf(context, fault.host)
      plants.weak.set(fault.host, fault.perMinute)
      return faults.record(fault.kind, `${fault.host} ${fault.perMinute} a minute`)
    case 'unknown-client': {
      const { address, method, hits } = fault
      plantClient(world, { address, method, hits }, now())
      return faults.record(fault.kind, `${address} ${method}`)
    }
    default:
      return assertNever(fault)
  }
}

function hostOf({ hosts }: InjectContext, name: string): SshHost {
  const host = hosts.get(name)
  if (host === undefined) throw new Error(`no host ${name} in the lab`)
  return host
}

function customerOf({ world }: InjectContext, id: string | undefined): CustomerState {
  // The map's key type is branded; a fault may name any text.
  const state = world.customers.get((id ?? '') as CustomerState['customer']['id'])
  if (state === undefined) throw new Error(`no customer ${id ?? '(none named)'} in the lab`)
  return state
}

function reboot({ machine, listener }: SshHost): void {
  listener.cut()
  for (const job of machine.attempts.values()) job.kill({ kind: 'vanished' })
}

function secondOperator(
  context: InjectContext,
  fault: Extract<Fault, { kind: 'second-operator' }>,
): void {
  const { world, faults, now } = context
  const detail = (): string => {
    if (fault.action === 'catalog') return changeCatalog(world, fault.side, fault.entity)
    const state = customerOf(context, fault.customer)
    if (fault.action === 'dispatch') {
      setDispatch(world, state.customer.id, fault.to, now())
      return `${state.customer.id} to ${fault.to}`
    }
    settle(world, state, now())
    state[fault.side].lock = 'C'
    return `${state.customer.id} on the ${fault.side}`
  }
  faults.record('second-operator', `${fault.action} ${detail()}`)
}
