import type { PlanFacts } from '../types.ts'
import { method, stageNodes } from './plan-node.ts'
import type { PlanNode } from './plan-node.ts'
import { ProcedureId } from '../../domain/ids.ts'

/** Scope points of the method that are looked at side by side, each as [id, title, what to look for]. */
const scope: readonly (readonly [string, string, string])[] = [
  ['scope-hardware', 'Analyse the hardware of the source', ''],
  ['scope-network', 'Analyse the network architecture', ''],
  ['scope-entities', 'Count environments and billing entities: customers, accounts, resellers', ''],
  ['scope-services', 'List the services and functionalities provided', ''],
  ['scope-auxiliary', 'List auxiliary services, such as CDR import', ''],
  ['scope-settings', 'List custom settings', ''],
  ['scope-third-party', 'List third-party systems integrated with billing, such as a CRM', ''],
  [
    'scope-applications',
    'List custom portals and API applications, and who reads the database directly',
    'only API requests are dispatched between the systems',
  ],
  ['scope-code', 'List custom code modifications', ''],
  ['scope-reports', 'List custom reports and SQL scripts', ''],
]

const scopeSource = method('PMA scope', 'elapsed and effort (I)')

/**
 * Pre-migration analysis. Along its longest chain it takes 10 working days, the method's minimum: survey 1, scope 2, decisions and
 * diagram 2, plan 2, matrix 2, freeze date 1; how the method's figure is divided is (I).
 */
export function analysisTasks({ settings }: PlanFacts): PlanNode[] {
  const { task, milestone } = stageNodes('analysis')
  const onPremises = settings.target === 'on-premises'
  return [
    milestone(['analysis-start', 'Analysis begins'], 'both', [], {
      source: method('Pre-migration analysis'),
    }),
    task(
      ['survey', 'Survey the systems'],
      'vendor',
      { elapsed: 1, effort: 0.5 },
      ['analysis-start'],
      {
        source: scopeSource,
        involves: 'the operator gives access and supplies data',
        procedure: ProcedureId.parse('analysis-survey'),
        member: 'project',
      },
    ),
    ...scope.map(([id, title, note]) =>
      task([id, title], 'vendor', { elapsed: 2, effort: 0.5 }, ['survey'], {
        source: scopeSource,
        involves: 'the operator supplies data',
        ...(note === '' ? {} : { why: note }),
      }),
    ),
    task(
      [
        'target-requirements',
        `Agree the requirements of the target: ${onPremises ? 'physical hardware' : 'cloud resources'}, network configuration`,
      ],
      'both',
      { elapsed: 2, effort: 1 },
      ['survey'],
      { source: scopeSource, involves: 'the operator decides between physical and cloud' },
    ),
    ...resultTasks(),
  ]
}

function resultTasks(): PlanNode[] {
  const { task, milestone } = stageNodes('analysis')
  const source = method('PMA results', 'elapsed and effort (I)')
  return [
    task(
      ['direct-database', 'Replace direct database queries of portals by API requests'],
      'operator',
      { elapsed: 5, effort: 3 },
      ['scope-applications'],
      {
        source: method('Pre-migration analysis, example 1', 'elapsed and effort (?)'),
        involves: 'PortaOne advises; suppliers of the portals may do it',
        why: 'has to be done before the API is switched over (domain.md 6, row 18)',
      },
    ),
    task(
      ['customizations-decided', 'Decide which customizations the new release still needs'],
      'both',
      { elapsed: 2, effort: 1 },
      ['scope-settings', 'scope-code', 'scope-reports'],
      { source: method('Pre-migration analysis, example 2', 'elapsed and effort (I)') },
    ),
    task(
      ['integration-diagram', 'Draw the diagram of the integration points'],
      'vendor',
      { elapsed: 2, effort: 1 },
      ['scope-network', 'scope-third-party', 'scope-applications'],
      { source, involves: 'the operator confirms it' },
    ),
    task(
      ['customization-list', 'Write the list of code customizations to replicate on the target'],
      'vendor',
      { elapsed: 1, effort: 0.5 },
      ['customizations-decided'],
      { source, involves: 'the operator confirms it' },
    ),
    task(
      ['migration-plan', 'Write the tentative migration plan: steps and responsibilities'],
      'vendor',
      { elapsed: 2, effort: 1 },
      [
        'scope-hardware',
        'scope-services',
        'scope-auxiliary',
        'target-requirements',
        'customizations-decided',
        'integration-diagram',
      ],
      { source, involves: 'both sides agree who tests which portal' },
    ),
    task(
      ['migration-matrix', 'Write the migration matrix: customers by batches, and their order'],
      'vendor',
      { elapsed: 2, effort: 1 },
      ['scope-entities', 'migration-plan'],
      { source, involves: 'the operator decides composition and order (domain.md 2.9)' },
    ),
    task(
      ['freeze-date', 'Agree the date of the catalog freeze'],
      'both',
      { elapsed: 1, effort: 0.5 },
      ['migration-matrix'],
      { source },
    ),
    milestone(
      ['analysis-complete', 'Analysis complete'],
      'both',
      ['customization-list', 'freeze-date'],
      { source: method('PMA timeline', 'at least 10 business days, up to 20; Panda Telecom 7') },
    ),
  ]
}
