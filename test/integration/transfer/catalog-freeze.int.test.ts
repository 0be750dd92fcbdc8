import { afterAll, beforeAll, expect, it } from 'vitest'
import { must, startLabEngine } from '../../helpers/lab-engine.ts'
import type { LabEngine } from '../../helpers/lab-engine.ts'

/** A product that somebody changes on the source after the copy: its customers are held, the rest moves, and a decision lets them go. */

let world: LabEngine
beforeAll(async () => {
  world = await startLabEngine(9)
  await world.setUp()
  await world.lab.inject({ kind: 'second-operator', action: 'catalog', entity: 'product:Trunk 10' })
}, 120_000)
afterAll(() => world.stop())

// Customers 101, 104 and 107 have Trunk 10 (helpers/lab.ts).
const members = ['101', '102', '103', '104']
const states = async () =>
  Object.fromEntries(
    (await world.engine.data.customers())
      .filter(({ id }) => members.includes(id))
      .map(({ id, state }) => [id, state]),
  )
const finding = 'freeze-drift source product:Trunk 10'

it('moves those that do not use it, and says of the others why they stay', async () => {
  const live = await world.run('customer-transfer', { members })
  expect(live.state).toBe('failed')
  expect(await states()).toEqual({
    '101': 'planned',
    '102': 'checked',
    '103': 'checked',
    '104': 'planned',
  })
  const reason = await world.reason(live.run)
  expect(reason).toContain('2 were not started: the catalog freeze is broken')
  expect(reason).toContain('product:Trunk 10 (monthly-fee')
})

it('is a finding that names entity, field and customers', async () => {
  const { findings, drifts } = must(await world.engine.registers.state())
  expect(drifts).toMatchObject([{ entity: 'product:Trunk 10', fields: [{ field: 'monthly-fee' }] }])
  expect(findings.find(({ id }) => id === finding)).toMatchObject({
    severity: 'blocker',
    state: 'open',
    message: expect.stringContaining('3 customers use it: 101, 104, 107'),
  })
})

it('refuses a start of only those that are held', async () => {
  const refused = await world.start('customer-transfer', { members: ['101'] })
  expect(refused.ok ? '' : refused.problem.message).toContain('the catalog freeze is broken')
})

it('lets them go once somebody has answered for the change', async () => {
  must(
    await world.engine.registers.decide({
      finding,
      decision: 'done',
      by: 'anna',
      reason: 'agreed with sales',
      evidence: 'the target has the same fee',
    }),
  )
  const live = await world.run('customer-transfer', { members: ['101', '104'] })
  expect(live.state).toBe('succeeded')
  expect(await states()).toMatchObject({ '101': 'checked', '104': 'checked' })
})
