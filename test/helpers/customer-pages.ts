import { wordColumn } from '../../shared/domain/customer-table.ts'
import type { CustomerPage, CustomerStanding } from '../../shared/domain/customer-table.ts'

export type TestCustomer = {
  readonly id: string
  readonly name?: string
  readonly environment?: string
  readonly product?: string
  readonly batch?: string
  readonly state?: string
  readonly accounts?: number
  readonly handWork?: string
  readonly returns?: number
  readonly passed?: number
  readonly failed?: number
}

export const standingOf = (customers: readonly TestCustomer[]): CustomerStanding => ({
  states: wordColumn(customers.map((c) => c.state ?? 'planned')),
  batches: wordColumn(customers.map((c) => c.batch ?? '')),
  returns: Uint16Array.from(customers, (c) => c.returns ?? 0),
  passed: Uint16Array.from(customers, (c) => c.passed ?? 0),
  failed: Uint16Array.from(customers, (c) => c.failed ?? 0),
})

/** A page as the data process answers it. */
export const customerPage = (
  customers: readonly TestCustomer[],
  from = 0,
  total = customers.length,
  seq = 1,
): CustomerPage => ({
  seq,
  from,
  total,
  ids: customers.map((c) => c.id),
  names: customers.map((c) => c.name ?? `Customer ${c.id}`),
  environments: wordColumn(customers.map((c) => c.environment ?? 'us')),
  products: wordColumn(customers.map((c) => c.product ?? 'Basic')),
  kinds: wordColumn(customers.map(() => 'retail')),
  handWork: wordColumn(customers.map((c) => c.handWork ?? '')),
  accounts: Int32Array.from(customers, (c) => c.accounts ?? 1),
  monthlyMinutes: Float64Array.from(customers, () => 10),
  standing: standingOf(customers),
})
