import { ProcedureId } from '../../domain/ids.ts'
import { needsRadiusSwitchover } from '../../domain/project.ts'
import type { ProjectSpec } from '../../domain/project.ts'
import { checkJump } from '../jump.ts'
import type { PlanFacts } from '../types.ts'
import { method, minutes, stageNodes } from './plan-node.ts'
import type { PlanNode } from './plan-node.ts'
import { targetTasks } from './target-tasks.ts'

const { task, milestone, downtime } = stageNodes('setup')

/** Business days that deployment and provisioning took at Panda Telecom, waiting for agreed slots included (method.txt). */
export const provisioningDays = 13

const deployment = 'Dual Version deployment and provisioning'

/**
 * Target preparation, which runs ahead beside the analysis once the target's requirements are agreed, and deployment and
 * provisioning behind the analysis. Effort of the vendor in the latter adds up to the method's 4 man-days for two clusters with
 * RADIUS; how it is divided is (I).
 */
export const setupTasks = ({ spec, settings }: PlanFacts): PlanNode[] => [
  ...targetTasks(settings.target === 'on-premises' ? 'operator' : 'vendor'),
  ...provisioning(
    spec.systems.source.release,
    checkJump(spec.systems.source.release, spec.systems.target.release).freezeEnforced,
  ),
  ...switchovers(spec),
  ...confirmation(),
]

function provisioning(sourceRelease: string, enforced: boolean): PlanNode[] {
  return [
    milestone(['freeze-announced', 'Catalog freeze announced'], 'both', ['analysis-complete'], {
      source: method('Planning product catalog last-minute changes', 'domain.md 10.1 row 7'),
    }),
    task(
      ['last-catalog-changes', 'Make the last changes of existing products on the source'],
      'operator',
      { elapsed: 3, effort: 1 },
      ['freeze-announced'],
      {
        source: method('Planning product catalog last-minute changes', 'elapsed and effort (I)'),
      },
    ),
    task(
      ['slots-agreed', 'Agree the time slots of the downtime windows'],
      'both',
      { elapsed: 3, effort: 0.25 },
      ['analysis-complete'],
      { source: method(deployment, 'elapsed and effort (I)') },
    ),
    task(
      [
        'provisioning-coordination',
        'Deployment and provisioning, waiting for agreed slots included',
      ],
      'both',
      { elapsed: provisioningDays, effort: 0.5 },
      ['analysis-complete'],
      {
        source: method(
          `${deployment}, timeline`,
          '4 man-days over 13 business days at Panda Telecom',
        ),
        waits: true,
        why: 'slots are coordinated with the operator’s engineers; set its days to 0 to plan by the steps alone',
      },
    ),
    task(
      ['provisioning-prepared', 'Prepare deployment and provisioning'],
      'vendor',
      { elapsed: 1, effort: 0.5 },
      ['slots-agreed', 'target-ready'],
      { source: method(deployment, 'a step of its own (I)') },
    ),
    downtime(
      ['ids-split', 'Reconfigure the source database so that ids stay unique'],
      ['last-catalog-changes', 'provisioning-prepared'],
      { service: 'database', scope: 'project', budgetMs: minutes(1) },
      {
        source: method(deployment, 'about 1 minute'),
        effortDays: 0.25,
        procedure: ProcedureId.parse('ids-split'),
        member: 'project',
      },
    ),
    milestone(
      ['freeze-enforced', 'Catalog freeze enforced'],
      enforced ? 'system' : 'operator',
      ['ids-split'],
      {
        source: method(deployment, 'domain.md 2.7, 10.1 rows 5 and 7'),
        why: enforced
          ? `${sourceRelease} blocks changes of existing products by itself, in the web interface and the API`
          : `${sourceRelease} does not block changes of existing products: people have to keep the freeze (MR100 and newer block them)`,
      },
    ),
    task(
      ['database-copy', 'Copy the source database to the target'],
      'vendor',
      { elapsed: 1, effort: 0.5 },
      ['freeze-enforced'],
      {
        source: method(deployment, 'elapsed (?)'),
        procedure: ProcedureId.parse('database-copy'),
        member: 'project',
      },
    ),
    task(
      ['catalog-freeze-check', 'Check that the catalog is as it was at the copy'],
      'vendor',
      { elapsed: 1, effort: 0.25 },
      ['database-copy'],
      {
        source: 'domain.md 5 and 12 row 11; elapsed and effort (I)',
        procedure: ProcedureId.parse('catalog-freeze-check'),
        member: 'project',
      },
    ),
    task(
      ['switchover-prepared', 'Prepare the IP address switchover on the DSBC'],
      'vendor',
      { elapsed: 2, effort: 0.75 },
      ['database-copy'],
      { source: method('IP address switchover', 'elapsed and effort (I)') },
    ),
  ]
}

