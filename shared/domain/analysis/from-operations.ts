import type { OperationAnswer } from '../operations.ts'
import type { Host } from '../project.ts'
import type { ConnectionProtocol, Fact, Modification, SeenConnection } from './facts.ts'
import type { ApiClient } from './facts.ts'

/** What the operations of a survey answered, as facts. Values are cut to what a fact may hold; nothing is judged here. */

export type Read = { readonly host: Host; readonly source: string; readonly at: number }

type Entry = readonly [
  name: string,
  value: Fact['value'] | undefined,
  unit?: Fact['unit'] | undefined,
]

const facts = (
  subject: Fact['subject'],
  { source, at }: Pick<Read, 'source' | 'at'>,
  entries: readonly Entry[],
): readonly Fact[] =>
  entries.flatMap(([name, value, unit = null]) =>
    value === undefined
      ? []
      : [{ subject, name: name.slice(0, 200), value: cut(value), unit, source, at }],
  )

const cut = (value: Fact['value']): Fact['value'] =>
  typeof value === 'string' ? value.slice(0, 2000) : value

export function surveyFacts(read: Read, answer: OperationAnswer<'survey'>): readonly Fact[] {
  const { host } = read
  const addresses = new Map<string, string[]>()
  for (const line of answer.addresses ?? []) {
    const [device = '', address = ''] = line.split(' ')
    addresses.set(device, [...(addresses.get(device) ?? []), address])
  }
  const { voice } = answer
  return [
    ...facts({ kind: 'host', id: host.name }, read, [
      ['hardware.cpus', answer.cpus, 'cores'],
      ['hardware.memory', answer.memoryMiB, 'MiB'],
      ['hardware.model', answer.model],
      ['hardware.virtual', answer.virtual],
      ['os.name', answer.os],
      ['os.kernel', answer.kernel],
      ['release', answer.release],
      ['mysql.version', answer.mysql],
      ['disk.free', answer.diskFreeMiB, 'MiB'],
      ...(answer.mounts ?? []).flatMap(({ mount, sizeMiB, freeMiB }): readonly Entry[] => [
        [`disk.size.${mount}`, sizeMiB, 'MiB'],
        [`disk.free.${mount}`, freeMiB, 'MiB'],
      ]),
      ['clock.synchronised', answer.clockSynchronised],
      ...[...addresses].map(([device, list]): Entry => [
        `network.address.${device}`,
        list.join(' '),
      ]),
      ['network.gateway.running', answer.gateway?.running],
      ['network.gateway.configured', answer.gateway?.configured],
      ...(answer.services ?? []).map((name): Entry => [`service.running.${name}`, true]),
      ...(answer.reaches ?? []).map(({ name, ok }): Entry => [`reach.${name}`, ok]),
      ...(answer.settings ?? []).map(({ name, value }): Entry => [`setting.${name}`, value]),
      ...(answer.auxiliary ?? []).map((name): Entry => [`auxiliary.${name}`, true]),
    ]),
    ...(host.cluster === undefined
      ? []
      : facts({ kind: 'cluster', id: host.cluster }, read, [
          ['calls.peak', voice?.callsPeak, 'per-second'],
          ['calls.day', voice?.callsDay, 'per-day'],
          ['registrations.phones', voice?.phones, 'count'],
          ['registrations.interval', voice?.registrationMs, 'ms'],
        ])),
  ]
}

export function billingFacts(read: Read, answer: OperationAnswer<'billing-survey'>) {
  return [
    ...facts({ kind: 'system', id: read.host.system }, read, [
      ['billing.environments', answer.environments.length, 'count'],
      ['billing.xdrs', answer.xdrs, 'count'],
      ['billing.xdrs.exact', answer.xdrsExact],
      ['billing.vendors', answer.vendors, 'count'],
      ['billing.dids', answer.dids, 'count'],
      ['billing.dids.used', answer.didsUsed, 'count'],
    ]),
    ...answer.environments.flatMap((e) =>
      facts({ kind: 'environment', id: e.environment }, read, [
        ['billing.customers', e.customers, 'count'],
        ['billing.accounts', e.accounts, 'count'],
        ['billing.resellers', e.resellers, 'count'],
        ['billing.products', e.products, 'count'],
        ['billing.xdrs', e.xdrs, 'count'],
        ['billing.customers.empty', e.emptyCustomers, 'count'],
        ['office.groups', e.officeGroups, 'count'],
        ['office.customers', e.officeCustomers, 'count'],
        ['phones.registered', e.phones, 'count'],
        ['xdrs.day', e.xdrsPerDay, 'per-day'],
        ['xdrs.peak', e.xdrsPeak, 'per-second'],
        ['signup.default', e.signup],
        ...Object.entries(e.services ?? {}).flatMap(([name, used]): readonly Entry[] => [
          [`service.${name}.customers`, used.customers, 'count'],
          [`service.${name}.accounts`, used.accounts, 'count'],
        ]),
      ]),
    ),
  ]
}

