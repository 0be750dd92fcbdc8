import { renderCommand } from '../../shared/domain/command-catalogue.ts'
import type { OperationName } from '../../shared/domain/operations.ts'
import type { Host, SystemName } from '../../shared/domain/project.ts'
import { ProblemError } from '../../shared/domain/problems.ts'
import type { SurveyDeps, SurveyOptions } from './ports.ts'

/** Everything that a survey will read, before it reads anything: who will be asked, with which command, and what that costs. */
export type PlannedSource =
  | {
      readonly kind: 'host'
      readonly name: string
      readonly host: Host
      readonly operation: SurveyOperation
      readonly command: readonly string[]
      readonly cost: string
    }
  | {
      readonly kind: 'api'
      readonly name: string
      readonly system: SystemName
      /** `lists` reads every list, `answers` only asks whether it answers and for how many. */
      readonly reads: 'lists' | 'answers'
      readonly cost: string
    }

export type SurveyOperation = Extract<
  OperationName,
  'survey' | 'billing-survey' | 'modifications' | 'connections-seen' | 'api-clients' | 'schema'
>

/** In this order on every host: what the later ones need (addresses of our own) comes first. */
const operations: readonly {
  readonly name: SurveyOperation
  readonly cost: string
  readonly wants: (host: Host) => boolean
}[] = [
  { name: 'survey', cost: 'a second of one core', wants: () => true },
  {
    name: 'billing-survey',
    cost: 'counts by index; xDRs from the statistics of the table',
    wants: ({ system, roles }) => system === 'source' && roles.includes('db'),
  },
  {
    name: 'modifications',
    cost: 'checks packages against their delivery: reads their files, at the lowest priority',
    wants: ({ system }) => system === 'source',
  },
  {
    name: 'connections-seen',
    cost: 'looks at the sockets for a few seconds',
    wants: ({ system }) => system !== 'target',
  },
  {
    name: 'api-clients',
    cost: 'reads the web access log and the last rotated one there, at the lowest priority',
    wants: ({ system, roles }) => system === 'source' && roles.includes('web'),
  },
  {
    name: 'schema',
    cost: 'names of tables and columns of the target',
    wants: ({ system, roles }) => system === 'target' && roles.includes('db'),
  },
]

export const operationSource = (operation: SurveyOperation, host: string): string =>
  `${operation} on ${host}`

export const apiSource = (system: SystemName): string =>
  system === 'dsbc' ? 'API of the dispatcher' : `API of the ${system}`

/** Throws ProblemError when the catalogue has no command for one of them. */
export function planSurvey(
  { spec, commands }: Pick<SurveyDeps, 'spec' | 'commands'>,
  { exact = false, only }: Pick<SurveyOptions, 'exact' | 'only'>,
): readonly PlannedSource[] {
  const xdrs = exact ? 'exact' : 'estimate'
  const onHosts = operations.flatMap(({ name, cost, wants }) =>
    spec.hosts.filter(wants).map((host): PlannedSource => {
      const command = renderCommand(commands, name, 'apply', host.roles, { xdrs })
      if (!command.ok) throw new ProblemError(command.problem)
      return {
        kind: 'host',
        name: operationSource(name, host.name),
        host,
        operation: name,
        command: command.value,
        cost:
          name === 'billing-survey' && exact
            ? 'COUNTS EVERY xDR: reads a whole table; ask for a quiet hour'
            : cost,
      }
    }),
  )
  const apis = (
    [
      ['source', 'lists', 'pages of 1000 rows, one at a time, with rests'],
      ['target', 'answers', 'one row'],
      ['dsbc', 'answers', 'one row'],
    ] as const
  ).map(([system, reads, cost]): PlannedSource => ({
    kind: 'api',
    name: apiSource(system),
    system,
    reads,
    cost,
  }))
  const all = [...onHosts, ...apis]
  return only === undefined ? all : all.filter(({ name }) => only.includes(name))
}
