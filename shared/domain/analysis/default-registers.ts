import type { ProjectSpec } from '../project.ts'
import type { EntryOf, PermissionPhase, Registered, RegisterName, Registers } from './registers.ts'

/**
 * What the registers of permissions and requirements hold before anybody has edited them: the tables of the dossier. An entry that
 * people put replaces the one of the same id.
 */

/** Whose word a line of the dossier is. */
export const dossier = 'method and dossier'

type Permission = EntryOf<'permissions'>
type Requirement = EntryOf<'requirements'>

/** From this release on the source refuses changes of the frozen catalog by itself (method.txt). */
const enforcedFrom = 100

type Cell = readonly [allowed: Permission['allowed'], note?: string]
type Line = readonly [entity: string, before: Cell, after: Cell, target: Cell]

/** domain.md 5, without its column of the release: who enforces follows from that. */
const lines: readonly Line[] = [
  [
    'customer',
    ['yes'],
    ['yes', 'change and create'],
    ['yes', 'a change where the customer is; create'],
  ],
  [
    'account',
    ['yes'],
    ['yes', 'change and create'],
    ['yes', 'a change where the customer is; create'],
  ],
  ['reseller', ['yes'], ['yes', 'change'], ['yes', 'change']],
  ['representative', ['yes'], ['yes', 'change'], ['yes', 'change']],
  ['existing product', ['yes'], ['no'], ['no', 'until the last customer has moved']],
  [
    'new product',
    ['yes'],
    ['no', 'would not exist on the target'],
    ['yes', 'after the switchover'],
  ],
  ['subscription', ['yes'], ['no'], ['no', 'a new one with a new product (I)']],
  ['tariff', ['yes'], ['no'], ['no', 'a new one with a new product (I)']],
  ['rates of a tariff', ['yes'], ['no', 'as its tariff (I)'], ['no', 'as its tariff (I)']],
  ['discount plan', ['yes'], ['no', 'as frozen (I)'], ['unknown', 'ask PortaOne']],
  ['customer class', ['yes'], ['no', 'as frozen (I)'], ['unknown', 'ask PortaOne']],
  ['dialing rule', ['yes'], ['no', 'as frozen (I)'], ['unknown', 'ask PortaOne']],
  ['destination', ['yes'], ['no', 'as frozen (I)'], ['unknown', 'ask PortaOne']],
  ['routing plan', ['yes'], ['no', 'as frozen (I)'], ['unknown', 'ask PortaOne']],
  ['service policy', ['yes'], ['no', 'as frozen (I)'], ['unknown', 'ask PortaOne']],
  ['custom field', ['yes'], ['no', 'as frozen (I)'], ['unknown', 'ask PortaOne']],
  ['access role', ['yes'], ['no', 'as frozen (I)'], ['unknown', 'ask PortaOne']],
  ['vendor and connection', ['yes'], ['no', 'as frozen (I)'], ['unknown', 'ask PortaOne']],
  ['node', ['yes'], ['no', 'as frozen (I)'], ['unknown', 'ask PortaOne']],
  ['DID inventory', ['yes'], ['unknown', 'ask PortaOne'], ['unknown', 'ask PortaOne']],
  ['invoice or payment of an unmoved customer', ['yes'], ['yes'], ['no', 'not on this system']],
  ['exported customer', ['no', 'there is none yet'], ['no', 'do it on the target (I)'], ['yes']],
]

const phases: readonly PermissionPhase[] = ['source-before-copy', 'source-after-copy', 'target']

const defaultPermissions = (spec: ProjectSpec): readonly Registered<Permission>[] => {
  const release = Number(/\d+/.exec(spec.systems.source.release)?.[0] ?? 0)
  const enforced = release >= enforcedFrom ? 'system' : 'people'
  return lines.flatMap(([entity, ...cells]) =>
    cells.map(([allowed, note], i) => {
      const phase = phases[i] ?? 'target' // as many cells as phases
      return {
        id: `${entity}/${phase}`,
        by: dossier,
        at: 0,
        entry: {
          entity,
          phase,
          allowed,
          ...(phase === 'source-after-copy' && allowed === 'no' ? { enforced } : {}),
          ...(note === undefined ? {} : { note }),
        },
      }
    }),
  )
}

/** domain.md 6, without the rows that a rule looks at by itself. */
const requirementLines: readonly (readonly [
  id: string,
  title: string,
  target: Requirement['target'],
])[] = [
  ['capacity', 'Hardware for a second full system is there for the whole period', 'on-premises'],
  [
    'capacity-cloud',
    'Cloud capacity for a second full system is ordered for the whole period',
    'cloud',
  ],
  ['hardware', 'Hardware is prepared, the servers of the dispatchers included', 'on-premises'],
  ['installed', 'The software is installed from the image of the release', 'both'],
  ['dsbc-address', 'The dispatchers share one virtual address, and it is public', 'both'],
  [
    'dsbc-aliases',
    'The old addresses of PortaSIP are listed, to become aliases of the dispatcher',
    'both',
  ],
  ['dsbc-log-server', 'The dispatchers reach the log server', 'both'],
  ['dsbc-cassandra', 'The dispatchers reach the Cassandra database', 'both'],
  ['path', 'There is a network path between source and target', 'both'],
  [
    'private-network',
    'Private addresses of all servers are in one LAN or VPN; sites are joined by layer 2',
    'both',
  ],
  ['interfaces', 'Every server has a private and a public interface', 'on-premises'],
  [
    'firewall',
    'No firewall stands between the nodes of a cluster; TCP 22 between servers is open',
    'both',
  ],
  ['smpp', 'SMPP providers agree to connect to both systems', 'both'],
  ['acceptance', 'Post-install and performance tests of the target have passed', 'both'],
]

const defaultRequirements = (): readonly Registered<Requirement>[] =>
  requirementLines.map(([id, title, target]) => ({
    id,
    by: dossier,
    at: 0,
    entry: { title, target, state: 'open' },
  }))

const over = <R extends RegisterName>(
  defaults: readonly Registered<EntryOf<R>>[],
  put: readonly Registered<EntryOf<R>>[],
): readonly Registered<EntryOf<R>>[] => {
  const ids = new Set(put.map(({ id }) => id))
  const last = new Map(put.map((entry) => [entry.id, entry]))
  const known = new Set(defaults.map(({ id }) => id))
  return [
    ...defaults.map((entry) => (ids.has(entry.id) ? (last.get(entry.id) ?? entry) : entry)),
    ...put.filter(({ id }) => !known.has(id)),
  ]
}

/** The registers as people see them: the dossier's lines where nobody has put another. */
export const withDefaults = (registers: Registers, spec: ProjectSpec): Registers => ({
  ...registers,
  permissions: over<'permissions'>(defaultPermissions(spec), registers.permissions),
  requirements: over<'requirements'>(defaultRequirements(), registers.requirements),
})
