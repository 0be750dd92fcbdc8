import { z } from 'zod'
import { ClusterId, CustomerId, EnvironmentId, HostName } from './ids.ts'
import { PlanningSettings, TimeRange } from './planning.ts'

/**
 * The project as it is imported from `project.yaml` and `customers.csv`. Schemas are strict: an unknown key or column
 * is an error with its place, because a misspelt setting that is ignored is found out at 3 a.m.
 */

export const SystemName = z.enum(['source', 'target', 'dsbc'])
export type SystemName = z.infer<typeof SystemName>

/** What runs on a host (domain.md 7.1). */
export const HostRole = z.enum(['db', 'billing', 'radius', 'sip', 'web', 'log', 'config', 'dsbc'])
export type HostRole = z.infer<typeof HostRole>

const Release = z.string().regex(/^MR\d+$/, 'write a release as MR85')

/** `address:port`, e.g. `192.0.2.10:5060` or `[2001:db8::1]:443`. */
export const ServiceAddress = z
  .string()
  .regex(/^(\[[0-9a-fA-F:]+\]|[A-Za-z0-9.-]+):\d{1,5}$/, 'write address:port')

/** One PortaBilling API endpoint. Secrets are never here: the login's token or password is in the keychain. */
export const ApiEndpoint = z.strictObject({
  url: z.url(),
  login: z.string().min(1),
  /** PEM file of the authority that signed the server's certificate; default: the system's authorities. */
  caFile: z.string().optional(),
})
export type ApiEndpoint = z.infer<typeof ApiEndpoint>

const SystemSpec = z.strictObject({ release: Release, api: ApiEndpoint })

/** Units of a systemd journal by their whole names, e.g. `kamailio.service`. */
export const JournalUnits = z.union([
  z.literal('all'),
  z
    .array(z.string().regex(/^[A-Za-z0-9:_.@\\-]+\.[a-z]+$/, 'write a unit as kamailio.service'))
    .min(1)
    .readonly(),
])
export type JournalUnits = z.infer<typeof JournalUnits>

export const Host = z.strictObject({
  name: HostName,
  system: SystemName,
  roles: z.array(HostRole).min(1),
  /** Default: the name is looked up in the user's SSH configuration. */
  address: z.string().min(1).optional(),
  port: z.number().int().min(1).max(65_535).optional(),
  user: z.string().min(1).optional(),
  /** Hosts to hop through, in order; each must be known to the SSH configuration or be a host of the project. */
  jump: z.array(z.string().min(1)).optional(),
  /** The PortaSIP cluster of a `sip` host. */
  cluster: ClusterId.optional(),
  /** Offers algorithms that are no longer safe, for this host only; shown wherever the host is shown. */
  legacyAlgorithms: z.boolean().optional(),
  /** IANA zone of the host's log times. Default UTC. */
  zone: z.string().optional(),
  /**
   * Units of its systemd journal to read besides its files, or `all`. Default none: where syslog writes files, the journal holds the same
   * lines again, and a trouble would be counted twice.
   */
  journal: JournalUnits.optional(),
})
export type Host = z.infer<typeof Host>

/** A billing environment: its own products, customers and xDRs (domain.md 1.3). */
export const Environment = z.strictObject({
  id: EnvironmentId,
  title: z.string().min(1),
  /** PortaBilling's `i_env`. */
  iEnv: z.number().int().positive(),
  zone: z.string().min(1),
  /** Wall-clock off-peak window `HH:MM-HH:MM` in the environment's zone. */
  offPeak: TimeRange,
  currency: z.string().length(3),
  billingPeriodDays: z.number().int().positive(),
})
export type Environment = z.infer<typeof Environment>

export const SipCluster = z.strictObject({
  id: ClusterId,
  environment: EnvironmentId,
  /** The address that phones and trunks use; the DSBC takes it over (method.txt, IP address switchover). */
  voice: ServiceAddress,
})
export type SipCluster = z.infer<typeof SipCluster>

