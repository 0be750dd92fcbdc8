import type { Fact } from '../facts.ts'
import { evidenceOf, factsUnder, hostFact, numberOf } from './rule.ts'
import type { Rule, RuleInput } from './rule.ts'

/** What the acceptance of the target measured against what the plan asks of it (method.txt, performance testing on the target system). */

/** Beside writing it a transfer asks, waits and checks; a target without this room is the bottleneck (ours). */
const easyFactor = 2
/** A test that did what it was asked for says nothing of what lies above. */
const atLimit = 0.95

type Measured = {
  readonly rate: Fact
  readonly host: string
  readonly work: string
  readonly perMinute: number
  /** True when the test could have gone faster: the real limit is not known. */
  readonly isBounded: boolean
}

const measuredOf = ({ survey }: Pick<RuleInput, 'survey'>): readonly Measured[] =>
  factsUnder(survey, 'load.').flatMap((rate) => {
    const work = /^load\.(\w+)\.rate$/.exec(rate.name)?.[1]
    const perSecond = numberOf(rate)
    if (work === undefined || perSecond === undefined) return []
    const host = rate.subject.id
    const asked = numberOf(hostFact(survey, { name: host }, `load.${work}.asked`)) ?? 0
    return [
      {
        rate,
        host,
        work,
        perMinute: perSecond * 60,
        isBounded: perSecond >= asked * atLimit,
      },
    ]
  })

const works: Readonly<Record<string, string>> = {
  customers: 'writes, reads and removes',
  dispatch: 'reads its dispatch table',
}

/** `tgt-db writes, reads and removes 300 customers a minute` */
const sentenceOf = ({ host, work, perMinute }: Measured): string =>
  work === 'customers'
    ? `${host} ${works['customers'] ?? ''} ${rounded(perMinute)} customers a minute`
    : `${host} ${works[work] ?? work} ${rounded(perMinute)} times a minute`

const notMeasured: Rule = {
  id: 'target-not-load-tested',
  title: 'The target was put under load',
  severity: 'warning',
  before: 'copy',
  doer: 'vendor',
  source: 'method.txt target system preparation: post-install and performance testing',
  mark: 'stated',
  meaning: 'That the target carries the batches of the plan is hoped for, not known.',
  advice: 'Run the procedure target-acceptance: it tests with work of our own, and clears it.',
  derive: (input) =>
    input.need === undefined ||
    input.survey === undefined ||
    measuredOf(input).some(({ work }) => work === 'customers')
      ? []
      : [
          {
            subject: 'target',
            message: `The plan moves ${rounded(input.need.customersPerMinute)} customers a minute in its busiest window; no load test of the target was run.`,
            evidence: [{ text: input.need.from, source: 'plan' }],
          },
        ],
}

const tooSlow: Rule = {
  id: 'target-too-slow',
  title: 'The target carries the rate of the plan',
  severity: 'blocker',
  before: 'transfer',
  doer: 'both',
  source: 'method.txt target system preparation: performance testing; factor ours',
  mark: 'ours',
  meaning:
    'The batches do not end within their windows: customers are left over, or without service in the morning.',
  advice:
    'Find what holds the host up (disk, processors, settings of the database) and test again; or plan smaller batches or longer windows.',
  derive: (input) => {
    const need = input.need?.customersPerMinute
    if (need === undefined) return []
    return measuredOf(input)
      .filter(({ perMinute }) => perMinute < need * easyFactor)
      .map((measured) => {
        const { rate, perMinute, isBounded } = measured
        const asked = hostFact(input.survey, { name: measured.host }, `load.${measured.work}.asked`)
        const slow = perMinute < need && !isBounded
        return {
          subject: `${measured.host} ${measured.work}`,
          basis: slow ? 'too slow' : isBounded ? 'asked too little' : 'little room',
          severity: slow ? ('blocker' as const) : ('warning' as const),
          message: `${sentenceOf(measured)}${isBounded ? ', as many as the test asked for' : ''}; the plan needs ${rounded(need)} in its busiest window${slow ? '' : ', and twice as many to be at ease'}.`,
          ...(isBounded
            ? { advice: 'Test again with a higher rate: the arguments are in target-acceptance.' }
            : {}),
          evidence: [
            evidenceOf(rate),
            ...(asked === undefined ? [] : [evidenceOf(asked)]),
            { text: input.need?.from ?? '', source: 'plan' },
          ],
        }
      })
  },
}

const failed: Rule = {
  id: 'load-test-errors',
  title: 'No piece of the load test failed',
  severity: 'warning',
  before: 'transfer',
  doer: 'vendor',
  source: 'method.txt target system preparation: performance testing',
  mark: 'inferred',
  meaning: 'What fails under a load of our own making fails for a customer too.',
  advice: 'Look into the error log of the host at that time, and test again.',
  derive: ({ survey }) =>
    factsUnder(survey, 'load.')
      .filter((fact) => /^load\.\w+\.failed$/.test(fact.name) && (numberOf(fact) ?? 0) > 0)
      .map((fact) => ({
        subject: `${fact.subject.id} ${fact.name.split('.')[1] ?? ''}`,
        basis: 'failures',
        message: `${numberOf(fact) ?? 0} pieces of the load test failed on ${fact.subject.id}.`,
        evidence: [evidenceOf(fact)],
      })),
}

const rounded = (n: number): string => (n >= 10 ? String(Math.round(n)) : n.toFixed(1))

export const acceptanceRules: readonly Rule[] = [notMeasured, tooSlow, failed]
