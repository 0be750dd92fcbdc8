import type { Host, HostRole } from '../../../shared/domain/project.ts'
import { pick } from '../chance.ts'
import { reads, sideOf } from './operation.ts'
import type { OperationModel } from './operation.ts'
import type { World } from './state.ts'

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
  return {
    hostname: host.name,
    os: host.system === 'source' ? 'Oracle Linux 7.9' : 'Oracle Linux 8.10',
    release: releaseOf(world, host),
    cpus: 8 + 8 * size('cpus', 4),
    memoryMiB: 32_768 * (1 + size('memory', 4)),
    diskFreeMiB: diskFreeMiB(world, host),
    clockMs: Math.floor(at) + size('skew', 40) - 20,
    services: [...new Set(host.roles.flatMap((role) => servicesOf[role]))].sort(),
  }
}

function billingSurvey(world: World): Record<string, unknown> {
  const total = [...world.customers.values()].length
  return {
    environments: [...world.environments.values()].map(({ spec, customers }) => ({
      environment: spec.id,
      customers: customers.length,
      accounts: customers.reduce((sum, c) => sum + c.customer.accounts, 0),
      resellers: customers.filter((c) => c.customer.kind === 'reseller').length,
      products: new Set(customers.map((c) => c.customer.product)).size,
      xdrs: total === 0 ? 0 : Math.floor((world.spec.facts.xdrs * customers.length) / total),
    })),
  }
}

const planted = [
  { kind: 'file', name: 'S.5....T. /home/porta-admin/lib/Porta/Invoice/Layout.pm' },
  { kind: 'override', name: '/home/porta-configurator/etc/tt/shared/radiusd.conf.tt.local' },
  { kind: 'package', name: 'acme-crm-agent-3.2-1.el7.x86_64' },
  { kind: 'os', name: '/etc/hosts.allow' },
]

const modifications = (world: World, host: Host): Record<string, unknown> => ({
  items:
    host.system === 'source'
      ? planted.filter((_, i) => pick(world.seed, `${host.name}/mod/${i}`, 3) === 0)
      : [],
})

function connections(world: World, host: Host): Record<string, unknown> {
  if (host.system === 'target') return { connections: [] }
  const seen = (
    address: string,
    port: number,
    service: string,
    perHour: number,
  ): Record<string, unknown> => ({ address, port, service, perHour })
  const list: Record<string, unknown>[] = []
  if (host.roles.includes('web'))
    list.push(seen('203.0.113.7', 443, 'api', 420), seen('203.0.113.9', 443, 'soap', 36))
  // A portal that asks the database directly: it cannot be dispatched (method.txt, example 1).
  if (host.roles.includes('db')) list.push(seen('203.0.113.21', 3306, 'mysql', 90))
  if (host.roles.includes('radius') && world.spec.facts.externalGateways)
    list.push(seen('198.51.100.40', 1812, 'radius', 2600))
  if (host.roles.includes('sip')) list.push(seen('198.51.100.20', 5060, 'sip', 9400))
  return { connections: list }
}

export const surveyOperations = {
  survey: reads([], (world, { host, at }) => survey(world, host, at), 300),
  'billing-survey': reads(
    [],
    (world, call) => {
      sideOf(call)
      return billingSurvey(world)
    },
    900,
  ),
  modifications: reads([], (world, { host }) => modifications(world, host), 700),
  'connections-seen': reads([], (world, { host }) => connections(world, host), 500),
} satisfies Record<string, OperationModel>
