import type { CustomerId, EnvironmentId } from './ids.ts'
import type { EventOf, JournalEvent } from './journal.ts'
import type { Instant } from './time.ts'

/** The last merge of the vendor xDRs of an environment. */
export type XdrMerge = {
  readonly at: Instant
  readonly event: EventOf<'xdr.synced'>
  /** A customer of the environment has moved since: a move brings new vendor xDRs, so it has to be made again. */
  readonly outdated: boolean
}

/** The environments whose vendor xDRs were merged, out of events in their order; those of other kinds say nothing here. */
export function xdrMerges(
  events: Iterable<{ readonly at: Instant; readonly event: JournalEvent }>,
  customers: Iterable<{ readonly id: CustomerId; readonly environment: EnvironmentId }>,
): ReadonlyMap<EnvironmentId, XdrMerge> {
  const home = new Map([...customers].map((c) => [c.id, c.environment]))
  const merges = new Map<EnvironmentId, XdrMerge>()
  for (const { at, event } of events)
    if (event.kind === 'xdr.synced') merges.set(event.environment, { at, event, outdated: false })
    else if (event.kind === 'customer.state' && event.to === 'transferred') {
      const environment = home.get(event.customer)
      const merge = environment === undefined ? undefined : merges.get(environment)
      if (merge !== undefined) merges.set(merge.event.environment, { ...merge, outdated: true })
    }
  return merges
}
