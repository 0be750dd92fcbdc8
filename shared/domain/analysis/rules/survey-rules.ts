import { formatPlace } from '../../problems.ts'
import { targetSizing, trafficOf } from '../sizing.ts'
import { evidenceOf, numberOf } from './rule.ts'
import type { Rule } from './rule.ts'

/** The survey itself: gaps, counts that do not agree, what is too small; and the plan that the results need. */

const dayMs = 86_400_000
/** After so long a survey says little about a system that people work on (ours). */
const oldDays = 30

const none: Rule = {
  id: 'no-survey',
  title: 'The source was surveyed',
  severity: 'blocker',
  before: 'setup',
  doer: 'vendor',
  source: 'method.txt pre-migration analysis: mandatory',
  mark: 'stated',
  meaning: 'Nothing is known of the source but what the project file says.',
  advice: 'Survey it: analysis survey.',
  derive: ({ surveyed }) =>
    surveyed === undefined
      ? [{ subject: 'survey', basis: 'none', message: 'There is no survey yet.' }]
      : [],
}

const brokenOff: Rule = {
  id: 'survey-broken-off',
  title: 'The last survey came to its end',
  severity: 'warning',
  before: 'setup',
  doer: 'vendor',
  source: 'ours',
  mark: 'ours',
  meaning: 'What it had not read yet is as the survey before it left it.',
  advice: 'Resume it.',
  derive: ({ unfinished }) =>
    unfinished === undefined
      ? []
      : [
          {
            subject: 'survey',
            basis: unfinished,
            message: `Survey ${unfinished} was begun and is not over.`,
          },
        ],
}

const old: Rule = {
  id: 'survey-old',
  title: 'The survey is of these days',
  severity: 'warning',
  before: 'setup',
  doer: 'vendor',
  source: 'ours',
  mark: 'ours',
  meaning: 'People have worked on the source since: what was found may not hold any more.',
  advice: 'Survey again and compare the two.',
  derive: ({ surveyed, now }) => {
    const days = surveyed === undefined ? 0 : Math.floor((now - surveyed.startedAt) / dayMs)
    return surveyed === undefined || days <= oldDays
      ? []
      : [
          {
            subject: 'survey',
            basis: surveyed.id,
            message: `Survey ${surveyed.id} is ${days} days old.`,
          },
        ]
  },
}

const gaps: Rule = {
  id: 'survey-gap',
  title: 'Everything could be read',
  severity: 'warning',
  before: 'setup',
  doer: 'both',
  source: 'method.txt PMA scope',
  mark: 'ours',
  meaning: 'What could not be read is not known: the results may miss something there.',
  advice: 'Mend what stood in the way and resume the survey, or say why it is not needed.',
  derive: ({ survey }) =>
    (survey?.unread ?? []).slice(0, 200).map((gap, i) => {
      const place = formatPlace(gap.where)
      return {
        subject: `${place === '' ? `gap ${i + 1}` : place} ${gap.code}`.slice(0, 300),
        basis: gap.message.slice(0, 300),
        message: `${place === '' ? '' : `${place}: `}${gap.message}`,
        ...(gap.next === undefined ? {} : { advice: gap.next }),
        evidence: [{ text: gap.safe ?? gap.message, source: `survey ${survey?.id ?? ''}` }],
      }
    }),
}

const endpoints: Readonly<Record<string, string>> = {
  source: 'the source',
  target: 'the target',
  dsbc: 'the dispatcher',
}

const silentApi: Rule = {
  id: 'api-silent',
  title: 'The three API endpoints take the login',
  severity: 'warning',
  before: 'transfer',
  doer: 'operator',
  source: 'domain.md 9.5: three endpoints',
  mark: 'inferred',
  meaning:
    'Whether a customer is exported on the source and open on the target cannot be asked there: checks before and after each batch would have to be made by hand.',
  advice:
    'Let the user of the API in on that system (API token, list of allowed addresses), and survey again.',
  derive: ({ survey }) =>
    (survey?.facts ?? [])
      .filter(({ name, value }) => name === 'api.answers' && value === false)
      .map((fact) => ({
        subject: fact.subject.id,
        message: `The API of ${endpoints[fact.subject.id] ?? fact.subject.id} answers and does not take the login.`,
        evidence: [evidenceOf(fact)],
      })),
}

const counts: Rule = {
  id: 'counts-differ',
  title: 'The source has the customers that the project has',
  severity: 'warning',
  before: 'setup',
  doer: 'both',
  source: 'method.txt PMA scope: number of environments and billing entities',
  mark: 'inferred',
  meaning: 'Somebody would be left on the source at the end, or is planned and not there any more.',
  advice: 'Bring customers.csv to the state of the source: a new export, a new import.',
  derive: ({ spec, customers, survey }) =>
    spec.environments.flatMap(({ id }) => {
      const own = customers.filter(({ environment }) => environment === id)
      const planned = {
        'billing.customers': own.length,
        'billing.accounts': own.reduce((sum, c) => sum + c.accounts, 0),
      }
      return Object.entries(planned).flatMap(([name, count]) => {
        const fact = survey?.facts.findLast(
          (f) => f.subject.kind === 'environment' && f.subject.id === id && f.name === name,
        )
        const there = numberOf(fact)
        return fact === undefined || there === undefined || there === count
          ? []
          : [
              {
                subject: `${id} ${name}`,
                basis: `${there} ${count}`,
                message: `${id}: the source has ${there} ${name.slice('billing.'.length)}, the project ${count}.`,
                evidence: [evidenceOf(fact)],
              },
            ]
      })
    }),
}

