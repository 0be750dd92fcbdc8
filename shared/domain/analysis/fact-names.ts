import type { FactSubject, FactUnit } from './facts.ts'

/**
 * Every name that a fact may have, as data: unit, meaning, and where we know from that it matters (paragraphs of the domain
 * dossier and of the method). A `*` stands for one or more parts that the host or the API chooses: a mount, a service, a setting.
 */
export type FactName = {
  readonly name: string
  readonly of: FactSubject['kind']
  readonly value: 'text' | 'number' | 'yes-no'
  readonly unit: FactUnit | null
  readonly meaning: string
  /** `method`: the vendor's description of the analysis; numbers: paragraphs of the domain dossier. */
  readonly basis: string
}

type Row = readonly [
  name: string,
  of: FactSubject['kind'],
  value: FactName['value'],
  unit: FactUnit | null,
  meaning: string,
  basis: string,
]

const rows: readonly Row[] = [
  // What a host is.
  ['hardware.cpus', 'host', 'number', 'cores', 'processors that are online', 'method: hardware'],
  ['hardware.memory', 'host', 'number', 'MiB', 'main memory', 'method: hardware'],
  ['hardware.model', 'host', 'text', null, 'maker and model of the machine', 'method: hardware'],
  ['hardware.virtual', 'host', 'text', null, 'kind of virtualisation, or none', '6 row 3'],
  ['os.name', 'host', 'text', null, 'operating system with its version', '6 row 15'],
  ['os.kernel', 'host', 'text', null, 'kernel release', 'method: hardware'],
  ['release', 'host', 'text', null, 'release of the platform on this host', '2.7'],
  ['mysql.version', 'host', 'text', null, 'version of the database server', '6 row 19'],
  ['disk.free', 'host', 'number', 'MiB', 'least free space of / and /var', '6 row 14'],
  ['disk.size.*', 'host', 'number', 'MiB', 'size of one mount', '6 row 14'],
  ['disk.free.*', 'host', 'number', 'MiB', 'free space of one mount', '6 row 14'],
  [
    'clock.skew',
    'host',
    'number',
    'ms',
    'clock of the host minus ours, half the way taken off',
    '8.3',
  ],
  ['clock.uncertainty', 'host', 'number', 'ms', 'the skew may be wrong by so much', '8.3'],
  [
    'clock.synchronised',
    'host',
    'yes-no',
    null,
    'the host says that its clock follows a server',
    '8.3',
  ],
  ['network.address.*', 'host', 'text', null, 'addresses of one interface', '6 rows 9-11'],
  ['network.gateway.running', 'host', 'text', null, 'default gateway at run time', '2.1'],
  [
    'network.gateway.configured',
    'host',
    'text',
    null,
    'default gateway in the configuration on disk',
    '2.1',
  ],
  ['service.running.*', 'host', 'yes-no', null, 'a program that listens', 'method: services'],
  [
    'reach.*',
    'host',
    'yes-no',
    null,
    'the host reaches a service that it needs, e.g. reach.log-server, reach.cassandra',
    '6 rows 6-7',
  ],
  [
    'setting.*',
    'host',
    'text',
    null,
    'a setting that differs from the default',
    'method: custom settings',
  ],
  [
    'auxiliary.*',
    'host',
    'yes-no',
    null,
    'an auxiliary service, e.g. auxiliary.xdr-import',
    'method: auxiliary services',
  ],
  ['role.guessed', 'host', 'text', null, 'roles guessed from the name of the host', '7.1'],
  ['role.confirmed', 'host', 'text', null, 'roles of the inventory, confirmed by a person', '7.1'],
  ['cluster.guessed', 'host', 'text', null, 'cluster guessed from the name of the host', '7.1'],
  [
    'cluster.confirmed',
    'host',
    'text',
    null,
    'cluster of the inventory, confirmed by a person',
    '7.1',
  ],
  // What the acceptance of the target measured; * is the kind of work, customers or dispatch.
  [
    'load.*.rate',
    'host',
    'number',
    'per-second',
    'pieces of our own work that were done',
    'method: performance testing',
  ],
  [
    'load.*.asked',
    'host',
    'number',
    'per-second',
    'pieces that the load test asked for',
    'method: performance testing',
  ],
  ['load.*.failed', 'host', 'number', 'count', 'pieces that failed', 'method: performance testing'],
  ['load.*.p50', 'host', 'number', 'ms', 'time of a piece, median', 'method: performance testing'],
  [
    'load.*.p95',
    'host',
    'number',
    'ms',
    'time of a piece, 95 of 100 are shorter',
    'method: performance testing',
  ],
  ['load.*.width', 'host', 'number', 'count', 'pieces side by side', 'method: performance testing'],
  ['load.*.piece', 'host', 'text', null, 'what one piece is', 'method: performance testing'],
  [
    'load.*.processors',
    'host',
    'number',
    'percent',
    'load of all processors meanwhile',
    'method: performance testing',
  ],
  [
    'disk.write',
    'host',
    'number',
    'MiB-per-second',
    'sequential writing, until it is on the disk',
    '6 row 14',
  ],
  // Voice.
  [
    'calls.peak',
    'cluster',
    'number',
    'per-second',
    'call attempts in the busiest second that was counted',
    '6 row 13',
  ],
  ['calls.day', 'cluster', 'number', 'per-day', 'call attempts of one day', '6 log volume'],
  ['registrations.phones', 'cluster', 'number', 'count', 'phones that register', '6 log volume'],
  [
    'registrations.interval',
    'cluster',
    'number',
    'ms',
    'time between two registrations of a phone',
    '6 log volume',
  ],
  ['hosts', 'cluster', 'number', 'count', 'hosts of the cluster', '6 row 16'],
  // The same, where only the database could be asked.
  [
    'phones.registered',
    'environment',
    'number',
    'count',
    'accounts with a phone that is registered now',
    '6 log volume',
  ],
  [
    'xdrs.day',
    'environment',
    'number',
    'per-day',
    'xDRs of a day, reckoned from the youngest ones',
    '6 log volume',
  ],
  [
    'xdrs.peak',
    'environment',
    'number',
    'per-second',
    'most xDRs that began within one second, among the youngest ones',
    '6 row 13',
  ],
  // Systems.
  ['release', 'system', 'text', null, 'release of the system, as the project names it', '2.7'],
  ['api.answers', 'system', 'yes-no', null, 'the API endpoint takes the login and answers', '9.5'],
  ['api.customers', 'system', 'number', 'count', 'customers that the API endpoint lists', '9.5'],
  ['api.login', 'system', 'text', null, 'login style of the API: session or token', '9.2'],
  ['billing.vendors', 'system', 'number', 'count', 'vendors', '3.1'],
  ['billing.dids', 'system', 'number', 'count', 'numbers of the inventory', '1.3'],
  ['billing.dids.used', 'system', 'number', 'count', 'numbers that a customer has', '1.3'],
  [
    'billing.xdrs',
    'system',
    'number',
    'count',
    'xDRs; estimated where a count would read the whole table',
    'method: scope',
  ],
  [
    'billing.xdrs.exact',
    'system',
    'yes-no',
    null,
    'the xDRs were counted, not estimated',
    'method: scope',
  ],
  [
    'billing.accounts.orphaned',
    'system',
    'number',
    'count',
    'accounts whose customer does not exist',
    '3.5',
  ],
  ['billing.environments', 'system', 'number', 'count', 'billing environments', 'method: scope'],
  ['catalog.*', 'system', 'text', null, 'fingerprint of one frozen entity type or product', '5'],
  // Billing, an environment each.
  [
    'billing.customers',
    'environment',
    'number',
    'count',
    'customers, resellers included',
    'method: scope',
  ],
  [
    'billing.customers.exported',
    'environment',
    'number',
    'count',
    'customers that are exported already',
    '3.4',
  ],
  [
    'billing.customers.locked',
    'environment',
    'number',
    'count',
    'customers with a billing lock outside a transfer',
    '3.5',
  ],
  [
    'billing.customers.empty',
    'environment',
    'number',
    'count',
    'customers without an account',
    'method: scope',
  ],
  ['billing.resellers', 'environment', 'number', 'count', 'resellers', 'method: scope'],
  ['billing.accounts', 'environment', 'number', 'count', 'accounts', 'method: scope'],
  [
    'billing.accounts.largest',
    'environment',
    'number',
    'count',
    'accounts of the largest customer',
    '3.2',
  ],
  ['billing.products', 'environment', 'number', 'count', 'products', 'method: scope'],
  [
    'billing.product.*.accounts',
    'environment',
    'number',
    'count',
    'accounts with one product',
    '12 row 8',
  ],
  [
    'billing.xdrs',
    'environment',
    'number',
    'count',
    'xDRs, where they were counted',
    'method: scope',
  ],
  ['office.groups', 'environment', 'number', 'count', 'main offices with branch offices', '1.3'],
  ['office.customers', 'environment', 'number', 'count', 'customers linked as offices', '1.3'],
  [
    'service.*.customers',
    'environment',
    'number',
    'count',
    'customers that use one service, e.g. service.mail.customers',
    '3.8',
  ],
  [
    'service.*.accounts',
    'environment',
    'number',
    'count',
    'accounts that use one service, e.g. service.voicemail.accounts',
    '3.8',
  ],
  [
    'signup.default',
    'environment',
    'text',
    null,
    'system on which online sign-up makes customers',
    '3.7',
  ],
  // Project and clients.
  ['jump.span', 'project', 'number', 'releases', 'releases between source and target', '2.7'],
  [
    'api.hits',
    'client',
    'number',
    'count',
    'requests of one client in the logs that were read',
    '9.6',
  ],
  ['api.methods', 'client', 'number', 'count', 'different methods that one client calls', '9.6'],
]

export const factNames: readonly FactName[] = rows.map(
  ([name, of, value, unit, meaning, basis]) => ({
    name,
    of,
    value,
    unit,
    meaning,
    basis,
  }),
)

const exact = new Map(
  factNames.filter(({ name }) => !name.includes('*')).map((row) => [`${row.of} ${row.name}`, row]),
)
const open = factNames
  .filter(({ name }) => name.includes('*'))
  .map((row) => {
    const [before = '', after = ''] = row.name.split('*')
    return { row, before, after }
  })

/** The registry's row of a fact's name; undefined when there is none, which a test forbids. */
export function factName(of: FactSubject['kind'], name: string): FactName | undefined {
  const found = exact.get(`${of} ${name}`)
  if (found !== undefined) return found
  return open.find(
    ({ row, before, after }) =>
      row.of === of &&
      name.length > before.length + after.length &&
      name.startsWith(before) &&
      name.endsWith(after),
  )?.row
}
