import { csvText } from '../../base/csv.ts'
import { formatInstant } from '../../domain/time.ts'
import type { Plan, PlanFacts } from '../types.ts'
import { formatLocal, localTimes } from '../wall-clock.ts'
import { customerRows, zonesOf } from './customer-rows.ts'

const columns = [
  'id',
  'name',
  'environment',
  'batch',
  'order',
  'window_from_local',
  'window_to_local',
  'zone',
  'window_from_utc',
  'window_to_utc',
  'team',
  'product',
  'accounts',
  'monthly_minutes',
  'reseller',
  'main_office',
  'ivr',
  'hand_work',
  'excluded',
] as const

/**
 * The migration matrix (method.txt, PMA results): one row a customer, by batch. Local times are those of the customer's
 * environment. A customer without a window has empty cells there.
 */
export function matrixCsv(facts: PlanFacts, plan: Plan): string {
  const local = localTimes()
  const zoneOf = zonesOf(facts)
  const reasons = new Map(plan.excluded.map((e) => [e.customer, e.reason]))
  const rows = customerRows(facts, plan).map(({ customer, batch, window }) => {
    const zone = zoneOf(customer.environment)
    return [
      customer.id,
      customer.name,
      customer.environment,
      batch?.id ?? '',
      batch === undefined ? '' : String(batch.ordinal),
      window === undefined ? '' : formatLocal(local(window.from, zone)),
      window === undefined ? '' : formatLocal(local(window.to, zone)),
      zone,
      window === undefined ? '' : formatInstant(window.from),
      window === undefined ? '' : formatInstant(window.to),
      window?.team ?? '',
      customer.product,
      String(customer.accounts),
      String(customer.monthlyMinutes),
      customer.parent ?? '',
      customer.mainOffice ?? '',
      customer.ivr ?? '',
      customer.handWork.join(';'),
      reasons.get(customer.id) ?? '',
    ]
  })
  return csvText([columns, ...rows])
}
