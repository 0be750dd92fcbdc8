import { beforeAll, describe, expect, test } from 'vitest'
import { pandaCustomers } from '../data.ts'
import type { LabHostName } from '../layout.ts'
import { mustInside } from '../machine.ts'
import { waitFor } from '../run.ts'
import { noLab, withLab } from '../scene.ts'
import { count, query } from '../truth.ts'
import { apply, attempt, bringOperations, killed, probe } from './hands.ts'
import type { Call } from './hands.ts'

/**
 * Each operation that changes something, on the services that it is for: probe, killed in the middle, applied, applied
 * again, taken back. In the order of a migration, on one lab: each leaves what the next one needs.
 */
const scene = withLab({ name: 'syops', octet: 79, xdrs: 30_000 })
const hosts: readonly LabHostName[] = ['source', 'source-us', 'target', 'dsbc1', 'dsbc2']
/** The one of the US branch that has most to carry. */
const customer = pandaCustomers()
  .filter(({ environment }) => environment === 'us')
  .reduce((most, c) => (c.accounts > most.accounts ? c : most)).id
const voice = { address: '10.79.1.100:5060', service: 'voice' }

type Row = {
  readonly name: string
  readonly call: Call
  /** Brings it back to where it was; what cannot be taken back is killed and applied only. */
  readonly undo?: readonly Call[]
  /** Moments of the kill, ms after the start. */
  readonly kills?: readonly number[]
  /** Done before: what the operation needs, and what its undo took away. */
  readonly before?: readonly Call[]
}

const db = (host: 'source' | 'target', name: Call[1], args: Call[2] = {}): Call => [
  host,
  name,
  args,
]
const lock = (host: 'source' | 'target'): Call => db(host, 'customer-lock', { customer })
const unlock = (host: 'source' | 'target'): Call => db(host, 'customer-unlock', { customer })
const exported: Call = db('source', 'customer-export', { customer, xdrs: 'current' })
const imported: Call = db('target', 'customer-import', {
  customer,
  xdrs: 'current',
  conflicts: 'refuse',
})
const returned: Call = db('source', 'customer-return', { customer })

const rows: readonly Row[] = [
  {
    name: 'ids-split on the source',
    call: db('source', 'ids-split', { increment: 2, offset: 1 }),
    undo: [db('source', 'ids-split', { increment: 1, offset: 1 })],
  },
  {
    name: 'db-copy',
    call: db('source', 'db-copy', { to: 'target' }),
    undo: [db('target', 'db-drop-copy')],
    kills: [100, 900, 2000],
  },
  { name: 'ids-split on the target', call: db('target', 'ids-split', { increment: 2, offset: 2 }) },
  {
    name: 'dispatch-set default on the first DSBC',
    call: ['dsbc1', 'dispatch-set', { entry: 'default', to: 'source' }],
  },
  {
    name: 'dispatch-set of a customer',
    call: ['dsbc1', 'dispatch-set', { entry: customer, to: 'target' }],
    undo: [['dsbc1', 'dispatch-set', { entry: customer, to: 'source' }]],
  },
  {
    name: 'address-release',
    call: ['source-us', 'address-release', voice],
    undo: [['source-us', 'address-claim', voice]],
  },
  {
    name: 'address-claim',
    call: ['dsbc1', 'address-claim', voice],
    undo: [['dsbc1', 'address-release', voice]],
  },
  { name: 'customer-lock', call: lock('source'), undo: [unlock('source')] },
  { name: 'customer-export', call: exported, undo: [returned], before: [lock('source')] },
  {
    name: 'customer-import',
    call: imported,
    undo: [lock('target'), returned],
    kills: [30, 80, 130, 200, 300],
    before: [lock('source'), exported],
  },
  { name: 'customer-unlock', call: unlock('target'), undo: [lock('target')] },
  {
    name: 'customer-return',
    call: returned,
    undo: [db('target', 'customer-return', { customer })],
    kills: [30, 80, 150, 220, 300],
    before: [lock('target')],
  },
]

