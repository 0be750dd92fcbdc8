import { csvText } from '../../base/csv.ts'
import type { BatchId } from '../../domain/ids.ts'
import type { Plan, PlanFacts } from '../types.ts'
import { localTimes } from '../wall-clock.ts'
import { customerRows, zonesOf } from './customer-rows.ts'

const columns = [
  'id',
  'name',
  'contact',
  'batch',
  'date',
  'from',
  'to_date',
  'to',
  'zone',
  'zone_name',
  'utc_offset',
  'to_zone_name',
  'to_utc_offset',
  'expected_seconds',
  'measured_seconds',
] as const

/**
 * One row for every customer that has a window, for a mail merge. Times are on the wall clock of the customer's own zone (default:
 * the environment's); zone name and offset stand beside both ends, because a window may hold a change of summer time.
 * `expected_seconds`: without service, by the lock-out model; `measured_seconds`: by probes, once it was moved.
 */
export function noticesCsv(
  facts: PlanFacts,
  plan: Plan,
  options: {
    /** Only the customers of this batch. Default all. */
    readonly batch?: BatchId
  } = {},
): string {
  const local = localTimes()
  const zoneOf = zonesOf(facts)
  const measured = new Map(facts.progress.measured.map((m) => [m.customer, m.ms]))
  const rows = customerRows(facts, plan).flatMap(({ customer, batch, window }) => {
    if (batch === undefined || window === undefined) return []
    if (options.batch !== undefined && batch.id !== options.batch) return []
    const zone = customer.zone ?? zoneOf(customer.environment)
    const [from, to] = [local(window.from, zone), local(window.to, zone)]
    const ms = measured.get(customer.id)
    return [
      [
        customer.id,
        customer.name,
        customer.contact ?? '',
        batch.id,
        from.date,
        from.time,
        to.date,
        to.time,
        zone,
        from.zone,
        `UTC${from.offset}`,
        to.zone,
        `UTC${to.offset}`,
        String(Math.ceil(facts.lockOut.ms(customer.accounts) / 1000)),
        ms === undefined ? '' : (ms / 1000).toFixed(1),
      ],
    ]
  })
  return csvText([columns, ...rows])
}
