import { execFileSync, spawn, spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'

/** resources/host-tools/README.md, line by line, under every shell that may be `sh` on a host. */
const step = join(import.meta.dirname, '../../resources/host-tools/step')
const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
})

const temporary = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-step-'))
  folders.push(folder)
  return folder
}

const find = (program: string): string | undefined =>
  (process.env['PATH'] ?? '')
    .split(':')
    .map((folder) => join(folder, program))
    .find((path) => existsSync(path))

const shells = ['dash', 'busybox', 'bash'].map((name) => ({ name, path: find(name) }))

type Said = { code: number | null; stdout: string; stderr: string }

describe.each(shells)('under $name', ({ name, path }) => {
  let home = ''
  const bin = temporary()
  if (path !== undefined) symlinkSync(path, join(bin, 'sh'))
  const env = (): NodeJS.ProcessEnv => ({ PATH: `${bin}:${process.env['PATH'] ?? ''}`, HOME: home })
  const run = (...args: string[]): Said => {
    const done = spawnSync('sh', [step, ...args], { env: env(), cwd: home })
    return {
      code: done.status,
      stdout: done.stdout.toString('latin1'),
      stderr: done.stderr.toString('latin1'),
    }
  }
  const runLater = (...args: string[]): Promise<Said> =>
    new Promise((resolve) => {
      const child = spawn('sh', [step, ...args], { env: env(), cwd: home })
      const said = { stdout: '', stderr: '' }
      child.stdout.on('data', (chunk: Buffer) => (said.stdout += chunk.toString('latin1')))
      child.stderr.on('data', (chunk: Buffer) => (said.stderr += chunk.toString('latin1')))
      child.on('close', (code) => resolve({ code, ...said }))
    })
  const untilStatus = (id: string, wanted: RegExp): string => {
    for (;;) {
      const { stdout } = run('status', id)
      if (wanted.test(stdout)) return stdout
    }
  }
  const ended = (ending: string, head: string, out = '', err = ''): Said => ({
    code: 0,
    stdout: `switchyard-step 1 ${head}\n${out}`,
    stderr: `${err}\nswitchyard-step end ${ending}\n`,
  })

  beforeEach((context) => {
    if (path === undefined) context.skip(`${name} is not installed here`)
    home = temporary()
  })

  test('run gives header, output, trailer', () => {
    expect(run('run', 'a1', '--', 'sh', '-c', 'printf out; printf err >&2; exit 3')).toEqual(
      ended('exited 3', 'started', 'out', 'err'),
    )
  })

  test('a second start attaches, gives the same, and starts nothing', () => {
    run('run', 'a1', '--', 'sh', '-c', 'echo x >> count; echo out')
    expect(run('run', 'a1', '--', 'sh', '-c', 'echo x >> count; echo other')).toEqual(
      ended('exited 0', 'attached', 'out\n'),
    )
    expect(run('start', 'a1', '--', 'sh', '-c', 'echo x >> count').stdout).toBe('attached\n')
    expect(readFileSync(join(home, 'count'), 'utf8')).toBe('x\n')
  })

  test('the header comes first however early the first look at the spools is', () => {
    run('run', 'a1', '--', 'echo', 'out')
    // A host so busy that the follower's clock ticks before the supervisor has said its first word.
    const hurried = temporary()
    const ticks = join(hurried, 'ticks')
    const sleep = `#!/bin/sh\necho >>${ticks}; exec /bin/sleep 0.02\n`
    writeFileSync(join(hurried, 'sleep'), sleep, { mode: 0o755 })
    const setsid = `#!/bin/sh\nuntil [ -e ${ticks} ] && [ "$(wc -l <${ticks})" -ge 3 ]; do :; done; exec /usr/bin/setsid "$@"\n`
    writeFileSync(join(hurried, 'setsid'), setsid, { mode: 0o755 })
    const done = spawnSync('sh', [step, 'run', 'a1', '--', 'echo', 'out'], {
      env: { ...env(), PATH: `${hurried}:${env()['PATH'] ?? ''}` },
      cwd: home,
    })
    expect(done.stdout.toString()).toBe('switchyard-step 1 attached\nout\n')
  })

  test('the baton goes from hand to hand, and a stale one starts nothing', () => {
    expect(run('baton', 'show').stdout).toBe('baton 0 - -\n')
    expect(run('baton', 'take', 'r1', 'alice@laptop').stdout).toMatch(
      /^baton 1 r1 \S+Z alice@laptop\n$/,
    )
    expect(run('baton', 'take', 'r1', 'x').stdout).toMatch(/^baton 1 r1 /)
    const told = run('baton', 'take', 'r2', 'bob')
    expect([told.code, told.stdout]).toEqual([75, ''])
    expect(told.stderr).toMatch(
      /^switchyard-step: this host is in the hands of r1 \(alice@laptop\) since \S+, generation 1\n$/,
    )
    expect(run('run', 'a1', '--baton', '1', '--', 'echo', 'out').stdout).toMatch(/started\nout\n$/)
    expect(run('baton', 'break', '7', 'bob').code).toBe(75)
    expect(run('baton', 'break', '1', 'bob').stdout).toMatch(
      /^baton 2 - \S+ taken from r1 by bob\n$/,
    )
    const stale = run('run', 'a2', '--baton', '1', '--', 'sh', '-c', 'echo x >> count')
    expect([stale.code, stale.stdout]).toEqual([75, ''])
    expect(stale.stderr).toContain('not started: the baton of generation 1 is not valid any more')
    expect(run('start', 'a2', '--baton', '1', '--', 'true').code).toBe(75)
    expect([run('status', 'a2').stdout, existsSync(join(home, 'count'))]).toEqual([
      'absent\n',
      false,
    ])
    // What ran before is told to whoever asks.
    expect(run('run', 'a1', '--baton', '1', '--', 'echo').stdout).toMatch(/attached\nout\n$/)
    expect(run('baton', 'take', 'r2', 'b\nö"').stdout).toMatch(/^baton 3 r2 \S+ b\?\?\?\?\n$/)
    expect(run('baton', 'release', 'r1').stdout).toMatch(/^baton 3 r2 /)
    expect(run('baton', 'release', 'r2').stdout).toMatch(/^baton 4 - /)
    expect(run('run', 'a3', '--baton', '3', '--', 'true').code).toBe(75)
  })

  test('of twenty takers at once one gets the baton', async () => {
    const all = await Promise.all(
      Array.from({ length: 20 }, (_, i) => runLater('baton', 'take', `r${i}`, 'x')),
    )
    expect(all.filter((said) => said.code === 0)).toHaveLength(1)
    expect(run('baton', 'show').stdout).toMatch(/^baton 1 r/)
  })

  test('twenty starts at once of one id start it exactly once', async () => {
    const all = await Promise.all(
      Array.from({ length: 20 }, () =>
        runLater('run', 'a1', '--', 'sh', '-c', 'echo x >> count; echo out'),
      ),
    )
    expect(readFileSync(join(home, 'count'), 'utf8')).toBe('x\n')
    expect(all.map((said) => said.stdout).sort()).toEqual([
      ...Array.from({ length: 19 }, () => 'switchyard-step 1 attached\nout\n'),
      'switchyard-step 1 started\nout\n',
    ])
    expect(new Set(all.map((said) => said.stderr))).toEqual(
      new Set(['\nswitchyard-step end exited 0\n']),
    )
  })

  test('arguments arrive as they were given', () => {
    const words = ["it's", 'a b', '$HOME', '*', '', '-n', 'x\ny']
    const { stdout } = run('run', 'a1', '--', 'printf', '[%s]', ...words)
    expect(stdout).toBe(`switchyard-step 1 started\n${words.map((word) => `[${word}]`).join('')}`)
  })

  test('words that are names inside the program or the shell are looked up as commands', () => {
    for (const [at, word] of ['record', 'quit', 'exit', 'set'].entries())
      expect(run('run', `a${at}`, '--', word, '5').stderr).toMatch(/exited 127\n$/)
  })

  test('follow streams binary output from any byte', () => {
    const bytes = Buffer.from(Array.from({ length: 3000 }, (_, i) => (i * 31) % 256))
    writeFileSync(join(home, 'bytes'), bytes)
    run('run', 'a1', '--', 'sh', '-c', 'cat bytes; echo error >&2')
    for (const from of [0, 1, 2999, 3000])
      expect(run('follow', 'a1', '--from', String(from), '--from-err', '2')).toEqual(
        ended('exited 0', 'attached', bytes.subarray(from).toString('latin1'), 'ror\n'),
      )
  })

  test('the command outlives the one who started it, and its output is followed later', async () => {
    execFileSync('mkfifo', [join(home, 'gate')])
    const child = spawn(
      'sh',
      [step, 'run', 'a1', '--', 'sh', '-c', 'echo one; read x < gate; echo $x; exit 4'],
      {
        env: env(),
        cwd: home,
        detached: true,
      },
    )
    await new Promise<void>((resolve) => {
      child.stdout.on('data', (chunk: Buffer) => {
        if (chunk.includes('one')) resolve()
      })
    })
    // The whole group, as sshd does at a hang-up.
    process.kill(-(child.pid ?? 0), 'SIGHUP')
    child.stdout.destroy()
    expect(run('status', 'a1').stdout).toBe('running\n')
    const following = runLater('follow', 'a1', '--from', '4')
    writeFileSync(join(home, 'gate'), 'two\n')
    expect(await following).toEqual(ended('exited 4', 'attached', 'two\n'))
  })

  test('cancel ends the whole session of the command', () => {
    run('start', 'a1', '--', 'sh', '-c', 'sleep 100 & echo $! > pid; wait')
    while (!existsSync(join(home, 'pid')) || readFileSync(join(home, 'pid'), 'utf8') === '');
    expect(run('cancel', 'a1').stdout).toBe('exited 143\n')
    const pid = readFileSync(join(home, 'pid'), 'utf8').trim()
    const isGone = (): boolean =>
      !existsSync(`/proc/${pid}/stat`) || / Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
    expect(isGone()).toBe(true)
    expect(run('status', 'a1').stdout).toBe('exited 143\n')
  })

  test('a command that ignores TERM is killed after the grace', { timeout: 20_000 }, () => {
    run('start', 'a1', '--', 'sh', '-c', 'trap "" TERM; echo up; while :; do sleep 1; done')
    while (!readFileSync(join(home, '.switchyard/steps/a1/out'), 'utf8').includes('up'));
    expect(run('cancel', 'a1').stdout).toBe('signalled 9\n')
    expect(run('follow', 'a1')).toEqual(ended('signalled 9', 'attached', 'up\n'))
  })

  test('an attempt that was cancelled before it came can never start', () => {
    expect(run('cancel', 'a1').stdout).toBe('signalled 15\n')
    expect(run('run', 'a1', '--', 'touch', 'witness')).toEqual(ended('signalled 15', 'attached'))
    expect(existsSync(join(home, 'witness'))).toBe(false)
  })

  test('cancelling what has ended changes nothing', () => {
    run('run', 'a1', '--', 'true')
    expect(run('cancel', 'a1').stdout).toBe('exited 0\n')
  })

  test('status is absent before, and vanished when the process is gone without a code', () => {
    expect(run('status', 'a1').stdout).toBe('absent\n')
    expect(run('run', 'a1', '--', 'sh', '-c', 'echo out; kill -KILL 0')).toEqual(
      ended('vanished', 'started', 'out\n'),
    )
    expect(untilStatus('a1', /vanished/)).toBe('vanished\n')
  })

  test('a recycled process id is not taken for the attempt', () => {
    run('run', 'a1', '--', 'true')
    const folder = join(home, '.switchyard/steps/a1')
    writeFileSync(join(folder, 'end'), 'running             \n')
    writeFileSync(join(folder, 'pid'), `${process.pid} 1\n`)
    expect(run('status', 'a1').stdout).toBe(
      existsSync('/proc/self/stat') ? 'vanished\n' : 'running\n',
    )
  })

  test('gc removes only what has ended', () => {
    run('run', 'a1', '--', 'true')
    execFileSync('mkfifo', [join(home, 'gate')])
    run('start', 'a2', '--', 'sh', '-c', 'read x < gate')
    expect(run('gc', '--older-than', '1').stdout).toBe('removed 0\n')
    expect(run('gc', '--older-than', '0').stdout).toBe('removed 1\n')
    expect([run('status', 'a1').stdout, run('status', 'a2').stdout]).toEqual([
      'absent\n',
      'running\n',
    ])
    writeFileSync(join(home, 'gate'), 'go\n')
    untilStatus('a2', /exited 0/)
  })

  test.each([
    [['run', '../x', '--', 'true'], 64, 'bad attempt id'],
    [['run', '-x', '--', 'true'], 64, 'bad attempt id'],
    [['run', 'a b', '--', 'true'], 64, 'bad attempt id'],
    [['run', 'x'.repeat(201), '--', 'true'], 64, 'longer than 200'],
    [['status', ''], 64, 'bad attempt id'],
    [['run', 'a1', 'true'], 64, 'use: step run ID [--baton GENERATION] -- COMMAND'],
    [['run', 'a1', '--'], 64, 'use: step run ID [--baton GENERATION] -- COMMAND'],
    [['follow', 'a1'], 69, 'no such attempt'],
    [['follow', 'a1', '--from', 'x'], 64, 'not a byte offset'],
    [['dance'], 64, 'use: step run|start'],
    [[], 64, 'use: step run|start'],
  ])('%j is refused with code %i', (args, code, sentence) => {
    const said = run(...args)
    expect(said).toEqual({ code, stdout: '', stderr: expect.stringContaining(sentence) })
    expect(said.stderr).toMatch(/^switchyard-step: /)
    expect(existsSync(join(home, '.switchyard'))).toBe(false)
  })

  test('a home that cannot be written is said, nothing is started', () => {
    const file = join(home, 'file')
    writeFileSync(file, '')
    const witness = join(home, 'witness')
    const done = spawnSync('sh', [step, 'run', 'a1', '--', 'touch', witness], {
      env: { ...env(), HOME: file },
      encoding: 'utf8',
    })
    expect([done.status, done.stdout]).toEqual([73, ''])
    expect(done.stderr).toMatch(/^switchyard-step: not started: /)
    expect(existsSync(witness)).toBe(false)
  })

  test('a full disk takes the claim back', (context) => {
    const disk = join(home, 'disk')
    mkdirSync(disk)
    // Root, .switchyard, steps and the attempt take all four inodes; not even `end` can be made.
    const script = `mount -t tmpfs -o nr_inodes=4 none ${disk} || exit 99
      HOME=${disk} sh ${step} run a1 -- touch ${home}/witness; echo "code $?"
      HOME=${disk} sh ${step} status a1`
    const done = spawnSync('unshare', ['-rm', 'sh', '-c', script], { env: env(), encoding: 'utf8' })
    if (done.error !== undefined || done.status === 99 || /unshare/.test(done.stderr))
      context.skip('this system lets no test make a small disk')
    expect([done.stdout, done.stderr]).toEqual([
      'code 73\nabsent\n',
      expect.stringMatching(/^switchyard-step: not started: cannot write in .*disk full/),
    ])
    expect(existsSync(join(home, 'witness'))).toBe(false)
  })

  test('version says the number of the protocol', () => {
    expect(run('version').stdout).toBe('switchyard-step 1\n')
  })
})
