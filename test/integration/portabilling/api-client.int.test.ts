import { afterEach, describe, expect, it } from 'vitest'
import { createApiClient } from '../../../main/portabilling/api-client.ts'
import type { ApiClient, ApiClientOptions } from '../../../main/portabilling/api-client.ts'
import { ProblemError } from '../../../shared/domain/problems.ts'
import type { Problem } from '../../../shared/domain/problems.ts'
import { startApiServer, testAuthority } from '../../helpers/api-server.ts'
import type { ApiServer, Reply, SeenCall } from '../../helpers/api-server.ts'

const opened: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of opened.splice(0)) await close()
})

let nowMs = 0
const clock = { monotonicMs: () => nowMs }

async function connect(
  reply: (call: SeenCall) => Reply,
  options: Partial<ApiClientOptions> & { caFile?: string | undefined } = {},
): Promise<{ server: ApiServer; client: ApiClient }> {
  const server = await startApiServer(reply)
  const { caFile = testAuthority, ...rest } = options
  const client = createApiClient({
    endpoint: { url: server.url, login: 'operator', ...(caFile === 'none' ? {} : { caFile }) },
    release: 'MR85',
    secret: async () => 's3cret-word',
    clock,
    ...rest,
  })
  opened.push(async () => {
    await server.close()
    await client.close()
  })
  return { server, client }
}

async function problemOf(work: Promise<unknown>): Promise<Problem> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (error instanceof ProblemError) return error.problem
  throw new Error('no problem came', { cause: error })
}

const all = async <T>(rows: AsyncGenerator<T>): Promise<T[]> => {
  const list: T[] = []
  for await (const row of rows) list.push(row)
  return list
}

const login = { session_id: 'SID-1', access_token: 'AT-1', refresh_token: 'RT-1', expires_in: 100 }
const fault = (faultcode: string, faultstring = 'no'): Reply => ({
  status: 500,
  body: { faultcode, faultstring },
})
const customer = (i: number) => ({ i_customer: i, name: `C${i}`, bill_status: 'O', i_parent: null })

/** Lists of `count` customers in pages; `limit` is the server's own. */
const listing =
  (count: number, limit: number, withTotal: boolean) =>
  ({ method, params }: SeenCall): Reply => {
    if (method === 'Session/login') return { body: login }
    const offset = Number(params['offset'])
    const size = Math.min(limit, Number(params['limit']))
    const rows = Array.from({ length: count }, (_, i) => customer(i + 1)).slice(
      offset,
      offset + size,
    )
    return { body: { customer_list: rows, ...(withTotal ? { total: count } : {}) } }
  }

describe('login styles', () => {
  it('sends a session id in auth_info up to MR100', async () => {
    const { server, client } = await connect(
      ({ method }) => ({
        body: method === 'Session/login' ? login : { user_id: 7 },
      }),
      { release: 'MR100' },
    )
    expect(await client.ping()).toBe(true)
    expect(server.calls).toEqual([
      {
        method: 'Session/login',
        type: 'application/x-www-form-urlencoded',
        params: { login: 'operator', password: 's3cret-word' },
        key: undefined,
      },
      {
        method: 'Session/ping',
        type: 'application/x-www-form-urlencoded',
        params: { session_id: 'SID-1' },
        key: 'SID-1',
      },
    ])
  })

  it('sends a bearer token and JSON from MR101 on', async () => {
    const { server, client } = await connect(
      ({ method }) => ({
        body: method === 'Session/login' ? login : { user_id: 7 },
      }),
      { release: 'MR101', secretKind: 'api-token' },
    )
    expect(await client.ping()).toBe(true)
    expect(server.calls).toEqual([
      {
        method: 'Session/login',
        type: 'application/json',
        params: { login: 'operator', token: 's3cret-word' },
        key: undefined,
      },
      {
        method: 'Session/ping',
        type: 'application/json',
        params: { access_token: 'AT-1' },
        key: 'AT-1',
      },
    ])
  })

  it('renews a token before it runs out, and logs in again when renewing is refused', async () => {
    nowMs = 0
    let refuse = false
    const { server, client } = await connect(
      ({ method }) => {
        if (method !== 'Session/refresh_access_token')
          return { body: method === 'Session/login' ? login : { user_id: 7 } }
        return refuse
          ? fault('Server.Session.auth_failed')
          : { body: { access_token: 'AT-2', expires_in: 100 } }
      },
      { release: 'MR120' },
    )
    await client.ping()
    nowMs = 79_000
    await client.ping()
    nowMs = 81_000
    await client.ping()
    refuse = true
    nowMs = 200_000
    await client.ping()
    expect(server.calls.map((c) => `${c.method.replace('Session/', '')} ${c.key ?? '-'}`)).toEqual([
      'login -',
      'ping AT-1',
      'ping AT-1',
      'refresh_access_token -',
      'ping AT-2',
      'refresh_access_token -',
      'login -',
      'ping AT-1',
    ])
  })

  it('logs in again once when the session has ended, for all waiting calls together', async () => {
    let logins = 0
    const { server, client } = await connect(({ method, key }) => {
      if (method === 'Session/login') {
        logins += 1
        return { body: { session_id: `SID-${logins}` } }
      }
      return key === 'SID-1' ? fault('Server.Session.auth_failed') : { body: { user_id: 7 } }
    })
    expect(await Promise.all([client.ping(), client.ping(), client.ping()])).toEqual([
      true,
      true,
      true,
    ])
    expect(logins).toBe(2)
    expect(server.connections()).toBeLessThanOrEqual(4)
  })

  it('gives up after the second refusal, with code, status and next step', async () => {
    const { server, client } = await connect(({ method }) =>
      method === 'Session/login' ? { body: login } : fault('Server.Session.auth_failed'),
    )
    expect(await problemOf(client.ping())).toMatchObject({
      code: 'api-failed',
      message: `Session/ping at ${server.url} failed: no (HTTP 500, faultcode Server.Session.auth_failed)`,
      next: expect.stringContaining('allowed addresses'),
    })
    expect(server.calls.filter((c) => c.method === 'Session/login')).toHaveLength(2)
  })

  it('says when the release is wrong for the login the system gives', async () => {
    const { client } = await connect(() => ({ body: { session_id: 'SID-1' } }), {
      release: 'MR110',
    })
    const found = await problemOf(client.ping())
    expect(found.message).toContain('the login gave no access token')
    expect(found.next).toContain('MR101')
  })

  it('logs out when it is closed', async () => {
    const { server, client } = await connect(({ method }) => ({
      body: method === 'Session/login' ? login : { user_id: 7 },
    }))
    await client.ping()
    expect(await client.close()).toBeUndefined()
    expect(server.calls.at(-1)?.method).toBe('Session/logout')
  })
})

