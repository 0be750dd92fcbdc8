import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync, chmodSync } from 'node:fs'
import { join } from 'node:path'
import { accountsOf, pandaCustomers } from './data.ts'
import {
  hostCalled,
  labHosts,
  labPaths,
  labSecrets,
  managementAddress,
  movingAddress,
  serviceAddress,
  templates,
} from './layout.ts'
import type { LabHost, LabHostName, LabPlace } from './layout.ts'

/** Writes what each host sees as `/srv/lab`: templates with names and addresses filled in, keys, tables of the dispatcher. */
export function writeConfigs(place: LabPlace): void {
  for (const host of labHosts) writeConfig(place, host)
}

const servicesOf: Readonly<Record<LabHost['kind'], readonly string[]>> = {
  billing: ['mariadb', 'radius', 'api'],
  sip: ['answerer', 'kamailio'],
  dsbc: ['kamailio', 'haproxy', 'radius'],
  client: [],
}

const at = (place: LabPlace, name: LabHostName): string =>
  serviceAddress(place, hostCalled(name).octet)

/** The billing host of a host's system. */
const billingOf = (place: LabPlace, host: LabHost): string =>
  at(place, host.system === 'target' ? 'target' : 'source')

const valuesOf = (place: LabPlace, host: LabHost): Readonly<Record<string, string>> => ({
  HOST: host.name,
  OCTET: String(host.octet),
  SERVICE: serviceAddress(place, host.octet),
  MANAGEMENT: managementAddress(place, host.octet),
  SERVICE_NETWORK: `10.${place.octet}.1.0`,
  MANAGEMENT_NETWORK: `10.${place.octet}.0.0`,
  DATABASE: billingOf(place, host),
  VOICE: movingAddress(place, host.cluster ?? 'us1'),
  US1: movingAddress(place, 'us1'),
  UK1: movingAddress(place, 'uk1'),
  API: movingAddress(place, 'api'),
  SOURCE: at(place, 'source'),
  TARGET: at(place, 'target'),
  SOURCE_US: at(place, 'source-us'),
  SOURCE_UK: at(place, 'source-uk'),
  TARGET_US: at(place, 'target-us'),
  TARGET_UK: at(place, 'target-uk'),
  SECRET: labSecrets.radius,
})

function writeConfig(place: LabPlace, host: LabHost): void {
  const folder = labPaths(place).config(host.name)
  const values = valuesOf(place, host)
  const fill = (text: string): string =>
    text.replaceAll(/@([A-Z0-9_]+)@/g, (whole, key: string) => values[key] ?? whole)
  const copy = (template: string, name = template): void =>
    write(name, fill(readFileSync(join(templates, template), 'utf8')))
  const write = (name: string, text: string, mode = 0o644): void => {
    mkdirSync(join(folder, name, '..'), { recursive: true })
    writeFileSync(join(folder, name), text)
    chmodSync(join(folder, name), mode)
  }
  for (const name of ['init.sh', 'boot.sh', 'service.sh', 'sshd_config', 'rsyslog.conf']) copy(name)
  write('kind', `${host.kind}\n`)
  write('address', `${serviceAddress(place, host.octet)}\n`)
  write('services', servicesOf[host.kind].map((s) => `${s}\n`).join(''))
  write('hosts', hostsFile(place))
  if (host.kind === 'sip') {
    copy('kamailio-node.cfg', 'kamailio.cfg')
    copy('../services/answerer.py', 'answerer.py')
  }
  if (host.kind === 'billing') writeBilling(place, host, write, copy)
  if (host.kind === 'dsbc') {
    copy('kamailio-dsbc.cfg', 'kamailio.cfg')
    copy('dispatcher.list')
    copy('haproxy.cfg')
    writeDispatchTables(write)
    write('switchyard/radius.secret', `${labSecrets.radius}\n`, 0o600)
  }
  if (host.kind === 'billing' || host.kind === 'dsbc') writeRadius(host.kind, copy)
  write('switchyard/site.conf', siteConf(place, host))
}

type Write = (name: string, text: string, mode?: number) => void
type Copy = (template: string, name?: string) => void

const hostsFile = (place: LabPlace): string =>
  [
    '127.0.0.1 localhost',
    ...labHosts.map((h) => `${managementAddress(place, h.octet)} ${h.name}`),
    '',
  ].join('\n')

