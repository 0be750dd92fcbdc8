import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Client } from 'ssh2'
import {
  connectHost,
  installStep,
  operate,
  operationLine,
  portOf,
  run,
  startTestLab,
} from '../../helpers/lab.ts'
import type { TestLab } from '../../helpers/lab.ts'

let lab: TestLab
let client: Client
const step = 'sh ~/.switchyard/step'
const lock = operationLine('customer-lock', 'apply', { customer: '101' })

beforeEach(async () => {
  lab = await startTestLab({ rate: 200 })
  client = await connectHost(lab, 'src-db')
  await installStep(client)
})
afterEach(async () => {
  client.end()
  await lab.stop()
})

const again = async (): Promise<Client> => {
  client.end()
  client = await connectHost(lab, 'src-db')
  return client
}
const lockOf = (id: string): string | undefined =>
  lab.customerTruth().find((c) => c.customer === id)?.sourceLock

describe('a cut link', () => {
  it('before the command leaves nothing claimed', async () => {
    await lab.inject({
      kind: 'drop-link',
      when: 'before',
      host: 'src-db',
      operation: 'customer-lock',
    })
    const cut = await run(client, `${step} run x1 -- ${lock}`)
    const { out } = await run(await again(), `${step} status x1`)
    expect([cut.code, out.toString(), lockOf('101')]).toEqual([undefined, 'absent\n', 'N'])
  })

  it('during the command lets it run to its end, to be followed from the last byte', async () => {
    await lab.inject({ kind: 'drop-link', when: 'during', customer: '101' })
    const cut = await run(client, `${step} run x2 -- ${lock}`)
    const followed = await run(await again(), `${step} follow x2 --from 0 --from-err 0`)
    expect([cut.code, followed.code, lockOf('101')]).toEqual([undefined, 0, 'C'])
    expect(JSON.parse(followed.out.toString().split('\n')[1] ?? '')).toMatchObject({
      billingLock: 'C',
    })
  })

  it('after the command has the effect but tells no status', async () => {
    await lab.inject({ kind: 'drop-link', when: 'after', attempt: 'x3*' })
    const cut = await run(client, `${step} run x3.lock -- ${lock}`)
    const { out } = await run(await again(), `${step} status x3.lock`)
    expect([cut.code, out.toString(), lockOf('101')]).toEqual([undefined, 'exited 0\n', 'C'])
    expect(lab.truth().effects).toEqual({ attempts: 1, startedTwice: [] })
  })
})

it('a command that hangs runs until it is cancelled and has no effect', async () => {
  await lab.inject({ kind: 'hang', operation: 'customer-lock' })
  await run(client, `${step} start x4 -- ${lock}`)
  const running = await run(client, `${step} status x4`)
  const ended = await run(client, `${step} cancel x4`)
  expect([running.out.toString(), ended.out.toString(), lockOf('101')]).toEqual([
    'running\n',
    'exited 143\n',
    'N',
  ])
})

it('a wrong exit has no effect unless it is asked for', async () => {
  await lab.inject({ kind: 'wrong-exit', code: 9, customer: '101' })
  const without = await run(client, lock)
  const before = lockOf('101')
  await lab.inject({ kind: 'wrong-exit', code: 9, effect: true, customer: '101' })
  const withEffect = await run(client, lock)
  expect([without.code, before, withEffect.code, lockOf('101')]).toEqual([9, 'N', 9, 'C'])
})

it('a full disk takes the claim back with 73 and a sentence', async () => {
  await lab.inject({ kind: 'disk-full', host: 'src-db' })
  const refused = await run(client, `${step} run x5 -- ${lock}`)
  await lab.clearFaults()
  const { out } = await run(client, `${step} status x5`)
  expect([refused.code, out.toString()]).toEqual([73, 'absent\n'])
  expect(refused.err).toMatch(/^switchyard-step: not started: .*disk full/)
})

it('a reboot makes running attempts vanish', async () => {
  await run(client, `${step} start x6 -- 'sleep' '100000'`)
  await lab.inject({ kind: 'reboot', host: 'src-db' })
  const { out } = await run(await again(), `${step} status x6`)
  expect(out.toString()).toBe('vanished\n')
})

it('answers can be broken, binary or huge', async () => {
  await lab.inject({ kind: 'bad-answer', operation: 'survey' })
  const broken = await run(client, operationLine('survey', 'apply'))
  await lab.inject({ kind: 'binary-output', operation: 'survey' })
  const binary = await run(client, operationLine('survey', 'apply'))
  await lab.inject({ kind: 'huge-output', operation: 'survey', bytes: 5_000_000 })
  const huge = await run(client, operationLine('survey', 'apply'))
  expect(broken.out.toString()).toBe('Segmentation fault\n')
  expect(binary.out.toString('utf8')).toContain('\uFFFD')
  expect([huge.code, huge.out.length > 5_000_000]).toEqual([0, true])
})

it('a changed host key is shown to new connections only while the fault lasts', async () => {
  const keyOf = async (): Promise<string> => {
    let shown = ''
    const opened = await connectHost(lab, 'src-db', (key) => {
      shown = key.toString('base64')
    })
    opened.end()
    return shown
  }
  const first = await keyOf()
  await lab.inject({ kind: 'changed-host-key', host: 'src-db' })
  const second = await keyOf()
  await lab.clearFaults()
  expect([second === first, (await keyOf()) === first]).toEqual([false, true])
})

it('a refusing host takes no connection and comes back on the same port', async () => {
  const port = await portOf(lab, 'dsbc-a')
  await lab.inject({ kind: 'refuse', host: 'dsbc-a' })
  await expect(connectHost(lab, 'dsbc-a')).rejects.toThrow('ECONNREFUSED')
  await lab.clearFaults()
  expect(await operate(lab, 'dsbc-a', 'dispatch-list')).toMatchObject({ generation: 1 })
  expect(await portOf(lab, 'dsbc-a')).toBe(port)
})

it('an import conflict refuses once and gives way to use-existing', async () => {
  await operate(lab, 'src-db', 'db-copy', { to: 'target' })
  await operate(lab, 'src-db', 'customer-lock', { customer: '101' })
  await operate(lab, 'src-db', 'customer-export', { customer: '101', xdrs: 'current' })
  await lab.inject({ kind: 'import-conflict', customer: '101' })
  const args = { customer: '101', xdrs: 'current' }
  await expect(
    operate(lab, 'tgt-db', 'customer-import', { ...args, conflicts: 'refuse' }),
  ).rejects.toThrow('a record of it exists on the target already')
  expect(
    await operate(lab, 'tgt-db', 'customer-import', { ...args, conflicts: 'use-existing' }),
  ).toMatchObject({ conflicts: 1 })
  expect(lab.truth().customers).toMatchObject({ importedTwice: 0, onTarget: 1 })
})

it('a second operator changes table, lock and catalog behind the back', async () => {
  await lab.inject({ kind: 'second-operator', action: 'dispatch', customer: '102', to: 'target' })
  await lab.inject({ kind: 'second-operator', action: 'lock', customer: '103' })
  expect(await operate(lab, 'dsbc-b', 'dispatch-list')).toMatchObject({
    generation: 2,
    entries: { 102: 'target' },
  })
  expect(lab.truth()).toMatchObject({
    customers: { locksLeft: 1 },
    faultsInjected: [{ kind: 'second-operator' }, { kind: 'second-operator' }],
  })
})
