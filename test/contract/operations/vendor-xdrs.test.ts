import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { noMariaDb, startTwoSystems } from '../../helpers/mariadb.ts'
import type { TwoSystems } from '../../helpers/mariadb.ts'
import type { FakeHost } from './shells.ts'

/** Vendor xDRs of an environment between two real servers. */
describe.skipIf(noMariaDb !== undefined)('vendor xDRs', () => {
  let systems: TwoSystems
  let target: FakeHost
  beforeAll(async () => {
    systems = await startTwoSystems()
  }, 60_000)
  afterAll(() => systems.stop())
  const xdr = (id: number, cli: string): string =>
    `insert into billing.vendor_xdrs values (${id},1,1,${cli},'%d','2026-11-02',60,0.5,md5(${cli}));`
  const all = (of: keyof Pick<TwoSystems, 'source' | 'target'>): string =>
    systems[of].sql('select i_xdr,cli from billing.vendor_xdrs order by 1')
  beforeEach(() => {
    systems.reset()
    const source = systems.host('/bin/sh', 'source')
    target = systems.host('/bin/sh', 'target')
    systems.source
      .sql(`use billing; insert into environments values (1,'us','US','USD','2026-11-01');
      drop table xdrs,dids,account_services; ${xdr(1, "'old'")}`)
    source.run('db-copy', 'apply', '--to', 'target')
  })
  const sync = () => target.run('xdr-sync', 'apply', '--environment', 'us')

  test('are carried as they are, and once', () => {
    systems.source.sql(xdr(3, `'it''s "100 %" \\\\ ☎\\n'`) + xdr(20_001, "'far'"))
    systems.target.sql(xdr(2, "'own'"))
    for (const xdrs of [2, 0])
      expect(JSON.parse(sync().stdout)).toMatchObject({ xdrs, residual: 0 })
    expect(
      all('target')
        .split('\n')
        .filter((row) => !row.endsWith('own'))
        .join('\n'),
    ).toBe(all('source'))
  })

  test('that stand under an id which the target gave to another are not called carried', () => {
    systems.source.sql(xdr(3, "'source'"))
    systems.target.sql(xdr(3, "'target'"))
    const said = sync()
    expect([said.code, said.stdout]).toEqual([1, ''])
    expect(said.stderr).toContain('environment us: 1 vendor xDRs are still only on the source')
    const seen = target.run('xdr-reconcile', 'apply', '--environment', 'us')
    expect(JSON.parse(seen.stdout)).toMatchObject({ residual: 1 })
  })
})