function writeBilling(place: LabPlace, host: LabHost, write: Write, copy: Copy): void {
  copy('my.cnf')
  write('first.sql', firstUsers)
  copy('../services/api.py', 'api.py')
  write(
    'api.json',
    JSON.stringify({
      node: host.name,
      login: 'switchyard',
      password: labSecrets.api,
      listen: [
        [managementAddress(place, host.octet), 443],
        [serviceAddress(place, host.octet), 8443],
        [movingAddress(place, 'api'), 443],
      ],
    }),
  )
  const peer = at(place, host.system === 'source' ? 'target' : 'source')
  write('switchyard/local.cnf', '[client]\nsocket=/run/mysqld/mysqld.sock\nuser=root\n', 0o600)
  write(
    'switchyard/peer.cnf',
    `[client]\nhost=${peer}\nport=3306\nuser=dualversion\npassword=dualversion\nprotocol=tcp\n[mariadb-client]\nconnect_timeout=3\n`,
    0o600,
  )
}

const firstUsers = `
create user app@'%' identified by '${labSecrets.database}';
create user dualversion@'%' identified by 'dualversion';
create user report@'%' identified by 'report';
grant all on *.* to dualversion@'%' with grant option;
grant all on billing.* to app@'%';
grant all on sip.* to app@'%';
grant select on billing.* to report@'%';
`

/** Account to customer, and customer to system: what the DSBC starts with. */
function writeDispatchTables(write: Write): void {
  const accounts = accountsOf(pandaCustomers())
  write('accounts.map', accounts.map((a) => `${a.name} ${a.customer.id}\n`).join(''))
  write('location.map', 'default source\n')
  const columns =
    'id integer primary key autoincrement, key_name varchar(64), key_type int default 0, value_type int default 0, key_value varchar(128), expires int default 0'
  write(
    'location.sql',
    [
      'pragma journal_mode=wal;',
      'create table version (table_name varchar(32), table_version int);',
      "insert into version values ('loc', 2), ('acc', 2), ('htable', 2);",
      `create table loc (${columns});`,
      'create unique index loc_key on loc (key_name);',
      `create table acc (${columns});`,
      'create unique index acc_key on acc (key_name);',
      'create table location (customer varchar(64) primary key, system varchar(16) not null);',
      "insert into loc (key_name, key_value) values ('default', 's');",
      "insert into location values ('default', 'source');",
      'begin;',
      ...accounts.map(
        (a) => `insert into acc (key_name, key_value) values ('${a.name}', '${a.customer.id}');`,
      ),
      'commit;',
      '',
    ].join('\n'),
  )
}

function writeRadius(kind: 'billing' | 'dsbc', copy: Copy): void {
  const of = kind === 'dsbc' ? 'dsbc' : 'node'
  copy('radius/radiusd.conf')
  copy('radius/clients.conf')
  for (const part of ['proxy', 'sql', 'policy', 'lookup'])
    copy(`radius/${part}-${of}.conf`, `radius/${part}.conf`)
  if (kind === 'dsbc') {
    copy('radius/policy-dsbc-files.conf', 'radius/policy-files.conf')
    copy('radius/lookup-dsbc-files.conf', 'radius/lookup-files.conf')
  }
  copy('radius/dictionary')
  copy('radius/users')
}

function siteConf(place: LabPlace, host: LabHost): string {
  const side = (system: LabHost['system']): string =>
    `${system}:${labHosts
      .filter((h) => h.system === system)
      .map((h) => serviceAddress(place, h.octet))
      .join(',')}`
  const common = {
    system: host.system,
    release: host.system === 'source' ? 'MR85' : 'MR100',
    service_device: 'svc0',
    peers: [side('source'), side('target'), side('dsbc')].join(' '),
    services: servicesOf[host.kind].join(' '),
  }
  const dsbc = {
    kamailio_ctl: 'unix:/run/kamailio/kamailio_ctl',
    kamailio_htable: 'loc',
    haproxy_socket: '/run/haproxy/admin.sock',
    haproxy_map: '/var/lib/dsbc/location.map',
    radius_dispatch: 'sqlite',
    location_db: '/var/lib/dsbc/location.db',
    radius_users: '/srv/lab/radius/users',
    radius_pid: '/run/freeradius/freeradius.pid',
    radius_log: '/var/log/lab/radius.log',
    radius_check: '127.0.0.1:18120',
    radius_check_secret: '/etc/switchyard/radius.secret',
  }
  const billing = {
    db: 'billing',
    ids_file: '/etc/mysql/switchyard.cnf',
    registrations: 'sip.location',
    services_table: 'account_services',
    modified_packages: 'freeradius-common',
  }
  const own = host.kind === 'dsbc' ? dsbc : host.kind === 'billing' ? billing : {}
  return Object.entries({ ...common, ...own })
    .map(([key, value]) => `${key}=${value}\n`)
    .join('')
}

/** True when a lab of this place has been written before. */
export const hasConfigs = (place: LabPlace): boolean =>
  existsSync(labPaths(place).config('source')) &&
  readdirSync(labPaths(place).config('source')).length > 0
