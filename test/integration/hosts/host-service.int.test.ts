import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { HostService } from '../../../main/hosts/host-service.ts'
import { firstFailure } from '../../../shared/domain/diagnosis.ts'
import { must, startLabEngine } from '../../helpers/lab-engine.ts'
import type { LabEngine } from '../../helpers/lab-engine.ts'

/** The service over the embedded lab: real SSH, a real journal. */
describe('the hosts of a project', () => {
  let on: LabEngine
  let hosts: HostService
  beforeAll(async () => {
    // Slow enough for the lab's clock to be told closely.
    on = await startLabEngine(12, { rate: 5 })
    const service = on.engine.hosts()
    if (service === undefined) throw new Error('no project is open')
    hosts = service
  })
  afterEach(() => on.lab.clearFaults())
  afterAll(() => on.stop())

  const size = { cols: 80, rows: 24 }
  const notes = async (): Promise<string[]> =>
    (await on.engine.data.events({ kinds: ['note'] })).flatMap(({ event }) =>
      event.kind === 'note' ? [event.text] : [],
    )

  test('are listed with way, known keys and ways to log in before anything was connected', async () => {
    const { hosts: rows, sessions, mayOpenTerminal } = await hosts.inventory()
    expect(rows.map(({ name }) => name)).toContain('src-db')
    const row = rows.find(({ name }) => name === 'src-db')
    expect(row?.way).toEqual([
      {
        name: 'src-db',
        user: 'switchyard',
        address: '127.0.0.1',
        port: expect.any(Number),
        knownKeys: [
          {
            type: 'ssh-ed25519',
            fingerprint: expect.stringMatching(/^SHA256:/),
            file: expect.stringMatching(/known_hosts$/),
            line: 1,
            revoked: false,
          },
        ],
      },
    ])
    expect(row?.methods[0]).toMatch(/^key .*id_ed25519$/)
    expect(row).not.toHaveProperty('survey')
    expect({ sessions, mayOpenTerminal }).toEqual({ sessions: [], mayOpenTerminal: true })
  })

  test('pass every stage of a diagnosis, which is then in the inventory', async () => {
    const found = must(await hosts.diagnose('src-db'))
    expect(found.hops[0]?.stages.map(({ stage, state }) => `${stage} ${state}`)).toEqual([
      'resolve ok',
      'tcp ok',
      'version ok',
      'key-exchange ok',
      'host-key ok',
      'authentication ok',
      'shell ok',
      'sftp ok',
      'supervisor ok', // put there before the first step, not by looking
      'clock ok',
      'disk ok',
    ])
    expect(found.system).toMatch(/^Linux src-db /)
    const { hosts: rows } = await hosts.inventory()
    expect(rows.find(({ name }) => name === 'src-db')?.diagnosis?.found).toEqual(found)
  })

  test.each([
    [{ kind: 'changed-host-key', host: 'src-db' }, 'host-key', 'host-key-changed'],
    [{ kind: 'refuse', host: 'src-db' }, 'tcp', 'host-unreachable'],
    [{ kind: 'disk-full', host: 'src-db' }, 'disk', 'disk-full'],
  ] as const)('fail where the fault is: %j', async (fault, stage, code) => {
    await on.lab.inject(fault)
    const found = must(await hosts.diagnose('src-db'))
    expect(found.ok).toBe(false)
    expect(firstFailure(found)?.stage).toMatchObject({
      stage,
      problem: { code, next: expect.any(String) },
    })
  })

  test('tell in the survey what they are, once they were surveyed', async () => {
    expect((await on.run('target-acceptance')).state).toBe('succeeded')
    const { hosts: rows } = await hosts.inventory()
    expect(rows.find(({ name }) => name === 'tgt-db')?.survey).toMatchObject({
      os: 'Oracle Linux 8.10',
      services: ['mysqld', 'sshd'],
    })
    // A run brings its tools.
    expect(must(await hosts.diagnose('tgt-db')).supervisor).toMatchObject({
      version: '1',
      same: true,
    })
  })

  test('are ready for a pre-flight with a round trip and a clock each; one that is away says why', async () => {
    await on.lab.inject({ kind: 'refuse', host: 'dsbc-b' })
    const ready = await hosts.readiness()
    expect(ready).toHaveLength(10)
    const away = ready.filter(({ problem }) => problem !== undefined)
    expect(away).toMatchObject([{ host: 'dsbc-b', problem: { code: 'host-unreachable' } }])
    for (const { roundTripMs, skew } of ready.filter(({ problem }) => problem === undefined)) {
      expect(roundTripMs).toBeGreaterThan(0)
      expect(Math.abs(skew?.skewMs ?? Infinity)).toBeLessThan(1000 + (skew?.uncertaintyMs ?? 0))
    }
  })

  test('have sessions that can be closed one by one, and checked after a sleep', async () => {
    await hosts.readiness()
    const before = (await hosts.inventory()).sessions
    expect(before.find(({ id }) => id === 'src-db')).toMatchObject({
      state: 'ready',
      keepaliveMs: 4000,
    })
    expect(hosts.closeSession('src-db')).toBe(true)
    expect(hosts.closeSession('src-db')).toBe(false)
    expect(hosts.closeSession('nobody')).toBe(false)
    const alive = await hosts.recheck()
    expect(alive).toHaveLength(before.length - 1)
    expect(alive.every((one) => one.alive)).toBe(true)
  })

  test('open a terminal that runs what the host knows, journaled without its content', async () => {
    let shown = ''
    let heard: () => void = () => undefined
    const ended = Promise.withResolvers<string>()
    const id = must(
      await hosts.openTerminal('src-db', size, 'ana', {
        onOutput: (_id, bytes) => {
          shown += Buffer.from(bytes).toString()
          heard()
        },
        onEnd: (_id, why) => ended.resolve(why),
      }),
    )
    const until = async (text: string): Promise<void> => {
      while (!shown.includes(text)) await new Promise<void>((resolve) => (heard = resolve))
    }
    await until('switchyard@src-db:~$ ')
    hosts.terminals.resize(id, { cols: 120, rows: 40 })
    hosts.terminals.write(id, 'hostnamX\u007fe\r')
    await until('hostnamX\b \be\r\nsrc-db\r\nswitchyard@src-db:~$ ')
    hosts.terminals.write(id, 'reboot now\r')
    await until('sh: 1: reboot: not found\r\n')
    hosts.terminals.write(id, 'sleep 100000\r')
    hosts.terminals.write(id, '\u0003')
    await until('^C\r\nswitchyard@src-db:~$ ')
    hosts.terminals.write(id, 'exit\r')
    await expect(ended.promise).resolves.toBe('exit code 0')
    const said = await notes()
    expect(said[0]).toBe('opens a terminal on src-db')
    await expect
      .poll(async () => (await notes()).at(-1))
      .toMatch(/^terminal on src-db closed after .*: exit code 0$/)
    expect((await notes()).join()).not.toContain('hostnam')
  })

  test('open no terminal on a host that is not theirs, nor where the project is only read', async () => {
    const events = { onOutput: () => undefined, onEnd: () => undefined }
    expect(await hosts.openTerminal('elsewhere', size, 'ana', events)).toMatchObject({
      ok: false,
      problem: { code: 'not-found' },
    })
    must(await on.engine.open(on.projectFile, 'read'))
    const reading = on.engine.hosts()
    expect(await reading?.openTerminal('src-db', size, 'ana', events)).toMatchObject({
      ok: false,
      problem: { code: 'not-allowed', message: expect.stringContaining('open for reading') },
    })
    expect((await reading?.inventory())?.mayOpenTerminal).toBe(false)
  })
})
