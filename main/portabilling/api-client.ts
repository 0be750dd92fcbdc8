import { z } from 'zod'
import type { Clock } from '../runner/ports.ts'
import { addMoney } from '../../shared/domain/money.ts'
import type { Problem } from '../../shared/domain/problems.ts'
import { fail, ProblemError } from '../../shared/domain/problems.ts'
import type { ApiEndpoint } from '../../shared/domain/project.ts'
import { ApiRefused } from './api-call.ts'
import { Redactor } from './api-problem.ts'
import { profileOf } from './api-profile.ts'
import type { ApiParams, ApiProfile } from './api-profile.ts'
import { createApiSession } from './api-session.ts'
import {
  ApiAccount,
  ApiCustomer,
  ApiEnv,
  ApiNumber,
  ApiProduct,
  ApiVendor,
  ApiXdr,
  PingAnswer,
} from './api-shapes.ts'
import type { BillStatus } from './api-shapes.ts'
import { createHttpsPoster } from './https-post.ts'
import { pages, rowsOf } from './paging.ts'
import type { Page, PageQuery } from './paging.ts'

export type ApiClientOptions = {
  readonly endpoint: ApiEndpoint
  /** Release of the system behind the endpoint, as `MR85`: decides the login style. */
  readonly release: string
  /** Password or API token of `endpoint.login`, from the keychain. */
  readonly secret: () => Promise<string>
  readonly clock: Pick<Clock, 'monotonicMs'>
  /** What `secret` is. Default `password`. */
  readonly secretKind?: 'password' | 'api-token'
  /** Real ms for one call. Default 30 000. */
  readonly timeoutMs?: number
  /** Default 32 MiB. */
  readonly maxAnswerBytes?: number
  /** Rows a page. Default 1000. */
  readonly pageSize?: number
}

export type CustomerFilter = {
  readonly billStatus?: BillStatus
  readonly iEnv?: number
  readonly iParent?: number
}

export type XdrTotals = {
  readonly count: number
  /** Exact sum of the charged amounts, decimal text. */
  readonly sum: string
}

/** Reads from one PortaBilling endpoint. Every method throws ProblemError with code `api-failed`. */
export type ApiClient = {
  customerList(filter?: CustomerFilter): AsyncGenerator<ApiCustomer>
  /** Undefined when the system does not know the customer. */
  customerInfo(iCustomer: number): Promise<ApiCustomer | undefined>
  accountList(iCustomer: number): AsyncGenerator<ApiAccount>
  customerXdrs(iCustomer: number, which: { readonly currentPeriod: boolean }): Promise<XdrTotals>
  /** How many of the current period there are, without reading them where the server tells a total. */
  currentXdrs(iCustomer: number): Promise<number>
  envList(): AsyncGenerator<ApiEnv>
  /** Pages of a whole list from a row on, for a reader that keeps its place. */
  readonly lists: {
    customers(from: number): AsyncGenerator<Page<ApiCustomer>>
    /** Of one customer, or without one of all: not every release allows that. */
    accounts(from: number, iCustomer?: number): AsyncGenerator<Page<ApiAccount>>
    products(from: number): AsyncGenerator<Page<ApiProduct>>
    vendors(from: number): AsyncGenerator<Page<ApiVendor>>
    dids(from: number): AsyncGenerator<Page<ApiNumber>>
  }
  /** Whose login styles it uses (domain.md 9.2). */
  readonly profile: ApiProfile
  productList(): AsyncGenerator<ApiProduct>
  /** True when the session is alive (a positive `user_id`). */
  ping(): Promise<boolean>
  /** Logs out and closes the connections. A failed logout is answered: that session lives until the server ends it. */
  close(): Promise<Problem | undefined>
}

