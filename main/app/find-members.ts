import type { MemberView } from '../../shared/ipc/overview.ts'
import type { BatchRow, CustomerRow } from '../data/protocol.ts'

export type MemberQuery =
  { readonly batch: string } | { readonly text: string; readonly limit: number }

/** Customers of a batch in its order, or those whose id or name holds the text, at most `limit`. */
export function findMembers(
  customers: readonly CustomerRow[],
  batches: readonly BatchRow[],
  query: MemberQuery,
): readonly MemberView[] {
  if ('batch' in query) {
    const ids = new Set<string>(batches.find((batch) => batch.id === query.batch)?.members)
    return customers.filter((customer) => ids.has(customer.id)).map(memberView)
  }
  const wanted = query.text.trim().toLowerCase()
  return customers
    .filter(({ id, name }) => id.toLowerCase() === wanted || name.toLowerCase().includes(wanted))
    .slice(0, query.limit)
    .map(memberView)
}

const memberView = (customer: CustomerRow): MemberView => ({
  id: customer.id,
  name: customer.name,
  environment: customer.environment,
  accounts: customer.accounts,
  product: customer.product,
  state: customer.state,
  ...(customer.batch === undefined ? {} : { batch: customer.batch }),
  returns: customer.returns,
  handWork: customer.handWork,
})
