import { beforeEach, describe, expect, test } from 'vitest'
import { hostUnder, shells } from './shells.ts'
import type { FakeHost } from './shells.ts'

/** What a failing SQL client prints holds rows of customers: numbers, passwords. Nothing of that may leave the host. */
const secret = '4420712345678'
const statement = `INSERT INTO accounts VALUES (1,'${secret}','hunter2 ERROR 9999 (HY000)')`
const failing = (error: string): string =>
  `cat >/dev/null; printf '%s\\n' "--------------" "${statement}" "--------------" "" "${error}" >&2; exit 1`

const cases: readonly (readonly [string, string])[] = [
  [
    `ERROR 1062 (23000) at line 7: Duplicate entry '${secret}' for key 'id'`,
    'a row stands in the way of key id; nothing was changed',
  ],
  [
    `ERROR 1062 (23000) at line 7: Duplicate entry '${secret}' for key '${secret}-x y'`,
    'a row stands in the way of key (unnamed); nothing was changed',
  ],
  ["ERROR 1146 (42S02) at line 1: Table 'billing.xdrs' doesn't exist", 'has no table billing.xdrs'],
  [
    "ERROR 1054 (42S22) at line 1: Unknown column 'dids' in 'field list'",
    'has no column dids: the two releases differ there',
  ],
  [
    'ERROR 1205 (HY000) at line 3: Lock wait timeout exceeded; try restarting transaction',
    'another transaction holds the rows (error 1205)',
  ],
  [
    'ERROR 1213 (40001) at line 3: Deadlock found when trying to get lock',
    'another transaction holds the rows (error 1213)',
  ],
  ["ERROR 1114 (HY000) at line 9: The table 'xdrs' is full", 'has no room left (error 1114)'],
  ["ERROR 2002 (HY000): Can't connect to local server through socket", 'does not answer'],
  [
    'ERROR 2013 (HY000) at line 4: Lost connection to server during query',
    'ended the session in the middle',
  ],
  [
    "ERROR 1045 (28000): Access denied for user 'x'@'y'",
    'refuses this login or right (error 1045)',
  ],
  [
    `ERROR 1366 (22007) at line 2: Incorrect integer value: '${secret}' for column`,
    'refused a statement (error 1366)',
  ],
  [secret, 'failed without a word of the server'],
]

describe.each(shells)('an SQL error under $name', (shell) => {
  let host: FakeHost
  beforeEach((context) => {
    host = hostUnder(shell, context)
    host.site(['system=source'])
  })

  test.each(cases)('%s is one sentence without data', (error, sentence) => {
    host.program('mariadb', failing(error))
    const said = host.run('customer-lock', 'apply', '--customer', '10001')
    expect([said.code, said.stdout]).toEqual([1, ''])
    expect(said.stderr).toContain(sentence)
    expect(said.stderr).toContain('customer-lock: the database of the source (')
    expect(said.stderr.split('\n')).toHaveLength(2)
    expect(said.stderr).not.toMatch(new RegExp(`${secret}|hunter2|INSERT`))
  })

  test.each(cases)('of the other system, %s, is told as its own', (error, sentence) => {
    host.site(['system=target'])
    // The first question is this server's; the other one fails while its rows flow over.
    host.program(
      'mariadb',
      `case "$*" in *peer.cnf*) ${failing(error)} ;; esac; cat >"$FOLDER/got"
[ -s "$FOLDER/first" ] && exit 0; echo asked >"$FOLDER/first"; echo 'E 1 -00 0 3'`,
    )
    const args = ['--customer', '10001', '--xdrs', 'current', '--conflicts', 'refuse']
    const said = host.run('customer-import', 'apply', ...args)
    expect([said.code, said.stdout]).toEqual([1, ''])
    expect(said.stderr).toContain(sentence)
    expect(said.stderr).toContain('the database of the source')
    expect(said.stderr).not.toMatch(new RegExp(`${secret}|hunter2|INSERT`))
    // What this server got has no end: it is rolled back.
    expect(host.script('cat "$FOLDER/got"').stdout).not.toContain('COMMIT')
  })

  test('a demand that was not met is told by its name', () => {
    host.program(
      'mariadb',
      `cat >/dev/null; echo "ERROR 1048 (23000) at line 5: Column 'not_locked' cannot be null" >&2; exit 1`,
    )
    const said = host.run('customer-export', 'apply', '--customer', '10001', '--xdrs', 'none')
    expect(said.stderr).toMatch(
      /^customer-export: customer 10001 is not locked on \S+: lock it first\n$/,
    )
  })

  test('a server that is not there makes the probe of a return say unknown', () => {
    host.program(
      'mariadb',
      `cat >/dev/null; case "$*" in *peer.cnf*) echo "ERROR 2003 (HY000): Can't connect" >&2; exit 1 ;; esac; echo 'E C 1'`,
    )
    const said = host.run('customer-return', 'probe', '--customer', '10001')
    expect(JSON.parse(said.stdout)).toMatchObject({ state: 'unknown' })
  })
})
