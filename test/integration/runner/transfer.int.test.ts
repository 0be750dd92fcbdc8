import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { CustomerId, RunId } from '../../../shared/domain/ids.ts'
import type { StoredEvent } from '../../../shared/domain/journal.ts'
import { atStep, firstQuestion, must, startLabEngine } from '../../helpers/lab-engine.ts'
import type { LabEngine } from '../../helpers/lab-engine.ts'

let world: LabEngine

beforeAll(async () => {
  world = await startLabEngine(24)
  await world.setUp()
})
afterEach(async () => {
  await world.lab.clearFaults()
  // A test that failed must not hold up the next.
  for (const handle of world.engine.running()) await handle.stop('test', 'over')
})
afterAll(() => world.stop())

const truthOf = (id: string): ReturnType<LabEngine['lab']['customerTruth']>[number] => {
  const found = world.lab.customerTruth().find((c) => c.customer === id)
  if (found === undefined) throw new Error(`no customer ${id}`)
  return found
}
const moved = {
  live: 'target',
  exports: 1,
  imports: 1,
  doubleImports: 0,
  sourceLock: 'N',
  targetLock: 'N',
}
const stateOf = async (id: string): Promise<string | undefined> =>
  (await world.engine.data.customer(CustomerId.parse(id)))?.state
const problemsOf = (events: readonly StoredEvent[]): string[] =>
  events.map(({ event }) => (event.kind === 'attempt.ended' ? (event.problem?.message ?? '') : ''))
const saidOf = async (customer: string): Promise<string[]> =>
  problemsOf(
    await world.engine.data.events({
      customer: CustomerId.parse(customer),
      kinds: ['attempt.ended'],
    }),
  )
const move = (...ids: string[]): ReturnType<LabEngine['run']> =>
  world.run('customer-transfer', { members: ids })

describe('a batch on real SSH', () => {
  it('recovers a failing import by its retry, and every customer is on the target once', async () => {
    await world.lab.inject({ kind: 'import-conflict', customer: '102' })
    const live = await move('101', '102', '103')
    expect(live).toMatchObject({
      state: 'succeeded',
      members: { done: 3, failed: 0 },
    })
    for (const id of ['101', '102', '103']) expect(truthOf(id)).toMatchObject(moved)
    expect(await stateOf('102')).toBe('checked')
  })

  it.each([
    ['before', '104'],
    ['during', '105'],
    ['after', '106'],
  ] as const)('applies an effect once when the link is cut %s it', async (when, customer) => {
    await world.lab.inject({ kind: 'drop-link', when, operation: 'customer-import', customer })
    await world.lab.inject({ kind: 'drop-link', when, operation: 'customer-export', customer })
    const live = await move(customer)
    expect(live).toMatchObject({ state: 'succeeded' })
    expect(truthOf(customer)).toMatchObject(moved)
    expect(world.lab.truth().effects.startedTwice).toEqual([])
  })

  it('lets a command that hangs time out, sees by its probe that nothing was done, and takes the customer back', async () => {
    await world.lab.inject({
      kind: 'hang',
      operation: 'customer-import',
      customer: '107',
    })
    const live = await move('107')
    expect(live.state).toBe('failed')
    expect(await world.reason(live.run)).toContain('did not end in time and was cancelled')
    expect(truthOf('107')).toMatchObject({ live: 'source', sourceLock: 'N' })
    expect((await move('107')).state).toBe('succeeded')
    expect(truthOf('107')).toMatchObject({ live: 'target', targetLock: 'N', doubleImports: 0 })
  })

  it.each([
    ['not-json', '108'],
    ['wrong-schema', '109'],
    ['empty', '110'],
  ] as const)('settles an effect by its probe when the answer is %s', async (shape, customer) => {
    await world.lab.inject({ kind: 'bad-answer', shape, operation: 'customer-export', customer })
    expect((await move(customer)).state).toBe('succeeded')
    expect(truthOf(customer)).toMatchObject(moved)
  })

  it('survives an answer of bytes that are no text', async () => {
    await world.lab.inject({ kind: 'binary-output', operation: 'customer-import', customer: '111' })
    expect((await move('111')).state).toBe('succeeded')
    expect(truthOf('111')).toMatchObject(moved)
    expect(await saidOf('111')).toContainEqual(expect.stringContaining('is not JSON'))
  })

  it('does not believe an exit code that the probe contradicts: it asks, and goes on by the word of a person', async () => {
    await world.lab.inject({
      kind: 'wrong-exit',
      effect: true,
      operation: 'customer-import',
      customer: '112',
    })
    const handle = must(await world.start('customer-transfer', { members: ['112'] }))
    const live = await firstQuestion(handle)
    expect(live.questions[0]?.text).toContain('its probe says that the work is done')
    must(
      await handle.answer(live.questions[0]?.id ?? '', 'succeeded', 'anna', 'it is on the target'),
    )
    expect((await handle.ended).state).toBe('succeeded')
    expect(truthOf('112')).toMatchObject(moved)
  })

  it('asks with a sentence when the disk of a host is full, and goes on when there is room', async () => {
    await world.lab.inject({ kind: 'disk-full', host: 'src-db' })
    const handle = must(await world.start('customer-transfer', { members: ['113'] }))
    const live = await firstQuestion(handle)
    expect(live.questions[0]?.text).toMatch(/src-db.*(space|disk|full|write)/i)
    await world.lab.clearFaults()
    must(await handle.answer(live.questions[0]?.id ?? '', 'retry', 'anna', 'made room'))
    expect((await handle.ended).state).toBe('succeeded')
    expect(truthOf('113')).toMatchObject(moved)
  })

  it('asks when a host is gone in mid-run, never undoes by itself, and goes on when it is back', async () => {
    await world.lab.inject({
      kind: 'slow',
      factor: 10,
      operation: 'customer-export',
      customer: '119',
    })
    const handle = must(await world.start('customer-transfer', { members: ['119'] }))
    await atStep(handle, 'export')
    await world.lab.inject({ kind: 'refuse', host: 'tgt-db' })
    const live = await firstQuestion(handle)
    expect(live.questions[0]?.text).toContain('tgt-db')
    const kinds = await world.engine.data.events({ run: handle.id, kinds: ['evidence.kept'] })
    expect(kinds).toEqual([])
    await world.lab.clearFaults()
    must(await handle.answer(live.questions[0]?.id ?? '', 'retry', 'anna', 'host is back'))
    expect((await handle.ended).state).toBe('succeeded')
    expect(truthOf('119')).toMatchObject(moved)
  })

  it('takes a member out in mid-run and brings it back', async () => {
    await world.lab.inject({
      kind: 'slow',
      factor: 20,
      operation: 'customer-export',
      customer: '114',
    })
    const handle = must(await world.start('customer-transfer', { members: ['114'] }))
    await atStep(handle, 'export')
    must(await handle.takeOut('114', 'anna', 'they have a party'))
    const live = await handle.ended
    expect(live.members).toMatchObject({ takenOut: 1, done: 0 })
    expect(truthOf('114')).toMatchObject({ live: 'source', sourceLock: 'N', imports: 0 })
    expect(await stateOf('114')).toBe('planned')
  })
})