describe('lists', () => {
  it.each([
    ['page by page with a total', 12, 5, true, [0, 5, 10]],
    ['until a short page without one', 12, 5, false, [0, 5, 10]],
    ['until an empty page where the last one is full', 10, 5, false, [0, 5, 10]],
    ['with the limit of a server that gives fewer rows than asked for', 7, 3, true, [0, 3, 6]],
    ['without rows', 0, 5, true, [0]],
  ])('are read %s', async (_fact, count, limit, withTotal, offsets) => {
    const { server, client } = await connect(listing(count, limit, withTotal), { pageSize: 5 })
    const rows = await all(client.customerList({ billStatus: 'E', iEnv: 2, iParent: 9 }))
    expect(rows.map((r) => r.i_customer)).toEqual(Array.from({ length: count }, (_, i) => i + 1))
    const asked = server.calls.filter((c) => c.method === 'Customer/get_customer_list')
    expect(asked.map((c) => c.params['offset'])).toEqual(offsets)
    expect(asked[0]?.params).toMatchObject({ bill_status: 'E', i_env: 2, i_parent: 9, limit: 5 })
  })

  it('are refused when the server does not honour the offset', async () => {
    const { client } = await connect(
      ({ method }) => ({
        body: method === 'Session/login' ? login : { customer_list: [customer(1), customer(2)] },
      }),
      { pageSize: 2 },
    )
    expect((await problemOf(all(client.customerList()))).message).toContain(
      'does not honour "offset"',
    )
  })

  it.each(['i_did_number', 'i_number', 'number'])(
    'of numbers are told apart by %s, whichever of them a release has',
    async (key) => {
      const dids = Array.from({ length: 5 }, (_, i) => ({
        i_did_number: null,
        [key]: key === 'number' ? `1604555010${i}` : i + 1,
      }))
      const answer =
        (honest: boolean) =>
        ({ method, params }: SeenCall): Reply => {
          if (method === 'Session/login') return { body: login }
          const offset = honest ? Number(params['offset']) : 0
          return { body: { number_list: dids.slice(offset, offset + 2) } }
        }
      const { client } = await connect(answer(true), { pageSize: 2 })
      const pages = await all(client.lists.dids(0))
      expect(pages.flatMap(({ rows }) => rows)).toEqual(dids)
      const other = await connect(answer(false), { pageSize: 2 })
      expect((await problemOf(all(other.client.lists.dids(0)))).message).toContain(
        'does not honour "offset"',
      )
    },
  )

  it('sum xDRs exactly, as the server wrote the amounts', async () => {
    const xdrs = [
      ...Array(10).fill('{"charged_amount":0.1}'),
      '{"charged_amount":1234567890123456.789}',
    ]
    const { server, client } = await connect(
      ({ method, params }) => {
        if (method === 'Session/login') return { body: login }
        const offset = Number(params['offset'])
        return { body: `{"xdr_list":[${xdrs.slice(offset, offset + 4).join(',')}],"total":"11"}` }
      },
      { pageSize: 4 },
    )
    expect(await client.customerXdrs(5, { currentPeriod: true })).toEqual({
      count: 11,
      sum: '1234567890123457.789',
    })
    expect(server.calls[1]?.params).toMatchObject({ i_customer: 5, for_current_period: 1 })
  })

  it.each([
    ['by the total, where the server tells one', { total: 12_345 }, 12_345, 1],
    ['by reading them, where it does not', {}, 5, 4],
  ])('count the xDRs of a period %s', async (_fact, more, count, requests) => {
    const { server, client } = await connect(
      ({ method, params }) => {
        if (method === 'Session/login') return { body: login }
        const offset = Number(params['offset'])
        const rows = Array.from({ length: 5 }, (_, i) => ({ i_xdr: i, charged_amount: 1 }))
        return { body: { xdr_list: rows.slice(offset, offset + 2), ...more } }
      },
      { pageSize: 2 },
    )
    expect(await client.currentXdrs(5)).toBe(count)
    expect(server.calls.slice(1)).toHaveLength(requests)
  })

  it('keep balances as text', async () => {
    const { client } = await connect(({ method }) => ({
      body:
        method === 'Session/login'
          ? login
          : '{"customer_info":{"i_customer":5,"name":"A","bill_status":"O","balance":100000000000000000.10,"credit_limit":null,"billing_lock":"N"}}',
    }))
    expect(await client.customerInfo(5)).toMatchObject({ balance: '100000000000000000.10' })
  })

  it.each([
    ['an empty answer', { body: {} }],
    ['a fault', fault('Server.Customer.not_found')],
  ])('tell a customer that is not there by %s', async (_fact, reply) => {
    const { client } = await connect(({ method }) =>
      method === 'Session/login' ? { body: login } : reply,
    )
    expect(await client.customerInfo(5)).toBeUndefined()
  })
})

