import { connect } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { launchDataProcess } from '../../../main/data/launch.ts'
import type { RunId } from '../../../shared/domain/ids.ts'
import { atStep, firstQuestion, must, startLabEngine } from '../../helpers/lab-engine.ts'
import type { LabEngine } from '../../helpers/lab-engine.ts'

let world: LabEngine

beforeAll(async () => {
  world = await startLabEngine(4)
  await world.setUp()
})
afterAll(() => world.stop())

const holderOf = (service: string): string[] =>
  world.lab
    .truth()
    .addresses.filter((a) => a.service === service)
    .map((a) => a.holder)
const lastOf = async (procedure: string): Promise<RunId> => {
  const row = (await world.engine.data.runs()).findLast((r) => r.procedure === procedure)
  if (row === undefined) throw new Error(`no run of ${procedure}`)
  return row.id
}

it('the project is not opened for writing by a second process, which is told who holds it', async () => {
  const other = launchDataProcess()
  const opened = await other.api.open(world.projectFile, 'write')
  expect(opened.ok ? '' : opened.problem.code).toBe('project-locked')
  await other.close()
})

it('what later runs stand on is not taken back under them', async () => {
  const undo = await world.engine.undo(await lastOf('database-copy'), 'anna')
  expect(undo.ok ? '' : undo.problem).toMatchObject({
    code: 'not-allowed',
    message: expect.stringContaining('(switchover-api) came later and still stands'),
    safe: 'nothing was taken back',
  })
})

it('a switchover that is taken back leaves the address with the source, verified, and the service answers', async () => {
  expect(holderOf('api')).toEqual(['dsbc'])
  const run = await lastOf('switchover-api')
  const live = await must(await world.engine.undo(run, 'anna')).ended
  expect(live).toMatchObject({ state: 'undone' })
  expect(holderOf('api')).toEqual(['source'])
  const verified = await world.engine.data.events({ run, kinds: ['attempt.intended'] })
  expect(
    verified.some(
      ({ event }) => event.kind === 'attempt.intended' && event.phase === 'undo-verify',
    ),
  ).toBe(true)
  const [address = '', port = ''] = world.lab.spec.services.api.split(':')
  const answered = await new Promise<boolean>((resolve) => {
    const socket = connect({ host: address, port: Number(port) }, () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })
  expect(answered).toBe(true)
})

it('a stage that was taken back no longer counts as done, and may be done again', async () => {
  const refused = await world.start('customer-transfer', { members: ['101'] })
  expect(refused.ok ? '' : refused.problem.message).toContain(
    'switchover-api is not done for project; run it first',
  )
  expect((await world.run('switchover-api')).state).toBe('succeeded')
  expect(holderOf('api')).toEqual(['dsbc'])
})

it('a switchover that fails half-way asks, and its undo gives the address back', async () => {
  await must(await world.engine.undo(await lastOf('switchover-api'), 'anna')).ended
  await world.lab.inject({ kind: 'wrong-exit', operation: 'address-claim', host: 'dsbc-a' })
  const handle = must(await world.start('switchover-api'))
  const live = await firstQuestion(handle)
  expect(live.questions[0]).toMatchObject({
    step: 'claim',
    choices: ['retry', 'skip', 'undo', 'abort'],
  })
  expect(holderOf('api')).toEqual(['none'])
  must(await handle.answer(live.questions[0]?.id ?? '', 'undo', 'anna', 'back for tonight'))
  expect((await handle.ended).state).toBe('failed')
  expect(holderOf('api')).toEqual(['source'])
  expect((await world.run('switchover-api')).state).toBe('succeeded')
})

it('a stop lets what is in flight end and sends nothing more', async () => {
  await world.lab.inject({
    kind: 'slow',
    factor: 20,
    operation: 'customer-export',
    customer: '102',
  })
  const handle = must(await world.start('customer-transfer', { members: ['102'] }))
  await atStep(handle, 'export')
  const asked = performance.now()
  const stopped = handle.stop('anna', 'rain')
  const attempts = world.lab.attempts().length
  await stopped
  expect(world.lab.attempts()).toHaveLength(attempts)
  expect(performance.now() - asked).toBeLessThan(10_000)
  expect(await world.reason(handle.id)).toBe(
    'stopped by anna: rain; half-way, to be taken back: 102',
  )
  expect((await must(await world.engine.undo(handle.id, 'anna')).ended).state).toBe('undone')
})

it('a dispatcher that a second operator has changed meanwhile is read back, not believed', async () => {
  await world.lab.inject({
    kind: 'second-operator',
    action: 'dispatch',
    customer: '103',
    to: 'source',
  })
  expect((await world.run('customer-transfer', { members: ['103'] })).state).toBe('succeeded')
  expect(world.lab.customerTruth().find((c) => c.customer === '103')?.live).toBe('target')
})

it('a decommission is refused before the soak, and while customers are on the source', async () => {
  const refused = await world.start('decommission')
  expect(refused.ok ? '' : refused.problem.message).toContain(
    'customers are still live on the source',
  )
  expect((await world.run('customer-transfer', { members: ['101', '102', '104'] })).state).toBe(
    'succeeded',
  )
  for (const environment of ['us', 'uk'])
    expect((await world.run('vendor-xdr-sync', { members: [environment] })).state).toBe('succeeded')
  const early = await world.start('decommission')
  expect(early.ok ? '' : early.problem.message).toMatch(
    /the soak of \d+ days since the last customer ends at/,
  )
})

it('a run past the point of no return is not taken back', async () => {
  const live = await must(await world.engine.undo(await lastOf('vendor-xdr-sync'), 'anna')).ended
  expect(live.state).toBe('succeeded')
  expect(live.waiting).toContain('past the point of no return')
})

it('a host that does not answer refuses the start with its name', async () => {
  await world.lab.inject({ kind: 'refuse', host: 'tgt-db' })
  const refused = await world.start('analysis-survey')
  expect(refused.ok ? '' : refused.problem.message).toContain('1 of 10 hosts do not answer: tgt-db')
  await world.lab.clearFaults()
})

it('a changed host key in mid-project is a hard stop with a sentence', async () => {
  await world.lab.inject({ kind: 'changed-host-key', host: 'dsbc-a' })
  const refused = await world.start('target-acceptance')
  expect(refused.ok ? '' : refused.problem.message).toMatch(/dsbc-a: .*key/)
  await world.lab.clearFaults()
})
