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
  test('xdr-sync opens no temporary table twice in one statement', () => {
    host.site(['system=target'])
    host.program('mysqldump', '')
    host.program('mariadb-dump', '')
    // Rows of the two systems differ in one part; then the server refuses as MySQL does.
    host.program(
      'mariadb',
      `sed 's/;/;\\n/g' | tr '\\n' ' ' | tr ';' '\\n' >"$FOLDER/now"
 if grep -q 'switchyard.carried.*FROM switchyard.carried' "$FOLDER/now"; then echo "ERROR 1137 (HY000) at line 2: Can't reopen table: 'carried'" >&2; exit 1; fi
 case $(cat "$FOLDER/now") in *kept*) echo kept ;; *'i_env FROM environments'*) echo 1 ;; *'FROM customers'*) echo 0 ;;
  *'DIV 8192'*) case "$*" in *peer*) echo '0 1 5' ;; esac ;; *'ORDER BY i_xdr'*) case "$*" in *peer*) echo 5 ;; esac ;; *) echo '1 5' ;; esac`,
    )
    expect(host.run('xdr-sync', 'apply', '--environment', 'us').stderr).not.toContain('1137')
  })

  test('ids-split ends no session of a replica', () => {
    const { stdout } = host.script(
      `sed -n 's/^older="FROM information_schema.processlist WHERE \\(.*\\) AND id.*/\\1/p' "$1/../ids-split"`,
      host.library,
    )
    const db = new Database(':memory:')
    db.exec(`create table p (user text, command text); insert into p values ('app','Query'),('app','Sleep'),
      ('repl','Binlog Dump'),('repl','Binlog Dump GTID'),('event_scheduler','Daemon'),('system user','Query')`)
    const condition = stdout.trim().replace('$keep', "'system user','event_scheduler'")
    expect(db.prepare(`select command from p where ${condition}`).pluck().all()).toEqual([
      'Query',
      'Sleep',
    ])
  })

  test('ids-split asks for the time since the start where the server keeps it', () => {
    host.program('mariadb', mysql8)
    const said = host.run('ids-split', 'probe', '--increment', '2', '--offset', '1')
    expect([said.stderr, JSON.parse(said.stdout || '{}')]).toEqual([
      '',
      expect.objectContaining({ state: 'absent' }),
    ])
  })
})
