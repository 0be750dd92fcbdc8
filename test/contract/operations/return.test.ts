import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { noMariaDb, startTwoSystems } from '../../helpers/mariadb.ts'
import type { TwoSystems } from '../../helpers/mariadb.ts'
import type { FakeHost, Said } from './shells.ts'

/** A customer that goes back and forth between two real servers, and calls that come when there is nothing to do. */
describe.skipIf(noMariaDb !== undefined)('a customer', () => {
  let systems: TwoSystems
  let source: FakeHost
  let target: FakeHost
  beforeAll(async () => {
    systems = await startTwoSystems()
  }, 60_000)
  afterAll(() => systems.stop())
  beforeEach(() => {
    systems.reset()
    source = systems.host('/bin/sh', 'source')
    target = systems.host('/bin/sh', 'target')
    systems.source
      .sql(`use billing; drop table vendor_xdrs,account_services,rates,tariffs,subscriptions,customer_classes;
      insert into environments values (1,'us','US','USD','2026-11-01');
      insert into products values (1,1,1,1,'Basic',9.99);
      insert into customers (i_customer,i_env,i_product,name,balance) values (7,1,1,'Zürich "Käse" 100 % \\\\ O''Brien\\n☎',1.5);
      insert into accounts values (1,7,1,'44207''%','p"\\\\w\\n☎',0,'open');
      insert into xdrs values (1,7,1,1,'a''b','%s','2026-11-02',60,0.5,'x'),(2,7,1,1,'a','b','2026-10-02',60,0.25,'y');`)
    source.run('db-copy', 'apply', '--to', 'target')
  })
  const on = (host: FakeHost, operation: string, ...args: string[]): Said =>
    host.run(`customer-${operation}`, 'apply', '--customer', '7', ...args)
  const well = (said: Said): void => expect([said.code, said.stderr]).toEqual([0, ''])
  const stand = (): string =>
    [systems.source, systems.target]
      .map((db) => db.sql('select concat(bill_status,billing_lock) from billing.customers'))
      .join(' ')
  const probe = (host: FakeHost): string => {
    const said = host.run('customer-return', 'probe', '--customer', '7')
    const { state }: { state: string } = JSON.parse(said.stdout)
    return state
  }
  const transfer = (): void => {
    well(on(source, 'lock'))
    well(on(source, 'export', '--xdrs', 'all'))
    well(on(target, 'import', '--xdrs', 'all', '--conflicts', 'refuse'))
  }
  const refused = (sentence: string): void => {
    const before = stand()
    const said = on(target, 'return')
    expect([said.code, said.stdout, stand()]).toEqual([1, '', before])
    expect(said.stderr).toContain(sentence)
    expect(probe(target)).toBe('absent')
  }

  test('with rows that are together larger than a statement may be is carried, and back', () => {
    for (const system of [systems.source, systems.target])
      system.sql('use billing; alter table accounts add note longtext;')
    systems.source
      .sql(`use billing; insert into accounts (i_account,i_customer,i_product,id,password,note)
      select seq+100,7,1,concat('4420',seq),'p',repeat('n',100000) from seq_1_to_260;`)
    transfer()
    const count = 'select count(*),sum(length(note)) from billing.accounts where i_customer=7'
    expect(systems.target.sql(count)).toBe(systems.source.sql(count))
  })

  test('of whom nothing was imported is not returned to the target', () => {
    refused('customer 7 was never on the target')
    well(on(source, 'lock'))
    refused('customer 7 was never on the target')
    well(on(source, 'export', '--xdrs', 'current'))
    refused('customer 7 was never on the target')
    well(on(source, 'return'))
    expect(stand()).toBe('OC EN')
  })

  test('who was exported anew is not brought back as it was on the target before', () => {
    transfer()
    well(on(source, 'return'))
    systems.source.sql('update billing.customers set balance=99')
    well(on(source, 'export', '--xdrs', 'all'))
    refused('customer 7 is exported on the source: there is nothing to return to the target')
    well(on(target, 'import', '--xdrs', 'all', '--conflicts', 'refuse'))
    expect(systems.target.sql('select balance from billing.customers')).toBe('99.00000')
  })

  test('is returned, brought back and returned, each twice, with all it has', () => {
    transfer()
    const rows =
      'select * from billing.accounts; select * from billing.xdrs; select name from billing.customers'
    expect(systems.target.sql(rows)).toBe(systems.source.sql(rows))
    for (const [host, standing] of [
      [source, 'OC EC'],
      [target, 'EC OC'],
      [source, 'OC EC'],
    ] as const) {
      expect(probe(host)).toBe('absent')
      for (const _ of ['once', 'twice']) well(on(host, 'return'))
      expect([stand(), probe(host)]).toEqual([standing, 'done'])
    }
    expect(systems.target.sql(rows)).toBe(systems.source.sql(rows))
  })
})
