import { counted } from '../../base/counted.ts'
import { formatMs } from '../../domain/time.ts'
import { batchLoadMs } from '../placement/load.ts'
import type { PlanCustomer, PlanFacts, PlanFinding } from '../types.ts'
import { at, intAt } from './at.ts'
import { capacityOf, mostCustomers } from './capacity.ts'
import { groupsOf } from './moving-groups.ts'
import type { Ruled, RuledBatch } from './rules.ts'

/** Too many customers, or too much work for a window. What cannot be split is a batch of its own, and is told apart. */
export function wrongSizes({ facts, batches }: Ruled): readonly PlanFinding[] {
  return batches
    .filter(({ begun }) => !begun)
    .flatMap((own) => [...tooMany(facts, own), ...tooLong(facts, own)])
}

function tooMany(facts: PlanFacts, own: RuledBatch): PlanFinding[] {
  const { pilotSize } = facts.spec.transfer
  const { batch } = own
  const size = batch.members.length
  const most = mostCustomers(facts, batch.pilot)
  const where = { batch: batch.id }
  if (size > most) {
    const whole = isOneGroup(facts, own)
    return [
      {
        severity: whole ? 'warning' : 'error',
        message: `${batch.id} has ${counted(size, 'customer')}, more than ${most}${whole ? ': they move together (reseller, linked office or IVR)' : ''}`,
        where,
        next: whole
          ? 'raise transfer.maxBatchSize, or give the reseller a night of its own and keep it under watch'
          : 'split the batch',
      },
    ]
  }
  if (!batch.pilot || size <= pilotSize) return []
  return [
    {
      severity: 'warning',
      message: isOneGroup(facts, own)
        ? `the pilot has ${counted(size, 'customer')} instead of ${pilotSize}: the smallest group that moves together is larger`
        : `the pilot has ${counted(size, 'customer')} instead of ${pilotSize}`,
      where,
      next: 'move some of them into another batch, or raise transfer.pilotSize',
    },
  ]
}

function tooLong(facts: PlanFacts, own: RuledBatch): PlanFinding[] {
  const byEnvironment = new Map<PlanCustomer['environment'], PlanCustomer[]>()
  for (const position of own.positions) {
    const customer = at(facts.customers, position)
    const list = byEnvironment.get(customer.environment)
    if (list === undefined) byEnvironment.set(customer.environment, [customer])
    else list.push(customer)
  }
  return [...byEnvironment].flatMap(([environment, customers]) => {
    const load = batchLoadMs(facts, customers)
    const { usualMs, mostMs } = capacityOf(facts, environment)
    if (load <= usualMs) return []
    const whole = isOneGroup(facts, own)
    const never = load > mostMs
    const left = formatMs(Math.max(0, never ? mostMs : usualMs))
    const what =
      customers.length === 1 ? `${customers[0]?.id ?? ''} takes` : `${own.batch.id} takes`
    return [
      {
        severity: whole && !never ? ('warning' as const) : ('error' as const),
        message: `${what} ${formatMs(load)} in ${environment}, and the ${never ? 'longest' : 'shortest'} window leaves ${left} behind the reserve${whole && customers.length > 1 ? '; its customers move together and cannot be split' : ''}`,
        where: { batch: own.batch.id, environment },
        next: whole
          ? `${never ? 'lengthen the off-peak window' : 'keep a longer window for it'}, raise transfer.width (now ${facts.spec.transfer.width}), lower the reserve, or exclude it and move it by hand`
          : 'split the batch',
      },
    ]
  })
}

function isOneGroup({ customers }: PlanFacts, { positions }: RuledBatch): boolean {
  const { groupOf } = groupsOf(customers)
  return new Set(positions.map((position) => intAt(groupOf, position))).size === 1
}
