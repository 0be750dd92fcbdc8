import type { Host, HostRole } from '../../../shared/domain/project.ts'
import { pick } from '../chance.ts'
import { reads, sideOf } from './operation.ts'
import type { OperationModel } from './operation.ts'
import { hostTime } from './plants.ts'
import type { CustomerState, World } from './state.ts'

/** What the pre-migration analysis finds (method.txt, PMA scope; shapes of domain.md 8.4). Invented, but always the same for a seed. */

const servicesOf: Readonly<Record<HostRole, readonly string[]>> = {
  db: ['mysqld', 'sshd'],
  billing: ['porta-billing', 'httpd', 'sshd'],
  radius: ['porta-radius', 'sshd'],
  sip: ['porta-sip', 'b2bua', 'sshd'],
  web: ['httpd', 'sshd'],
  log: ['rsyslogd', 'sshd'],
  config: ['porta-configurator', 'sshd'],
  dsbc: ['dispatch', 'haproxy', 'keepalived', 'sshd'],
}

export const releaseOf = (world: World, host: Host): string =>
  host.system === 'source' ? world.spec.systems.source.release : world.spec.systems.target.release

export const diskFreeMiB = (world: World, host: Host): number =>
  200_000 + pick(world.seed, `${host.name}/disk`, 700_000)

function survey(world: World, host: Host, at: number): Record<string, unknown> {
  const size = (name: string, below: number): number =>
    pick(world.seed, `${host.name}/${name}`, below)
  const free = diskFreeMiB(world, host)
  const last = 10 + world.spec.hosts.findIndex(({ name }) => name === host.name)
  return {
    hostname: host.name,
    os: host.system === 'source' ? 'Oracle Linux 7.9' : 'Oracle Linux 8.10',
    release: releaseOf(world, host),
    cpus: 8 + 8 * size('cpus', 4),
    memoryMiB: 32_768 * (1 + size('memory', 4)),
    diskFreeMiB: free,
    clockMs: Math.floor(hostTime(world, host.name, at)) + size('skew', 40) - 20,
    services: [...new Set(host.roles.flatMap((role) => servicesOf[role]))].sort(),
    kernel: host.system === 'source' ? '3.10.0-1160.el7.x86_64' : '4.18.0-553.el8_10.x86_64',
    model: 'Dell Inc. PowerEdge R640',
    virtual: 'none',
    mounts: [
      { mount: '/', sizeMiB: 51_200, freeMiB: Math.min(free, 31_000) },
      { mount: '/porta_var', sizeMiB: 953_870, freeMiB: free },
    ],
    addresses: [
      `eth0 10.1.${host.system === 'source' ? 1 : 2}.${last}/24`,
      `eth1 192.0.2.${last}/24`,
    ],
    gateway: { running: '192.0.2.1', configured: '192.0.2.1' },
    clockSynchronised: !world.plants.clocks.has(host.name),
    ...(host.roles.includes('db') ? { mysql: host.system === 'source' ? '5.7.44' : '8.0.37' } : {}),
    settings: host.roles.includes('sip') ? [{ name: 'b2bua.max-forwards', value: '50' }] : [],
    auxiliary: host.roles.includes('billing') && world.spec.facts.xdrImport ? ['xdr-import'] : [],
    ...(host.roles.includes('dsbc')
      ? {
          reaches: ['log-server', 'cassandra'].map((name) => ({ name, ok: true })),
        }
      : {}),
    ...(host.roles.includes('sip') && host.system === 'source'
      ? { voice: voiceOf(world, host) }
      : {}),
  }
}

/** What a SIP host's cluster carries: the minutes of its environment as calls of three minutes, a phone an account. */
function voiceOf(world: World, host: Host): Record<string, number> {
  const cluster = world.spec.clusters.find(({ id }) => id === host.cluster)
  const customers = world.environments.get(cluster?.environment ?? '')?.customers ?? []
  const minutes = customers.reduce((sum, { customer }) => sum + customer.monthlyMinutes, 0)
  const callsDay = Math.round(minutes / 30 / 3)
  return {
    callsDay,
    // The busiest hour has a tenth of the day, its busiest second three times the mean.
    callsPeak: Number(((callsDay / 10 / 3600) * 3).toFixed(1)),
    phones: customers.reduce((sum, { customer }) => sum + customer.accounts, 0),
    registrationMs: 300_000,
  }
}

/** Services by hand work, as the customer list has them (domain.md 3.8). */
function servicesUsed(customers: readonly CustomerState[]): Record<string, unknown> {
  const names = new Set(customers.flatMap(({ customer }) => customer.handWork))
  return Object.fromEntries(
    [...names].sort().map((name) => {
      const users = customers.filter(({ customer }) => customer.handWork.includes(name))
      return [
        name,
        {
          customers: users.length,
          accounts: users.reduce((sum, { customer }) => sum + customer.accounts, 0),
        },
      ]
    }),
  )
}

