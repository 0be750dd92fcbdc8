import Database from 'better-sqlite3'
import { beforeEach, describe, expect, test } from 'vitest'
import { hostUnder, shells } from './shells.ts'
import type { FakeHost } from './shells.ts'

/** Where MySQL 8 has other names than MariaDB. What it answers here was answered by such a server. */
describe.each(shells)('under $name', (shell) => {
  let host: FakeHost
  beforeEach((context) => {
    host = hostUnder(shell, context)
    host.site(['system=source', `ids_file=${host.folder.replaceAll(' ', '?')}/ids.cnf`])
  })

  test.each(['copy', 'customer'])(
    '%s leaves out columns that are reckoned, and no other',
    (part) => {
      const extras = {
        plain: '',
        id: 'auto_increment',
        made: 'DEFAULT_GENERATED',
        changed: 'DEFAULT_GENERATED on update CURRENT_TIMESTAMP',
        changed_mariadb: 'on update current_timestamp()',
        reckoned: 'VIRTUAL GENERATED',
        kept: 'STORED GENERATED',
        hidden: 'STORED GENERATED INVISIBLE',
      }
      const call = part === 'copy' ? 'plan_tables' : 'columns_of xdrs'
      host.program('mysql', 'cat >>"$FOLDER/asked"')
      host.program('mariadb', 'cat >>"$FOLDER/asked"')
      const { stdout } = host.script(
        `conf_db=billing conf_system=source c=1 arg_customer=1; . "$1/sql.sh"; . "$1/copy.sh"; . "$1/customer.sh"
${call} >>"$FOLDER/asked"; cat "$FOLDER/asked"`,
        host.library,
      )
      const condition = /(?:c\.)?extra NOT LIKE[^;)]*/.exec(stdout)?.[0] ?? 'none'
      const db = new Database(':memory:')
      db.exec('create table c (name text, extra text)')
      for (const [name, extra] of Object.entries(extras))
        db.prepare('insert into c values (?, ?)').run(name, extra)
      expect(db.prepare(`select name from c where ${condition}`).pluck().all()).toEqual([
        'plain',
        'id',
        'made',
        'changed',
        'changed_mariadb',
      ])
    },
  )

  /** Knows of a statement only whether it names what this server has not; MariaDB's own comments it does not read. */
  const mysql8 = `sed 's|/[*]M![^*]*[*]/||g' >"$FOLDER/now"
 if grep -qi 'information_schema.global_status' "$FOLDER/now"; then echo "ERROR 1109 (42S02) at line 2: Unknown table 'GLOBAL_STATUS' in information_schema" >&2; exit 1; fi
 grep -qi 'performance_schema.global_status' "$FOLDER/now" && echo '1 1 unmarked 0'`
  test('ids-split asks for the time since the start where the server keeps it', () => {
    host.program('mariadb', mysql8)
    const said = host.run('ids-split', 'probe', '--increment', '2', '--offset', '1')
    expect([said.stderr, JSON.parse(said.stdout || '{}')]).toEqual([
      '',
      expect.objectContaining({ state: 'absent' }),
    ])
  })
})
