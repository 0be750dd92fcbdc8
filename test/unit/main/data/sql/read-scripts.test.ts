import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readScripts } from '../../../../../main/data/sql/read-scripts.ts'
import type { SqlScript } from '../../../../../shared/domain/analysis/sql-scripts.ts'

const folder = mkdtempSync(join(tmpdir(), 'switchyard-sql-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let count = 0
/** One script out of these bytes. */
async function read(content: string | Uint8Array): Promise<SqlScript> {
  count += 1
  const path = join(folder, `${count}.sql`)
  writeFileSync(path, content)
  const found = await readScripts(path)
  const [script] = found.ok ? found.value.scripts : []
  if (script === undefined)
    throw new Error(found.ok ? JSON.stringify(found.value) : found.problem.message)
  return script
}
const tablesOf = async (sql: string) =>
  (await read(sql)).tables.map((t) => [t.database, t.name].filter(Boolean).join('.'))
const columnsOf = async (sql: string) =>
  (await read(sql)).columns.map((c) => `${c.tables.join('|')}.${c.name}`)

describe('tables and columns', () => {
  it.each([
    [
      `select c.name, sum(x.charged_amount) total from Customers c join CDR x on x.i_customer=c.i_customer
       where c.bill_status='O' group by c.name having total > 0 order by c.balance`,
      ['Customers', 'CDR'],
      [
        'Customers.name',
        'CDR.charged_amount',
        'CDR.i_customer',
        'Customers.i_customer',
        'Customers.bill_status',
        'Customers.balance',
      ],
    ],
    [
      'select name from Customers where i_env=1',
      ['Customers'],
      ['Customers.name', 'Customers.i_env'],
    ],
    // Without a name before it a column may be of each of them.
    [
      'select name from Customers join Accounts using (i_customer)',
      ['Customers', 'Accounts'],
      ['Customers|Accounts.name', 'Accounts.i_customer'],
    ],
    // What a subquery or a WITH hands on is no column of the schema.
    [
      'with big as (select i_customer, count(*) n from Accounts group by i_customer) select c.name, big.n from big join Customers c on c.i_customer=big.i_customer',
      ['Accounts', 'Customers'],
      ['Customers.name', 'Customers.i_customer'],
    ],
    [
      'select t.id from (select id from Accounts a where a.blocked=1) t',
      ['Accounts'],
      ['Accounts.blocked'],
    ],
    [
      "select * from `porta-billing`.Customers force index (i) where match(name) against ('x' in boolean mode)",
      ['porta-billing.Customers'],
      ['porta-billing.Customers.name'],
    ],
    [
      "select name from Customers into outfile '/tmp/x' fields terminated by ','",
      ['Customers'],
      ['Customers.name'],
    ],
    ['select @n := @n + 1, c.* from Customers c, (select @n := 0) init', ['Customers'], []],
    ['show tables; set @a := 5; start transaction; commit', [], []],
  ])('of %s', async (sql, tables, columns) => {
    expect([(await tablesOf(sql)).toSorted(), (await columnsOf(sql)).toSorted()]).toEqual([
      tables.toSorted(),
      columns.toSorted(),
    ])
  })

  it('belong to the database of the last USE', async () => {
    expect(
      await tablesOf('use `porta-billing`; select 1 from A; use other; select 1 from A, x.B'),
    ).toEqual(['porta-billing.A', 'other.A', 'x.B'])
  })

  it('leave out what the script makes for itself', async () => {
    const script = await read(
      'create temporary table t as select id from Accounts; select t.id, t.x from t; drop temporary table t;',
    )
    expect([script.tables.map(({ name }) => name), script.writes]).toEqual([['Accounts'], []])
    expect(script.columns).toEqual([{ name: 'id', tables: ['Accounts'], line: 1 }])
  })
})

describe('changes', () => {
  it.each([
    ['update Customers set balance=0 where i_customer=5', 'UPDATE', ['Customers']],
    [
      'DELETE a FROM Accounts a JOIN Customers c USING (i_customer)',
      'DELETE',
      ['Accounts', 'Customers'],
    ],
    ['insert into Accounts (id) values (1)', 'INSERT', ['Accounts']],
    ['replace into Accounts (id) values (1)', 'REPLACE', ['Accounts']],
    ['truncate table Accounts', 'TRUNCATE', ['Accounts']],
    ['call refresh_totals(5)', 'CALL', []],
    ["load   data local infile 'x' into table Accounts", 'LOAD DATA', ['Accounts']],
    ['/*!50003 create trigger t before insert on A for each row set new.x=1 */', 'CREATE', []],
    ['set global max_connections=5', 'SET GLOBAL', []],
  ])('%s is one', async (sql, verb, tables) => {
    const script = await read(`select 1;\n${sql};`)
    expect(script.writes).toEqual([{ verb, line: 2 }])
    expect(script.tables.map(({ name }) => name).toSorted()).toEqual(tables)
    expect(script.unread).toEqual([])
  })

  it('are seen in a statement that is too long to be parsed', async () => {
    const rows = Array.from({ length: 9000 }, (_, i) => `(${i},'x')`).join(',')
    const script = await read(`insert into Accounts values ${rows};`)
    expect(script.writes).toEqual([{ verb: 'INSERT', line: 1 }])
  })
})

describe('bad input', () => {
  it.each([
    ['select top 5 name from Customers;', 1, 'at "5" in: select top 5 name from Customers'],
    ['select 1;\nselect [name] from Customers;', 2, 'at "[" in: select [name] from Customers'],
    ['this is no SQL at all', 1, 'in: this is no SQL at all'],
  ])('of another dialect is named with its line: %s', async (sql, line, why) => {
    expect((await read(sql)).unread).toEqual([{ line, why: expect.stringContaining(why) }])
  })

  it('half a file is not taken for a whole one', async () => {
    const script = await read("select id from Accounts;\nselect 'abc")
    expect(script.tables.map(({ name }) => name)).toEqual(['Accounts'])
    expect(script.unread[0]).toEqual({
      line: 2,
      why: 'a text in single quotes has no end: was the file cut?',
    })
  })

  it('a byte order mark, line ends of Windows and wide characters are read', async () => {
    expect(await tablesOf('\uFEFFselect id\r\nfrom Accounts;\r\n')).toEqual(['Accounts'])
    const wide = Buffer.concat([
      Buffer.from([0xff, 0xfe]),
      Buffer.from('select id from A', 'utf16le'),
    ])
    expect((await read(wide)).tables).toEqual([{ name: 'A', line: 1 }])
  })

  it('a script of ten megabytes says from where on it was not read, in seconds', async () => {
    const line = 'select id from Accounts where i_customer=12345;\n'
    const script = await read(line.repeat(Math.ceil((10 * 2 ** 20) / line.length)))
    expect(script.statements).toBeGreaterThan(200_000)
    expect(script.unread).toEqual([
      { line: 2001, why: expect.stringMatching(/^\d+ more statements from here on are not read$/) },
    ])
  })

  it('a folder is read with all below it, and names what is no script', async () => {
    const root = join(folder, 'all')
    mkdirSync(join(root, 'sub'), { recursive: true })
    writeFileSync(join(root, 'sub/b.SQL'), 'select 1')
    writeFileSync(join(root, 'a.sql'), 'select 1')
    writeFileSync(join(root, 'c.sql'), Buffer.from([1, 0, 2, 0]))
    writeFileSync(join(root, 'readme.txt'), 'no script')
    const found = await readScripts(root)
    expect(found.ok && found.value.scripts.map(({ name }) => name)).toEqual(['a.sql', 'sub/b.SQL'])
    expect(found.ok && found.value.gaps.map(({ message }) => message)).toEqual([
      'c.sql is binary: no text of SQL',
    ])
  })

  it.each(['nothing-here.sql', '.'])('%s has no script', async (name) => {
    const empty = join(folder, 'empty')
    mkdirSync(empty, { recursive: true })
    const found = await readScripts(join(empty, name))
    expect(found.ok ? '' : found.problem.safe).toBe('nothing was stored')
  })
})
