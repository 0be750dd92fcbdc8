import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Names, places and addresses of one real lab. Two labs with other names and octets can stand side by side. */

export type LabHostName =
  | 'source'
  | 'source-us'
  | 'source-uk'
  | 'target'
  | 'target-us'
  | 'target-uk'
  | 'dsbc1'
  | 'dsbc2'
  | 'client'

type HostKind = 'billing' | 'sip' | 'dsbc' | 'client'

export type LabHost = {
  readonly name: LabHostName
  readonly kind: HostKind
  readonly system: 'source' | 'target' | 'dsbc' | 'outside'
  /** Last octet, in both networks. */
  readonly octet: number
  readonly cluster?: 'us1' | 'uk1'
}

export const labHosts: readonly LabHost[] = [
  { name: 'source', kind: 'billing', system: 'source', octet: 11 },
  { name: 'source-us', kind: 'sip', system: 'source', octet: 13, cluster: 'us1' },
  { name: 'source-uk', kind: 'sip', system: 'source', octet: 15, cluster: 'uk1' },
  { name: 'target', kind: 'billing', system: 'target', octet: 12 },
  { name: 'target-us', kind: 'sip', system: 'target', octet: 14, cluster: 'us1' },
  { name: 'target-uk', kind: 'sip', system: 'target', octet: 16, cluster: 'uk1' },
  { name: 'dsbc1', kind: 'dsbc', system: 'dsbc', octet: 21 },
  { name: 'dsbc2', kind: 'dsbc', system: 'dsbc', octet: 22 },
  { name: 'client', kind: 'client', system: 'outside', octet: 31 },
]

export const hostCalled = (name: string): LabHost => {
  const host = labHosts.find((h) => h.name === name)
  if (host === undefined)
    throw new Error(
      `no host of the lab is called ${name}: ${labHosts.map((h) => h.name).join(', ')}`,
    )
  return host
}

/** Where the product runs: a namespace with links to both networks and no way out. */
export const operatorOctet = 2

export type LabPlace = {
  /** Prefix of the namespaces, and of everything that is made outside of the lab's folder. */
  readonly name: string
  /** Second octet of the lab's networks. */
  readonly octet: number
  readonly dir: string
}

/** SWITCHYARD_LAB_NAME (default `sylab`), SWITCHYARD_LAB_OCTET (77), SWITCHYARD_LAB_DIR (a folder of that name for temporary files). */
export function labPlace(env: NodeJS.ProcessEnv = process.env): LabPlace {
  const name = env['SWITCHYARD_LAB_NAME'] ?? 'sylab'
  const octet = Number(env['SWITCHYARD_LAB_OCTET'] ?? 77)
  if (!/^[a-z][a-z0-9]{0,15}$/.test(name))
    throw new Error(`a lab's name is up to 16 small letters and digits, not "${name}"`)
  if (!Number.isInteger(octet) || octet < 1 || octet > 254)
    throw new Error(`the octet of a lab is a number from 1 to 254, not "${octet}"`)
  return { name, octet, dir: env['SWITCHYARD_LAB_DIR'] ?? join(tmpdir(), name) }
}

export const namespaceOf = (place: LabPlace, host: LabHostName | 'op' | 'fab'): string =>
  `${place.name}-${host}`

export const managementAddress = (place: LabPlace, octet: number): string =>
  `10.${place.octet}.0.${octet}`
export const serviceAddress = (place: LabPlace, octet: number): string =>
  `10.${place.octet}.1.${octet}`

/** Service addresses: they move from the source to the dispatcher. */
export const movingOctets = { us1: 100, api: 101, radius: 102, uk1: 110 } as const
export type Moving = keyof typeof movingOctets

export const movingAddress = (place: LabPlace, service: Moving): string =>
  serviceAddress(place, movingOctets[service])

/** Who holds a service address when the lab is new. */
export const firstHolders: readonly (readonly [LabHostName, Moving])[] = [
  ['source-us', 'us1'],
  ['source-uk', 'uk1'],
  ['source', 'api'],
  ['source', 'radius'],
]

/** Folders of a lab. */
export const labPaths = (place: LabPlace) => ({
  /** Keys, pids, what is written for the product. */
  run: join(place.dir, 'run'),
  pid: (host: LabHostName): string => join(place.dir, 'run', `${host}.pid`),
  /** Overlay, home and state of a host: a tmpfs that lives as long as the lab. */
  disk: (host: LabHostName): string => join(place.dir, 'hosts', host),
  /** Rendered configuration, seen by the host as `/srv/lab`. */
  config: (host: LabHostName): string => join(place.dir, 'config', host),
  /** Database and logs, on the real disk. */
  data: (host: LabHostName): string => join(place.dir, 'data', host),
  sshConfig: join(place.dir, 'ssh_config'),
  knownHosts: join(place.dir, 'known_hosts'),
  identity: join(place.dir, 'id_ed25519'),
  authority: join(place.dir, 'api-ca.pem'),
})

export const repository = fileURLToPath(new URL('../..', import.meta.url))
export const templates = fileURLToPath(new URL('./host', import.meta.url))

/** Only these passwords are known in the lab; none of them is worth anything elsewhere. */
export const labSecrets = {
  api: 'lab-api-password',
  radius: 'labsecret',
  database: 'app',
} as const
