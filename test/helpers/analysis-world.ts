import type { Fact, FactSubject, Survey } from '../../shared/domain/analysis/facts.ts'
import { emptyRegisters, registerSchemas } from '../../shared/domain/analysis/registers.ts'
import type { EntryOf, RegisterName, Registers } from '../../shared/domain/analysis/registers.ts'
import { rules } from '../../shared/domain/analysis/rules/index.ts'
import { findingOf } from '../../shared/domain/analysis/rules/rule.ts'
import type { RuleInput } from '../../shared/domain/analysis/rules/rule.ts'
import type { Finding } from '../../shared/domain/analysis/findings.ts'
import { HostName } from '../../shared/domain/ids.ts'
import { Customer } from '../../shared/domain/project.ts'
import { labSpec } from './lab.ts'

/** A project, a survey and registers as values, for rules: nothing is found in them. */

export const at = Date.UTC(2026, 10, 2)

export const survey = (more: Partial<Survey> = {}): Survey => ({
  id: 's1',
  startedAt: at,
  endedAt: at + 60_000,
  by: 'anna',
  sources: [],
  facts: [],
  modifications: [],
  connections: [],
  apiClients: [],
  scripts: [],
  schemas: [],
  unread: [],
  ...more,
})

export const fact = (
  subject: `${FactSubject['kind']} ${string}`,
  name: string,
  value: Fact['value'],
  source = `survey on ${subject.split(' ')[1] ?? ''}`,
): Fact => {
  const [kind, id] = subject.split(' ')
  return {
    subject: { kind: kind as FactSubject['kind'], id: id ?? '' }, // the type of the parameter says so
    name,
    value,
    unit: null,
    source,
    at,
  }
}

export const seen = (
  protocol: Survey['connections'][number]['protocol'],
  address: string,
  more: Partial<Survey['connections'][number]> = {},
): Survey['connections'][number] => ({
  host: HostName.parse('src-db'),
  protocol,
  address,
  ratePerHour: 60,
  source: 'connections on src-db',
  ...more,
})

export const customer = (id: string, more: object = {}): Customer =>
  Customer.parse({
    id,
    name: `Customer ${id}`,
    environment: 'us',
    kind: 'retail',
    accounts: 2,
    product: 'Easy',
    monthlyMinutes: 1000,
    handWork: [],
    ...more,
  })

/** Registers with these entries, each checked by its schema. */
export const registers = (entries: {
  readonly [R in RegisterName]?: Readonly<Record<string, object>>
}): Registers => ({
  ...emptyRegisters,
  ...Object.fromEntries(
    Object.entries(entries).map(([name, list]) => [
      name,
      Object.entries(list).map(([id, entry]) => ({
        id,
        by: 'anna',
        at,
        entry: registerSchemas[name as RegisterName].parse(entry) as EntryOf<RegisterName>, // the key of the map
      })),
    ]),
  ),
})

export const input = (more: Partial<RuleInput> = {}): RuleInput => ({
  spec: labSpec,
  customers: [customer('1')],
  registers: emptyRegisters,
  drifts: [],
  changedMethods: [],
  jump: { from: 'MR85', to: 'MR100', releases: 15, freezeEnforced: true, problems: [] },
  hasPlan: true,
  target: 'on-premises',
  now: at,
  ...(more.survey === undefined ? {} : { surveyed: more.survey }),
  ...more,
})

/** What one rule says of it. */
export function found(rule: string, more: Partial<RuleInput> = {}): readonly Finding[] {
  const own = rules.find(({ id }) => id === rule)
  if (own === undefined) throw new Error(`there is no rule ${rule}`)
  return own.derive(input(more)).map((hit) => findingOf(own, hit))
}

/** `blocker the message`, one each. */
export const said = (rule: string, more: Partial<RuleInput> = {}): readonly string[] =>
  found(rule, more).map(({ severity, message }) => `${severity} ${message}`)

type Touched = {
  /** `Customers`, `other.Customers`. */
  readonly tables?: readonly string[]
  /** By their table, or by several with `|` between them. */
  readonly columns?: Readonly<Record<string, readonly string[]>>
  readonly writes?: readonly string[]
  readonly unread?: readonly string[]
}

/** A script of one line that touches this. */
export const script = (name: string, more: Touched = {}): Survey['scripts'][number] => ({
  name,
  statements: 1,
  tables: (more.tables ?? []).map((key) => {
    const [table = '', database] = key.split('.').toReversed()
    return { name: table, line: 1, ...(database === undefined ? {} : { database }) }
  }),
  columns: Object.entries(more.columns ?? {}).flatMap(([tables, names]) =>
    names.map((column) => ({ name: column, tables: tables.split('|'), line: 1 })),
  ),
  writes: (more.writes ?? []).map((verb) => ({ verb, line: 1 })),
  unread: (more.unread ?? []).map((why) => ({ why, line: 1 })),
  source: 'scripts',
})

/** The schema of a target with two tables. */
export const schema = (
  more: Partial<Survey['schemas'][number]> = {},
): Survey['schemas'][number] => ({
  host: 'tgt-db',
  system: 'target',
  database: 'porta-billing',
  isCaseSensitive: true,
  tables: [
    { database: 'porta-billing', name: 'Customers', columns: ['i_customer', 'name'] },
    { database: 'porta-billing', name: 'Accounts', columns: ['id', 'i_customer'] },
  ],
  source: 'schema on tgt-db',
  ...more,
})