export const ProjectSpec = z.strictObject({
  name: z.string().min(1),
  systems: z.strictObject({ source: SystemSpec, target: SystemSpec }),
  /** The dispatcher's API entry point (WebDispatcher): hides which system answers. */
  dispatcher: ApiEndpoint,
  environments: z.array(Environment).min(1),
  clusters: z.array(SipCluster).min(1),
  services: z.strictObject({
    /** The API address that external systems use. */
    api: ServiceAddress,
    /** RADIUS/Diameter address; its switchover is needed only with external gateways or xDR import. */
    radius: ServiceAddress.optional(),
  }),
  facts: z.strictObject({
    xdrs: z.number().int().nonnegative(),
    externalGateways: z.boolean(),
    xdrImport: z.boolean(),
  }),
  hosts: z.array(Host).min(1),
  transfer: z
    .strictObject({
      pilotSize: z.number().int().positive().default(20),
      /** Customers of the first batch after the pilot; later ones grow to at most `maxBatchSize` (method.txt: 100, then 100 to 150). */
      batchSize: z.number().int().positive().default(100),
      maxBatchSize: z.number().int().positive().default(150),
      /** Customers in transfer at once at full width of the ramp. */
      width: z.number().int().min(1).max(64).default(8),
    })
    .prefault({}),
  /** What the log check after a batch means for the next one. */
  logPolicy: z
    .strictObject({
      /** `stop-next`: a fail that nobody has accepted refuses the start of the next batch. `note`: it is only written down. */
      onFail: z.enum(['stop-next', 'note']).default('stop-next'),
      /** Waited after the last unlock before the logs are fetched: calls must have had time to fail. */
      settleMs: z.number().int().nonnegative().max(3_600_000).default(30_000),
    })
    .prefault({}),
  soakDays: z.number().int().nonnegative().default(14),
  /** How the plan is made; edits of the plan replace it in the project file, and history keeps every version. */
  planning: PlanningSettings.prefault({}),
  /** Command templates that replace those of the default catalogue, by operation. */
  commands: z.record(z.string(), z.unknown()).optional(),
})
export type ProjectSpec = z.infer<typeof ProjectSpec>

export const CustomerKind = z.enum(['retail', 'reseller', 'subcustomer'])
export type CustomerKind = z.infer<typeof CustomerKind>

/** Services of a customer that need a person's hand at the move (domain.md 3.8). */
export const HandWork = z.enum(['mail', 'smpp', 'webmail', 'callback', 'ivr', 'signup'])
export type HandWork = z.infer<typeof HandWork>

/** One row of customers.csv, in this order of columns. */
export const Customer = z.strictObject({
  id: CustomerId,
  name: z.string().min(1),
  environment: EnvironmentId,
  kind: CustomerKind,
  /** Id of the reseller above a subcustomer or a sub-reseller. */
  parent: CustomerId.optional(),
  /** Id of the main office when this is a linked branch office. */
  mainOffice: CustomerId.optional(),
  accounts: z.number().int().nonnegative(),
  product: z.string().min(1),
  /** Minutes of calls a month: the measure of size beside accounts. */
  monthlyMinutes: z.number().int().nonnegative(),
  /** Access number (DID) of the IVR application that the customer's users share with others. */
  ivr: z.string().optional(),
  handWork: z.array(HandWork),
  /** One account that probes may register as; default none, and then the customer's lock-out is not measured. */
  probeAccount: z.string().optional(),
  /** Words of the operator's own, to compose batches by. */
  tags: z.array(z.string().min(1)).optional(),
  /** IANA zone in which the customer reads a notice. Default: the environment's. */
  zone: z.string().min(1).optional(),
  /** Where a notice goes. */
  contact: z.string().min(1).optional(),
})
export type Customer = z.infer<typeof Customer>

export const customerColumns = [
  'id',
  'name',
  'environment',
  'kind',
  'parent',
  'main_office',
  'accounts',
  'product',
  'monthly_minutes',
  'ivr',
  'hand_work',
  'probe_account',
] as const

/** Columns that a file may leave out, after the others. */
export const optionalCustomerColumns = ['tags', 'zone', 'contact'] as const

/** RADIUS/Diameter has to be switched only with external gateways or xDR import (method.txt). */
export const needsRadiusSwitchover = (spec: ProjectSpec): boolean =>
  spec.facts.externalGateways || spec.facts.xdrImport
