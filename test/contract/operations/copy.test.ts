import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { noMariaDb, startTwoSystems } from '../../helpers/mariadb.ts'
import type { Database, TwoSystems } from '../../helpers/mariadb.ts'
import { shells } from './shells.ts'
import type { FakeHost, Said } from './shells.ts'

const dump = noMariaDb ?? execFileSync('which', ['mariadb-dump'], { encoding: 'utf8' }).trim()

/** The copy of the database between two real servers. */
describe.skipIf(noMariaDb !== undefined)('the copy of a database', () => {
  let systems: TwoSystems
  beforeAll(async () => {
    systems = await startTwoSystems()
  }, 60_000)
  afterAll(() => systems.stop())

  let source: FakeHost
  let target: FakeHost
  const begin = (shell: string): void => {
    systems.reset()
    source = systems.host(shell, 'source')
    target = systems.host(shell, 'target')
    systems.source
      .sql(`use billing; drop table dids,xdrs,vendor_xdrs,account_services,rates,tariffs,subscriptions,customer_classes;
        insert into environments values (1,'us','US','USD','2026-11-01');
        insert into products values (1,1,1,1,'Basic',9.99);
        insert into customers (i_customer,i_env,i_product,name) values (1,1,1,'Zürich "Käse" 100 % \\\\ O''Brien\\n☎');`)
  }
  const copy = (): Said => source.run('db-copy', 'apply', '--to', 'target')
  const whole = (said: Said): void => {
    expect([said.code, said.stderr.replace(/^db-copy: .* rows\n/gm, '')]).toEqual([0, ''])
    const [here, there] = [source.run('db-verify', 'apply'), target.run('db-verify', 'apply')]
    expect(there).toEqual(here)
  }
  const same = (table: string): void => {
    const rows = `select * from billing.${table} order by 1`
    expect(systems.target.sql(rows)).toBe(systems.source.sql(rows))
  }

  test.for(shells)(
    'holds every row, whatever its key is, under $name',
    ({ name, path }, context) => {
      if (path === undefined) context.skip(`${name} is not installed here`)
      begin(path ?? '')
      systems.source.sql(`use billing; set sql_mode='NO_AUTO_VALUE_ON_ZERO';
        create table below (id bigint primary key, v text); insert into below values (-9223372036854775808,'a'),(-5,'b'),(-1,NULL);
        create table across (id int primary key); insert into across values (-7),(0),(7);
        create table many (id int primary key); insert into many select cast(seq as signed)-25000 from seq_1_to_50001;
        create table \`order\` (\`key\` int primary key, \`from\` text); insert into \`order\` values (1,'x');
        create table above (id bigint unsigned primary key); insert into above values (0),(9223372036854775808),(18446744073709551615);
        insert into vendors values (0,1,'nobody');`)
      whole(copy())
      for (const table of ['below', 'across', 'many', '`order`', 'above', 'vendors']) same(table)
      expect(systems.target.sql('select name, bill_status from billing.customers')).toBe(
        systems.source.sql("select name, 'E' from billing.customers"),
      )
    },
  )

  test.each([
    ['create table `a b` (id int primary key)', 'a?b'],
    ['create table `a``b` (id int primary key)', 'a?b'],
    ['create table ab (`i d` int primary key)', 'ab'],
  ])('names a table that it cannot copy before anything is made: %s', (made, name) => {
    begin('/bin/sh')
    systems.source.sql(`use billing; ${made};`)
    const said = copy()
    expect([said.code, said.stderr]).toEqual([
      1,
      `db-copy: the table ${name} of billing, or a column of it, has a name of other characters than letters, digits, _ and $: it is not copied here; rename it, or let the site's own command copy\n`,
    ])
    expect(systems.target.sql('select count(*) from switchyard.facts')).toBe('0')
  })

  describe('broken off', () => {
    const code = (database: Database): string =>
      database.sql(`select concat('view ',table_name) from information_schema.views where table_schema='billing' union all
        select concat('trigger ',trigger_name) from information_schema.triggers where trigger_schema='billing' union all
        select concat(routine_type,' ',routine_name) from information_schema.routines where routine_schema='billing' union all
        select concat('event ',event_name) from information_schema.events where event_schema='billing'`)
    const probe = (): string => {
      const { state }: { state: string } = JSON.parse(
        source.run('db-copy', 'probe', '--to', 'target').stdout,
      )
      return state
    }
    const make = `use billing;
      delimiter //
      create definer=root@localhost procedure p() begin select 1; end//
      create function f() returns int deterministic return 1//
      create trigger t1 before insert on vendors for each row begin set new.name=new.name; end//
      create trigger t2 after insert on vendors for each row insert into system_state values (new.i_vendor,'x')//
      create event e on schedule every 1 year do delete from system_state//`
    /** The dump of a part ends half said, behind a statement, without a word and for once. */
    const killed = (part: string): void =>
      source.program(
        'mariadb-dump',
        `case "$*" in *${part}*) [ -e "$FOLDER/once" ] || { : >"$FOLDER/once"; ${dump} "$@" >"$FOLDER/said"
 head -n $(($(wc -l <"$FOLDER/said") / 2)) "$FOLDER/said" |
 awk '{ line[NR] = $0 } /;$/ { last = NR } END { for (i = 1; i <= last; i++) print line[i] }'; kill -9 $$; } ;; esac; exec ${dump} "$@"`,
      )

    beforeEach(() => begin('/bin/sh'))
    test.each([
      ['the structure', '--add-drop-table', 'the structure of billing could not be read whole'],
      ['the rows', '--where', 'could not be read on'],
      ['triggers and routines', '--routines', 'the structure of billing could not be read whole'],
    ])(
      'whose dump of %s was killed is not whole, and the next run ends it',
      (_, part, sentence) => {
        systems.source.sql(make)
        killed(part)
        const said = copy()
        expect([said.code, said.stdout, probe()]).toEqual([
          1,
          '',
          expect.stringMatching(/absent|partial/),
        ])
        expect(said.stderr).toContain(sentence)
        whole(copy())
        expect(code(systems.target)).toBe(code(systems.source))
        expect([probe(), systems.target.sql('select count(*) from billing.vendors')]).toEqual([
          'done',
          '0',
        ])
        // Once more: nothing to do.
        whole(copy())
      },
    )

    test('is whole where nothing of the catalog is on the site', () => {
      source = systems.host('/bin/sh', 'source', ['catalog_tables=tariffs'])
      whole(copy())
      expect(probe()).toBe('done')
    })

    test('that is being dropped is neither whole nor gone on with', () => {
      systems.source.sql(make)
      whole(copy())
      systems.target.sql("update switchyard.facts set value='dropping' where name='copy'")
      expect(probe()).toBe('partial')
      expect(copy().stderr).toContain('the copy on the target is half dropped')
      for (const _ of ['once', 'twice']) {
        expect(target.run('db-drop-copy', 'apply').code).toBe(0)
        expect([code(systems.target), probe()]).toEqual(['', 'absent'])
      }
      whole(copy())
    })
  })
})
