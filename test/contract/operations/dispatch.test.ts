import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { operations, ProbeAnswer } from '../../../shared/domain/operations.ts'
import { hostUnder, shells } from './shells.ts'
import type { FakeHost } from './shells.ts'

/** Programs that keep a line a key in a file, and speak as kamcmd, HAProxy's socket and FreeRADIUS do. */
const kamcmd = `
while read -r verb table key value; do
  key=\${key#s:}
  case $verb in
    htable.sets) grep -v "^$key " "$FOLDER/kamailio" >"$FOLDER/k"; echo "$key $value" >>"$FOLDER/k"; mv "$FOLDER/k" "$FOLDER/kamailio" ;;
    htable.get)
      if found=$(grep "^$key " "$FOLDER/kamailio"); then echo "value: \${found#* }"; else echo "error: 500 - Key name doesn't exist in htable."; fi ;;
  esac
done`
const socat = `
read -r line
printf '%s\\n' "$line" | tr ';' '\\n' | while read -r verb _ _ key value; do
  case $verb in
    add) echo "$key $value" >>"$FOLDER/haproxy" ;;
    set) if grep -q "^$key " "$FOLDER/haproxy"; then sed "s/^$key .*/$key $value/" "$FOLDER/haproxy" >"$FOLDER/h"; mv "$FOLDER/h" "$FOLDER/haproxy"; else echo 'entry not found.'; fi ;;
    get) if found=$(grep "^$key " "$FOLDER/haproxy" | head -n 1) && [ -n "$found" ]; then echo "found=yes, value=\\"\${found#* }\\""; else echo 'found=no'; fi ;;
  esac
done`
/** Reads what was loaded at the last reload. */
const radclient = `
read -r _ _ name
name=$(printf '%s' "$name" | tr -d '"')
echo 'Received Access-Accept'
sed -n "s/^$name Proxy-To-Realm := \\(.*\\)/Reply-Message = \\1/p" "$FOLDER/loaded"`

describe.each(shells)('the dispatch table under $name', (shell) => {
  let host: FakeHost
  beforeEach((context) => {
    host = hostUnder(shell, context)
    mkdirSync(join(host.folder, 'state'))
    const at = (name: string): string => join(host.folder, name)
    host.site([
      'system=dsbc',
      'haproxy_map=map',
      'radius_dispatch=files',
      `radius_users=${at('users')}`,
      `radius_pid=${at('pid')}`,
      'radius_check_secret=none',
    ])
    for (const name of ['kamailio', 'haproxy', 'loaded', 'map', 'users'])
      writeFileSync(at(name), '')
    host.program('kamcmd', kamcmd)
    host.program('socat', socat)
    host.program('radclient', radclient)
    host.program('sleep', 'exit 0')
    host.program('reload', 'cp "$FOLDER/users" "$FOLDER/loaded"')
    // The reload of FreeRADIUS stands at the question: it has read its file again before it answers.
    host.program('radclient', `reload\n${radclient}`)
    writeFileSync(at('pid'), '999999999\n')
  })
  const set = (entry: string, to: string) =>
    host.run('dispatch-set', 'apply', '--entry', entry, '--to', to)
  const probe = (entry: string, to: string): string | undefined =>
    ProbeAnswer.parse(
      JSON.parse(host.run('dispatch-set', 'probe', '--entry', entry, '--to', to).stdout),
    ).state
  const list = (...entry: string[]) =>
    operations['dispatch-list'].answer.parse(
      JSON.parse(host.run('dispatch-list', 'apply', ...entry).stdout),
    )

  test('one entry of a table is told with the default, whatever the length of the table', () => {
    const others = Array.from({ length: 50_000 }, (_, i) => `${100_000 + i} target`)
    writeFileSync(
      join(host.folder, 'state', 'dispatch'),
      ['generation 7', 'default source', ...others, '10001 target', ''].join('\n'),
    )
    expect(list('--entry', '10001')).toEqual({
      entries: { default: 'source', '10001': 'target' },
      generation: 7,
    })
    expect(list('--entry', '1000')).toEqual({ entries: { default: 'source' }, generation: 7 })
    expect(list('--entry', 'default')).toEqual({ entries: { default: 'source' }, generation: 7 })
  })

  test('an entry is set in all protocols, in the book and for the next start', () => {
    expect(probe('10001', 'target')).toBe('absent')
    expect(set('default', 'source').stderr).toBe('')
    expect(JSON.parse(set('10001', 'target').stdout)).toEqual({
      entry: '10001',
      to: 'target',
      generation: 2,
    })
    expect(probe('10001', 'target')).toBe('done')
    expect(probe('10001', 'source')).toBe('absent')
    expect(list()).toEqual({ entries: { default: 'source', '10001': 'target' }, generation: 2 })
    expect(readFileSync(join(host.folder, 'map'), 'utf8')).toBe('default source\n10001 target\n')
    expect(readFileSync(join(host.folder, 'users'), 'utf8')).toContain(
      '10001 Proxy-To-Realm := "target"\n',
    )
  })

  test('setting it again changes nothing, there and back counts on', () => {
    set('10001', 'target')
    expect(JSON.parse(set('10001', 'target').stdout)).toMatchObject({ generation: 1 })
    expect(JSON.parse(set('10001', 'source').stdout)).toMatchObject({ generation: 2 })
    expect(readFileSync(join(host.folder, 'haproxy'), 'utf8')).toBe('10001 source\n')
  })

  test.each([
    ['kamcmd', 'cat >/dev/null; echo "Ok."; echo "value: s"', 'kamailio says source'],
    ['socat', 'cat >/dev/null; exit 1', 'haproxy says unknown'],
    [
      'radclient',
      'cat >/dev/null; echo "Access-Accept"; echo "Reply-Message = \\"source\\""',
      'radius says source',
    ],
  ])(
    'when %s says something else, the flip is not done although the command ended well',
    (program, script, reading) => {
      writeFileSync(join(host.folder, 'pid'), `${process.pid}\n`)
      // Our own pid is hung up by nobody: the signal is the shell's builtin, so the process that is named ignores it here.
      process.once('SIGHUP', () => undefined)
      const ignored = (): void => undefined
      process.on('SIGHUP', ignored)
      host.program(program, script)
      const said = set('10001', 'target')
      process.off('SIGHUP', ignored)
      expect([said.code, said.stdout]).toEqual([1, ''])
      expect(said.stderr).toContain('10001 is not dispatched to the target by every protocol')
      expect(said.stderr).toContain(reading)
    },
  )

  test.each([
    ['kamcmd', kamcmd, 'partial'],
    ['socat', socat, 'partial'],
    ['radclient', `reload\n${radclient}`, 'done'],
  ])('killed at %s, the probe tells and the next call finishes', (program, whole, state) => {
    // The process that asks, and the operation above it.
    host.program(program, 'kill -KILL "$(ps -o ppid= -p $PPID | tr -d " ")" $PPID')
    const said = set('10001', 'target')
    expect([said.code, said.stdout]).toEqual([null, ''])
    host.program(program, whole)
    expect(probe('10001', 'target')).toBe(state)
    expect(set('10001', 'target').code).toBe(0)
    expect(probe('10001', 'target')).toBe('done')
    expect(list().entries).toEqual({ '10001': 'target' })
  })
})
