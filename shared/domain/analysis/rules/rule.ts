import { someOf } from '../../../base/some-of.ts'
import type { Customer, Host, ProjectSpec } from '../../project.ts'
import type { ChangedMethod } from '../api-exposure.ts'
import type { Fact, FactSubject, FactValue, Survey } from '../facts.ts'
import { subjectKey } from '../facts.ts'
import type { CatalogDrift } from '../catalog-drift.ts'
import type { Before, Doer, Evidence, Finding, Severity } from '../findings.ts'
import type { Registers } from '../registers.ts'
import type { TransferNeed } from '../transfer-need.ts'

/** What a rule looks at. Everything is data; `now` comes in. */
export type RuleInput = {
  readonly spec: ProjectSpec
  readonly customers: readonly Customer[]
  /** What is known now, over all surveys that are over. */
  readonly survey?: Survey
  /** The newest survey of the systems that is over: what is known may be of files alone, and a file makes it no younger. */
  readonly surveyed?: Pick<Survey, 'id' | 'startedAt'>
  readonly registers: Registers
  readonly drifts: readonly CatalogDrift[]
  /** API methods whose contract changed, as the user loaded them. */
  readonly changedMethods: readonly ChangedMethod[]
  /** The jump as the planner judges it. */
  readonly jump: {
    readonly from: string
    readonly to: string
    readonly releases: number
    readonly freezeEnforced: boolean
    readonly problems: readonly {
      readonly grave: boolean
      readonly message: string
      readonly next?: string
    }[]
  }
  /** A plan with batches is stored. */
  readonly hasPlan: boolean
  /** What the plan asks of the target; absent without windows. */
  readonly need?: TransferNeed
  /** Who prepares the target system depends on it. */
  readonly target: 'on-premises' | 'cloud'
  /** Id of a survey that was begun after the last one and is not over. */
  readonly unfinished?: string
  /** Epoch ms. */
  readonly now: number
}

/** Where a rule looks for a fact: at every one of these. Where it is missing, the gap is a finding of its own. */
export type Need = { readonly fact: string; readonly at: 'hosts' | 'target-hosts' | 'source-db' }

/** Marks of the dossier: stated by a source, inferred, or ours. */
export type Mark = 'stated' | 'inferred' | 'ours'

export type Hit = {
  /** Makes the finding's id with the rule's: the same thing has the same subject in the next survey. */
  readonly subject: string
  readonly message: string
  /** Default: the subject. */
  readonly basis?: string
  readonly evidence?: readonly Evidence[]
  /** Default: the rule's. */
  readonly severity?: Severity
  readonly advice?: string
}

export type Rule = {
  readonly id: string
  readonly title: string
  readonly severity: Severity
  readonly before: Before
  readonly doer: Doer
  /** Where the fact comes from: `method.txt …` or `domain.md …`. */
  readonly source: string
  readonly mark: Mark
  readonly needs?: readonly Need[]
  readonly meaning: string
  readonly advice: string
  readonly derive: (input: RuleInput) => readonly Hit[]
}

export const findingOf = (rule: Rule, hit: Hit): Finding => ({
  id: `${rule.id} ${hit.subject}`,
  rule: rule.id,
  severity: hit.severity ?? rule.severity,
  subject: hit.subject,
  message: hit.message,
  meaning: rule.meaning,
  advice: hit.advice ?? rule.advice,
  doer: rule.doer,
  before: rule.before,
  basis: hit.basis ?? hit.subject,
  evidence: hit.evidence ?? [],
})

// ---- looking at facts ------------------------------------------------------------------------------------------

/** The newest fact of this name about one subject. */
export const factOf = (
  survey: Survey | undefined,
  subject: FactSubject,
  name: string,
): Fact | undefined =>
  survey?.facts.findLast(
    (fact) => fact.name === name && subjectKey(fact.subject) === subjectKey(subject),
  )

export const hostFact = (
  survey: Survey | undefined,
  host: { readonly name: string },
  name: string,
): Fact | undefined => factOf(survey, { kind: 'host', id: host.name }, name)

export const numberOf = (fact: Fact | undefined): number | undefined =>
  typeof fact?.value === 'number' ? fact.value : undefined

export const textOf = (fact: Fact | undefined): string | undefined =>
  typeof fact?.value === 'string' ? fact.value : undefined

/** Facts whose name begins so, e.g. all of `network.address.`. */
export const factsUnder = (survey: Survey | undefined, prefix: string): readonly Fact[] =>
  survey?.facts.filter(({ name }) => name.startsWith(prefix)) ?? []

export const evidenceOf = ({ name, value, unit, source, at }: Fact): Evidence => ({
  text: `${name} is ${formatValue(value)}${unit === null ? '' : ` ${unit}`}`,
  source,
  at,
})

const formatValue = (value: FactValue): string =>
  typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value)

export const hostsOf = (
  { spec }: Pick<RuleInput, 'spec'>,
  wanted: Partial<Pick<Host, 'system'>> & { readonly role?: Host['roles'][number] },
): readonly Host[] =>
  spec.hosts.filter(
    ({ system, roles }) =>
      (wanted.system === undefined || system === wanted.system) &&
      (wanted.role === undefined || roles.includes(wanted.role)),
  )

/** The hosts at which a need is looked for. */
export function subjectsOf(input: Pick<RuleInput, 'spec'>, { at }: Need): readonly Host[] {
  if (at === 'hosts') return input.spec.hosts
  return at === 'target-hosts'
    ? hostsOf(input, { system: 'target' })
    : hostsOf(input, { system: 'source', role: 'db' })
}

/** `a, b and 4 more` */
export const some = (names: readonly string[], most = 4): string => someOf(names, most)
