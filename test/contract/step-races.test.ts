import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { hostUnder, operationsFolder, shells } from './operations/shells.ts'
import type { FakeHost, Said } from './operations/shells.ts'

/** What another process does between two lines of the step supervisor. Time is virtual where `sleep` is a stand-in. */
const program = join(operationsFolder, '../step')

describe.each(shells)('under $name', (shell) => {
  let host: FakeHost
  beforeEach((context) => {
    host = hostUnder(shell, context)
  })
  const step = (...args: string[]): Said => host.run('../step', ...args)
  const file = (name: string): string => join(host.folder, name)
  const real = (name: string): string => execFileSync('which', [name], { encoding: 'utf8' }).trim()
  /** The supervisor with a line put in before one of its own; a place in the program that no stand-in can reach. */
  const stepWith = (before: string, line: string, ...args: string[]): Said => {
    const [head, tail, ...more] = readFileSync(program, 'utf8').split(before)
    if (head === undefined || tail === undefined || more.length > 0)
      throw new Error(`not once in the program: ${before}`)
    writeFileSync(file('step'), `${head}${line}\n${before}${tail}`)
    return host.script(`exec sh "$FOLDER/step" "$@"`, ...args)
  }
  /** Does something once, the first time that a program is called with these words, and then what the program does. */
  const once = (name: string, words: string, action: string): void =>
    host.program(
      name,
      `case "$*" in ${words}) [ -e "$FOLDER/once" ] || { : >"$FOLDER/once"; ${action}; } ;; esac; exec ${real(name)} "$@"`,
    )
  const own = `sh '${program}'`

  test('a run whose supervisor process says no word ends', () => {
    host.program('sleep', 'exit 0')
    host.program('setsid', 'exit 0')
    expect(step('run', 'a1', '--', 'true')).toEqual({
      code: 70,
      stdout: '',
      stderr: 'switchyard-step: the supervisor process gave no word\n',
    })
  })

  test('a baton that is broken between the look at it and the claim starts nothing', () => {
    step('baton', 'take', 'r1', 'alice')
    once('mkdir', '*/steps/a1', `${own} baton break 1 bob >/dev/null`)
    step('run', 'a0', '--', 'true') // makes the folder
    const said = step('run', 'a1', '--baton', '1', '--', 'touch', file('witness'))
    expect([said.code, said.stdout]).toEqual([75, ''])
    expect(said.stderr).toContain('the baton of generation 1 is not valid any more')
    expect([step('status', 'a1').stdout, existsSync(file('witness'))]).toEqual(['absent\n', false])
  })

  test('a baton that went through two other hands meanwhile is not broken', () => {
    step('baton', 'take', 'r1', 'alice')
    once('ln', '*', `${own} baton release r1; ${own} baton take r2 bob`)
    const said = step('baton', 'break', '1', 'carol')
    expect([said.code, step('baton', 'show').stdout]).toEqual([
      75,
      expect.stringMatching(/^baton 3 r2 \S+ bob\n$/),
    ])
  })

  test('a taker who was killed leaves nothing that a later one could write over', () => {
    host.program('rm', '')
    step('baton', 'take', 'r1', 'alice')
    host.program('rm', `exec ${real('rm')} "$@"`)
    // The same process id comes again.
    host.script(
      `cd "$HOME/.switchyard/baton" && mv .new.* .new.$$ && exec ${own} baton break 1 bob`,
    )
    expect(readFileSync(file('.switchyard/baton/1'), 'utf8')).toMatch(/^r1 /)
  })

  test('gc keeps the baton, and the hands of the last days', () => {
    for (const holder of ['r1', 'r2']) {
      step('baton', 'take', holder, 'alice')
      step('baton', 'release', holder)
    }
    step('baton', 'take', 'r3', 'alice')
    host.script('touch -d "3 days ago" "$HOME"/.switchyard/baton/[1235]')
    step('gc', '--older-than', '0')
    expect(host.script('cd "$HOME/.switchyard/baton" && echo *').stdout).toBe('4 5\n')
    expect(step('baton', 'show').stdout).toMatch(/^baton 5 r3 /)
  })

  test('an attempt that is described between two looks is not taken for vanished', () => {
    host.script('mkdir -p "$HOME/.switchyard/steps/a1"')
    const meanwhile = `[ -s "$dir/pid" ] || printf '%s\\n' "$PPID -" >"$dir/pid"`
    const said = stepWith('recorded # it may have ended', meanwhile, 'status', 'a1')
    expect(said.stdout).toBe('running\n')
  })

  test('a command that is cancelled before it was started does not start', () => {
    host.program('sleep', `: >"$FOLDER/napped"; exec ${real('sleep')} "$@"`)
    // The supervisor waits with its first word, of which a full pipe takes none.
    const said = host.script(`
      mkfifo pipe && exec 9<>pipe && dd if=/dev/zero bs=65536 count=1 2>/dev/null >&9
      setsid ${own} _child a1 --baton '' -- touch witness &
      until [ -s .switchyard/steps/a1/pid ]; do :; done
      ${own} cancel a1 9>&- >cancelled &
      until [ -e napped ]; do :; done
      head -c 65536 <&9 >/dev/null
      wait; cat cancelled; ls`)
    expect(said.stdout).toMatch(/^exited 143\n/)
    expect(said.stdout).not.toContain('witness')
  })

  test('a command of another user, which this one may not end, is not called ended', (context) => {
    if (process.getuid?.() !== 0) context.skip('only root can start as another user')
    host.program('sleep', 'exit 0')
    // As sudo: begun by the login user, root from then on.
    const said = host.script(`
      place=$(mktemp -d /tmp/switchyard-step-XXXXXX) && trap 'rm -rf "$place"' EXIT && cp -RP bin '${program}' "$place" && cd "$place" || exit
      cp '${real('setpriv')}' sudo && chmod 4755 sudo && chmod -R a+rx . && chown 65534 .
      as() { setpriv --reuid=65534 --regid=65534 --clear-groups env HOME="$place" PATH="$place/bin:$PATH" sh ./step "$@" 2>&1; }
      as start a1 -- ./sudo --reuid=0 sh -c 'trap "" TERM; echo $$ >pid; exec ${real('sleep')} 60'
      tries=0; until [ -s pid ] || [ $tries = 200 ]; do tries=$((tries + 1)); ${real('sleep')} 0.1; done
      as cancel a1; echo "code $?"
      as status a1
      kill -9 "$(cat pid)"
      ${real('sleep')} 0.2; as status a1`)
    expect(said.stdout).toMatch(
      /^started\nswitchyard-step: not ended: process \d+ of it belongs to another user\ncode 70\nrunning\nexited 137\n$/,
    )
  })

  test('a command that ends while it is killed keeps its exit code', () => {
    host.program('sleep', 'exit 0')
    step('start', 'a1', '--', 'sh', '-c', `trap '' TERM; echo up; exec ${real('sleep')} 60`)
    while (!readFileSync(file('.switchyard/steps/a1/out'), 'utf8').includes('up'));
    const meanwhile = `printf 'exited 0 \\n' 1<>"$dir/end"`
    const said = stepWith('kill -KILL "-$pid"', meanwhile, 'cancel', 'a1')
    expect([said.stdout, step('status', 'a1').stdout]).toEqual(['exited 0\n', 'exited 0\n'])
  })
})
