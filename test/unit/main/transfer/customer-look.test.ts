import { expect, it } from 'vitest'
import { lookAtCustomer } from '../../../../main/transfer/customer-look.ts'
import type { LookDeps } from '../../../../main/transfer/customer-look.ts'
import type { CustomerRow } from '../../../../main/data/protocol.ts'
import { answered, commands, createWorld, spec } from '../../../helpers/runner-world.ts'
import { waitingClock } from '../../../helpers/waiting-clock.ts'

const record = (bill_status: string): unknown => ({
  i_customer: 1001,
  name: 'Acme',
  bill_status,
  billing_lock: 'N',
})
const api = (status: string) => ({
  customerInfo: async () => record(status),
  async *accountList() {},
  customerXdrs: async () => ({ count: 0, sum: '0' }),
})

/** A customer that has moved, with what each dispatcher says of it. */
async function look(entries: (host: string) => Record<string, string>, down?: string) {
  const world = createWorld()
  world.read = (_operation, _phase, host) => answered({ entries: entries(host), generation: 1 })
  if (down !== undefined) world.down.add(down)
  const row = { id: '1001', state: 'transferred' } as CustomerRow // a look reads no more of it
  const deps = { api: { source: api('E'), target: api('O') }, pool: world, commands, spec }
  return lookAtCustomer({ ...deps, clock: waitingClock() } as unknown as LookDeps, row)
}

it('a customer that one dispatcher sends elsewhere does not agree, whichever answers first', async () => {
  for (const wrong of ['dsbc1', 'dsbc2']) {
    const now = await look((host) => ({ '1001': host === wrong ? 'source' : 'target' }))
    expect([now.verdict, now.differences]).toEqual([
      'differs',
      [`${wrong} sends its traffic to the source (entry), and the target serves it`],
    ])
  }
})

it('a dispatcher that does not answer is named, and nobody says that all agrees', async () => {
  const now = await look(() => ({ '1001': 'target' }), 'dsbc2')
  expect([now.verdict, now.sentence]).toEqual([
    'unknown',
    'Exported: the target serves it. The dispatcher dsbc2 did not answer.',
  ])
})