describe('one customer', () => {
  it('is returned with reason and evidence, and moved again', async () => {
    const back = must(
      await world.engine.returnCustomer(CustomerId.parse('102'), 'anna', 'no incoming calls'),
    )
    expect((await back.ended).state).toBe('succeeded')
    expect(truthOf('102')).toMatchObject({
      live: 'source',
      returns: 1,
      sourceLock: 'N',
      targetLock: 'N',
    })
    expect(await stateOf('102')).toBe('returned')
    const events = await world.engine.data.events({ run: back.id })
    expect(events.find(({ event }) => event.kind === 'run.created')?.event).toMatchObject({
      reason: 'no incoming calls',
    })
    expect(
      events.find(
        ({ event }) => event.kind === 'check.answered' && event.check === 'customers-on-target',
      )?.event,
    ).toMatchObject({
      facts: { 102: { bill_status: 'O' } },
    })
    expect((await move('102')).state).toBe('succeeded')
    expect(truthOf('102')).toMatchObject({ live: 'target', doubleImports: 0 })
  })

  it('whose run is taken back is live on the source again', async () => {
    const live = await move('116', '117')
    const undo = must(await world.engine.undo(RunId.parse(live.run), 'anna', ['116']))
    await undo.ended
    expect(truthOf('116')).toMatchObject({ live: 'source', sourceLock: 'N' })
    expect(truthOf('117')).toMatchObject({ live: 'target' })
    expect(await stateOf('116')).toBe('returned')
  })

  it('that stands half-way is not moved again before it is taken back', async () => {
    await world.lab.inject({
      kind: 'slow',
      factor: 20,
      operation: 'customer-export',
      customer: '118',
    })
    const handle = must(await world.start('customer-transfer', { members: ['118'] }))
    await atStep(handle, 'export')
    await handle.stop('anna', 'rain')
    expect(await world.reason(handle.id)).toContain('half-way, to be taken back: 118')
    const again = await world.start('customer-transfer', { members: ['118'] })
    expect(again.ok ? '' : again.problem.message).toContain(
      `118 stands half-way from run ${handle.id}`,
    )
    await must(await world.engine.undo(handle.id, 'anna')).ended
    expect(truthOf('118')).toMatchObject({ live: 'source', sourceLock: 'N' })
    expect((await move('118')).state).toBe('succeeded')
  })
})

it('a vendor xDR sync is refused while customers of the environment are left on the source', async () => {
  const run = await world.start('vendor-xdr-sync', { members: ['us'] })
  expect(run.ok ? '' : run.problem.message).toMatch(
    /\d+ customers are still live on the source in us/,
  )
})

// Last, because the lock of the second operator stays.
it('is refused for a customer that a second operator has locked', async () => {
  await world.lab.inject({ kind: 'second-operator', action: 'lock', customer: '115' })
  const run = await world.start('customer-transfer', { members: ['115'] })
  expect(run.ok ? '' : run.problem.message).toContain(
    '115 (billing lock C: somebody else works on it)',
  )
})
