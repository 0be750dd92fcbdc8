import type { CustomerId } from '../../shared/domain/ids.ts'
import type { StoredLogCheck } from '../data/protocol.ts'

/** Groups in a bundle; the stored result has all of them. */
const mostGroups = 50

/** Why this customer is returned: verdict, reasons and groups with their examples, as the check found them. */
export function evidenceOf({ batch, hash, result }: StoredLogCheck, customer: CustomerId): unknown {
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
