import { assertNever } from '../../shared/base/assert.ts'
import {
  apiClientsOf,
  billingFacts,
  clientFacts,
  connectionsOf,
  factsOf,
  modificationsOf,
  surveyFacts,
} from '../../shared/domain/analysis/from-operations.ts'
import { guessRoles } from '../../shared/domain/analysis/guess-roles.ts'
import type { SurveySource } from '../../shared/domain/analysis/facts.ts'
import { operations } from '../../shared/domain/operations.ts'
import { problem } from '../../shared/domain/problems.ts'
import type { Problem } from '../../shared/domain/problems.ts'
import type { SurveyPart } from '../data/survey-protocol.ts'
import { measureSkew } from '../logs/clock-skew.ts'
import { readOutcome } from '../runner/answers.ts'
import type { SurveyDeps } from './ports.ts'
import type { PlannedSource } from './survey-plan.ts'

export type SourceRead = { readonly source: SurveySource; readonly part: SurveyPart }

type HostSource = Extract<PlannedSource, { kind: 'host' }>

/** Real ms for one command; the modification check of a large host takes minutes. */
const patienceMs = 15 * 60_000
const mostBytes = 16 * 2 ** 20

export const emptyPart: SurveyPart = {
  facts: [],
  modifications: [],
  connections: [],
  apiClients: [],
  scripts: [],
  schemas: [],
  unread: [],
}

/** A source that could not be read: a named gap. */
export const failedSource = (name: string, found: Problem, resumeAt?: string): SourceRead => ({
  source: {
    name,
    state: resumeAt === undefined ? 'failed' : 'partial',
    sentence: found.message,
    ...(resumeAt === undefined ? {} : { resumeAt }),
  },
  part: { ...emptyPart, unread: [{ ...found, source: name }] },
})

/** One operation of one host, as facts. `own` are addresses of the platform itself: who comes from there is no integration. */
export async function readHost(
  deps: SurveyDeps,
  planned: HostSource,
  own: ReadonlySet<string>,
  signal?: AbortSignal,
): Promise<SourceRead> {
  const { host, operation, command, name } = planned
  const late = AbortSignal.timeout(patienceMs)
  const outcome = await deps.pool.exec(host.name, command, {
    maxBytes: mostBytes,
    signal: signal === undefined ? late : AbortSignal.any([late, signal]),
  })
  const reading = readOutcome(outcome, operation, 'verify', host.name)
  if (reading.state !== 'succeeded') return failedSource(name, reading.problem)
  const read = { host, source: name, at: deps.clock.now() }
  const done = (sentence: string, part: Partial<SurveyPart>): SourceRead => {
    const unread = part.unread ?? []
    return {
      source: { name, state: unread.length === 0 ? 'read' : 'partial', sentence },
      part: { ...emptyPart, ...part },
    }
  }
  switch (operation) {
    case 'survey': {
      const answer = operations.survey.answer.parse(reading.answer)
      const facts = surveyFacts(read, answer)
      const clock = await clockFacts(deps, planned)
      const all = [...facts, ...clock.facts, ...roleFacts(read)]
      const gap = problem('tools-missing', `${host.name} could not tell what listens there`, {
        where: { host: host.name },
        next: 'install ss (iproute2) there, or look yourself',
      })
      const silent = answer.services === undefined ? [{ ...gap, source: name }] : []
      return done(`${all.length} facts`, { facts: all, unread: [...clock.unread, ...silent] })
    }
    case 'billing-survey': {
      const answer = operations['billing-survey'].answer.parse(reading.answer)
      const known = new Set(deps.spec.environments.map(({ id }) => String(id)))
      const strange = answer.environments.filter(({ environment }) => !known.has(environment))
      return done(`${answer.environments.length} environments`, {
        facts: billingFacts(read, answer),
        unread: strange.map(({ environment }) => strangeEnvironment(name, environment)),
      })
    }
    case 'modifications': {
      const found = modificationsOf(read, operations.modifications.answer.parse(reading.answer))
      return done(`${found.length} modifications`, { modifications: found })
    }
    case 'connections-seen': {
      const answer = operations['connections-seen'].answer.parse(reading.answer)
      const connections = connectionsOf(read, answer, own)
      const left = answer.connections.length - connections.length
      return done(
        `${connections.length} connections${left === 0 ? '' : `, and ${left} of the platform itself`}`,
        { connections },
      )
    }
    case 'schema': {
      const { database, caseSensitive, tables } = operations.schema.answer.parse(reading.answer)
      const isTarget = host.system === 'target'
      return done(`${tables.length} tables`, {
        schemas: [
          {
            host: host.name,
            system: isTarget ? 'target' : 'source',
            database,
            isCaseSensitive: caseSensitive,
            tables: tables.map(({ database: of, name: table, columns }) => ({
              database: of,
              name: table,
              columns,
            })),
            source: name,
          },
        ],
      })
    }
    case 'api-clients': {
      const answer = operations['api-clients'].answer.parse(reading.answer)
      const clients = apiClientsOf(read, answer, own)
      return done(
        `${answer.lines} lines of ${answer.files.length} files: ${new Set(clients.map(({ address }) => address)).size} clients`,
        {
          apiClients: clients,
          facts: clientFacts(clients, read),
          unread: logGaps(name, host.name, answer),
        },
      )
    }
    default:
      return assertNever(operation)
  }
}

