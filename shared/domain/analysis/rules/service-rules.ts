import { counted } from '../../../base/counted.ts'
import type { HandWork } from '../../project.ts'
import { factsUnder, evidenceOf, some } from './rule.ts'
import type { Rule, RuleInput } from './rule.ts'

/** Services that the dispatcher does not carry by itself, and customers that belong together (domain.md 3.7 and 3.8). */

const withHandWork = ({ customers }: RuleInput, kind: HandWork): readonly string[] =>
  customers.filter(({ handWork }) => handWork.includes(kind)).map(({ id }) => id)

type HandWorkRow = {
  readonly kind: HandWork
  readonly title: string
  readonly doer: Rule['doer']
  readonly meaning: string
  readonly advice: string
}

/** One rule for each service of domain.md 3.8 [S8]. */
const handWorkRows: readonly HandWorkRow[] = [
  {
    kind: 'mail',
    title: 'External mail clients are reconfigured',
    doer: 'operator',
    meaning:
      'The mail proxy is local to its system: after the move the mail client still talks to the source.',
    advice: 'Tell the customers to set their mail clients to the address of the target.',
  },
  {
    kind: 'smpp',
    title: 'SMS providers connect to both systems',
    doer: 'operator',
    meaning: 'The SMPP proxy is local to its system: messages of moved customers would not arrive.',
    advice: 'Agree with the SMS providers that they open connections to both systems.',
  },
  {
    kind: 'webmail',
    title: 'Users of webmail know their new address',
    doer: 'operator',
    meaning: 'The direct address of webmail works only for the system on which the customer is.',
    advice:
      'Tell the customers to go through self-care (Voicemail Inbox), or give the new address.',
  },
  {
    kind: 'callback',
    title: 'Users of callback by web or mail know the new address',
    doer: 'operator',
    meaning: 'Callback needs the mail address and the page of the system on which the customer is.',
    advice: 'Tell the customers the address and the page of the target.',
  },
]

const handWorkRules: readonly Rule[] = handWorkRows.map(
  ({ kind, title, doer, meaning, advice }) => ({
    id: `handwork-${kind}`,
    title,
    severity: 'warning',
    before: 'transfer',
    doer,
    source: 'domain.md 3.8',
    mark: 'stated',
    meaning,
    advice,
    derive: (input) => {
      const own = withHandWork(input, kind)
      const seen = factsUnder(input.survey, `service.${kind}.`).filter(
        ({ value }) => typeof value === 'number' && value > 0,
      )
      if (own.length === 0 && seen.length === 0) return []
      return [
        {
          subject: kind,
          basis: `${own.length} customers`,
          message:
            own.length === 0
              ? `The survey sees users of ${kind}, and customers.csv names none.`
              : `${counted(own.length, 'customer needs', 'customers need')} hand work for ${kind} at the move: ${some(own)}.`,
          evidence: [
            { text: `${counted(own.length, 'customer')} with ${kind}`, source: 'customers.csv' },
            ...seen.slice(0, 5).map(evidenceOf),
          ],
        },
      ]
    },
  }),
)

const signup: Rule = {
  id: 'signup-default',
  title: 'New subscribers of online sign-up land where they should',
  severity: 'warning',
  before: 'transfer',
  doer: 'both',
  source: 'domain.md 3.7 and 10.1 row 13',
  mark: 'stated',
  meaning:
    'Online sign-up makes new customers on the source, also while customers are moved away from it: each has to be moved later.',
  advice:
    'Move the sign-up reseller with all its customers to the target, and point the sign-up configuration at the server of the target.',
  derive: (input) => {
    const own = withHandWork(input, 'signup')
    const seen = (input.survey?.facts ?? []).filter(({ name }) => name === 'signup.default')
    const onSource = seen.filter(({ value }) => value !== 'target')
    if (own.length === 0 && onSource.length === 0) return []
    return [
      {
        subject: 'signup',
        basis: own.join(' '),
        message: `${own.length === 0 ? 'Online sign-up' : `Online sign-up of ${some(own)}`} makes new customers on the source.`,
        evidence: [
          ...(own.length === 0 ? [] : [{ text: own.join(', '), source: 'customers.csv' }]),
          ...onSource.slice(0, 5).map(evidenceOf),
        ],
      },
    ]
  },
}

