import { bad, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import { splitIntoBatches } from '../../shared/domain/batches.ts'
import type { BatchId } from '../../shared/domain/ids.ts'
import type { JournalEvent } from '../../shared/domain/journal.ts'
import { nextOffPeak } from '../../shared/domain/off-peak.ts'
import { problem } from '../../shared/domain/problems.ts'
import type { Problem } from '../../shared/domain/problems.ts'
import type { ProjectSpec } from '../../shared/domain/project.ts'
import { instant } from '../../shared/domain/time.ts'
import type { Instant } from '../../shared/domain/time.ts'
import type { CustomerRow, DataApi } from '../data/protocol.ts'
import type { Clock } from '../runner/ports.ts'

/** Splits the customers into batches, one a night, and stores the plan as one call: all of it or nothing. */
export async function planBatches(
  data: DataApi,
  clock: Clock,
  by: string,
): Promise<Result<readonly BatchId[], Problem>> {
  if ((await data.batches()).length > 0)
    return bad(
      problem('wrong-use', 'there are batches already', {
        safe: 'nothing was changed',
        next: 'move or return single customers; a plan that has begun is not thrown away',
      }),
    )
  const { spec } = await data.summary()
  const customers = await data.customers()
  const split = splitIntoBatches(customers.map(toCustomer), spec.transfer)
  let after = clock.now()
  const events: JournalEvent[] = split.notes.map((text) => ({ kind: 'note', by, text }))
  for (const batch of split.batches) {
    const window = nightOf(spec, customers, batch.members, after)
    after = instant(window.from + 1)
    events.push({
      kind: 'batch.created',
      batch: batch.id,
      ordinal: batch.ordinal,
      pilot: batch.pilot,
      members: [...batch.members],
      window,
    })
  }
  const stored = await data.append(events, clock.now())
  return stored.ok ? ok(split.batches.map((b) => b.id)) : stored
}

const toCustomer = ({
  state: _state,
  batch: _batch,
  returns: _returns,
  ...customer
}: CustomerRow): Omit<CustomerRow, 'state' | 'batch' | 'returns'> => customer

/** The next off-peak window of the environment that most members belong to. */
function nightOf(
  spec: ProjectSpec,
  customers: readonly CustomerRow[],
  members: readonly string[],
  after: Instant,
): { from: Instant; to: Instant } {
  const chosen = new Set<string>(members)
  const count = (environment: string): number =>
    customers.filter((c) => c.environment === environment && chosen.has(c.id)).length
  const [environment] = spec.environments.toSorted((a, b) => count(b.id) - count(a.id))
  return nextOffPeak(environment ?? { zone: 'UTC', offPeak: '01:00-05:00' }, after)
}
