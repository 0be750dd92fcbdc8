import type { ProjectSpec } from '../project.ts'
import { addressesIn, hostPart, isWithin } from './addresses.ts'
import type { SeenConnection, Survey } from './facts.ts'
import type { IntegrationPoint, Registered } from './registers.ts'

/** The register of integration points against who really connects (method.txt, PMA scope: current integration points). */

/** Connections of one address by one protocol, over all hosts on which they were seen. */
export type SeenClient = {
  readonly address: string
  readonly protocol: SeenConnection['protocol']
  readonly hosts: readonly string[]
  readonly ports: readonly number[]
  readonly ratePerHour: number
  readonly users: readonly string[]
  readonly firstAt?: number
  readonly lastAt?: number
  readonly sources: readonly string[]
}

export type RealityRow =
  | {
      readonly state: 'registered-seen'
      readonly point: Registered<IntegrationPoint>
      readonly client: SeenClient
    }
  | { readonly state: 'registered-silent'; readonly point: Registered<IntegrationPoint> }
  | { readonly state: 'unregistered'; readonly client: SeenClient }

/** The web access log and the connections of a web server tell of the same clients. */
const kinds: Readonly<Record<string, string>> = { soap: 'api' }
const kindOf = (protocol: string): string => kinds[protocol] ?? protocol

export function realityCheck(
  spec: ProjectSpec,
  survey: Survey | undefined,
  points: readonly Registered<IntegrationPoint>[],
): readonly RealityRow[] {
  if (survey === undefined) return []
  const clients = seenClients(spec, survey)
  const rows: RealityRow[] = []
  const seen = new Set<string>()
  for (const client of clients) {
    const own = points.filter(({ entry }) => covers(entry, client))
    if (own.length === 0) rows.push({ state: 'unregistered', client })
    for (const point of own) {
      seen.add(point.id)
      rows.push({ state: 'registered-seen', point, client })
    }
  }
  return [
    ...rows.toSorted((a, b) => order(a) - order(b)),
    ...points
      .filter(({ id }) => !seen.has(id))
      .map((point): RealityRow => ({ state: 'registered-silent', point })),
  ]
}

const order = (row: RealityRow): number => (row.state === 'unregistered' ? 0 : 1)

const covers = (point: IntegrationPoint, client: SeenClient): boolean =>
  kindOf(point.protocol) === kindOf(client.protocol) &&
  point.addresses.some((address) => isWithin(client.address, address))

/** Who connects from outside: the installation's own hosts are left out. */
export function seenClients(spec: ProjectSpec, survey: Survey): readonly SeenClient[] {
  const own = ownAddresses(spec, survey)
  const byKey = new Map<string, SeenClient>()
  for (const connection of survey.connections) {
    if (own.has(connection.address)) continue
    const key = `${connection.protocol} ${connection.address}`
    byKey.set(key, joined(byKey.get(key), connection))
  }
  for (const { address, method, hits, firstAt, lastAt, source } of survey.apiClients) {
    if (own.has(address)) continue
    const protocol = method === 'soap' ? 'soap' : 'api'
    const key = `${protocol} ${address}`
    const before = byKey.get(key)
    const hours = Math.max(1, (lastAt - firstAt) / 3_600_000)
    // A client that a host has counted already is not counted again by its own log.
    if (before !== undefined)
      byKey.set(key, { ...before, sources: [...new Set([...before.sources, source])] })
    else
      byKey.set(key, {
        address,
        protocol,
        hosts: [],
        ports: [],
        ratePerHour: hits / hours,
        users: [],
        firstAt,
        lastAt,
        sources: [source],
      })
  }
  return [...byKey.values()].toSorted((a, b) =>
    a.protocol === b.protocol ? (a.address < b.address ? -1 : 1) : a.protocol < b.protocol ? -1 : 1,
  )
}

function joined(before: SeenClient | undefined, c: SeenConnection): SeenClient {
  const all = <T>(list: readonly T[] | undefined, one: T | undefined): readonly T[] =>
    one === undefined ? (list ?? []) : [...new Set([...(list ?? []), one])]
  const firstAt = least(before?.firstAt, c.firstAt)
  const lastAt = least(negated(before?.lastAt), negated(c.lastAt))
  return {
    address: c.address,
    protocol: c.protocol,
    hosts: all(before?.hosts, c.host),
    ports: all(before?.ports, c.port),
    ratePerHour: (before?.ratePerHour ?? 0) + (c.ratePerHour ?? 0),
    users: all(before?.users, c.user),
    ...(firstAt === undefined ? {} : { firstAt }),
    ...(lastAt === undefined ? {} : { lastAt: -lastAt }),
    sources: all(before?.sources, c.source),
  }
}

const negated = (n: number | undefined): number | undefined => (n === undefined ? undefined : -n)
const least = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined ? b : b === undefined ? a : Math.min(a, b)

function ownAddresses(spec: ProjectSpec, survey: Survey): ReadonlySet<string> {
  const own = new Set<string>(['127.0.0.1', '::1', 'localhost'])
  for (const { name, address } of spec.hosts) {
    own.add(name)
    if (address !== undefined) own.add(address)
  }
  for (const { voice } of spec.clusters) own.add(hostPart(voice))
  for (const { name, value } of survey.facts)
    if (name.startsWith('network.address.') && typeof value === 'string')
      for (const address of addressesIn(value)) own.add(address)
  return own
}
