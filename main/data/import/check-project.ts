import { needsRadiusSwitchover } from '../../../shared/domain/project.ts'
import type { Host, ProjectSpec } from '../../../shared/domain/project.ts'
import type { Finding } from './findings.ts'
import { isZone } from './is-zone.ts'
import type { ProjectYaml } from './project-yaml.ts'

type Path = readonly (string | number)[]
type Wrong = { readonly message: string; readonly path: Path }

/** What only shows across the parts of project.yaml; each finding stands at the value to change. */
export function checkProject({ spec, placeOf }: ProjectYaml): readonly Finding[] {
  const wrong = [
    ...twice(
      spec.environments.map((e) => e.id),
      'environment',
      (i) => ['environments', i, 'id'],
    ),
    ...twice(
      spec.environments.map((e) => String(e.iEnv)),
      'i_env',
      (i) => ['environments', i, 'iEnv'],
    ),
    ...twice(
      spec.clusters.map((c) => c.id),
      'cluster',
      (i) => ['clusters', i, 'id'],
    ),
    ...twice(
      spec.hosts.map((h) => h.name),
      'host',
      (i) => ['hosts', i, 'name'],
    ),
    ...checkZones(spec),
    ...checkClusters(spec),
    ...spec.hosts.flatMap((host, i) => checkHost(spec, host, ['hosts', i])),
    ...checkRoles(spec),
    ...checkSettings(spec),
  ]
  return wrong.map(({ message, path }) => ({ message, where: placeOf(path) }))
}

function twice(
  names: readonly string[],
  what: string,
  path: (i: number) => Path,
): readonly Wrong[] {
  return names.flatMap((name, i) =>
    names.indexOf(name) === i
      ? []
      : [{ message: `There are two of ${what} “${name}”.`, path: path(i) }],
  )
}

function checkZones(spec: ProjectSpec): readonly Wrong[] {
  const zones = [
    ...spec.environments.map((e, i) => ({ zone: e.zone, path: ['environments', i, 'zone'] })),
    ...spec.hosts.map((h, i) => ({ zone: h.zone, path: ['hosts', i, 'zone'] })),
  ]
  return zones.flatMap(({ zone, path }) =>
    zone === undefined || isZone(zone)
      ? []
      : [{ message: `“${zone}” is no time zone; write one as Europe/London.`, path }],
  )
}

function checkClusters(spec: ProjectSpec): readonly Wrong[] {
  const environments = new Set<string>(spec.environments.map((e) => e.id))
  return spec.clusters.flatMap((cluster, i) =>
    environments.has(cluster.environment)
      ? []
      : [
          {
            message: `Cluster ${cluster.id} is in the environment “${cluster.environment}”, which is not in the list.`,
            path: ['clusters', i, 'environment'],
          },
        ],
  )
}

function checkHost(spec: ProjectSpec, host: Host, path: Path): readonly Wrong[] {
  const wrong: Wrong[] = []
  const isSip = host.roles.includes('sip')
  if (host.cluster !== undefined && !spec.clusters.some((c) => c.id === host.cluster))
    wrong.push({
      message: `Host ${host.name} is of the cluster “${host.cluster}”, which is not in the list.`,
      path: [...path, 'cluster'],
    })
  if (host.cluster === undefined && isSip)
    wrong.push({ message: `Host ${host.name} has the role sip and names no cluster.`, path })
  if (host.cluster !== undefined && !isSip)
    wrong.push({
      message: `Host ${host.name} names a cluster but has not the role sip.`,
      path: [...path, 'cluster'],
    })
  if (host.roles.includes('dsbc') !== (host.system === 'dsbc'))
    wrong.push({
      message: `Host ${host.name}: the role dsbc belongs to the system dsbc, and no other role's host is of that system.`,
      path: [...path, 'roles'],
    })
  if (host.jump?.includes(host.name) === true)
    wrong.push({ message: `Host ${host.name} hops through itself.`, path: [...path, 'jump'] })
  return wrong
}

/** Roles without which no procedure can name a host. */
function checkRoles(spec: ProjectSpec): readonly Wrong[] {
  const has = (system: Host['system'], role: Host['roles'][number], cluster?: string): boolean =>
    spec.hosts.some(
      (h) =>
        h.system === system &&
        h.roles.includes(role) &&
        (cluster === undefined || h.cluster === cluster),
    )
  const wrong: Wrong[] = []
  for (const system of ['source', 'target'] as const) {
    if (!has(system, 'db'))
      wrong.push({ message: `No host of the ${system} has the role db.`, path: ['hosts'] })
    for (const { id } of spec.clusters)
      if (!has(system, 'sip', id))
        wrong.push({
          message: `No sip host of the ${system} is of cluster ${id}.`,
          path: ['hosts'],
        })
  }
  if (!has('dsbc', 'dsbc')) wrong.push({ message: 'No host has the role dsbc.', path: ['hosts'] })
  return wrong
}

function checkSettings(spec: ProjectSpec): readonly Wrong[] {
  const wrong: Wrong[] = []
  const { source, target } = spec.systems
  if (releaseNumber(target.release) <= releaseNumber(source.release))
    wrong.push({
      message: `The target's release ${target.release} is not newer than the source's ${source.release}.`,
      path: ['systems', 'target', 'release'],
    })
  if (needsRadiusSwitchover(spec) && spec.services.radius === undefined)
    wrong.push({
      message:
        'External gateways or xDR import need a RADIUS switchover, so services.radius is needed.',
      path: ['services'],
    })
  if (spec.transfer.batchSize > spec.transfer.maxBatchSize)
    wrong.push({
      message: `transfer.batchSize ${spec.transfer.batchSize} is above maxBatchSize ${spec.transfer.maxBatchSize}.`,
      path: ['transfer', 'batchSize'],
    })
  return wrong
}

const releaseNumber = (release: string): number => Number(release.slice(2))
