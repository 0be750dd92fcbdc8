import { invariant } from '../../base/assert.ts'
import type { CustomerId, EnvironmentId } from '../../domain/ids.ts'
import type { BatchWindow } from '../../domain/planning.ts'
import type { Plan, PlanCustomer, PlanFacts, PlannedBatch } from '../types.ts'

/** A customer and where the plan puts it; `window` is that of its own environment, the last when there are several. */
export type CustomerRow = {
  readonly customer: PlanCustomer
  readonly batch?: PlannedBatch
  readonly window?: BatchWindow
}

/** Every customer: by batch in their order, then those in none, each in the order of the input. */
export function customerRows(
  { customers }: PlanFacts,
  { batches }: Pick<Plan, 'batches'>,
): readonly CustomerRow[] {
  const home = new Map<CustomerId, PlannedBatch>()
  for (const batch of batches) for (const member of batch.members) home.set(member, batch)
  const rows = customers.map((customer): CustomerRow => {
    const batch = home.get(customer.id)
    const window = batch?.windows.findLast((w) => w.environment === customer.environment)
    return {
      customer,
      ...(batch === undefined ? {} : { batch }),
      ...(window === undefined ? {} : { window }),
    }
  })
  const order = ({ batch }: CustomerRow): number => batch?.ordinal ?? Number.MAX_SAFE_INTEGER
  return rows.toSorted((a, b) => order(a) - order(b))
}

/** Zone of each environment by id; a customer of an unknown one is a bug of ours: the import refuses it. */
export function zonesOf({ spec }: PlanFacts): (environment: EnvironmentId) => string {
  const zones = new Map(spec.environments.map((e) => [e.id, e.zone]))
  return (environment) => {
    const zone = zones.get(environment)
    invariant(zone !== undefined, `no environment ${environment}`)
    return zone
  }
}