describe('failures', () => {
  it('never repeat a secret, even when the server does', async () => {
    const { client } = await connect(({ method, key, params }) =>
      method === 'Session/login'
        ? fault('Server.Session.auth_failed', `bad password ${String(params['password'])}`)
        : fault('Server.X', `key ${String(key)}`),
    )
    const refused = await problemOf(client.ping())
    expect(refused.message).toContain('bad password ***')
    expect(JSON.stringify(refused)).not.toContain('s3cret-word')
    const other = await connect(({ method, key }) =>
      method === 'Session/login' ? { body: login } : fault('Server.X', `key ${String(key)}`),
    )
    expect((await problemOf(other.client.ping())).message).toContain('key ***')
  })

  it.each([
    ['an answer that is no JSON', { body: '<html>' }, 'the answer is no JSON'],
    [
      'an answer of another shape',
      { body: { user_id: 'x' } },
      'not what this method gives: user_id',
    ],
    ['a fault without JSON', { status: 502, body: 'Bad gateway' }, 'HTTP 502'],
    ['an answer that never comes', { hang: true } as const, 'no answer within 0.3 s'],
    ['an answer that is too large', { body: 'x'.repeat(70_000) }, 'larger than'],
  ])('say: %s', async (_fact, reply, text) => {
    const { client } = await connect(
      ({ method }) => (method === 'Session/login' ? { body: login } : reply),
      { timeoutMs: 300, maxAnswerBytes: 65_536 },
    )
    const found = await problemOf(client.ping())
    expect(found.code).toBe('api-failed')
    expect(found.message).toContain(text)
    expect(found.next).toBeTruthy()
  })

  it('name a certificate that is not trusted', async () => {
    const { client } = await connect(() => ({ body: login }), { caFile: 'none' })
    const found = await problemOf(client.ping())
    expect(found.message).toContain('certificate is not trusted')
    expect(found.next).toContain('caFile')
  })

  it('name an authority file that cannot be read', async () => {
    const { client } = await connect(() => ({ body: login }), { caFile: 'no-such.pem' })
    expect((await problemOf(client.ping())).message).toContain('no-such.pem cannot be read')
  })

  it('say that nobody answers, and the next call tries again', async () => {
    const { server, client } = await connect(() => ({ body: login }))
    await server.close()
    expect((await problemOf(client.ping())).message).toContain('no connection (ECONNREFUSED)')
    expect((await problemOf(client.ping())).message).toContain('no connection (ECONNREFUSED)')
  })

  it('refuse an address that is not https', () => {
    expect(() =>
      createApiClient({
        endpoint: { url: 'http://127.0.0.1:1', login: 'x' },
        release: 'MR85',
        secret: async () => 'y',
        clock,
      }),
    ).toThrow('is not https')
  })
})
