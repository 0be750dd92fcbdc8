import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { server, poolFor, text, firstDifference, until } from '../../helpers/ssh-pool.ts'
import { stepToolBytes } from '../../helpers/ssh-server.ts'
import { watchOutput } from './held-memory.ts'

test('exec keeps exit code, stdout and stderr apart', async () => {
  const pool = poolFor([await server()])
  const outcome = await pool.exec('h0', ['sh', '-c', 'printf out; printf err >&2; exit 3'])
  expect({
    ending: outcome.ending,
    stdout: text(outcome.stdout),
    stderr: text(outcome.stderr),
  }).toEqual({ ending: { kind: 'exited', code: 3 }, stdout: 'out', stderr: 'err' })
})

test('a command that is ended by a signal is signalled', async () => {
  const pool = poolFor([await server()])
  const { ending } = await pool.exec('h0', ['sh', '-c', 'kill -TERM $PPID; kill -TERM $$'])
  expect(ending).toEqual({ kind: 'signalled', signal: 'TERM' })
})

test('a link that is cut during exec gives lost, never success or failure', async () => {
  const host = await server({ faults: { cutOn: { line: /sleep/, when: 'after', times: 1 } } })
  const { ending } = await poolFor([host]).exec('h0', ['sleep', '5'])
  expect(ending).toMatchObject({ kind: 'lost', problem: { code: 'connection-lost' } })
})

test('after a cut the next command goes over a new connection', async () => {
  const host = await server()
  const pool = poolFor([host])
  await pool.exec('h0', ['true'])
  host.cut()
  await until(() => pool.sessions()[0]?.state === 'down')
  const { ending } = await pool.exec('h0', ['true'])
  expect(ending).toEqual({ kind: 'exited', code: 0 })
})

test('many commands at a time never have more than eight channels open', async () => {
  const host = await server({ faults: { maxChannels: 8 } })
  const pool = poolFor([host], { limits: { channelRetries: 0 } })
  const outcomes = await Promise.all(Array.from({ length: 40 }, () => pool.exec('h0', ['true'])))
  expect(outcomes.filter((o) => o.ending.kind !== 'exited')).toEqual([])
  expect(host.logins).toEqual(['publickey'])
})

test('a refused channel is asked for again', async () => {
  const host = await server({ faults: { maxChannels: 2 } })
  const outcomes = await Promise.all(
    Array.from({ length: 8 }, () => poolFor([host]).exec('h0', ['true'])),
  )
  expect(new Set(outcomes.map((o) => o.ending.kind))).toEqual(new Set(['exited']))
})

test('a channel that stays refused is not started and says so', async () => {
  const host = await server({ faults: { maxChannels: 0 } })
  const pool = poolFor([host], { limits: { channelRetries: 1 } })
  const { ending } = await pool.exec('h0', ['true'])
  expect(ending).toMatchObject({
    kind: 'not-started',
    problem: { message: expect.stringContaining('refused a further channel') },
  })
})

test('handshakes that are dropped by a busy server are tried again', async () => {
  const host = await server({ faults: { cutHandshakes: 3 } })
  const pool = poolFor([host], { sleep: () => Promise.resolve() })
  const { ending } = await pool.exec('h0', ['true'])
  expect(ending).toEqual({ kind: 'exited', code: 0 })
})

test('100 MB of output are counted, kept up to the limit and not held in memory', async () => {
  const pool = poolFor([await server()])
  await pool.exec('h0', ['true'])
  const watch = watchOutput()
  const outcome = await pool.exec('h0', ['head', '-c', '100000000', '/dev/zero'], {
    maxBytes: 65_536,
    onOutput: watch.onOutput,
  })
  expect({ ...outcome, ms: 0, stdout: outcome.stdout.length, stderr: '' }).toEqual({
    ending: { kind: 'exited', code: 0 },
    stdout: 65_536,
    stderr: '',
    stdoutBytes: 100_000_000,
    stderrBytes: 0,
    truncated: true,
    ms: 0,
  })
  // Client and server share this process, with 2 MB of window between them.
  expect(watch.grownMiB()).toBeLessThan(8)
})

test('a link that goes between the exit code and the last output is lost for exec and mended for a step', async () => {
  const host = await server()
  host.faults.answer = (line, channel) => {
    if (line.includes('sha256sum')) return false
    const follow = line.includes(' follow ')
    if (line.includes('switchyard'))
      channel.write(`switchyard-step 1 ${follow ? 'attached' : 'started'}\n`)
    if (follow) {
      channel.write('second')
      channel.stderr.write('\nswitchyard-step end exited 4\n')
    } else channel.write('first')
    channel.exit(0)
    if (follow) channel.end()
    else setImmediate(() => host.cut())
    return true
  }
  const pool = poolFor([host])
  const { ending, stdout } = await pool.exec('h0', ['true'])
  expect([ending.kind, text(stdout)]).toEqual(['lost', 'first'])
  const outcome = await pool.step('h0', 'a', ['true'])
  expect([outcome.ending, text(outcome.stdout)]).toEqual([
    { kind: 'exited', code: 4 },
    'firstsecond',
  ])
  expect(host.lines.at(-1)).toBe('sh ~/.switchyard/step follow a --from 5 --from-err 0')
})