const orphans: Rule = {
  id: 'records-broken',
  title: 'Accounts have a customer, and nobody is locked or exported already',
  severity: 'warning',
  before: 'transfer',
  doer: 'operator',
  source: 'domain.md 3.5',
  mark: 'inferred',
  meaning: 'Such records do not move as the rest does, or are in somebody else’s hands.',
  advice: 'Clear them up on the source, and survey again.',
  derive: ({ survey }) =>
    (survey?.facts ?? []).flatMap((fact) =>
      [
        'billing.accounts.orphaned',
        'billing.customers.locked',
        'billing.customers.exported',
      ].includes(fact.name) && (numberOf(fact) ?? 0) > 0
        ? [
            {
              subject: `${fact.subject.id} ${fact.name}`,
              basis: String(fact.value),
              message: `${fact.subject.id}: ${String(fact.value)} ${fact.name.split('.').slice(1).join(' ')}.`,
              evidence: [evidenceOf(fact)],
            },
          ]
        : [],
    ),
}

const logDisk: Rule = {
  id: 'log-disk',
  title: 'There is room for the logs',
  severity: 'warning',
  before: 'transfer',
  doer: 'operator',
  source: 'domain.md 6 row 14 and log volume figures',
  mark: 'stated',
  meaning:
    'A full disk ends the log first and the service after it; without logs no batch can be judged.',
  advice: 'Give the host more room, or keep fewer days on it.',
  derive: ({ spec, survey, customers }) =>
    targetSizing(spec, survey, customers)
      .filter(({ unit, verdict }) => unit === 'GB' && verdict === 'too little')
      .map(({ what, needed, there, from }) => ({
        subject: what,
        basis: `${needed} ${there ?? ''}`,
        message: `${what}: ${needed} GB are needed, ${there ?? 0} GB are free.`,
        evidence: [{ text: from, source: 'target requirements' }],
      })),
}

const estimated: Rule = {
  id: 'traffic-estimated',
  title: 'Calls and registrations were counted',
  severity: 'note',
  before: 'setup',
  doer: 'vendor',
  source: 'domain.md 6 log volume figures',
  mark: 'inferred',
  meaning: 'The sizing of logs and dispatchers rests on an estimate.',
  advice: 'Count calls and phones on the SIP hosts, or take the figures of the operator.',
  derive: ({ survey, customers }) => {
    const traffic = trafficOf(survey, customers)
    return traffic.measured
      ? []
      : [
          {
            subject: 'traffic',
            message: `Estimated: ${traffic.from}.`,
            evidence: [{ text: traffic.from, source: 'customers.csv' }],
          },
        ]
  },
}

const jumpSpan: Rule = {
  id: 'jump-span',
  title: 'The jump can be made at once',
  severity: 'warning',
  before: 'setup',
  doer: 'vendor',
  source: 'domain.md 2.7 and 10.1 row 3',
  mark: 'stated',
  meaning: 'Dual Version has an obligatory checkpoint every 15 releases.',
  advice: 'Plan the intermediate stop, or have PortaOne’s word that it is not needed.',
  derive: ({ jump }) =>
    jump.problems.map(({ grave, message, next }) => ({
      subject: 'jump',
      basis: `${jump.from} ${jump.to}`,
      message,
      ...(grave ? { severity: 'blocker' as const } : {}),
      ...(next === undefined ? {} : { advice: next }),
      evidence: [
        { text: `${jump.from} to ${jump.to}: ${jump.releases} releases`, source: 'project.yaml' },
      ],
    })),
}

const noPlan: Rule = {
  id: 'no-plan',
  title: 'There is a tentative plan with its migration matrix',
  severity: 'blocker',
  before: 'setup',
  doer: 'both',
  source: 'method.txt PMA results',
  mark: 'stated',
  meaning: 'Two of the four results of the analysis are missing: plan and migration matrix.',
  advice: 'Propose a plan, look at its batches, and agree who does what.',
  derive: ({ hasPlan }) =>
    hasPlan ? [] : [{ subject: 'plan', basis: 'none', message: 'There is no plan yet.' }],
}

export const surveyRules: readonly Rule[] = [
  none,
  brokenOff,
  old,
  gaps,
  silentApi,
  counts,
  orphans,
  logDisk,
  estimated,
  jumpSpan,
  noPlan,
]
