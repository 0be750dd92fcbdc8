import { numericId, pick } from '../chance.ts'
import type { BillingRecord, CustomerState, Side, World } from '../world/state.ts'
import { vendorCount } from '../world/survey-operations.ts'
import { minutesPerXdr } from '../world/state.ts'
import { liveSide, money, servedBy, settle } from '../world/traffic.ts'

/** The read methods of the PortaBilling API that a survey and a transfer need (domain.md 9.3, 9.4). */

/** Which records an endpoint shows: one system's own, or both merged without saying which spoke (domain.md 9.5). */
export type View = Side | 'merged'

export type Params = Readonly<Record<string, unknown>>
export type ApiCall = {
  readonly world: World
  readonly view: View
  readonly params: Params
  readonly at: number
}

/** Becomes HTTP 500 with `faultcode` and `faultstring`. */
export class ApiFault extends Error {
  readonly code: string
  constructor(code: string, text: string) {
    super(text)
    this.code = code
  }
}

type Seen = { readonly state: CustomerState; readonly side: Side; readonly record: BillingRecord }

function see({ world, view, at }: ApiCall, state: CustomerState): Seen | undefined {
  settle(world, state, at)
  const side = view === 'merged' ? (liveSide(state) ?? 'source') : view
  const record = state[side]
  return record.status === 'absent' ? undefined : { state, side, record }
}

function number(params: Params, name: string): number | undefined {
  const value = params[name]
  if (value === undefined || value === null) return undefined
  const n = Number(value)
  if (!Number.isInteger(n)) throw new ApiFault('Client.InvalidParam', `${name} is not a number`)
  return n
}

function find(call: ApiCall): Seen | undefined {
  const wanted = number(call.params, 'i_customer')
  const { name, refnum, login } = call.params
  const { byNumber, customers } = call.world
  const state =
    wanted === undefined
      ? [...customers.values()].find(({ customer }) =>
          [customer.name, customer.id].some((v) => v === name || v === refnum || v === login),
        )
      : byNumber.get(wanted)
  return state === undefined ? undefined : see(call, state)
}

function needed(call: ApiCall): Seen {
  const seen = find(call)
  if (seen === undefined) throw new ApiFault('Server.Customer.not_found', 'no such customer')
  return seen
}

function customerRow({ state, record }: Seen): Record<string, unknown> {
  const { customer, environment } = state
  const reference = (id: string | undefined): number | null =>
    id === undefined ? null : numericId(id)
  return {
    i_customer: numericId(customer.id),
    name: customer.name,
    refnum: customer.id,
    login: `c${customer.id}`,
    i_env: environment.spec.iEnv,
    i_customer_type: customer.kind === 'reseller' ? 2 : 1,
    i_parent: reference(customer.parent),
    i_office_type: customer.mainOffice === undefined ? 1 : 2,
    i_main_office: reference(customer.mainOffice),
    i_balance_control_type: 1,
    balance: money(record.balance),
    credit_limit: money(record.creditLimit),
    bill_status: record.status,
    billing_lock: record.lock,
    blocked: 'N',
    iso_4217: environment.spec.currency,
  }
}

type Row = Record<string, unknown>

/** A page of rows; `offset` needs `limit`, `get_total` asks for the count (domain.md 9.1). Rows are made only for the page. */
function page<T>(
  params: Params,
  list: string,
  all: readonly T[],
  row: (item: T, index: number) => Row,
): Row {
  const limit = number(params, 'limit')
  const offset = number(params, 'offset') ?? 0
  if (offset > 0 && limit === undefined)
    throw new ApiFault('Client.InvalidParam', 'offset needs limit')
  const part = all.slice(offset, offset + Math.min(limit ?? 1000, 1000))
  const total = wantsTotal(params) ? { total: all.length } : {}
  return { [list]: part.map((item, i) => row(item, offset + i)), ...total }
}

const wantsTotal = (params: Params): boolean => Number(params['get_total'] ?? 0) === 1

function customerList(call: ApiCall): Row {
  const { params, world } = call
  const iEnv = number(params, 'i_env')
  const iParent = number(params, 'i_parent')
  const status = params['bill_status']
  const seen: Seen[] = []
  for (const state of world.customers.values()) {
    if (iEnv !== undefined && state.environment.spec.iEnv !== iEnv) continue
    const { parent } = state.customer
    if (iParent !== undefined && (parent === undefined || numericId(parent) !== iParent)) continue
    const one = see(call, state)
    if (one !== undefined && (status === undefined || one.record.status === status)) seen.push(one)
  }
  return page(params, 'customer_list', seen, customerRow)
}

function accountList(call: ApiCall): Row {
  if (call.params['i_customer'] === undefined) return allAccounts(call)
  const { state, record, side } = needed(call)
  const base = numericId(state.customer.id)
  const registered = servedBy(call.world, state) === side ? 1 : 0
  const all = Array.from({ length: record.accounts }, (_, i) => i)
  return page(call.params, 'account_list', all, (i) => ({
    ...accountRow(state, record, base, i),
    ...(Number(call.params['sip_status'] ?? 0) === 1 ? { sip_status: registered } : {}),
  }))
}

const accountRow = (state: CustomerState, record: BillingRecord, base: number, i: number): Row => ({
  i_account: base * 10_000 + i + 1,
  id:
    i === 0
      ? (state.customer.probeAccount ?? `${base}0001`)
      : `${base}${String(i + 1).padStart(4, '0')}`,
  i_customer: base,
  i_product: productNumber(state),
  bill_status: record.status,
})