test('binary output arrives byte for byte', async () => {
  const host = await server()
  const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, i) => (i * 7 + (i >> 8)) % 256))
  writeFileSync(join(host.home, 'binary'), bytes)
  const outcome = await poolFor([host]).exec('h0', ['cat', 'binary'])
  expect(Buffer.compare(Buffer.from(outcome.stdout), bytes)).toBe(0)
})

test.each(['cancelled', 'timed-out'] as const)(
  'an abort with reason %s ends exec at once',
  async (reason) => {
    const host = await server()
    const pool = poolFor([host])
    const abort = new AbortController()
    const running = pool.exec('h0', ['sh', '-c', 'echo here; sleep 30'], {
      signal: abort.signal,
      onOutput: () => abort.abort(reason),
    })
    const { ending, stdout, ms } = await running
    expect({ ending, stdout: text(stdout) }).toEqual({ ending: { kind: reason }, stdout: 'here\n' })
    expect(ms).toBeLessThan(5000)
  },
)

test('a new step that the host has already is neither started nor followed: somebody else gave it that id', async () => {
  const host = await server()
  const theirs = poolFor([host]).step('h0', 'a1', ['sh', '-c', 'echo x >> count; sleep 2'])
  const ours = poolFor([host])
  while ((await ours.stepStatus('h0', 'a1')).kind === 'absent') continue
  let started = 0
  const options = { isNew: true, onStarted: () => (started += 1) }
  const { ending, ms } = await ours.step('h0', 'a1', ['true'], options)
  expect(ending).toMatchObject({
    kind: 'lost',
    problem: { code: 'unknown-outcome', safe: 'nothing was started by this file' },
  })
  expect([started, ms < 1500]).toEqual([0, true])
  expect((await theirs).ending).toEqual({ kind: 'exited', code: 0 })
  expect((await ours.step('h0', 'a2', ['true'], options)).ending).toEqual({
    kind: 'exited',
    code: 0,
  })
  expect([started, readFileSync(join(host.home, 'count'), 'utf8')]).toEqual([1, 'x\n'])
})

test('a step runs once, and a second call with its id gets the same ending and output', async () => {
  const host = await server()
  const pool = poolFor([host])
  const command = ['sh', '-c', 'echo x >> count; echo out; echo err >&2; exit 7']
  let started = 0
  const first = await pool.step('h0', 'a1', command, { onStarted: () => (started += 1) })
  const second = await pool.step('h0', 'a1', command, { onStarted: () => (started += 1) })
  for (const outcome of [first, second])
    expect([outcome.ending, text(outcome.stdout), text(outcome.stderr)]).toEqual([
      { kind: 'exited', code: 7 },
      'out\n',
      'err\n',
    ])
  expect(started).toBe(2)
  expect(readFileSync(join(host.home, 'count'), 'utf8')).toBe('x\n')
})

test('the tools are put on the host once and only when they differ', async () => {
  const host = await server()
  const pool = poolFor([host])
  await pool.step('h0', 'a1', ['true'])
  const again = poolFor([host])
  await again.step('h0', 'a2', ['true'])
  expect(readFileSync(join(host.home, '.switchyard/step'))).toEqual(Buffer.from(stepToolBytes()))
  expect(host.lines.filter((line) => line.startsWith('sha256sum'))).toHaveLength(3)
  appendFileSync(join(host.home, '.switchyard/step'), '# changed\n')
  await poolFor([host]).step('h0', 'a3', ['true'])
  expect(readFileSync(join(host.home, '.switchyard/step'))).toEqual(Buffer.from(stepToolBytes()))
})

test('a link cut while the tools are installed is mended, and the step runs', async () => {
  const host = await server({ faults: { cutUploads: 1 } })
  const { ending } = await poolFor([host]).step('h0', 'a1', ['true'])
  expect(ending).toEqual({ kind: 'exited', code: 0 })
  expect(host.logins).toHaveLength(2)
})

test('tools that disappear while connected are put back', async () => {
  const host = await server()
  const pool = poolFor([host])
  await pool.step('h0', 'a1', ['true'])
  const { rmSync } = await import('node:fs')
  rmSync(join(host.home, '.switchyard/step'))
  const { ending } = await pool.step('h0', 'a2', ['true'])
  expect(ending).toEqual({ kind: 'exited', code: 0 })
})