describe.skipIf(noLab !== undefined)('an operation on real services', () => {
  const place = () => scene().place
  beforeAll(() => bringOperations(place(), hosts))
  const all = async (calls: readonly Call[] = []): Promise<void> => {
    for (const call of calls) {
      const { code, err } = await attempt(place(), call)
      expect(code, `${call[1]} on ${call[0]}: ${err}`).toBe(0)
    }
  }
  /** An orphan of a killed operation may still work: the probe says so until it has ended. */
  const settled = async (call: Call): Promise<string> => {
    let state = ''
    let last = ''
    await waitFor(`${call[1]} to come to rest`, 20, async () => {
      last = state
      state = await probe(place(), call)
      return state === last
    })
    return state
  }

  test.each(rows)('$name', async ({ call, undo, kills = [10, 40, 90, 160], before }) => {
    await all(before)
    expect(['absent', 'partial']).toContain(await probe(place(), call))
    for (const ms of kills) {
      await killed(place(), call, ms)
      const state = await settled(call)
      expect(['absent', 'partial', 'done']).toContain(state)
      if (state !== 'done' || undo === undefined) continue
      await all(undo)
      await all(before)
    }
    // What the kills left behind is no obstacle, and nothing is done twice.
    await all([call])
    expect(await probe(place(), call)).toBe('done')
    if (call[1] !== 'customer-import') await all([call])
    if (undo !== undefined) {
      await all(undo)
      expect(await probe(place(), call)).toBe('absent')
      await all([...(before ?? []), call])
    }
    expect(await probe(place(), call)).toBe('done')
  })

  test('the copy is the same on both, row by row', async () => {
    const [source, target] = [
      await apply(place(), 'source', 'db-verify'),
      await apply(place(), 'target', 'db-verify'),
    ]
    expect(target).toEqual(source)
    expect(source.rows).toBeGreaterThan(30_000)
  })

  test('after the kills and the return the customer has all it had, on the source only', async () => {
    const { facts } = await apply(place(), 'source', 'customer-verify', { customer })
    const other = await apply(place(), 'target', 'customer-verify', { customer })
    expect(other.facts).toEqual({ ...facts, billStatus: 'E' })
    expect(facts.billStatus).toBe('O')
    const sql = `select count(*) from xdrs where i_customer=${customer}`
    expect(await count(place(), 'source', sql)).toBe(await count(place(), 'target', sql))
    await all([unlock('source'), unlock('target')])
  })

  test('what happened on the target comes back to the cent', async () => {
    await all([lock('source'), exported, imported, unlock('target')])
    const change = `insert into xdrs (i_customer,i_account,i_vendor,cli,cld,connect_time,duration,charged_amount,h323_conf_id)
      select i_customer,i_account,1,id,'1604',utc_timestamp(),60,0.12345,'made-on-target' from accounts where i_customer=${customer};
      update customers set balance=balance+0.12345 where i_customer=${customer}; select 0`
    await count(place(), 'target', change)
    const { facts } = await apply(place(), 'target', 'customer-verify', { customer })
    await all([lock('target'), returned])
    expect((await apply(place(), 'source', 'customer-verify', { customer })).facts).toEqual({
      ...facts,
      billingLock: 'C',
    })
    await all([unlock('source'), unlock('target')])
  })

  test('a customer that is not locked, or lives there already, is refused', async () => {
    const early = await attempt(place(), exported)
    expect([early.code, early.err]).toEqual([
      1,
      `customer-export: customer ${customer} is not locked on source: lock it first\n`,
    ])
    const never = await attempt(place(), imported)
    expect(never.err).toContain(`no export of customer ${customer} is there`)
  })

  test('an address that is held is not taken, and one held twice is seen', async () => {
    const taken = await attempt(place(), ['source-us', 'address-claim', voice])
    expect([taken.code, taken.err]).toEqual([1, expect.stringContaining('is still held by dsbc')])
    await attempt(place(), ['source-us', 'address-release', voice])
    await mustInside(place(), 'source-us', ['ip', 'addr', 'add', '10.79.1.100/32', 'dev', 'svc0'])
    expect(await probe(place(), ['dsbc1', 'address-claim', voice])).toBe('partial')
    const seen = await attempt(place(), ['dsbc2', 'address-holder', { address: voice.address }])
    expect([seen.code, seen.err]).toEqual([1, expect.stringContaining('held by two hosts at once')])
    await all([['source-us', 'address-release', voice]])
    expect(
      (await apply(place(), 'dsbc2', 'address-holder', { address: voice.address })).holder,
    ).toBe('dsbc')
  })

  test('a changed product is named with its customers, a collision is counted', async () => {
    expect((await apply(place(), 'target', 'catalog-fingerprint')).changed).toEqual([])
    await count(
      place(),
      'target',
      'update rates set price=price+1 where i_tariff=(select i_tariff from products where i_product=1) limit 1; select 0',
    )
    const { changed, fields } = await apply(place(), 'target', 'catalog-fingerprint')
    expect(changed).toContain('rates')
    // The product as it was sold, and as it is now: its own price is the same.
    const [[name = '', monthly = ''] = []] = await query(
      place(),
      'target',
      'select name, monthly from products where i_product = 1',
    )
    const sold = (await apply(place(), 'source', 'catalog-fingerprint')).fields
    const is = fields?.[`product:${name}`]
    expect(is).toMatchObject({ monthly, 'tariff name': expect.any(String) })
    expect({ ...sold?.[`product:${name}`], rates: is?.['rates'] }).toEqual(is)
    expect(sold?.[`product:${name}`]?.['rates']).not.toBe(is?.['rates'])
    // Every product of the tariff, and no other.
    const touched = await count(
      place(),
      'target',
      'select count(*) from products where i_tariff=(select i_tariff from products where i_product=1)',
    )
    expect(changed.filter((entity) => entity.startsWith('product:'))).toHaveLength(touched)
    // A customer class: its customers are named, for the class and for the type.
    await count(
      place(),
      'target',
      'update customer_classes set i_env=9 where i_customer_class=1; select 0',
    )
    const { customers } = await apply(place(), 'target', 'catalog-fingerprint')
    const [[className = ''] = []] = await query(
      place(),
      'target',
      'select name from customer_classes where i_customer_class=1',
    )
    const inClass = (
      await query(
        place(),
        'target',
        'select i_customer from customers where i_customer_class=1 order by 1',
      )
    ).flat()
    expect(inClass.length).toBeGreaterThan(0)
    expect(customers?.[`customer_class:${className}`]).toEqual(inClass)
    expect(customers?.['customer_classes']).toEqual(inClass)
    expect((await apply(place(), 'source', 'ids-verify')).collisions).toBe(0)
    for (const system of ['source', 'target'] as const)
      await count(
        place(),
        system,
        `insert into xdrs select 9000001,i_customer,i_account,i_vendor,cli,cld,connect_time,duration,1,'${system}' from xdrs limit 1; select 0`,
      )
    expect((await apply(place(), 'source', 'ids-verify')).collisions).toBe(1)
  })

  test('vendor xDRs are merged part by part, killed in between, and then there is nothing left', async () => {
    await count(
      place(),
      'source',
      "update customers set bill_status='E'; insert into vendor_xdrs (i_env,i_vendor,cli,cld,connect_time,duration,charged_amount,h323_conf_id) select i_env,i_vendor,cli,cld,connect_time,duration,charged_amount,'late' from vendor_xdrs where i_env=1 limit 500; select 0",
    )
    const call: Call = ['target', 'xdr-sync', { environment: 'us' }]
    expect(await probe(place(), call)).toBe('absent')
    for (const ms of [50, 150, 300]) await killed(place(), call, ms)
    const { residual } = await apply(place(), 'target', 'xdr-sync', { environment: 'us' })
    expect([residual, await probe(place(), call)]).toEqual([0, 'done'])
    const sql = "select count(*) from vendor_xdrs where h323_conf_id='late'"
    expect(await count(place(), 'target', sql)).toBe(500)
    expect((await apply(place(), 'target', 'mode-set', { mode: 'normal' })).mode).toBe('normal')
    expect((await attempt(place(), ['target', 'mode-set', { mode: 'dual' }])).code).toBe(1)
  })

  test('a load test measures database and dispatcher, and leaves nothing, killed or not', async () => {
    const load = (work: string) => ({ work, rate: 20, seconds: 2, width: 4 })
    const call: Call = ['target', 'load-test', load('customers')]
    await killed(place(), call, 1500)
    expect(await settled(call)).toBe('partial')
    const database = await apply(place(), 'target', 'load-test', load('customers'))
    expect(database).toMatchObject({ failed: 0, asked: 20 })
    expect(database.done).toBeGreaterThan(0)
    // The state of this lab's hosts lies on 192 MiB: too little to write 64 of it for a measurement.
    expect(database.diskMiBPerSecond).toBeUndefined()
    expect(await probe(place(), call)).toBe('absent')
    const sql = "select count(*) from information_schema.tables where table_name like 'load\\_%'"
    expect(await count(place(), 'target', sql)).toBe(0)
    expect(await apply(place(), 'dsbc1', 'load-test', load('dispatch'))).toMatchObject({
      failed: 0,
    })
  })

  test('the schema has every table of the platform with its columns, and none of ours', async () => {
    const { database, tables } = await apply(place(), 'target', 'schema')
    expect(tables.find((t) => t.name === 'customers' && t.database === database)).toMatchObject({
      columns: expect.arrayContaining(['i_customer', 'bill_status']),
    })
    expect(tables.filter((t) => t.database === 'switchyard')).toEqual([])
  })

  test.each(['source', 'source-us', 'dsbc1'] as const)(
    'the readings of %s fit their schemas',
    async (host) => {
      const { services } = await apply(place(), host, 'survey')
      expect(services).toContain('sshd')
      for (const name of ['modifications', 'connections-seen', 'api-clients', 'log-list'] as const)
        await apply(place(), host, name)
    },
  )
})
