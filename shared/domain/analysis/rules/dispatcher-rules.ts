import { factsUnder, evidenceOf, hostsOf, some, textOf } from './rule.ts'
import type { Rule, RuleInput } from './rule.ts'
import { busiestSecond } from '../sizing.ts'

/** What the dispatchers need (domain.md 6). */

const dispatchers = (input: RuleInput) => hostsOf(input, { system: 'dsbc' })

const two: Rule = {
  id: 'dsbc-two-servers',
  title: 'There are two dispatchers at least',
  severity: 'blocker',
  before: 'setup',
  doer: 'operator',
  source: 'domain.md 6 row 3',
  mark: 'stated',
  meaning: 'All calls and requests go through the dispatcher: one alone is one failure away.',
  advice: 'Prepare a second server; one is active, the rest stand by.',
  derive: (input) => {
    const own = dispatchers(input)
    return own.length >= 2
      ? []
      : [
          {
            subject: 'dsbc',
            basis: String(own.length),
            message: `The project has ${own.length} dispatcher${own.length === 1 ? '' : 's'}; two are needed on each site.`,
            evidence: [
              { text: own.map(({ name }) => name).join(', ') || 'none', source: 'project.yaml' },
            ],
          },
        ]
  },
}

const dedicated: Rule = {
  id: 'dsbc-dedicated',
  title: 'Dispatchers are servers of their own',
  severity: 'blocker',
  before: 'setup',
  doer: 'operator',
  source: 'domain.md 6 row 3',
  mark: 'stated',
  meaning: 'The dispatcher needs dedicated physical servers.',
  advice: 'Move the other roles to another host.',
  derive: (input) =>
    dispatchers(input).flatMap(({ name, roles }) => {
      const others = roles.filter((role) => role !== 'dsbc')
      return others.length === 0
        ? []
        : [
            {
              subject: name,
              basis: others.join(' '),
              message: `${name} is a dispatcher and ${some(others)} too.`,
              evidence: [{ text: roles.join(', '), source: 'project.yaml' }],
            },
          ]
    }),
}

const physical: Rule = {
  id: 'dsbc-virtual',
  title: 'Dispatchers are physical',
  severity: 'warning',
  before: 'setup',
  doer: 'operator',
  source: 'domain.md 6 row 3',
  mark: 'stated',
  meaning:
    'A virtual machine shares its network and its processor with others; PortaOne asks for physical servers.',
  advice: 'Use physical servers, or have PortaOne confirm the virtual ones.',
  derive: (input) =>
    dispatchers(input).flatMap(({ name }) => {
      const fact = factsUnder(input.survey, 'hardware.virtual').find(
        ({ subject }) => subject.kind === 'host' && subject.id === name,
      )
      const kind = textOf(fact)
      return fact === undefined || kind === undefined || kind === 'none' || kind === ''
        ? []
        : [
            {
              subject: name,
              basis: kind,
              message: `${name} is a virtual machine (${kind}).`,
              evidence: [evidenceOf(fact)],
            },
          ]
    }),
}

const reach: Rule = {
  id: 'dsbc-reach',
  title: 'Dispatchers reach the log server and Cassandra',
  severity: 'blocker',
  before: 'setup',
  doer: 'operator',
  source: 'domain.md 6 rows 6 and 7',
  mark: 'stated',
  meaning:
    'Without Cassandra the dispatcher does not learn to which system a customer belongs; without the log server nothing shows what it did.',
  advice: 'Open the way (same private network, or a rule of the firewall), and survey again.',
  derive: (input) =>
    factsUnder(input.survey, 'reach.')
      .filter(
        ({ subject, value }) =>
          value === false && dispatchers(input).some(({ name }) => name === subject.id),
      )
      .map((fact) => ({
        subject: `${fact.subject.id} ${fact.name}`,
        message: `${fact.subject.id} does not reach ${fact.name.slice('reach.'.length)}.`,
        evidence: [evidenceOf(fact)],
      })),
}

/** DSBC handles requests that begin a dialog, about so many a second (domain.md 3.7 [S9]). */
const mostCallsPerSecond = 1_000

const callRate: Rule = {
  id: 'dsbc-call-rate',
  title: 'The dispatcher carries the call rate',
  severity: 'blocker',
  before: 'setup',
  doer: 'both',
  source: 'domain.md 6 row 13',
  mark: 'stated',
  meaning: `A dispatcher carries about ${mostCallsPerSecond} calls a second.`,
  advice: 'Divide the traffic over several dispatchers, by cluster, with PortaOne.',
  derive: (input) => {
    const peaks = (input.survey?.facts ?? []).filter(({ name }) => name === 'calls.peak')
    const { rate, from } = busiestSecond(input.survey, input.customers)
    return rate < mostCallsPerSecond
      ? []
      : [
          {
            subject: 'calls',
            basis: `${Math.round(rate / 100) * 100} a second`,
            message: `The busiest second has about ${Math.round(rate)} calls${peaks.length > 0 ? '' : ` (estimated: ${from})`}.`,
            evidence:
              peaks.length > 0
                ? peaks.map(evidenceOf)
                : [
                    {
                      text: `${Math.round(rate)} calls a second, estimated: ${from}`,
                      source: 'target requirements',
                    },
                  ],
          },
        ]
  },
}

const requirements: Rule = {
  id: 'requirement-open',
  title: 'Every requirement of the target is met, or known not to be',
  severity: 'warning',
  before: 'setup',
  doer: 'operator',
  source: 'domain.md 6; method.txt target system preparation',
  mark: 'stated',
  meaning: 'What is not there on the night of the switchover stops it.',
  advice: 'Set its state in the register of requirements, with what shows it.',
  derive: ({ registers, target }) => {
    const own = registers.requirements.filter(
      ({ entry }) => entry.target === 'both' || entry.target === target,
    )
    const open = own.filter(({ entry }) => entry.state === 'open')
    return [
      ...own
        .filter(({ entry }) => entry.state === 'not-met')
        .map(({ id, entry }) => ({
          subject: id,
          severity: 'blocker' as const,
          message: `Not met: ${entry.title}.`,
          evidence: [{ text: entry.evidence ?? entry.title, source: 'register requirements' }],
        })),
      ...(open.length === 0
        ? []
        : [
            {
              subject: 'checklist',
              basis: open.map(({ id }) => id).join(' '),
              message: `${open.length} of ${own.length} requirements are open: ${some(open.map(({ id }) => id))}.`,
              evidence: open
                .slice(0, 20)
                .map(({ entry }) => ({ text: entry.title, source: 'register requirements' })),
            },
          ]),
    ]
  },
}

export const dispatcherRules: readonly Rule[] = [
  two,
  dedicated,
  physical,
  reach,
  callRate,
  requirements,
]
