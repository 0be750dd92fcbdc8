import type { ProjectSpec } from '../project.ts'
import { realityCheck } from './reality-check.ts'
import type { ConnectionProtocol, Survey } from './facts.ts'
import type { Registers } from './registers.ts'

/**
 * The high-level diagram of all components (method.txt, PMA results): who connects to what, before the migration, during it through
 * the dispatcher, and after it. Boxes and lines only; where they stand is worked out elsewhere.
 */

export const DiagramPhase = ['before', 'during', 'after'] as const
export type DiagramPhase = (typeof DiagramPhase)[number]

export type DiagramNode = {
  readonly id: string
  readonly label: string
  /** A second, smaller line. */
  readonly note?: string
  readonly kind: 'external' | 'unknown' | 'part' | 'dispatcher' | 'gone'
  /** The system that it is drawn in. */
  readonly group?: 'source' | 'target' | 'dsbc'
}

export type DiagramEdge = {
  readonly from: string
  readonly to: string
  readonly label: string
  /** `broken`: this way does not work any more, or reaches only one of the two systems. */
  readonly kind: 'plain' | 'broken' | 'data'
}

export type Diagram = {
  readonly phase: DiagramPhase
  readonly title: string
  readonly groups: readonly { readonly id: 'source' | 'target' | 'dsbc'; readonly label: string }[]
  readonly nodes: readonly DiagramNode[]
  readonly edges: readonly DiagramEdge[]
}

const titles: Readonly<Record<DiagramPhase, string>> = {
  before: 'Before: everything is connected to the source',
  during: 'During: everything goes through the dispatcher',
  after: 'After: the target alone',
}

/** What of a system a protocol talks to. */
type Part = 'sip' | 'web' | 'billing' | 'db'
const partOf: Readonly<Record<ConnectionProtocol, Part>> = {
  api: 'web',
  soap: 'web',
  mysql: 'db',
  sip: 'sip',
  radius: 'billing',
  diameter: 'billing',
  smpp: 'sip',
  mail: 'sip',
  other: 'web',
}
/** Proxies of these are local to their system (domain.md 3.8); a database is never dispatched (method.txt, example 1). */
const notDispatched: ReadonlySet<ConnectionProtocol> = new Set(['mysql', 'smpp', 'mail'])

type External = {
  readonly id: string
  readonly label: string
  readonly note: string
  readonly known: boolean
  readonly protocols: readonly ConnectionProtocol[]
}

/** More boxes than this make no picture; those that nobody has registered are drawn as one for each protocol. */
export function diagramOf(
  phase: DiagramPhase,
  {
    spec,
    survey,
    registers,
    customers,
  }: {
    readonly spec: ProjectSpec
    readonly survey?: Survey
    readonly registers: Registers
    readonly customers: number
  },
): Diagram {
  const externals = externalsOf(spec, survey, registers, customers)
  const parts = [...partsOf(spec, 'source', phase), ...partsOf(spec, 'target', phase)]
  const dispatchers: readonly DiagramNode[] =
    phase === 'before'
      ? []
      : [
          {
            id: 'dsbc',
            label: 'Dispatcher (DSBC)',
            note: spec.hosts
              .filter(({ system }) => system === 'dsbc')
              .map(({ name }) => name)
              .join(', '),
            kind: 'dispatcher',
            group: 'dsbc',
          },
        ]
  const { source, target } = spec.systems
  return {
    phase,
    title: titles[phase],
    groups: [
      {
        id: 'source',
        label: `Source ${source.release}${phase === 'after' ? ' (disconnected)' : ''}`,
      },
      ...(phase === 'before'
        ? []
        : [
            { id: 'dsbc' as const, label: 'Dispatcher' },
            { id: 'target' as const, label: `Target ${target.release}` },
          ]),
    ],
    nodes: [
      ...externals.map(({ id, label, note, known }): DiagramNode => ({
        id,
        label,
        note,
        kind: known ? 'external' : 'unknown',
      })),
      ...dispatchers,
      ...parts,
    ],
    edges: edgesOf(phase, externals, spec),
  }
}

