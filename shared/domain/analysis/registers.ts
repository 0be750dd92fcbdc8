import { z } from 'zod'
import { DateText } from '../planning.ts'
import { ConnectionProtocol, ModificationKind } from './facts.ts'

/**
 * What people write down in the analysis (method.txt, PMA scope and results). Every entry is put whole, by somebody, at a moment:
 * the journal keeps all of them, the register is the last word on each id.
 */

const words = z.string().trim().min(1).max(2000)
const name = z.string().trim().min(1).max(200)

/** Who signs, does, or has to be asked: the vendor's team, or the operator's own. */
export const Side = z.enum(['vendor', 'operator'])
export type Side = z.infer<typeof Side>

/** An external component that is connected to the source (domain.md 1.1). */
export const IntegrationPoint = z.strictObject({
  name,
  kind: z.enum([
    'crm',
    'did-provider',
    'self-care',
    'portal',
    'api-client',
    'database-reader',
    'xdr-import',
    'gateway',
    'sms-provider',
    'mail',
    'other',
  ]),
  owner: name,
  protocol: ConnectionProtocol,
  /** IP addresses, IPv4 networks as 192.0.2.0/24, or names as the survey shows them. */
  addresses: z.array(name).min(1),
  /** What has to be done at the switch to the dispatcher; `none` when the address stays and nothing is to be done. */
  switchAction: words.optional(),
  /** Of direct database access: the API calls that replace it (method.txt, example 1). */
  replacedBy: z.array(name).default([]),
  testedBy: name.optional(),
  status: z.enum(['found', 'agreed', 'changed', 'tested']).default('found'),
  note: words.optional(),
})
export type IntegrationPoint = z.infer<typeof IntegrationPoint>

/** A change of the code or of the system that somebody made (method.txt, example 2; domain.md 8.4). */
export const Customization = z.strictObject({
  name,
  kind: z.union([ModificationKind, z.literal('code'), z.literal('setting')]),
  /** Default: on whatever host these files are found. */
  hosts: z.array(name).default([]),
  /** Paths and packages as the survey names them; one that ends in `*` stands for all that begin so. */
  files: z.array(name).min(1),
  reason: words.optional(),
  /** `replaced`: the product does it by itself on the new release. */
  decision: z.enum(['drop', 'port', 'replaced']).optional(),
  vendorOwner: name.optional(),
  operatorOwner: name.optional(),
  /** What shows that it works on the target, or that it is not missed there. */
  verified: words.optional(),
  note: words.optional(),
})
export type Customization = z.infer<typeof Customization>

/** A custom report or an SQL script, and what it reads. */
export const CustomReport = z.strictObject({
  name,
  kind: z.enum(['report', 'sql']),
  owner: name,
  /** `Customers` or `Customers.name`. */
  touches: z.array(name).default([]),
  decision: z.enum(['keep', 'rewrite', 'drop']).optional(),
  /** Whether it fits the schema of the target. */
  onTarget: z.enum(['not-checked', 'valid', 'broken']).default('not-checked'),
  evidence: words.optional(),
})
export type CustomReport = z.infer<typeof CustomReport>

/** A change of the catalog that has to be made before the freeze (method.txt, last-minute changes). */
export const LastMinuteChange = z.strictObject({
  entity: name,
  wanted: words,
  owner: name,
  due: DateText.optional(),
  /** What shows that it is made; absent while it is not. */
  done: words.optional(),
})
export type LastMinuteChange = z.infer<typeof LastMinuteChange>

export const PermissionPhase = z.enum(['source-before-copy', 'source-after-copy', 'target'])
export type PermissionPhase = z.infer<typeof PermissionPhase>

/** May this entity be changed in this phase (domain.md 5)? The id is `entity/phase`. */
export const Permission = z.strictObject({
  entity: name,
  phase: PermissionPhase,
  allowed: z.enum(['yes', 'no', 'unknown']),
  /** `by the system`, `by people`: who keeps it from happening. */
  enforced: z.enum(['system', 'people']).optional(),
  note: words.optional(),
  /** Who of the vendor confirmed this cell; absent: nobody. */
  confirmedBy: name.optional(),
})
export type Permission = z.infer<typeof Permission>

/** Two dates, because the method has both: told at the start of the setup, enforced from the copy on (domain.md 10.1, row 7). */
export const FreezeDates = z.strictObject({
  announced: DateText,
  enforced: DateText,
  note: words.optional(),
})
export type FreezeDates = z.infer<typeof FreezeDates>

/** One line of the checklist of the target and the dispatchers (domain.md 6). */
export const Requirement = z.strictObject({
  title: words,
  target: z.enum(['both', 'on-premises', 'cloud']).default('both'),
  state: z.enum(['open', 'met', 'not-met', 'not-needed']).default('open'),
  owner: name.optional(),
  evidence: words.optional(),
})
export type Requirement = z.infer<typeof Requirement>

/** Schema of the entries of each register. */
export const registerSchemas = {
  'integration-points': IntegrationPoint,
  customizations: Customization,
  reports: CustomReport,
  'last-minute-changes': LastMinuteChange,
  permissions: Permission,
  freeze: FreezeDates,
  requirements: Requirement,
} as const

export type RegisterName = keyof typeof registerSchemas
export const RegisterName = z.enum(
  Object.keys(registerSchemas) as [RegisterName, ...RegisterName[]], // keys of a non-empty literal
)
export type EntryOf<R extends RegisterName> = z.infer<(typeof registerSchemas)[R]>

/** Names an entry in its register. */
export const EntryId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._/: -]{0,99}$/, 'use letters, digits, spaces, . _ / : or -')

/** One entry with its register: what a put carries. */
export const RegisterEntry = z.discriminatedUnion('register', [
  z.strictObject({
    register: z.literal('integration-points'),
    id: EntryId,
    entry: IntegrationPoint,
  }),
  z.strictObject({ register: z.literal('customizations'), id: EntryId, entry: Customization }),
  z.strictObject({ register: z.literal('reports'), id: EntryId, entry: CustomReport }),
  z.strictObject({
    register: z.literal('last-minute-changes'),
    id: EntryId,
    entry: LastMinuteChange,
  }),
  z.strictObject({ register: z.literal('permissions'), id: EntryId, entry: Permission }),
  z.strictObject({ register: z.literal('freeze'), id: z.literal('freeze'), entry: FreezeDates }),
  z.strictObject({ register: z.literal('requirements'), id: EntryId, entry: Requirement }),
])
export type RegisterEntry = z.infer<typeof RegisterEntry>

/** The last word on one entry, and whose it is. */
export type Registered<E> = {
  readonly id: string
  readonly entry: E
  readonly by: string
  /** Epoch ms. */
  readonly at: number
}

export type Registers = { readonly [R in RegisterName]: readonly Registered<EntryOf<R>>[] }

export const emptyRegisters: Registers = {
  'integration-points': [],
  customizations: [],
  reports: [],
  'last-minute-changes': [],
  permissions: [],
  freeze: [],
  requirements: [],
}
