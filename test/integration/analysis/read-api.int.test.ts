import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readApi } from '../../../main/analysis/read-api.ts'
import type { SurveyDeps } from '../../../main/analysis/ports.ts'
import type { SourceRead } from '../../../main/analysis/read-host.ts'
import { makeDataService } from '../../../main/data/service.ts'
import type { DataApi } from '../../../main/data/protocol.ts'
import { createApiClient } from '../../../main/portabilling/api-client.ts'
import { instant } from '../../../shared/domain/time.ts'
import { startApiServer, testAuthority } from '../../helpers/api-server.ts'
import type { ApiServer, Reply, SeenCall } from '../../helpers/api-server.ts'
import { importedProject } from '../../helpers/imported-project.ts'
import { labCustomers, labSpec } from '../../helpers/lab.ts'
import { must } from '../../helpers/lab-engine.ts'

/** A source of 25 customers with two accounts each, in pages of 10, over real HTTPS into a real store. */

type Lists = Readonly<Record<string, { readonly key: string; readonly rows: readonly object[] }>>

const customers = Array.from({ length: 25 }, (_, i) => ({
  i_customer: 100 + i,
  name: `C${i}`,
  bill_status: 'O',
  i_env: 1 + (i % 2),
}))
const accounts = customers.flatMap(({ i_customer }) =>
  [1, 2].map((n) => ({ i_account: i_customer * 10 + n, id: `${i_customer}${n}`, i_customer })),
)
const lists: Lists = {
  'Customer/get_customer_list': { key: 'customer_list', rows: customers },
  'Account/get_account_list': { key: 'account_list', rows: accounts },
  'Product/get_product_list': {
    key: 'product_list',
    rows: [{ i_product: 1, name: 'P', i_env: 1 }],
  },
  'Vendor/get_vendor_list': { key: 'vendor_list', rows: [{ i_vendor: 1 }] },
  'DID/get_number_list': { key: 'number_list', rows: [{ i_did_number: 5, i_customer: 100 }] },
}

function answer(call: SeenCall, from: Lists = lists): Reply {
  if (call.method === 'Session/login') return { body: { session_id: 'session-one' } }
  const list = from[call.method]
  if (list === undefined) return { status: 500, body: { faultcode: 'Client.UnknownMethod' } }
  const { limit, offset } = call.params
  const rows = list.rows.slice(Number(offset), Number(offset) + Number(limit))
  return { body: { [list.key]: rows, total: list.rows.length } }
}

const fault = (faultcode: string): Reply => ({
  status: 500,
  body: { faultcode, faultstring: 'no' },
})
const at = instant(Date.UTC(2026, 4, 1))
const survey = 's0001-test'