function billingSurvey(world: World, exact: boolean): Record<string, unknown> {
  const total = [...world.customers.values()].length
  const { xdrs } = world.spec.facts
  return {
    environments: [...world.environments.values()].map(({ spec, customers }) => {
      const offices = customers.filter(({ customer }) => customer.mainOffice !== undefined)
      const mains = new Set(offices.map(({ customer }) => customer.mainOffice))
      return {
        environment: spec.id,
        customers: customers.length,
        accounts: customers.reduce((sum, c) => sum + c.customer.accounts, 0),
        resellers: customers.filter((c) => c.customer.kind === 'reseller').length,
        products: new Set(customers.map((c) => c.customer.product)).size,
        ...(exact ? { xdrs: total === 0 ? 0 : Math.floor((xdrs * customers.length) / total) } : {}),
        emptyCustomers: customers.filter(({ customer }) => customer.accounts === 0).length,
        officeGroups: mains.size,
        officeCustomers: offices.length + mains.size,
        services: servicesUsed(customers),
        signup: 'source',
      }
    }),
    // Statistics of a table are some per cent off.
    xdrs: exact ? xdrs : Math.round(xdrs * 1.013),
    xdrsExact: exact,
    vendors: vendorCount,
    dids: didCount(world),
    didsUsed: didCount(world),
  }
}

/** Vendors of the lab, in one list for all environments. */
export const vendorCount = 5

const didCount = (world: World): number =>
  [...world.customers.values()].reduce((sum, { source }) => sum + source.dids, 0)

const standing = [
  {
    kind: 'file',
    name: '/home/porta-admin/lib/Porta/Invoice/Layout.pm',
    detail: 'S.5....T. porta-admin',
  },
  { kind: 'override', name: '/home/porta-configurator/etc/tt/shared/radiusd.conf.tt.local' },
  { kind: 'package', name: 'acme-crm-agent-3.2-1.el7.x86_64' },
  { kind: 'os', name: '/etc/hosts.allow' },
]

export const modifications = (
  world: World,
  host: Host,
): { readonly items: readonly { kind: string; name: string; detail?: string }[] } => ({
  items: [
    ...(host.system === 'source'
      ? standing.filter((_, i) => pick(world.seed, `${host.name}/mod/${i}`, 3) === 0)
      : []),
    ...world.plants.files
      .filter((file) => file.host === host.name)
      .map(({ path }) => ({ kind: 'file', name: path, detail: 'S.5....T. porta-billing' })),
  ],
})

type Connection = {
  readonly address: string
  readonly port: number
  readonly service: string
  readonly perHour: number
  readonly login?: string
  readonly database?: string
}

export function connections(
  world: World,
  host: Host,
): { readonly connections: readonly Connection[] } {
  if (host.system === 'target') return { connections: [] }
  const list: Connection[] = []
  if (host.roles.includes('web'))
    list.push(
      { address: '203.0.113.7', port: 443, service: 'api', perHour: 420 },
      { address: '203.0.113.9', port: 443, service: 'soap', perHour: 36 },
    )
  // A portal that asks the database directly: it cannot be dispatched (method.txt, example 1).
  if (host.roles.includes('db'))
    list.push({
      address: '203.0.113.21',
      port: 3306,
      service: 'mysql',
      perHour: 90,
      login: 'portal_ro',
      database: 'porta-billing',
    })
  if (host.roles.includes('radius') && world.spec.facts.externalGateways)
    list.push({ address: '198.51.100.40', port: 1812, service: 'radius', perHour: 2600 })
  if (host.roles.includes('sip'))
    list.push({ address: '198.51.100.20', port: 5060, service: 'sip', perHour: 9400 })
  for (const { host: name, address, login, database } of world.plants.readers)
    if (name === host.name)
      list.push({ address, port: 3306, service: 'mysql', perHour: 12, login, database })
  if (host.system === 'source' && host.roles.includes('web'))
    for (const { address, hits } of world.plants.clients)
      list.push({ address, port: 443, service: 'api', perHour: hits })
  return { connections: list }
}

/** Ours, named after the API's fields: what scripts of the operator read. The target has no `Vendor_Rates`, and renamed a column. */
const tables = (host: Host): Readonly<Record<string, readonly string[]>> => ({
  Customers: [
    'i_customer',
    'i_env',
    'name',
    'login',
    'companyname',
    'i_parent',
    'balance',
    'credit_limit',
    'bill_status',
    host.system === 'target' ? 'created_at' : 'creation_date',
  ],
  Accounts: ['i_account', 'i_customer', 'id', 'i_product', 'blocked', 'activation_date'],
  Products: ['i_product', 'i_env', 'name', 'i_tariff'],
  CDR_Accounts: ['i_account', 'i_customer', 'cli', 'cld', 'connect_time', 'charged_amount'],
  ...(host.system === 'target' ? {} : { Vendor_Rates: ['i_rate', 'i_vendor', 'price'] }),
})

const schema = (host: Host): Record<string, unknown> => ({
  database: 'porta-billing',
  caseSensitive: true,
  tables: Object.entries(tables(host)).map(([name, columns]) => ({
    database: 'porta-billing',
    name,
    columns,
  })),
})

export const surveyOperations = {
  schema: reads([], (_, call) => {
    sideOf(call)
    return schema(call.host)
  }),
  survey: reads([], (world, { host, at }) => survey(world, host, at), 300),
  'billing-survey': reads(
    ['xdrs'],
    (world, call) => {
      sideOf(call)
      return billingSurvey(world, call.args['xdrs'] === 'exact')
    },
    900,
  ),
  modifications: reads([], (world, { host }) => modifications(world, host), 700),
  'connections-seen': reads([], (world, { host }) => connections(world, host), 500),
} satisfies Record<string, OperationModel>
