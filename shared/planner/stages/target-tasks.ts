import { ProcedureId } from '../../domain/ids.ts'
import type { Party } from '../../domain/parties.ts'
import { method, stageNodes } from './plan-node.ts'
import type { PlanNode } from './plan-node.ts'

const { task, milestone } = stageNodes('setup')

/**
 * Target system preparation, by the operator on premises and by the vendor in the cloud. It begins with the target's requirements,
 * beside the analysis. How long hardware and network take is published nowhere (domain.md 2.2 (?)).
 */
export function targetTasks(party: Party): PlanNode[] {
  const source = method('Target system preparation', 'elapsed and effort (?)')
  const fields = {
    source,
    involves: party === 'operator' ? 'PortaOne advises' : 'the operator is told',
  }
  return [
    task(
      ['target-hardware', 'Prepare the hardware of the target, servers for DSBCs included'],
      party,
      { elapsed: 5, effort: 2 },
      ['target-requirements'],
      fields,
    ),
    task(
      ['target-install', 'Install the software from the .iso image'],
      party,
      { elapsed: 1, effort: 1 },
      ['target-hardware'],
      fields,
    ),
    task(
      ['target-dsbc', 'Configure the DSBC for SIP, RADIUS, Diameter and API requests'],
      party,
      { elapsed: 1, effort: 1 },
      ['target-install'],
      fields,
    ),
    task(
      ['target-network', 'Set up the network of the target'],
      party,
      { elapsed: 1, effort: 0.5 },
      ['target-install'],
      fields,
    ),
    task(
      ['target-connectivity', 'Connect the networks of source and target'],
      party,
      { elapsed: 1, effort: 0.5 },
      ['target-dsbc', 'target-network'],
      fields,
    ),
    task(
      ['target-post-install', 'Post-install tests of the target'],
      'vendor',
      { elapsed: 1, effort: 0.5 },
      ['target-connectivity'],
      {
        source,
        involves: 'the operator is told',
        procedure: ProcedureId.parse('target-acceptance'),
        member: 'project',
      },
    ),
    task(
      ['target-performance', 'Performance tests of the target'],
      'vendor',
      { elapsed: 1, effort: 0.5 },
      ['target-post-install'],
      { source, involves: 'the operator is told' },
    ),
    milestone(['target-ready', 'Target system ready'], 'both', ['target-performance'], { source }),
    task(
      ['customizations-ported', 'Prepare and verify the customizations on the new release'],
      'both',
      { elapsed: 5, effort: 2 },
      ['customization-list', 'target-install'],
      { source: method('Pre-migration analysis, example 2', 'elapsed and effort (?)') },
    ),
  ]
}