describe('the lists of an API', () => {
  let data: DataApi
  let leave: () => Promise<void>
  let server: ApiServer | undefined
  const clock = { now: () => at, monotonicMs: () => 0, sleep: async () => true, rate: () => 1 }

  beforeEach(async () => {
    data = makeDataService({ onAppended: () => undefined })
    leave = await importedProject(data, labSpec, labCustomers(2))
    must(await data.beginSurvey({ id: survey, by: 'anna', sources: [] }, at))
    must(
      await data.putSurveyPart(
        survey,
        { name: 'API', state: 'skipped', sentence: '' },
        {
          facts: [],
          modifications: [],
          connections: [],
          apiClients: [],
          scripts: [],
          schemas: [],
          unread: [],
        },
      ),
    )
  })
  afterEach(async () => {
    await server?.close()
    await leave()
  })

  async function read(
    reply: (call: SeenCall) => Reply,
    more: { resumeAt?: string; signal?: AbortSignal; timeoutMs?: number } = {},
  ): Promise<SourceRead> {
    await server?.close()
    server = await startApiServer(reply)
    const client = createApiClient({
      endpoint: { url: server.url, login: 'reader', caFile: testAuthority },
      release: 'MR85',
      secret: async () => 'secret-of-the-test',
      clock,
      pageSize: 10,
      timeoutMs: more.timeoutMs ?? 5000,
    })
    const deps = { data, clock, spec: labSpec } as unknown as SurveyDeps // hosts are not asked here
    const done = await readApi(deps, client, {
      survey,
      name: 'API',
      resumeAt: more.resumeAt,
      ...(more.signal === undefined ? {} : { signal: more.signal }),
    })
    await client.close()
    return done
  }
  const factOf = ({ part }: SourceRead, name: string, id: string): unknown =>
    part.facts.find((f) => f.name === name && f.subject.id === id)?.value
  const gapsOf = ({ part }: SourceRead): readonly string[] => part.unread.map((g) => g.message)
  const pagesOf = (method: string): readonly unknown[] =>
    (server?.calls ?? []).filter((c) => c.method === method).map((c) => c.params['offset'])

  it('become counts by environment, with no gap', async () => {
    const done = await read(answer)
    expect([done.source.state, gapsOf(done)]).toEqual(['read', []])
    expect(factOf(done, 'billing.customers', 'us')).toBe(13)
    expect(factOf(done, 'billing.accounts', 'uk')).toBe(24)
    expect(factOf(done, 'billing.dids.used', 'source')).toBe(1)
    expect(factOf(done, 'billing.accounts.orphaned', 'source')).toBe(0)
  })

  it('go on after a stop with the next page, and read none twice', async () => {
    const stop = new AbortController()
    const broken = await read(
      (call) => {
        if (call.method === 'Account/get_account_list' && call.params['offset'] === 20) stop.abort()
        return answer(call)
      },
      { signal: stop.signal },
    )
    expect(broken.source.state).toBe('partial')
    expect(pagesOf('Account/get_account_list')).toEqual([0, 10, 20])
    // What a kill leaves behind is what the store has.
    const { resumeAt } = (await data.surveys())[0]?.sources[0] ?? {}
    const done = await read(answer, resumeAt === undefined ? {} : { resumeAt })
    expect(pagesOf('Account/get_account_list')).toEqual([30, 40])
    expect(pagesOf('Customer/get_customer_list')).toEqual([])
    expect([done.source.state, factOf(done, 'billing.accounts', 'us')]).toEqual(['read', 26])
  })

  it('that shrink between two pages are read again, and then nothing is missing', async () => {
    let grown = false
    const more = [...customers, { i_customer: 999, name: 'new', bill_status: 'O', i_env: 1 }]
    const done = await read((call) => {
      const now = {
        ...lists,
        'Customer/get_customer_list': { key: 'customer_list', rows: grown ? customers : more },
      }
      if (call.method === 'Customer/get_customer_list') grown = true
      return answer(call, now)
    })
    expect(done.source.sentence).toContain(
      'the number of customers changed from 26 to 25 between pages: read again',
    )
    expect(factOf(done, 'billing.customers', 'us')).toBe(13)
  })

  it('of a server that repeats its page end with a gap, and without a count', async () => {
    const done = await read((call) =>
      answer(
        call.method === 'Customer/get_customer_list'
          ? { ...call, params: { ...call.params, offset: 0 } }
          : call,
      ),
    )
    expect(done.source).toMatchObject({ state: 'partial' })
    expect(gapsOf(done)[0]).toContain('two pages in a row are the same')
    expect(done.part.facts).toEqual([])
  })

  it('that fail with a faultcode are tried again, and stop with their place when it stays', async () => {
    let faults = 2
    const once = await read((call) =>
      call.method === 'Account/get_account_list' && faults-- > 0
        ? fault('Server.Internal')
        : answer(call),
    )
    expect(once.source.state).toBe('read')
    const stays = await read((call) =>
      call.method === 'Account/get_account_list' ? fault('Server.Internal') : answer(call),
    )
    expect(stays.source.state).toBe('partial')
    expect(stays.source.resumeAt).toBeDefined()
    expect(gapsOf(stays)[0]).toContain('faultcode Server.Internal')
  })

  it('that never answer stop with their place', async () => {
    const done = await read(
      (call) => (call.method === 'Customer/get_customer_list' ? { hang: true } : answer(call)),
      { timeoutMs: 30 },
    )
    expect(done.source.resumeAt).toBeDefined()
    expect(gapsOf(done)[0]).toContain('no answer within 0.03 s')
  })

  it('name accounts whose customer does not exist', async () => {
    const orphan = { i_account: 7, id: '7', i_customer: 666 }
    const done = await read((call) =>
      answer(call, {
        ...lists,
        'Account/get_account_list': { key: 'account_list', rows: [...accounts, orphan] },
      }),
    )
    expect(gapsOf(done)).toEqual([
      '1 accounts name a customer that the API does not list: account 7 of customer 666',
    ])
    expect(factOf(done, 'billing.accounts.orphaned', 'source')).toBe(1)
  })

  it('are read customer by customer where the release wants one, and that is said', async () => {
    const done = await read((call) => {
      const one = call.params['i_customer']
      if (call.method !== 'Account/get_account_list') return answer(call)
      if (one === undefined) return fault('Client.InvalidParam')
      const rows = accounts.filter(({ i_customer }) => i_customer === one)
      return answer(call, { [call.method]: { key: 'account_list', rows } })
    })
    expect(factOf(done, 'billing.accounts', 'us')).toBe(26)
    expect(factOf(done, 'billing.accounts.orphaned', 'source')).toBeUndefined()
    expect(gapsOf(done)).toEqual(['the API does not list the accounts of all customers at once'])
  })

  it('that a release does not have are a gap, and the others are read', async () => {
    const done = await read((call) =>
      call.method === 'Vendor/get_vendor_list' ? fault('Client.UnknownMethod') : answer(call),
    )
    expect(gapsOf(done)[0]).toContain('the list of vendors was not read')
    expect(factOf(done, 'billing.dids', 'source')).toBe(1)
    expect(factOf(done, 'billing.vendors', 'source')).toBeUndefined()
  })

  it('without a total cannot be checked, and that is said', async () => {
    const done = await read((call) => {
      const reply = answer(call)
      if (call.method !== 'Customer/get_customer_list' || !('body' in reply)) return reply
      return { body: { ...(reply.body as object), total: undefined } } // made by `answer` above
    })
    expect(gapsOf(done)).toEqual([
      'the API told no total of customers: that 25 are all cannot be checked',
    ])
  })

  it('with an environment that the project does not have are counted in none', async () => {
    const strange = [{ i_customer: 5, name: 'x', bill_status: 'O', i_env: 9 }]
    const done = await read((call) =>
      answer(call, {
        ...lists,
        'Customer/get_customer_list': { key: 'customer_list', rows: [...customers, ...strange] },
      }),
    )
    expect(gapsOf(done)).toEqual([
      '1 customers are in environment i_env 9, which the project does not name',
    ])
  })
})