/** One after the other, each in a window of its own: clusters in the order of the project, then RADIUS, then the API. */
function switchovers(spec: ProjectSpec): PlanNode[] {
  const nodes: PlanNode[] = []
  const previous = (): string => nodes.at(-1)?.id ?? 'switchover-prepared'
  for (const cluster of spec.clusters)
    nodes.push(
      downtime(
        [
          `switchover-voice-${cluster.id}`,
          `Switch voice of cluster ${cluster.id} over to the DSBC`,
        ],
        [previous()],
        {
          service: 'voice',
          scope: cluster.id,
          budgetMs: minutes(3),
          environment: cluster.environment,
        },
        {
          source: method('IP address switchover', 'about 3 minutes per PortaSIP cluster'),
          effortDays: 0.25,
          procedure: ProcedureId.parse('switchover-voice'),
          member: cluster.id,
        },
      ),
    )
  if (needsRadiusSwitchover(spec))
    nodes.push(
      downtime(
        ['switchover-radius', 'Switch RADIUS and Diameter over to the DSBC'],
        [previous()],
        { service: 'radius', scope: 'project', budgetMs: minutes(5) },
        {
          source: method('IP address switchover', 'about 5 minutes'),
          effortDays: 0.25,
          procedure: ProcedureId.parse('switchover-radius-diameter'),
          member: 'project',
          why: spec.facts.externalGateways
            ? 'needed because there are external gateways'
            : 'needed because xDRs are imported from external systems',
        },
      ),
    )
  nodes.push(
    downtime(
      ['switchover-api', 'Switch API requests over to the DSBC'],
      [previous(), 'direct-database'],
      { service: 'api', scope: 'project', budgetMs: minutes(5) },
      {
        source: method('IP address switchover', 'about 5 minutes'),
        effortDays: 0.25,
        procedure: ProcedureId.parse('switchover-api'),
        member: 'project',
      },
    ),
  )
  return nodes
}

const confirmation = (): PlanNode[] => [
  milestone(
    ['new-products', 'New products and services may be sold on the target'],
    'operator',
    ['switchover-api'],
    {
      source: method(
        'Planning product catalog last-minute changes',
        'after the switchover, the stricter reading (domain.md 10.1 row 4)',
      ),
    },
  ),
  task(
    ['signup-default', 'Decide where new sign-ups land, and point the sign-up there'],
    'operator',
    { elapsed: 1, effort: 0.5 },
    ['switchover-api'],
    {
      source: 'domain.md 3.7 and 10.1 row 13; elapsed and effort (I)',
      involves: 'PortaOne advises',
      why: 'without it new subscribers land on the source',
    },
  ),
  task(
    ['integrations-tested', 'Test portals and integrations through the DSBC'],
    'operator',
    { elapsed: 2, effort: 1 },
    ['switchover-api'],
    {
      source: method('Pre-migration analysis, example 1', 'elapsed and effort (I)'),
      involves: 'PortaOne advises; owners of portals test theirs',
    },
  ),
  milestone(
    ['setup-complete', 'Setup complete: the first customer may move'],
    'both',
    [
      'customizations-ported',
      'provisioning-coordination',
      'catalog-freeze-check',
      'new-products',
      'signup-default',
      'integrations-tested',
    ],
    { source: method(`${deployment}, timeline`) },
  ),
]