export function createApiClient(options: ApiClientOptions): ApiClient {
  const url = new URL(options.endpoint.url)
  if (url.protocol !== 'https:')
    fail(
      'wrong-use',
      `the API address ${url.origin} is not https: the login would travel in clear text`,
      {
        safe: 'nothing was sent',
        next: 'write the address as https://… in project.yaml',
      },
    )
  const { caFile } = options.endpoint
  const poster = createHttpsPoster({
    url,
    ...(caFile === undefined ? {} : { caFile }),
    timeoutMs: options.timeoutMs ?? 30_000,
    maxAnswerBytes: options.maxAnswerBytes ?? 32 * 1_048_576,
  })
  const endpoint = url.origin
  const session = createApiSession({
    wire: { poster, endpoint, redactor: new Redactor() },
    profile: profileOf(options.release),
    login: options.endpoint.login,
    secretKind: options.secretKind ?? 'password',
    secret: options.secret,
    clock: options.clock,
  })
  const query = <T>(
    method: string,
    list: string,
    row: PageQuery<T>['row'],
    id: string | readonly string[],
    params: ApiParams = {},
  ): PageQuery<T> => ({
    session,
    endpoint,
    method,
    params,
    list,
    row,
    ids: [id].flat(),
    limit: options.pageSize ?? 1000,
  })
  const xdrsOf = (iCustomer: number, currentPeriod: boolean): PageQuery<z.infer<typeof ApiXdr>> =>
    query('Customer/get_customer_xdrs', 'xdr_list', ApiXdr, 'i_xdr', {
      i_customer: iCustomer,
      ...(currentPeriod ? { for_current_period: 1 } : {}),
    })
  return {
    customerList: ({ billStatus, iEnv, iParent } = {}) =>
      rowsOf(
        query('Customer/get_customer_list', 'customer_list', ApiCustomer, 'i_customer', {
          ...(billStatus === undefined ? {} : { bill_status: billStatus }),
          ...(iEnv === undefined ? {} : { i_env: iEnv }),
          ...(iParent === undefined ? {} : { i_parent: iParent }),
        }),
      ),
    async customerInfo(iCustomer) {
      const shape = z.looseObject({ customer_info: ApiCustomer.nullish() })
      const params = { i_customer: iCustomer }
      try {
        const answer = await session.call('Customer/get_customer_info', params, shape)
        return answer.customer_info ?? undefined
      } catch (error) {
        // Releases differ: an empty answer, or a fault that says so.
        if (error instanceof ApiRefused && /not_found|no_such/i.test(error.faultcode ?? ''))
          return undefined
        throw error
      }
    },
    accountList: (iCustomer) =>
      rowsOf(
        query('Account/get_account_list', 'account_list', ApiAccount, 'i_account', {
          i_customer: iCustomer,
          sip_status: 1,
        }),
      ),
    customerXdrs: (iCustomer, { currentPeriod }) => readXdrs(xdrsOf(iCustomer, currentPeriod)),
    async currentXdrs(iCustomer) {
      const xdrs = xdrsOf(iCustomer, true)
      const one = await pages({ ...xdrs, limit: 1 }).next()
      const { total } = one.value ?? {}
      return total ?? (await readXdrs(xdrs)).count
    },
    profile: profileOf(options.release),
    lists: {
      customers: (from) =>
        pages({
          ...query('Customer/get_customer_list', 'customer_list', ApiCustomer, 'i_customer'),
          from,
        }),
      accounts: (from, iCustomer) =>
        pages({
          ...query(
            'Account/get_account_list',
            'account_list',
            ApiAccount,
            'i_account',
            iCustomer === undefined ? {} : { i_customer: iCustomer },
          ),
          from,
        }),
      products: (from) =>
        pages({
          ...query('Product/get_product_list', 'product_list', ApiProduct, 'i_product'),
          from,
        }),
      vendors: (from) =>
        pages({ ...query('Vendor/get_vendor_list', 'vendor_list', ApiVendor, 'i_vendor'), from }),
      dids: (from) =>
        pages({
          ...query('DID/get_number_list', 'number_list', ApiNumber, [
            'i_did_number',
            'i_number',
            'number',
          ]),
          from,
        }),
    },
    envList: () => rowsOf(query('Env/get_env_list', 'env_list', ApiEnv, 'i_env')),
    productList: () =>
      rowsOf(query('Product/get_product_list', 'product_list', ApiProduct, 'i_product')),
    ping: async () => (await session.callWithKey('Session/ping', PingAnswer)).user_id > 0,
    async close() {
      try {
        if (session.isOpen()) await session.callWithKey('Session/logout', z.looseObject({}))
        return undefined
      } catch (error) {
        if (error instanceof ProblemError) return error.problem
        throw error
      } finally {
        poster.close()
      }
    },
  }
}

async function readXdrs(query: PageQuery<z.infer<typeof ApiXdr>>): Promise<XdrTotals> {
  let count = 0
  let sum = '0'
  for await (const { rows } of pages(query)) {
    count += rows.length
    for (const xdr of rows) sum = addMoney(sum, xdr.charged_amount)
  }
  return { count, sum }
}