/** What a load test measured. */
export const loadFacts = (
  { host, source, at }: { readonly host: string } & Pick<Read, 'source' | 'at'>,
  answer: OperationAnswer<'load-test'>,
): readonly Fact[] => {
  const of = (name: string): string => `load.${answer.work}.${name}`
  return facts({ kind: 'host', id: host }, { source, at }, [
    [of('rate'), answer.perSecond, 'per-second'],
    [of('asked'), answer.asked, 'per-second'],
    [of('failed'), answer.failed, 'count'],
    [of('p50'), answer.p50Ms, 'ms'],
    [of('p95'), answer.p95Ms, 'ms'],
    [of('width'), answer.width, 'count'],
    [of('piece'), answer.piece],
    [of('processors'), answer.cpuPercent, 'percent'],
    ['disk.write', answer.diskMiBPerSecond, 'MiB-per-second'],
  ])
}

export const modificationsOf = (
  { host, source }: Read,
  answer: OperationAnswer<'modifications'>,
): readonly Modification[] =>
  answer.items.map(({ kind, name, detail }) => ({
    host: host.name,
    kind,
    name: name.slice(0, 1000),
    ...(detail === undefined ? {} : { detail: detail.slice(0, 1000) }),
    source,
  }))

const protocols: Readonly<Record<string, ConnectionProtocol>> = {
  api: 'api',
  soap: 'soap',
  mysql: 'mysql',
  sip: 'sip',
  radius: 'radius',
  diameter: 'diameter',
  smpp: 'smpp',
  imap: 'mail',
  smtp: 'mail',
  mail: 'mail',
}

/** Connections of others: those that the site knows as its own systems', or that come from `own` addresses, are left out. */
export const connectionsOf = (
  { host, source, at }: Read,
  answer: OperationAnswer<'connections-seen'>,
  own: ReadonlySet<string>,
): readonly SeenConnection[] =>
  answer.connections
    .filter(({ system, address }) => system === undefined && !own.has(address))
    .map(({ address, port, service, perHour, login, database }) => ({
      host: host.name,
      protocol: protocols[service] ?? 'other',
      address: address.slice(0, 200),
      port: Math.min(port, 65_535),
      ...(login === undefined ? {} : { user: login.slice(0, 200) }),
      ...(database === undefined ? {} : { database: database.slice(0, 200) }),
      ratePerHour: perHour,
      firstAt: at,
      lastAt: at,
      source,
    }))

export const apiClientsOf = (
  { source }: Read,
  answer: OperationAnswer<'api-clients'>,
  own: ReadonlySet<string>,
): readonly ApiClient[] =>
  answer.clients
    .filter(({ address }) => !own.has(address))
    .map(({ address, method, hits, firstMs, lastMs }) => ({
      address: address.slice(0, 200),
      method: method.slice(0, 300),
      hits,
      firstAt: firstMs,
      lastAt: lastMs,
      source,
    }))

/** Hits and methods of each client, from what was counted. */
export function clientFacts(
  clients: readonly ApiClient[],
  read: Pick<Read, 'source' | 'at'>,
): readonly Fact[] {
  const byAddress = new Map<string, { hits: number; methods: Set<string> }>()
  for (const { address, method, hits } of clients) {
    const known = byAddress.get(address) ?? { hits: 0, methods: new Set<string>() }
    known.hits += hits
    known.methods.add(method)
    byAddress.set(address, known)
  }
  return [...byAddress].flatMap(([id, { hits, methods }]) =>
    facts({ kind: 'client', id }, read, [
      ['api.hits', hits, 'count'],
      ['api.methods', methods.size, 'count'],
    ]),
  )
}

export const factsOf = facts