test.each(['before', 'after'] as const)(
  'a link cut right %s the start of a step is mended and the command runs once',
  async (when) => {
    const host = await server({ faults: { cutOn: { line: /step run/, when, times: 1 } } })
    const pool = poolFor([host])
    const outcome = await pool.step('h0', 'a1', ['sh', '-c', 'echo x >> count; echo done'])
    expect([outcome.ending, text(outcome.stdout)]).toEqual([{ kind: 'exited', code: 0 }, 'done\n'])
    expect(readFileSync(join(host.home, 'count'), 'utf8')).toBe('x\n')
  },
)

test('cuts in the middle of the output lose no byte and repeat none', async () => {
  const host = await server({ faults: { cutAfterBytes: [200_000, 500_000, 900_000, 1_500_000] } })
  const pool = poolFor([host])
  const script =
    'i=0; echo x >> count; while [ $i -lt 40 ]; do seq $((i * 10000)) $((i * 10000 + 9999)); echo "e$i" >&2; i=$((i + 1)); done; exit 5'
  const outcome = await pool.step('h0', 'a1', ['sh', '-c', script], { maxBytes: 10_000_000 })
  const expected = Array.from({ length: 400_000 }, (_, i) => `${i}\n`).join('')
  expect(outcome.ending).toEqual({ kind: 'exited', code: 5 })
  expect(firstDifference(text(outcome.stdout), expected)).toBe(-1)
  expect(text(outcome.stderr)).toBe(Array.from({ length: 40 }, (_, i) => `e${i}\n`).join(''))
  expect(readFileSync(join(host.home, 'count'), 'utf8')).toBe('x\n')
  expect(host.faults.cutAfterBytes).toEqual([])
})

test('a link that goes dead without a word in the middle of a step is mended', async () => {
  const host = await server()
  const pool = poolFor([host], { limits: { keepaliveIntervalMs: 50, keepaliveCount: 2 } })
  let frozen = false
  const outcome = await pool.step('h0', 'a1', ['sh', '-c', 'echo one; sleep 0.4; echo two'], {
    onOutput: () => {
      if (!frozen) host.freeze()
      frozen = true
    },
  })
  expect([outcome.ending, text(outcome.stdout)]).toEqual([
    { kind: 'exited', code: 0 },
    'one\ntwo\n',
  ])
  expect(host.logins).toHaveLength(2)
})

test('twenty cuts at any moment of a step never start its command twice', async () => {
  const host = await server()
  const pool = poolFor([host])
  for (let i = 0; i < 20; i += 1) {
    const running = pool.step('h0', `a${i}`, ['sh', '-c', `echo x >> count${i}; echo out`])
    // Another moment each time, counted in turns of the event loop instead of time.
    for (let turn = 0; turn < i * 7; turn += 1)
      await new Promise((resolve) => setImmediate(resolve))
    host.cut()
    const outcome = await running
    expect([outcome.ending, text(outcome.stdout)]).toEqual([{ kind: 'exited', code: 0 }, 'out\n'])
    expect(readFileSync(join(host.home, `count${i}`), 'utf8')).toBe('x\n')
  }
})

test('the list of sessions shows state and last problem, and a closed pool connects no more', async () => {
  const host = await server()
  const changes: string[] = []
  const pool = poolFor([host], {
    onChange: ({ host, state }) => void changes.push(`${host} ${state}`),
  })
  await pool.exec('h0', ['true'])
  expect(pool.sessions()).toMatchObject([{ host: 'h0', state: 'ready', channels: 0 }])
  pool.close()
  await until(() => pool.sessions()[0]?.state === 'down')
  expect(changes).toEqual(['h0 connecting', 'h0 ready', 'h0 down'])
  expect((await pool.exec('h0', ['true'])).ending).toMatchObject({
    kind: 'not-started',
    problem: { message: expect.stringContaining('closed by this program') },
  })
})

test('a forced command instead of the supervisor is told from a step that failed', async () => {
  const host = await server()
  const pool = poolFor([host])
  await pool.step('h0', 'a1', ['true'])
  host.faults.answer = (_line, channel) => {
    channel.write('This account is for backups only.\n')
    channel.exit(0)
    channel.close()
    return true
  }
  const { ending, stdout } = await pool.step('h0', 'a2', ['true'])
  expect([ending, text(stdout)]).toMatchObject([
    { kind: 'lost', problem: { code: 'bad-answer' } },
    '',
  ])
})

