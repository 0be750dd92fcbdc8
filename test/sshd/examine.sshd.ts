import { join } from 'node:path'
import { writeFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { ok } from '../../shared/base/result.ts'
import { firstFailure } from '../../shared/domain/diagnosis.ts'
import { createSessionPool, type SshSessionPool } from '../../main/ssh/session-pool.ts'
import { must } from '../helpers/lab-engine.ts'
import { startSshd, type RealSshd } from '../helpers/sshd.ts'
import { stepToolBytes } from '../helpers/ssh-server.ts'

/** The test of a connection and a terminal, against Debian's own sshd. */
let sshd: RealSshd
let closed: RealSshd
const pools: SshSessionPool[] = []
beforeAll(async () => {
  sshd = await startSshd()
  closed = await startSshd({ lines: ['ForceCommand echo no commands here'] })
})
afterEach(() => {
  for (const pool of pools.splice(0)) pool.close()
})
afterAll(async () => {
  await sshd.stop()
  await closed.stop()
})

function poolOf(server: RealSshd): SshSessionPool {
  const file = join(server.folder, 'known_hosts')
  writeFileSync(file, server.hostKeyLine)
  const pool = createSessionPool({
    targets: () => ({
      address: '127.0.0.1',
      port: server.port,
      identityFiles: [server.identityFile],
      knownHostsFiles: [file],
    }),
    stepTool: stepToolBytes(),
  })
  pools.push(pool)
  return pool
}

const askClock = async () => ok({ skewMs: 0, uncertaintyMs: 1 })

test('every stage of the way to OpenSSH passes; once a step has run the supervisor is recognised', async () => {
  const pool = poolOf(sshd)
  const found = must(await pool.examine('h', { askClock }))
  expect(found.hops[0]?.stages.map(({ stage, state }) => `${stage} ${state}`)).toEqual([
    'resolve ok',
    'tcp ok',
    'version ok',
    'key-exchange ok',
    'host-key ok',
    'authentication ok',
    'shell ok',
    'sftp ok',
    'supervisor ok',
    'clock ok',
    'disk ok',
  ])
  expect(found.hops[0]?.stages[2]?.sentence).toMatch(/^SSH-2\.0-OpenSSH_/)
  expect(found.supervisor).toEqual({ same: false })
  await pool.step('h', 'first', ['true'])
  expect(must(await pool.examine('h')).supervisor).toMatchObject({ version: '1', same: true })
})

test('a forced command is told as a host that runs no commands', async () => {
  const found = must(await poolOf(closed).examine('h'))
  expect(firstFailure(found)?.stage).toMatchObject({
    stage: 'shell',
    problem: {
      message: expect.stringContaining('no commands here'),
      next: expect.stringContaining('ForceCommand'),
    },
  })
})

test('a terminal is a real one: it has the size that it was given, and the one that it is given later', async () => {
  const shell = must(await poolOf(sshd).shell('h', { cols: 81, rows: 25 }))
  let shown = ''
  let heard = (): void => undefined
  shell.onOutput((chunk) => {
    shown += chunk.toString()
    heard()
  })
  const until = async (pattern: RegExp): Promise<void> => {
    while (!pattern.test(shown)) await new Promise<void>((resolve) => (heard = resolve))
  }
  const ended = new Promise<string>((resolve) => shell.onEnd(resolve))
  shell.write('stty size\r')
  await until(/25 81\r\n/)
  shell.resize({ cols: 120, rows: 40 })
  shell.write('stty size\r')
  await until(/40 120\r\n/)
  shell.write('exit 3\r')
  await expect(ended).resolves.toBe('exit code 3')
})
