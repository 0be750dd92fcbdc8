import { z } from 'zod'
import { HostName } from '../ids.ts'
import { Problem } from '../problems.ts'
import { DatabaseSchema, SqlScript } from './sql-scripts.ts'

/**
 * What one look at the source (and later at the target) found. A survey is kept whole in the project and never changed;
 * two of them can be compared. Everything here comes from hosts, an API or files: untrusted text, shown as text only.
 */

export const FactSubject = z.strictObject({
  kind: z.enum(['project', 'system', 'host', 'cluster', 'environment', 'client']),
  id: z.string().min(1).max(200),
})
export type FactSubject = z.infer<typeof FactSubject>

export const FactUnit = z.enum([
  'MiB',
  'ms',
  'count',
  'cores',
  'per-second',
  'per-hour',
  'per-day',
  'MiB-per-second',
  'percent',
  'releases',
])
export type FactUnit = z.infer<typeof FactUnit>

export const FactValue = z.union([z.string().max(2000), z.number(), z.boolean()])
export type FactValue = z.infer<typeof FactValue>

export const Fact = z.strictObject({
  subject: FactSubject,
  /** Dotted; every name is in the registry (fact-names.ts). */
  name: z.string().min(1).max(200),
  value: FactValue,
  /** Null for text and yes/no. */
  unit: FactUnit.nullable(),
  /** Where it was read: `survey on src-db`, `API Customer/get_customer_list`, `modifications.txt line 12`. */
  source: z.string().min(1).max(500),
  /** Epoch ms. */
  at: z.number(),
})
export type Fact = z.infer<typeof Fact>

/** How one source of the survey did. `partial` has a place from which it can go on, or parts that could not be read. */
export const SurveySource = z.strictObject({
  /** `survey on src-db`, `API customers of the source`, `access.log`. */
  name: z.string().min(1).max(500),
  state: z.enum(['read', 'failed', 'partial', 'skipped']),
  /** One sentence for the operator. */
  sentence: z.string(),
  /** Where a resumed survey goes on: an opaque place that the reader of this source understands. */
  resumeAt: z.string().optional(),
})
export type SurveySource = z.infer<typeof SurveySource>

/** Something that is not as it was delivered. Kinds: domain.md 8.4; the first three are of a report only. */
export const ModificationKind = z.enum([
  'missing-package',
  'dependency',
  'web-config',
  'os',
  'file',
  'override',
  'package',
])
export type ModificationKind = z.infer<typeof ModificationKind>

export const Modification = z.strictObject({
  /** Host or, out of a report, the name that the report has. */
  host: z.string().min(1).max(200),
  kind: ModificationKind,
  /** Path of a file, name of a package. */
  name: z.string().min(1).max(1000),
  /** What exactly: flags of `rpm -V`, the package of the file, the group of the report. */
  detail: z.string().max(1000).optional(),
  source: z.string().min(1).max(500),
})
export type Modification = z.infer<typeof Modification>

export const ConnectionProtocol = z.enum([
  'api',
  'soap',
  'mysql',
  'sip',
  'radius',
  'diameter',
  'smpp',
  'mail',
  'other',
])
export type ConnectionProtocol = z.infer<typeof ConnectionProtocol>

/** Who really connects to a host, as it was seen there (product-bar L20). */
export const SeenConnection = z.strictObject({
  /** The host that was connected to. */
  host: HostName,
  protocol: ConnectionProtocol,
  /** The address of who connects. */
  address: z.string().min(1).max(200),
  /** The port that was connected to. */
  port: z.number().int().min(0).max(65_535).optional(),
  /** Of a direct database session: its login and the database it works on. */
  user: z.string().max(200).optional(),
  database: z.string().max(200).optional(),
  ratePerHour: z.number().nonnegative().optional(),
  firstAt: z.number().optional(),
  lastAt: z.number().optional(),
  source: z.string().min(1).max(500),
})
export type SeenConnection = z.infer<typeof SeenConnection>

/** A client of the API and one method that it called, counted in web access logs (domain.md 9.6). */
export const ApiClient = z.strictObject({
  address: z.string().min(1).max(200),
  /** `Customer/get_customer_info`; `soap` where the log does not tell which. */
  method: z.string().min(1).max(300),
  hits: z.number().int().positive(),
  firstAt: z.number(),
  lastAt: z.number(),
  source: z.string().min(1).max(500),
})
export type ApiClient = z.infer<typeof ApiClient>

/** A gap, and the source that should have told. */
export const SurveyGap = Problem.extend({ source: z.string().optional() })
export type SurveyGap = z.infer<typeof SurveyGap>

export const Survey = z.strictObject({
  id: z.string().min(1).max(64),
  startedAt: z.number(),
  /** Missing while it runs, and after it was broken off: it can be resumed. */
  endedAt: z.number().optional(),
  by: z.string().min(1),
  /** No system was looked at: what was read is a file of this name that somebody brought. */
  file: z.string().optional(),
  sources: z.array(SurveySource),
  facts: z.array(Fact),
  modifications: z.array(Modification),
  connections: z.array(SeenConnection),
  apiClients: z.array(ApiClient),
  scripts: z.array(SqlScript),
  schemas: z.array(DatabaseSchema),
  /** Every gap, named: nothing that could not be read is passed over in silence. */
  unread: z.array(SurveyGap),
})
export type Survey = z.infer<typeof Survey>

/** `host src-db`: how a subject is written for people, and what facts are found by. */
export const subjectKey = ({ kind, id }: FactSubject): string => `${kind} ${id}`

/** The source of the survey behind `modifications.txt line 12`. */
export const sourceName = (source: string): string => source.replace(/ line \d+$/, '')

/** The facts of one name, e.g. `disk.free` of every host. */
export const factsNamed = (facts: readonly Fact[], name: string): readonly Fact[] =>
  facts.filter((fact) => fact.name === name)