/** Customers by what they share, at least two of them. */
function groups(
  { customers }: RuleInput,
  keyOf: (c: RuleInput['customers'][number]) => string | undefined,
): readonly (readonly [string, readonly string[]])[] {
  const all = new Map<string, string[]>()
  for (const customer of customers) {
    const key = keyOf(customer)
    if (key !== undefined) all.set(key, [...(all.get(key) ?? []), customer.id])
  }
  return [...all].filter(([, members]) => members.length > 1)
}

const ivr: Rule = {
  id: 'ivr-together',
  title: 'Users of one access number move together',
  severity: 'note',
  before: 'transfer',
  doer: 'both',
  source: 'domain.md 3.8',
  mark: 'stated',
  meaning: 'An IVR application behind a DID works only while all its users are on one system.',
  advice: 'The plan keeps them in one batch; test the application right after that batch.',
  derive: (input) => {
    const shared = groups(input, ({ ivr }) => ivr)
    if (shared.length === 0) return []
    return [
      {
        subject: 'ivr',
        basis: shared.map(([number, members]) => `${number}:${members.length}`).join(' '),
        message: `${counted(shared.length, 'access number')} with ${shared.reduce((n, [, m]) => n + m.length, 0)} customers: ${some(shared.map(([number]) => number))}.`,
        evidence: shared.slice(0, 10).map(([number, members]) => ({
          text: `${number}: ${some(members, 8)}`,
          source: 'customers.csv',
        })),
      },
    ]
  },
}

const offices: Rule = {
  id: 'offices-together',
  title: 'Linked offices move together',
  severity: 'note',
  before: 'transfer',
  doer: 'both',
  source: 'domain.md 1.3 (linked customers) and 12 row 9',
  mark: 'inferred',
  meaning: 'Extensions and hunt groups that offices share do not reach across the two systems.',
  advice: 'The plan keeps them in one batch; test calls between the offices after it.',
  derive: (input) => {
    const mains = new Set<string>(
      input.customers.flatMap(({ mainOffice }) => (mainOffice === undefined ? [] : [mainOffice])),
    )
    const linked = groups(
      input,
      ({ id, mainOffice }) => mainOffice ?? (mains.has(id) ? id : undefined),
    )
    if (linked.length === 0) return []
    return [
      {
        subject: 'offices',
        basis: linked.map(([main, members]) => `${main}:${members.length}`).join(' '),
        message: `${counted(linked.length, 'group')} of linked offices with ${linked.reduce((n, [, m]) => n + m.length, 0)} customers.`,
        evidence: linked.slice(0, 10).map(([main, members]) => ({
          text: `${main}: ${some(members, 8)}`,
          source: 'customers.csv',
        })),
      },
    ]
  },
}

const radius: Rule = {
  id: 'radius-unnamed',
  title: 'External gateways and xDR import are known',
  severity: 'blocker',
  before: 'setup',
  doer: 'both',
  source: 'method.txt IP address switchover',
  mark: 'stated',
  meaning:
    'RADIUS and Diameter have to be switched over when there are external gateways or imported xDRs; the project says that there are none, so the plan has no window for it.',
  advice:
    'Set facts.externalGateways or facts.xdrImport in project.yaml, or say why it is neither.',
  derive: ({ spec, survey }) => {
    if (spec.facts.externalGateways || spec.facts.xdrImport) return []
    const gateways = (survey?.connections ?? []).filter(
      ({ protocol }) => protocol === 'radius' || protocol === 'diameter',
    )
    const imports = factsUnder(survey, 'auxiliary.xdr-import').filter(({ value }) => value === true)
    return [
      ...(gateways.length === 0
        ? []
        : [
            {
              subject: 'gateways',
              message: `${some([...new Set(gateways.map((c) => c.address))])} ask for RADIUS or Diameter, and the project names no external gateways.`,
              evidence: gateways.slice(0, 10).map(({ address, protocol, source }) => ({
                text: `${address} ${protocol}`,
                source,
              })),
            },
          ]),
      ...(imports.length === 0
        ? []
        : [
            {
              subject: 'xdr-import',
              message: 'The survey sees an import of xDRs, and the project names none.',
              evidence: imports.slice(0, 5).map(evidenceOf),
            },
          ]),
    ]
  },
}

export const serviceRules: readonly Rule[] = [...handWorkRules, signup, ivr, offices, radius]
