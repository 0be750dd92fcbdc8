import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { operations, OperationName } from '../../../shared/domain/operations.ts'
import { fakeHost, hostUnder, shells } from './shells.ts'
import type { FakeHost } from './shells.ts'

/** Logs have a contract of their own: test/contract/log-tools.test.ts. */
const names = OperationName.options.filter((name) => !name.startsWith('log-'))
const good: Readonly<Record<string, string>> = {
  customer: '10001',
  xdrs: 'current',
  conflicts: 'refuse',
  increment: '2',
  offset: '1',
  to: 'target',
  address: '192.0.2.1:5060',
  service: 'voice',
  entry: '10001',
  environment: 'us',
  mode: 'normal',
  work: 'customers',
  rate: '5',
  seconds: '1',
  width: '2',
}
const argumentsOf = (name: OperationName): string[] => Object.keys(operations[name].args.shape)
const words = (name: OperationName, over: Readonly<Record<string, string>> = {}): string[] =>
  argumentsOf(name).flatMap((arg) => [
    `--${arg}`,
    over[arg] ?? (name === 'billing-survey' ? 'estimate' : good[arg]) ?? '',
  ])

describe.each(shells)('under $name', (shell) => {
  let host: FakeHost
  beforeEach((context) => {
    host = hostUnder(shell, context)
  })

  test.each(names)('%s says how it is used, and takes exactly its arguments', (name) => {
    const usage = `use: ${name} apply|probe${argumentsOf(name)
      .map((arg) => ` --${arg} VALUE`)
      .join('')}`
    expect(host.run(name)).toEqual({ code: 2, stdout: '', stderr: `${name}: ${usage}\n` })
    expect(host.run(name, 'do').stderr).toBe(`${name}: ${usage}\n`)
    const unknown = host.run(name, 'apply', ...words(name), '--other', 'x')
    expect(unknown).toEqual({
      code: 2,
      stdout: '',
      stderr: `${name}: unknown argument --other; ${usage}\n`,
    })
    const [first] = argumentsOf(name)
    if (first === undefined) return
    const missing = host.run(name, 'probe', ...words(name).slice(2))
    expect(missing).toEqual({ code: 2, stdout: '', stderr: `${name}: --${first} is missing\n` })
    const twice = host.run(name, 'apply', ...words(name), `--${first}`, 'x')
    expect([twice.code, twice.stderr]).toEqual([2, `${name}: --${first} is given twice\n`])
  })

  test.each(names)('%s needs to know the site', (name) => {
    const said = host.run(name, 'apply', ...words(name))
    expect(said.code).toBe(69)
    expect(said.stderr).toMatch(
      /^\S+: there is no .*site\.conf on \S+: see README\.md beside the operations\n$/,
    )
  })

  const hostile = [
    "x'; touch $FOLDER/hit; '",
    '$(touch $FOLDER/hit)',
    '`touch hit`',
    '1 OR 1=1',
    '10001x',
    "1'--",
    '-1',
    'Zürich',
  ]
  test.each(names.filter((name) => argumentsOf(name).some((arg) => arg !== 'service')))(
    '%s refuses arguments that are none, and runs nothing of them',
    (name) => {
      host.site([`system=${name.startsWith('dispatch') ? 'dsbc' : 'source'}`, 'service_device=lo'])
      host.program('mariadb', 'echo called >>"$FOLDER/called"')
      for (const arg of argumentsOf(name).filter((one) => one !== 'service' && one !== 'to'))
        for (const value of hostile.filter((one) => arg !== 'environment' || one !== '10001x')) {
          const said = host.run(name, 'apply', ...words(name, { [arg]: value }))
          expect([said.code, said.stdout], `${arg} ${value}`).toEqual([2, ''])
          expect(said.stderr).toMatch(new RegExp(`^${name}: [^\n]*\n$`))
        }
      expect(host.script('ls "$FOLDER"').stdout).not.toMatch(/hit|called/)
    },
  )
})

describe.each(shells)('site.conf under $name', (shell) => {
  let host: FakeHost
  beforeEach((context) => {
    host = hostUnder(shell, context)
  })
  const read = 'read_site; printf "%s|%s|%s" "$conf_system" "$conf_peers" "$conf_db"'

  test('is read and never run', () => {
    host.site([
      '# a comment',
      '',
      'system=target',
      'peers=source:$(touch hit),`touch hit`; touch hit',
    ])
    const said = host.script(`${read}; ls`)
    expect(said.stdout).toMatch(/^target\|source:\$\(touch hit\),`touch hit`; touch hit\|billing/)
    expect(said.stdout).not.toContain('\nhit')
  })

  test('may end without a line end', () => {
    writeFileSync(join(host.folder, 'etc/site.conf'), 'db=porta\nsystem=source')
    expect(host.script(read).stdout).toBe('source||porta')
  })

  test.each([
    ['system=source\nwords', 'line 2: not key=value'],
    ['system=source\nSystem=x', 'line 2: not key=value'],
    ['system=source\nsytem=x', 'line 2: there is no setting called sytem'],
    ['system=both', 'system is source, target or dsbc'],
    ['system=source\ndb=a;drop', 'db is not the name of a database'],
    ['system=source\narp_wait_ms=soon', 'arp_wait_ms is a number of ms from 10 to 999'],
    // A limit of none would wait for an answer for ever, in the middle of a switchover; 08 is no number to a shell.
    ['system=source\narp_wait_ms=0', 'arp_wait_ms is a number of ms from 10 to 999'],
    ['system=source\narp_wait_ms=1', 'arp_wait_ms is a number of ms from 10 to 999'],
    ['system=source\narp_wait_ms=08', 'arp_wait_ms is a number of ms from 10 to 999'],
  ])('%j is refused by line', (text, sentence) => {
    writeFileSync(join(host.folder, 'etc/site.conf'), text)
    const said = host.script(read)
    expect([said.code, said.stdout]).toEqual([69, ''])
    expect(said.stderr).toContain(sentence)
  })
})

describe.each(shells)('JSON under $name', ({ path }) => {
  test.each([
    'plain',
    '',
    'a "b" \\ c',
    'line\nbreak\n\nand\ttab',
    '\u0001\u001f',
    "O'Brien <b>",
    'Zürich ☎ 💡',
    '{"a":[1,2]}',
    'rates: 5 %, ~`$!#^&*|?',
  ])('%j is the same string again', (text) => {
    if (path === undefined) return
    const said = fakeHost(path).script('json_string "$1"; printf "%s" "$json"', text)
    expect(JSON.parse(said.stdout)).toBe(text)
  })
})
