import { ProcedureId } from '../../domain/ids.ts'
import type { PlanFacts } from '../types.ts'
import { method, minutes, stageNodes } from './plan-node.ts'
import type { PlanNode } from './plan-node.ts'

const { task, milestone, downtime } = stageNodes('decommission')

/**
 * Soak and decommission. The method wants 2-4 weeks, or a billing period, behind the last customer: the project's soak is what the
 * plan and the gate of the procedure wait for; the billing period stands beside it, and the gate notes when it is not over.
 */
export function closingTasks(facts: PlanFacts): PlanNode[] {
  const { spec } = facts
  const period = Math.max(...spec.environments.map((e) => e.billingPeriodDays))
  const lastCustomers = spec.environments.map((e) => `last-customer-${e.id}`)
  const soakSource = method('Source system decommission', '2-4 weeks or one billing period')
  return [
    task(
      ['soak', `Soak: watch the target for ${spec.soakDays} days`],
      'operator',
      { elapsed: workingDaysIn(spec.soakDays), effort: 0 },
      lastCustomers,
      {
        source: soakSource,
        involves: 'PortaOne is told',
        calendarDays: spec.soakDays,
        why:
          spec.soakDays < period
            ? `ends before a billing period of ${period} days is over; the method allows either`
            : `a billing period of ${period} days is over too`,
      },
    ),
    milestone(['soak-end', 'Soak over'], 'both', ['soak'], { source: soakSource }),
    task(
      ['decommission-prepared', 'Plan and prepare the decommission of the source'],
      'vendor',
      { elapsed: 1, effort: 1 },
      ['soak-end', ...spec.environments.map((e) => `xdr-reconciled-${e.id}`)],
      {
        source: method('Source system decommission, timeline', '1 day at Panda Telecom'),
        involves: 'the operator decides the date',
      },
    ),
    downtime(
      ['decommission', 'Disconnect the source and switch the target to normal mode'],
      ['decommission-prepared', 'transfer-complete'],
      { service: 'system', scope: 'project', budgetMs: minutes(3) },
      {
        source: method('Source system decommission', 'about 2-3 minutes'),
        effortDays: 0.5,
        procedure: ProcedureId.parse('decommission'),
        member: 'project',
      },
    ),
    milestone(['target-normal', 'Target in normal mode'], 'both', ['decommission'], {
      source: method('Source system decommission'),
      why: 'what is left of the catalog freeze ends here for certain (domain.md 10.1 row 6)',
    }),
    milestone(
      ['source-reusable', 'Source may serve as the target of the next migration'],
      'operator',
      ['target-normal'],
      { source: method('Source system decommission') },
    ),
  ]
}

const workingDaysIn = (calendarDays: number): number => Math.round((calendarDays * 5) / 7)