function partsOf(
  spec: ProjectSpec,
  system: 'source' | 'target',
  phase: DiagramPhase,
): readonly DiagramNode[] {
  if (phase === 'before' && system === 'target') return []
  const kind = phase === 'after' && system === 'source' ? ('gone' as const) : ('part' as const)
  const hosts = (role: string): string =>
    spec.hosts
      .filter((h) => h.system === system && h.roles.some((own) => own === role))
      .map(({ name }) => name)
      .join(', ')
  const of = (part: Part, label: string, role: string): DiagramNode => ({
    id: `${system}-${part}`,
    label,
    note: hosts(role),
    kind,
    group: system,
  })
  return [
    of('sip', `PortaSIP: ${spec.clusters.map(({ id }) => id).join(', ')}`, 'sip'),
    of('web', 'Web and API', 'web'),
    of('billing', 'Billing, RADIUS, Diameter', 'billing'),
    of('db', 'Database', 'db'),
  ]
}

function externalsOf(
  spec: ProjectSpec,
  survey: Survey | undefined,
  registers: Registers,
  customers: number,
): readonly External[] {
  const points = registers['integration-points']
  const unregistered = new Map<ConnectionProtocol, string[]>()
  for (const row of realityCheck(spec, survey, points))
    if (row.state === 'unregistered' && row.client.protocol !== 'sip')
      unregistered.set(row.client.protocol, [
        ...(unregistered.get(row.client.protocol) ?? []),
        row.client.address,
      ])
  return [
    {
      id: 'customers',
      label: `Phones and trunks of ${customers} customers`,
      note: 'SIP',
      known: true,
      protocols: ['sip'],
    },
    ...points.map(({ id, entry }): External => ({
      id: `point-${id}`,
      label: entry.name,
      note: `${entry.kind}, ${entry.owner}`,
      known: true,
      protocols: [entry.protocol],
    })),
    ...[...unregistered].map(([protocol, addresses]): External => ({
      id: `unknown-${protocol}`,
      label: `Not registered: ${addresses.length === 1 ? (addresses[0] ?? '') : `${addresses.length} addresses`}`,
      note: protocol,
      known: false,
      protocols: [protocol],
    })),
  ]
}

function edgesOf(
  phase: DiagramPhase,
  externals: readonly External[],
  spec: ProjectSpec,
): readonly DiagramEdge[] {
  const edges: DiagramEdge[] = []
  const add = (from: string, to: string, label: string, kind: DiagramEdge['kind']): void => {
    if (!edges.some((edge) => edge.from === from && edge.to === to && edge.label === label))
      edges.push({ from, to, label, kind })
  }
  const behind = new Set<Part>()
  for (const { id, protocols } of externals)
    for (const protocol of protocols) {
      const part = partOf[protocol]
      if (phase === 'before')
        add(id, `source-${part}`, protocol, protocol === 'mysql' ? 'broken' : 'plain')
      else if (notDispatched.has(protocol)) {
        if (phase === 'during') add(id, `source-${part}`, `${protocol}: not dispatched`, 'broken')
        if (phase === 'after' || protocol !== 'mysql')
          add(id, `target-${part}`, protocol, protocol === 'mysql' ? 'broken' : 'plain')
      } else {
        add(id, 'dsbc', protocol, 'plain')
        behind.add(part)
      }
    }
  for (const part of behind) {
    const label = part === 'sip' ? 'sip' : part === 'web' ? 'api' : 'radius'
    if (phase === 'during') add('dsbc', `source-${part}`, label, 'plain')
    add('dsbc', `target-${part}`, label, 'plain')
  }
  if (phase === 'during') {
    add('source-db', 'target-db', 'copy, then customer by customer', 'data')
    // Unmoved and moved customers call each other.
    add('source-sip', 'target-sip', 'calls between the systems', 'data')
  }
  for (const system of ['source', 'target'] as const) {
    if (phase === 'before' && system === 'target') continue
    if (phase === 'after' && system === 'source') continue
    add(`${system}-sip`, `${system}-billing`, 'radius', 'plain')
    add(`${system}-web`, `${system}-db`, 'sql', 'plain')
    add(`${system}-billing`, `${system}-db`, 'sql', 'plain')
  }
  return spec.hosts.length === 0 ? [] : edges
}
