import type {
  ApiAccount,
  ApiCustomer,
  ApiNumber,
  ApiProduct,
  ApiVendor,
} from '../portabilling/api-shapes.ts'
import type { ApiRow } from '../data/survey-protocol.ts'

/** Rows of the API as they are stored: as few fields as the facts need, no name of a person among them. */

const row = (id: number, more: Partial<ApiRow>): ApiRow => ({
  id,
  env: null,
  owner: null,
  kind: null,
  state: null,
  lock: null,
  office: null,
  ...more,
})

export const customerRow = (c: ApiCustomer): ApiRow =>
  row(c.i_customer, {
    env: c.i_env ?? null,
    owner: c.i_parent ?? null,
    kind:
      c.i_customer_type === null || c.i_customer_type === undefined
        ? null
        : String(c.i_customer_type),
    state: c.bill_status,
    lock: c.billing_lock === 'N' ? null : (c.billing_lock ?? null),
    office: c.i_main_office ?? null,
  })

export const accountRow = (a: ApiAccount): ApiRow =>
  row(a.i_account, {
    owner: a.i_customer,
    kind: a.i_product === null || a.i_product === undefined ? null : String(a.i_product),
    state: a.bill_status ?? null,
  })

export const productRow = (p: ApiProduct): ApiRow =>
  row(p.i_product, { env: p.i_env ?? null, kind: p.name.slice(0, 200) })

export const vendorRow = (v: ApiVendor): ApiRow => row(v.i_vendor, { env: v.i_env ?? null })

/** A number without an id of its own is its own id: digits, at most 15 (E.164). */
export const numberRow = (n: ApiNumber): ApiRow =>
  row(n.i_did_number ?? n.i_number ?? Number((n.number ?? '').replaceAll(/\D/g, '').slice(0, 15)), {
    env: n.i_env ?? null,
    owner: n.i_customer ?? null,
  })