async function clockFacts(
  deps: SurveyDeps,
  { host, name }: HostSource,
): Promise<Pick<SurveyPart, 'facts' | 'unread'>> {
  const skew = await measureSkew(deps.pool, host.name, deps.clock)
  if (!skew.ok) return { facts: [], unread: [{ ...skew.problem, source: name }] }
  const read = { source: name, at: deps.clock.now() }
  return {
    facts: factsOf({ kind: 'host', id: host.name }, read, [
      ['clock.skew', Math.round(skew.value.skewMs), 'ms'],
      ['clock.uncertainty', Math.ceil(skew.value.uncertaintyMs), 'ms'],
    ]),
    unread: [],
  }
}

/** What the name says, beside what the inventory says: the person who wrote the inventory has confirmed that. */
function roleFacts(read: {
  readonly host: HostSource['host']
  readonly source: string
  readonly at: number
}): SurveyPart['facts'] {
  const { host } = read
  const guess = guessRoles(host.name)
  return factsOf({ kind: 'host', id: host.name }, read, [
    ['role.guessed', guess.roles.length === 0 ? undefined : guess.roles.join(' ')],
    ['role.confirmed', host.roles.join(' ')],
    ['cluster.guessed', guess.clusterHint],
    ['cluster.confirmed', host.cluster],
  ])
}

const strangeEnvironment = (source: string, environment: string): SurveyPart['unread'][number] => ({
  ...problem(
    'bad-input',
    `the source has a billing environment ${environment} that the project does not name`,
    { next: 'add it to project.yaml, or write down why it is not migrated' },
  ),
  source,
})

type LogAnswer = {
  readonly files: readonly string[]
  readonly lines: number
  readonly foreign: number
  readonly dropped: number
  readonly unread: readonly { readonly file: string; readonly why: string }[]
}

function logGaps(source: string, host: string, answer: LogAnswer): SurveyPart['unread'] {
  const gap = (message: string, next: string, file?: string): SurveyPart['unread'][number] => ({
    ...problem('bad-answer', message, {
      where: { host, ...(file === undefined ? {} : { file }) },
      next,
    }),
    source,
  })
  return [
    ...answer.unread.map(({ file, why }) =>
      gap(`${file} could not be read: ${why}`, 'read it there, or bring it as a file', file),
    ),
    ...(answer.files.length === 0
      ? [gap(`there is no web access log on ${host}`, 'name its place as web_logs in site.conf')]
      : []),
    // A few lines of a crash or a proxy are in every log; a tenth of them is another format.
    ...(answer.foreign * 10 > answer.lines
      ? [
          gap(
            `${answer.foreign} of ${answer.lines} lines are no lines of an access log`,
            'look at the format of this log: its clients are not counted',
          ),
        ]
      : []),
    ...(answer.dropped === 0
      ? []
      : [
          gap(
            `${answer.dropped} requests of further clients were not counted: the limit is 5,000 pairs of client and method`,
            'bring the log as a file',
          ),
        ]),
  ]
}
