import { someOf } from '../../shared/base/some-of.ts'
import { judgeNow } from '../../shared/domain/customer-look.ts'
import type {
  CustomerNow,
  DispatchRecord,
  ReturnItem,
  ReturnPreview,
  SystemRecord,
} from '../../shared/domain/customer-look.ts'
import { addMoney, equalMoney } from '../../shared/domain/money.ts'
import { ProblemError } from '../../shared/domain/problems.ts'
import type { Problem } from '../../shared/domain/problems.ts'
import type { Host } from '../../shared/domain/project.ts'
import type { ApiClient } from '../portabilling/api-client.ts'
import type { CustomerRow } from '../data/protocol.ts'
import { readOperation } from './check-deps.ts'
import type { CheckDeps } from './check-deps.ts'

/** One customer through the eyes of both systems and the dispatcher. Reads only. */

export type LookDeps = Pick<CheckDeps, 'api' | 'pool' | 'commands' | 'spec' | 'clock'>

type Found = { readonly record: SystemRecord; readonly accountIds: readonly string[] }

const unknownOf = (error: unknown): { kind: 'unknown'; problem: Problem } => {
  if (error instanceof ProblemError) return { kind: 'unknown', problem: error.problem }
  throw error
}

async function recordOf(api: ApiClient, id: string): Promise<Found> {
  try {
    const customer = await api.customerInfo(Number(id))
    if (customer === undefined) return { record: { kind: 'absent' }, accountIds: [] }
    const accountIds: string[] = []
    let registered = 0
    for await (const account of api.accountList(Number(id))) {
      accountIds.push(account.id)
      if (Number(account.sip_status ?? 0) > 0) registered += 1
    }
    const record: SystemRecord = {
      kind: 'record',
      name: customer.name,
      billStatus: customer.bill_status,
      billingLock: customer.billing_lock ?? 'N',
      balance: customer.balance ?? '0',
      creditLimit: customer.credit_limit ?? '0',
      accounts: accountIds.length,
      registered,
      xdrs: await api.customerXdrs(Number(id), { currentPeriod: true }),
    }
    return { record, accountIds }
  } catch (error) {
    return { record: unknownOf(error), accountIds: [] }
  }
}

async function dispatchOn(deps: LookDeps, host: Host, id: string): Promise<DispatchRecord> {
  try {
    const { entries } = await readOperation(deps, host, 'dispatch-list', { entry: id })
    const own = entries[id]
    return own === undefined
      ? { host: host.name, kind: 'default', to: entries['default'] ?? 'source' }
      : { host: host.name, kind: 'entry', to: own }
  } catch (error) {
    return { host: host.name, ...unknownOf(error) }
  }
}

/** Asks source, target and every dispatcher at once; what does not answer is `unknown` with its problem. */
export async function lookAtCustomer(deps: LookDeps, row: CustomerRow): Promise<CustomerNow> {
  const dispatchers = deps.spec.hosts.filter((host) => host.roles.includes('dsbc'))
  const [source, target, dispatch] = await Promise.all([
    recordOf(deps.api.source, row.id),
    recordOf(deps.api.target, row.id),
    Promise.all(dispatchers.map((host) => dispatchOn(deps, host, row.id))),
  ])
  const look = { source: source.record, target: target.record, dispatch }
  return { at: deps.clock.now(), ...look, ...judgeNow(row.state, look) }
}

/**
 * What was made on the target since the move, and what a return does with it. The source's record stands still since the export, so it is
 * what the target's is compared with.
 */
export async function previewReturn(deps: LookDeps, row: CustomerRow): Promise<ReturnPreview> {
  const [source, target] = await Promise.all([
    recordOf(deps.api.source, row.id),
    recordOf(deps.api.target, row.id),
  ])
  const at = deps.clock.now()
  const silent = [source, target].find(({ record }) => record.kind !== 'record')
  if (source.record.kind !== 'record' || target.record.kind !== 'record')
    return {
      at,
      items: [
        {
          what: 'Everything made since the move',
          found:
            silent?.record.kind === 'unknown'
              ? silent.record.problem.message
              : 'one of the systems has no record of the customer',
          fate: 'unknown',
          note: 'the two records could not be compared',
        },
      ],
    }
  return {
    at,
    items: [
      ...accountItems(source.accountIds, target.accountIds),
      ...moneyItems(source.record, target.record),
      phonesItem(target.record),
      {
        what: 'Product changes, invoices, features of the new release',
        found: 'not told by the API',
        fate: 'unknown',
        note: 'what the old release does not have is lost on the source: ask whoever changed it',
      },
    ],
  }
}

type Known = Extract<SystemRecord, { kind: 'record' }>

function accountItems(before: readonly string[], now: readonly string[]): readonly ReturnItem[] {
  const old = new Set(before)
  const current = new Set(now)
  const made = now.filter((id) => !old.has(id))
  const gone = before.filter((id) => !current.has(id))
  return [
    {
      what: 'Accounts made on the target',
      found: made.length === 0 ? 'none' : `${made.length}: ${someOf(made)}`,
      fate: 'comes-back',
      note: 'carried to the source by the return, then counted',
    },
    ...(gone.length === 0
      ? []
      : [
          {
            what: 'Accounts removed on the target',
            found: `${gone.length}: ${someOf(gone)}`,
            fate: 'redo' as const,
            note: 'still on the source: remove them there again if they are not to come back',
          },
        ]),
  ]
}

function moneyItems(before: Known, now: Known): readonly ReturnItem[] {
  const xdrs = now.xdrs.count - before.xdrs.count
  const charged = addMoney(now.xdrs.sum, negated(before.xdrs.sum))
  const rest = addMoney(addMoney(now.balance, negated(before.balance)), negated(charged))
  const calls: ReturnItem =
    xdrs < 0
      ? {
          what: 'Calls and charges (xDRs) since the move',
          found: `the target has ${-xdrs} fewer of this period than the source`,
          fate: 'unknown',
          note: 'a billing period was closed meanwhile, or xDRs are missing: look before you return',
        }
      : {
          what: 'Calls and charges (xDRs) since the move',
          found: xdrs === 0 ? 'none' : `${xdrs}, ${charged} in sum`,
          fate: 'comes-back',
          note: 'carried to the source by the return, then counted and summed',
        }
  return [
    calls,
    {
      what: 'Payments, fees, corrections since the move',
      found: equalMoney(rest, '0')
        ? 'none: the balances differ by the calls alone'
        : `the balance moved by ${rest} beside the calls`,
      fate: equalMoney(rest, '0') && xdrs >= 0 ? 'comes-back' : 'unknown',
      note: equalMoney(rest, '0')
        ? 'nothing to carry'
        : 'how the platform carries payments back is not published: compare the balance afterwards',
    },
    ...(equalMoney(before.creditLimit, now.creditLimit)
      ? []
      : [
          {
            what: 'Credit limit',
            found: `${before.creditLimit} → ${now.creditLimit}`,
            fate: 'redo' as const,
            note: 'set it again on the source',
          },
        ]),
  ]
}

const phonesItem = ({ registered }: Known): ReturnItem => ({
  what: 'Registered phones',
  found: registered === 0 ? 'none' : String(registered),
  fate: 'comes-back',
  note: 'they register again by themselves; until then incoming calls do not reach them',
})

const negated = (amount: string): string =>
  amount.startsWith('-') ? amount.slice(1) : equalMoney(amount, '0') ? amount : `-${amount}`
