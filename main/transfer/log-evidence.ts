import type { CustomerId } from '../../shared/domain/ids.ts'
import type { KeptEvidence, LogEvidence } from '../../shared/log-rules/looks.ts'
import type { DataApi, StoredLogCheck } from '../data/protocol.ts'

/** Groups in a bundle; the stored result has all of them. */
const mostGroups = 50

/** Why this customer is returned: verdict, reasons and groups with their examples, as the check found them. */
export function evidenceOf(
  { batch, hash, result }: StoredLogCheck,
  customer: CustomerId,
): LogEvidence {
  const own = result.customers.find((verdict) => verdict.customer === customer)
  const ids = new Set(own?.groups)
  return {
    batch,
    result: hash,
    verdict: own?.verdict ?? result.verdict,
    reasons: own?.reasons ?? [],
    groups: result.groups
      .filter(({ template }) => ids.has(template.id))
      .slice(0, mostGroups)
      .map(({ customers, ...group }) => ({
        ...group,
        customers: customers.filter((found) => found.customer === customer),
      })),
  }
}

/** What was kept of this customer in the journal, whatever asked for it, oldest first. */
export async function keptEvidence(
  data: Pick<DataApi, 'events'>,
  customer: CustomerId,
): Promise<readonly KeptEvidence[]> {
  const kept: KeptEvidence[] = []
  for (let after = 0; ;) {
    const events = await data.events({ kinds: ['evidence.kept'], after })
    for (const { at, event } of events)
      if (event.kind === 'evidence.kept' && event.member === customer)
        kept.push({ at, run: event.run, title: event.title })
    const last = events.at(-1)
    if (last === undefined) return kept
    after = last.seq
  }
}
