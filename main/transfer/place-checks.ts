import { someOf } from '../../shared/base/some-of.ts'
import { isOnTarget } from '../../shared/domain/states.ts'
import type { ApiClient } from '../portabilling/api-client.ts'
import type { ApiCustomer } from '../portabilling/api-shapes.ts'
import type { CheckAnswer } from '../runner/ports.ts'
import { eachAtOnce, failed, pass } from './check-deps.ts'
import type { Check, CheckDeps } from './check-deps.ts'

/** Where customers are, by the word of both systems (domain.md 3.5). */

/** O and S are live; E is exported; the rest is neither. */
export const isLive = (customer: ApiCustomer | undefined): boolean =>
  customer?.bill_status === 'O' || customer?.bill_status === 'S'

const isLocked = (customer: ApiCustomer | undefined): boolean =>
  customer?.billing_lock !== undefined &&
  customer.billing_lock !== null &&
  customer.billing_lock !== 'N'

/** Every member of the run is live on the source and nowhere else, and not locked by anybody. */
export const customersOnSource: Check = async (deps, { members }) =>
  placeOf(deps, members, 'source')

export const customersOnTarget: Check = async (deps, { members }) =>
  placeOf(deps, members, 'target')

async function placeOf(
  deps: CheckDeps,
  members: readonly { readonly id: string }[],
  system: 'source' | 'target',
): Promise<CheckAnswer> {
  const wrong: string[] = []
  const seen: Record<string, unknown> = {}
  for (const [id, customer] of await recordsOf(deps.api[system], members)) {
    if (!isLive(customer))
      wrong.push(
        `${id} (${customer === undefined ? 'unknown' : `bill status ${customer.bill_status}`})`,
      )
    else if (isLocked(customer))
      wrong.push(`${id} (billing lock ${customer?.billing_lock ?? ''}: somebody else works on it)`)
    if (members.length === 1)
      seen[id] = {
        bill_status: customer?.bill_status,
        balance: customer?.balance,
        billing_lock: customer?.billing_lock,
      }
  }
  return wrong.length === 0
    ? pass(
        `${members.length} of ${members.length} customers are live on the ${system}`,
        members.length === 1 ? seen : undefined,
      )
    : failed(`not live and free on the ${system}: ${someOf(wrong)}`, { wrong })
}

/** A page of a thousand costs about as much as this many customers asked for one by one, eight at once. */
const pageCost = 8

/**
 * What a system has of these customers, in their order; undefined of those that it does not know. Taken from the list of all where
 * that is less to ask; whom it leaves out is asked for, because rows shift while a list is read.
 */
export async function recordsOf(
  api: ApiClient,
  customers: readonly { readonly id: string }[],
): Promise<ReadonlyMap<string, ApiCustomer | undefined>> {
  const records = new Map<string, ApiCustomer | undefined>(
    customers.map(({ id }) => [id, undefined]),
  )
  if (customers.length > pageCost)
    for await (const { rows, total = Infinity } of api.lists.customers(0)) {
      for (const row of rows) {
        const id = String(row.i_customer)
        if (records.has(id)) records.set(id, row)
      }
      if (pageCost * Math.ceil(total / rows.length) >= customers.length) break
    }
  const others = customers.filter(({ id }) => records.get(id) === undefined)
  await eachAtOnce(others, 8, async ({ id }) => {
    records.set(id, await api.customerInfo(Number(id)))
  })
  return records
}

/** All customers of one system by id. */
export async function allCustomers(api: ApiClient): Promise<ReadonlyMap<string, ApiCustomer>> {
  const found = new Map<string, ApiCustomer>()
  for await (const customer of api.customerList()) found.set(String(customer.i_customer), customer)
  return found
}

/**
 * Which system serves the customer. After the database copy the target holds a record of everybody; while the source's is
 * live, that one serves and the copy is only its shadow (the dispatcher's default is the source).
 */
const servedBy = (
  here: ApiCustomer | undefined,
  there: ApiCustomer | undefined,
): 'source' | 'target' | 'nobody' => (isLive(here) ? 'source' : isLive(there) ? 'target' : 'nobody')

/**
 * The invariants of domain.md 3.5 (I), over every customer of the project: served by exactly one system, E on the source implies
 * a live record on the target, no lock outside a transfer, reseller subtrees whole, and the book agrees with the systems.
 * Customers that failed and wait for a person are left out: their own run names them. One that was excluded may have been closed.
 */
export const invariants: Check = async (deps, { members }) => {
  const [source, target] = await Promise.all([
    allCustomers(deps.api.source),
    allCustomers(deps.api.target),
  ])
  const rows = await deps.data.customers()
  const broken: string[] = []
  const place = new Map<string, string>()
  for (const row of rows) {
    const here = source.get(row.id)
    const there = target.get(row.id)
    const server = servedBy(here, there)
    place.set(row.id, server)
    if (row.state === 'failed') continue
    if (server === 'nobody' && row.state !== 'excluded')
      broken.push(
        `${row.id} is served by no system (source ${here?.bill_status ?? 'unknown'}, target ${there?.bill_status ?? 'unknown'})`,
      )
    else if (server !== 'nobody' && isOnTarget(row.state) !== (server === 'target'))
      broken.push(`${row.id} is ${row.state} in the project, but the ${server} serves it`)
    if (isLocked(here) || (server === 'target' && isLocked(there)))
      broken.push(`${row.id} is still locked`)
  }
  const failedOnes = new Set(rows.filter((r) => r.state === 'failed').map((r) => String(r.id)))
  for (const { id, parent } of rows) {
    if (parent === undefined || failedOnes.has(id) || failedOnes.has(parent)) continue
    if (place.get(id) !== place.get(parent))
      broken.push(`${id} and its reseller ${parent} are in different systems`)
  }
  return broken.length === 0
    ? {
        ...pass(`the invariants hold for all ${rows.length} customers`),
        passed: members.map((m) => m.id),
      }
    : failed(`${broken.length} invariants are broken: ${someOf(broken)}`, {
        broken: broken.slice(0, 200),
      })
}

/** Vendor xDRs may be synchronised, and the source switched off, only when a query proves that nothing is left (method.txt). */
export const nothingLeftOnSource: Check = async (deps, { members, procedure }) => {
  const environments =
    procedure.scope === 'environment'
      ? deps.spec.environments.filter((e) => members.some((m) => m.id === e.id))
      : deps.spec.environments
  const left: string[] = []
  for (const environment of environments) {
    for (const billStatus of ['O', 'S'] as const) {
      const query = { billStatus, iEnv: environment.iEnv }
      for await (const customer of deps.api.source.customerList(query))
        left.push(String(customer.i_customer))
    }
  }
  const where = environments.map((e) => e.id).join(', ')
  return left.length === 0
    ? pass(`the source has no live customer left in ${where}`)
    : failed(`${left.length} customers are still live on the source in ${where}: ${someOf(left)}`, {
        left: left.slice(0, 200),
      })
}
