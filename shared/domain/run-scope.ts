import { assertNever } from '../base/assert.ts'
import { bad, ok } from '../base/result.ts'
import type { Result } from '../base/result.ts'
import { problem } from './problems.ts'
import type { Problem } from './problems.ts'
import type { HostSelector, Procedure, Scope } from './procedure.ts'
import type { Customer, Host, ProjectSpec, SipCluster } from './project.ts'

/** What a member of a run is, and the values its braces are filled in from. */
export type Member = {
  readonly id: string
  readonly scope: Scope
  readonly environment?: string
  readonly cluster?: string
  /** Accounts of a customer: what the time of its transfer depends on. */
  readonly accounts?: number
  readonly values: Readonly<Record<string, string>>
}

const ofProject = ['project.name', 'services.api', 'services.radius'] as const
const ofCluster = [...ofProject, 'environment.id', 'cluster.id', 'cluster.voice'] as const

/** Names that a text of a procedure of this scope may use in braces. */
export const scopeNames: Readonly<Record<Scope, readonly string[]>> = {
  project: ofProject,
  environment: [...ofProject, 'environment.id'],
  'sip-cluster': ofCluster,
  customer: [...ofCluster, 'customer.id', 'customer.probeAccount'],
}

const brace = /\{([a-zA-Z.]+)\}/g

export const bracesIn = (text: string): string[] =>
  [...text.matchAll(brace)].map((match) => match[1] ?? '')

/** Fills in `{name}`. The loader has checked the names; an empty value is a fact of the member, not an error here. */
export const fill = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replaceAll(brace, (_, name: string) => values[name] ?? '')

export const fillArgs = (
  args: Readonly<Record<string, string | number>>,
  values: Readonly<Record<string, string>>,
): Record<string, string | number> =>
  Object.fromEntries(
    Object.entries(args).map(([k, v]) => [k, typeof v === 'string' ? fill(v, values) : v]),
  )

function clusterOf(spec: ProjectSpec, environment: string): SipCluster | undefined {
  return spec.clusters.find((cluster) => cluster.environment === environment)
}

const base = (spec: ProjectSpec): Record<string, string> => ({
  'project.name': spec.name,
  'services.api': spec.services.api,
  'services.radius': spec.services.radius ?? '',
})

const clusterValues = (cluster: SipCluster | undefined): Record<string, string> =>
  cluster === undefined ? {} : { 'cluster.id': cluster.id, 'cluster.voice': cluster.voice }

export function customerMember(spec: ProjectSpec, customer: Customer): Member {
  const cluster = clusterOf(spec, customer.environment)
  return {
    id: customer.id,
    scope: 'customer',
    environment: customer.environment,
    accounts: customer.accounts,
    ...(cluster === undefined ? {} : { cluster: cluster.id }),
    values: {
      ...base(spec),
      ...clusterValues(cluster),
      'environment.id': customer.environment,
      'customer.id': customer.id,
      'customer.probeAccount': customer.probeAccount ?? '',
    },
  }
}

/** Members of a procedure that is not about customers: the project, each environment, or each cluster. */
export function fixedMembers(spec: ProjectSpec, scope: Exclude<Scope, 'customer'>): Member[] {
  switch (scope) {
    case 'project':
      return [{ id: 'project', scope, values: base(spec) }]
    case 'environment':
      return spec.environments.map((environment) => ({
        id: environment.id,
        scope,
        environment: environment.id,
        values: { ...base(spec), 'environment.id': environment.id },
      }))
    case 'sip-cluster':
      return spec.clusters.map((cluster) => ({
        id: cluster.id,
        scope,
        environment: cluster.environment,
        cluster: cluster.id,
        values: {
          ...base(spec),
          ...clusterValues(cluster),
          'environment.id': cluster.environment,
        },
      }))
    default:
      return assertNever(scope)
  }
}

/** The hosts that a step runs on, in the order of the inventory. None is a problem that names the selector. */
export function selectHosts(
  hosts: readonly Host[],
  on: HostSelector,
  member: Member,
): Result<readonly Host[], Problem> {
  const found = hosts.filter(
    (host) =>
      (on.system === 'any' || host.system === on.system) &&
      (on.role === 'any' || host.roles.includes(on.role)) &&
      (!on.cluster || host.cluster === member.cluster),
  )
  if (found.length === 0)
    return bad(
      problem(
        'precondition',
        `no host of ${on.system} has the role ${on.role}${on.cluster ? ` for cluster ${member.cluster ?? '?'}` : ''}`,
        { safe: 'nothing was run', next: 'add the host to the inventory and import again' },
      ),
    )
  return ok(on.take === 'one' ? found.slice(0, 1) : found)
}

export const appliesTo = (procedure: Procedure, radiusNeeded: boolean): boolean =>
  procedure.onlyIf === 'always' || radiusNeeded