const productNumber = ({ customer, environment }: CustomerState): number =>
  numericId(`${environment.spec.iEnv}/${customer.product}`)

/** Accounts of all customers in the order of these. Only those of the page are made: 300,000 rows a call would be slow. */
function allAccounts(call: ApiCall): Row {
  const limit = Math.min(number(call.params, 'limit') ?? 1000, 1000)
  const offset = number(call.params, 'offset') ?? 0
  const rows: Row[] = []
  let before = 0
  for (const state of call.world.customers.values()) {
    const record = state[call.view === 'target' ? 'target' : 'source']
    const live = call.view === 'merged' ? state[liveSide(state) ?? 'source'] : record
    if (live.status === 'absent') continue
    const base = numericId(state.customer.id)
    const from = Math.max(0, offset - before)
    for (let i = from; i < live.accounts && rows.length < limit; i++)
      rows.push(accountRow(state, live, base, i))
    before += live.accounts
  }
  return { account_list: rows, ...(wantsTotal(call.params) ? { total: before } : {}) }
}

function numberList(call: ApiCall): Row {
  const limit = Math.min(number(call.params, 'limit') ?? 1000, 1000)
  const offset = number(call.params, 'offset') ?? 0
  const rows: Row[] = []
  let before = 0
  for (const state of call.world.customers.values()) {
    const record = state[call.view === 'target' ? 'target' : 'source']
    if (record.status === 'absent') continue
    const base = numericId(state.customer.id)
    for (let i = Math.max(0, offset - before); i < record.dids && rows.length < limit; i++)
      rows.push({
        i_did_number: base * 10_000 + i + 1,
        number: `44${String(base * 10_000 + i).padStart(10, '0')}`,
        i_customer: base,
      })
    before += record.dids
  }
  return { number_list: rows, ...(wantsTotal(call.params) ? { total: before } : {}) }
}

const vendorList = ({ params }: ApiCall): Row =>
  page(
    params,
    'vendor_list',
    Array.from({ length: vendorCount }, (_, i) => i),
    (i) => ({ i_vendor: i + 1, vendor_name: `Carrier ${i + 1}` }),
  )

function customerXdrs(call: ApiCall): Row {
  const { state, record } = needed(call)
  const current = Number(call.params['for_current_period'] ?? 0) === 1
  const count = current ? record.xdrs : record.xdrs + record.olderXdrs
  const cents = 4 + pick(call.world.seed, `price/${state.customer.id}`, 12)
  const params = call.params
  const limit = Math.min(number(params, 'limit') ?? 1000, 1000)
  const offset = number(params, 'offset') ?? 0
  const base = numericId(state.customer.id) * 1_000_000
  const rows = Math.max(0, Math.min(limit, count - offset))
  return {
    // Rows exist only while they are sent: a year of calls would not fit in memory.
    xdr_list: Array.from({ length: rows }, (_, i) => ({
      i_xdr: base + offset + i,
      charged_amount: money(cents),
      charged_quantity: minutesPerXdr * 60,
    })),
    ...(wantsTotal(params) ? { total: count, total_amount: money(count * cents) } : {}),
  }
}

function activeSessions(call: ApiCall): Row {
  const wanted = number(call.params, 'i_customer')
  const sessions: Row[] = []
  for (const state of call.world.customers.values()) {
    const id = numericId(state.customer.id)
    if (wanted !== undefined && wanted !== id) continue
    const seen = see(call, state)
    if (seen === undefined || servedBy(call.world, state) !== seen.side) continue
    // Minutes of a month over the minutes of 30 days: calls at any moment.
    const busy = state.customer.monthlyMinutes / 43_200
    const calls = Math.floor(
      busy + pick(call.world.seed, `busy/${id}/${Math.floor(call.at / 60_000)}`, 2),
    )
    for (let i = 0; i < calls; i++)
      sessions.push({
        session_id: `${id}-${i}`,
        i_customer: id,
        CLI: state.customer.probeAccount ?? `${id}0001`,
        duration: 60 + i,
      })
  }
  return page(call.params, 'active_session_list', sessions, (row) => row)
}

function productList({ world, params }: ApiCall): Row {
  const products = new Map<string, Row>()
  for (const { customer, environment } of world.customers.values()) {
    const key = `${environment.spec.iEnv}/${customer.product}`
    if (!products.has(key))
      products.set(key, {
        i_product: numericId(key),
        name: customer.product,
        i_env: environment.spec.iEnv,
      })
  }
  return page(params, 'product_list', [...products.values()], (row) => row)
}

export const apiMethods: Readonly<Record<string, (call: ApiCall) => Row>> = {
  'Customer/get_customer_list': customerList,
  'Customer/get_customer_info': (call) => {
    const seen = find(call)
    return seen === undefined ? {} : { customer_info: customerRow(seen) }
  },
  'Customer/get_customer_xdrs': customerXdrs,
  'Account/get_account_list': accountList,
  'Product/get_product_list': productList,
  'DID/get_number_list': numberList,
  'Vendor/get_vendor_list': vendorList,
  'Env/get_env_list': ({ world, params }) =>
    page(params, 'env_list', [...world.environments.values()], ({ spec }) => ({
      i_env: spec.iEnv,
      name: spec.title,
    })),
  'BillingSession/get_active_sessions_list': activeSessions,
}