test('an upload is on the host byte for byte, and replaces what was there', async () => {
  const host = await server()
  const pool = poolFor([host])
  for (const bytes of [Buffer.from('one'), Buffer.from([0, 255, 10, 13])]) {
    expect(await pool.upload('h0', { path: 'files/a b', bytes })).toEqual({ ok: true, value: true })
    expect(readFileSync(join(host.home, 'files/a b'))).toEqual(bytes)
  }
  expect(pool.sessions()[0]?.channels).toBe(0)
})

test('an upload that cannot be written is a problem that names the file', async () => {
  const host = await server()
  writeFileSync(join(host.home, 'files'), 'in the way')
  const result = await poolFor([host]).upload('h0', { path: 'files/a', bytes: Buffer.from('x') })
  expect(result).toMatchObject({ ok: false, problem: { where: { host: 'h0', file: 'files/a' } } })
})

test('ended steps are cleaned up on request', async () => {
  const host = await server()
  const pool = poolFor([host])
  await pool.step('h0', 'a1', ['true'])
  expect(await pool.cleanUp('h0', 0)).toEqual({ ok: true, value: 1 })
  expect(await pool.stepStatus('h0', 'a1')).toEqual({ kind: 'absent' })
})

test('a step whose host stays away is lost when the patience is over, and can be asked for later', async () => {
  const host = await server()
  const pool = poolFor([host])
  const outcome = await pool.step('h0', 'a1', ['sh', '-c', 'sleep 0.5; exit 9'], {
    patienceMs: 300,
    onStarted: () => {
      host.faults.cutHandshakes = 1000
      host.cut()
    },
  })
  expect(outcome.ending).toMatchObject({ kind: 'lost' })
  host.faults.cutHandshakes = 0
  const later = await pool.step('h0', 'a1', ['false'])
  expect(later.ending).toEqual({ kind: 'exited', code: 9 })
})

test.each(['cancelled', 'timed-out'] as const)(
  'an abort with reason %s ends the remote command of a step too',
  async (reason) => {
    const host = await server()
    const pool = poolFor([host])
    const abort = new AbortController()
    const outcome = await pool.step('h0', 'a1', ['sh', '-c', 'echo $$; exec sleep 60'], {
      signal: abort.signal,
      onOutput: () => abort.abort(reason),
    })
    expect(outcome.ending).toEqual({ kind: reason })
    expect(await pool.stepStatus('h0', 'a1')).toEqual({ kind: 'exited', code: 143 })
    expect(existsSync(`/proc/${text(outcome.stdout).trim()}/cmdline`)).toBe(false)
  },
)

test('a step that its host could not end is lost, with what the host said, without secrets', async () => {
  const host = await server()
  host.faults.answer = (line, channel) => {
    if (!line.includes(' cancel ')) return false
    channel.stderr.write(
      'switchyard-step: not ended: process 4711 of it (dump --password hunter2 ) belongs to another user\n',
    )
    channel.exit(70)
    channel.end()
    return true
  }
  const abort = new AbortController()
  const { ending } = await poolFor([host]).step('h0', 'a1', ['sh', '-c', 'echo on; read x'], {
    signal: abort.signal,
    onOutput: () => abort.abort('cancelled'),
  })
  expect(ending).toMatchObject({
    kind: 'lost',
    problem: {
      code: 'unknown-outcome',
      message:
        'attempt a1 should be stopped, and h0 did not do it: not ended: process 4711 of it (dump --password *** ) belongs to another user',
      next: 'end it on h0 as a user who may, or wait for its end; then ask for the status of the attempt',
    },
  })
})

test('the status of a step is absent, running, exited or vanished', async () => {
  const host = await server()
  const pool = poolFor([host])
  expect(await pool.stepStatus('h0', 'a1')).toEqual({ kind: 'absent' })
  const fifo = join(host.home, 'gate')
  await pool.exec('h0', ['mkfifo', 'gate'])
  const running = pool.step('h0', 'a1', ['sh', '-c', 'read x < gate'], {
    onStarted: () => undefined,
  })
  await until(() => host.lines.some((line) => line.includes('step run')))
  while ((await pool.stepStatus('h0', 'a1')).kind === 'absent');
  expect(await pool.stepStatus('h0', 'a1')).toEqual({ kind: 'running' })
  writeFileSync(fifo, 'go\n')
  await running
  expect(await pool.stepStatus('h0', 'a1')).toEqual({ kind: 'exited', code: 0 })
})

test('a process that is gone without an exit code is lost with the advice to probe', async () => {
  const host = await server()
  const pool = poolFor([host])
  const outcome = await pool.step('h0', 'a1', ['sh', '-c', 'kill -KILL 0'])
  expect(outcome.ending).toMatchObject({ kind: 'lost', problem: { code: 'unknown-outcome' } })
  expect(await pool.stepStatus('h0', 'a1')).toEqual({ kind: 'vanished' })
})
