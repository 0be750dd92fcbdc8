import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CustomerId } from '../../../shared/domain/ids.ts'
import { must, startLabEngine } from '../../helpers/lab-engine.ts'
import type { LabEngine } from '../../helpers/lab-engine.ts'

/** One customer over the whole way, as the product tells of it, on the embedded lab. */
describe('one customer', () => {
  let world: LabEngine
  let id: CustomerId
  beforeAll(async () => {
    world = await startLabEngine(4)
    must(await world.engine.plan.propose('ann'))
    id = CustomerId.parse((await world.engine.data.customers())[0]?.id)
  }, 120_000)
  afterAll(() => world.stop())

  it('is on the source by both systems before it moves, and nothing would come back', async () => {
    const now = must(await world.engine.customers.now(id))
    expect([now.verdict, now.sentence]).toEqual(['agrees', 'Here: the source serves it.'])
    expect(await world.engine.customers.returnPreview(id)).toMatchObject({
      ok: false,
      problem: { code: 'precondition' },
    })
  })

  it('is exported after it moved, can be tested, and tells what a return would bring', async () => {
    const { customers, data } = world.engine
    await world.setUp()
    const moved = await world.run('customer-transfer', { members: [id], outsideWindow: 'a test' })
    expect(moved.state).toBe('succeeded')
    const now = must(await customers.now(id))
    expect([now.verdict, now.sentence, now.differences]).toEqual([
      'agrees',
      'Exported: the target serves it.',
      [],
    ])
    must(
      await customers.test({ customer: id, scenario: 'Incoming call', result: 'fail', by: 'ann' }),
    )
    must(await customers.note({ customer: id, about: 'note', text: 'looked at', by: 'ann' }))
    expect(await data.customerTests(id)).toHaveLength(1)
    const { items } = must(await customers.returnPreview(id))
    expect(items.find(({ what }) => what === 'Accounts made on the target')).toMatchObject({
      found: 'none',
      fate: 'comes-back',
    })
    expect(items.at(-1)).toMatchObject({ fate: 'unknown' })
  }, 120_000)

  it('is not accepted while a scenario fails', async () => {
    const { accept, customers, data } = world.engine
    const batch = (await data.customer(id))?.batch
    if (batch === undefined) throw new Error('it is in a batch')
    expect((await data.customer(id))?.state).toBe('checked')
    expect(must(await accept(batch, 'ann'))).toBe(0)
    must(
      await customers.test({ customer: id, scenario: 'Incoming call', result: 'pass', by: 'ann' }),
    )
    expect(must(await accept(batch, 'ann'))).toBe(1)
  })

  it('tells all of it in its history, and a return begins anew', async () => {
    const { customers, returnCustomer } = world.engine
    const detail = must(await customers.detail(id))
    expect(detail.scenarios).toContain('Incoming call')
    const texts = detail.history.map(({ text }) => text)
    expect(texts).toContain('Incoming call: does not work')
    expect(texts).toContain('note: looked at')
    expect(texts.some((text) => /^import on .* succeeded after/.test(text))).toBe(true)
    const back = must(await returnCustomer(id, 'ann', 'incoming calls fail'))
    expect((await back.ended).state).toBe('succeeded')
    expect(must(await customers.now(id)).sentence).toBe('Here: the source serves it.')
    expect(must(await customers.detail(id)).tests).toEqual([])
  }, 120_000)
})
