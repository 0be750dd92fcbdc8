import { beforeEach, describe, expect, it } from 'vitest'
import { checksWorld } from '../../../helpers/checks-world.ts'
import type { ChecksWorld } from '../../../helpers/checks-world.ts'

let world: ChecksWorld

beforeEach(() => {
  world = checksWorld()
})

/** A customer as both systems and the project have it. */
function customer(
  id: string,
  state: string,
  source: object,
  target?: object,
  parent?: string,
): void {
  world.rows.set(id, { state, ...(parent === undefined ? {} : { parent }) })
  world.source.set(id, source)
  if (target !== undefined) world.target.set(id, target)
}

const moved = (id: string): void => customer(id, 'transferred', { bill_status: 'E' }, {})

describe('the place of customers', () => {
  it.each([
    ['customers-on-source', {}, 'pass', '1 of 1 customers are live on the source'],
    [
      'customers-on-source',
      { bill_status: 'S' },
      'pass',
      '1 of 1 customers are live on the source',
    ],
    [
      'customers-on-source',
      { bill_status: 'E' },
      'fail',
      'not live and free on the source: 1001 (bill status E)',
    ],
    [
      'customers-on-source',
      { billing_lock: 'C' },
      'fail',
      'not live and free on the source: 1001 (billing lock C: somebody else works on it)',
    ],
  ] as const)('%s with %o: %s', async (check, source, answer, sentence) => {
    customer('1001', 'planned', source)
    expect(await world.ask(check)).toMatchObject({ answer, sentence })
  })

  it('that is on neither system by its id is a fail', async () => {
    customer('1001', 'transferred', {})
    expect((await world.ask('customers-on-target')).sentence).toBe(
      'not live and free on the target: 1001 (unknown)',
    )
  })

  it('asks for many by a list, and one by one for whom it leaves out', async () => {
    const ids = Array.from({ length: 40 }, (_, i) => 1001 + i)
    for (const id of ids) customer(String(id), 'planned', id === 1040 ? { bill_status: 'E' } : {})
    world.unlisted.add(1002).add(1040)
    expect((await world.ask('customers-on-source')).sentence).toBe(
      'not live and free on the source: 1040 (bill status E)',
    )
    expect(world.askedFor).toEqual([1002, 1040])
  })

  it.each([
    [1, 0, 1],
    // Of three pages the first says that they are more to read than 20 customers.
    [20, 1, 20],
    [40, 3, 0],
  ])(
    'asks for %i of 3,000 with %i pages of the list and %i by themselves',
    async (count, pages, single) => {
      for (let id = 1; id <= 3000; id++) world.source.set(String(id), {})
      for (let id = 1001; id <= 1000 + count; id++) world.rows.set(String(id), { state: 'planned' })
      expect((await world.ask('customers-on-source')).answer).toBe('pass')
      expect([world.pagesRead.length, world.askedFor.length]).toEqual([pages, single])
    },
  )

  it('is unknown with the reason while the API does not answer', async () => {
    customer('1001', 'planned', {})
    world.apiDown = true
    expect(await world.ask('customers-on-source')).toMatchObject({
      answer: 'unknown',
      sentence: 'customers-on-source could not be answered: the API of the source does not answer',
    })
  })
})

describe('invariants', () => {
  it('hold for customers here and there, and pass each member', async () => {
    customer('1001', 'planned', {}, {})
    moved('1002')
    expect(await world.ask('invariants')).toMatchObject({
      answer: 'pass',
      passed: ['1001', '1002'],
    })
  })

  it.each<[string, () => void, string]>([
    [
      'a customer served by nobody',
      () => customer('1001', 'planned', { bill_status: 'E' }),
      '1001 is served by no system (source E, target unknown)',
    ],
    [
      'a book that says other than the systems',
      () => customer('1001', 'transferred', {}),
      '1001 is transferred in the project, but the source serves it',
    ],
    [
      'a lock outside of a transfer',
      () => customer('1001', 'planned', { billing_lock: 'C' }),
      '1001 is still locked',
    ],
    [
      'a reseller torn from its customer',
      () => (
        customer('1001', 'planned', {}),
        customer('1002', 'transferred', { bill_status: 'E' }, {}, '1001')
      ),
      '1002 and its reseller 1001 are in different systems',
    ],
  ])('are broken by %s', async (_, make, sentence) => {
    make()
    expect(await world.ask('invariants')).toMatchObject({
      answer: 'fail',
      sentence: `1 invariants are broken: ${sentence}`,
    })
  })

  it('hold although an excluded customer was closed meanwhile: nobody has to serve it', async () => {
    customer('1001', 'excluded', { bill_status: 'C' })
    customer('1002', 'excluded', { bill_status: 'E' }, { bill_status: 'C' })
    expect((await world.ask('invariants')).answer).toBe('pass')
    customer('1003', 'excluded', { bill_status: 'E' }, {})
    expect((await world.ask('invariants')).sentence).toContain(
      '1003 is excluded in the project, but the target serves it',
    )
  })

  it('leave a failed customer to its own run', async () => {
    customer('1001', 'failed', { bill_status: 'E', billing_lock: 'N' })
    expect((await world.ask('invariants')).answer).toBe('pass')
  })
})

describe('compare-customers', () => {
  const facts = {
    customer: '1001',
    accounts: 3,
    dids: 1,
    balance: '10.00',
    creditLimit: '0',
    billStatus: 'E',
    billingLock: 'C',
    xdrCount: 7,
    xdrSum: '1.50',
  }
  const carried = (imported: object): void => {
    moved('1001')
    world.events.push({
      at: 0,
      event: {
        kind: 'run.created',
        run: 'r9',
        procedure: 'customer-transfer',
        members: ['1001'],
        by: 'anna',
        snapshot: 'x',
      },
    })
    for (const [step, answer] of [
      ['export', { facts }],
      ['import', { facts: { ...facts, ...imported } }],
    ] as const)
      world.events.push(
        {
          at: 0,
          event: {
            kind: 'attempt.intended',
            attempt: step,
            run: 'r9',
            step,
            member: '1001',
            phase: 'apply',
            number: 1,
            host: 'src-db',
            operation: `customer-${step}`,
            args: {},
          },
        },
        {
          at: 0,
          event: { kind: 'attempt.ended', attempt: step, state: 'succeeded', answer, ms: 1 },
        },
      )
  }

  it('passes when counts, money and both APIs agree, whatever the money is written like', async () => {
    carried({ balance: '10', billStatus: 'O' })
    expect(await world.ask('compare-customers')).toMatchObject({ answer: 'pass', passed: ['1001'] })
  })

  it.each([
    [{ accounts: 2 }, 'accounts 3 exported, 2 imported'],
    [{ balance: '10.01' }, 'balance 10.00 exported, 10.01 imported'],
    [{ xdrSum: '1.49' }, 'xdrSum 1.50 exported, 1.49 imported'],
  ])('names what differs: %o', async (imported, difference) => {
    carried(imported)
    const answer = await world.ask('compare-customers')
    expect(answer).toMatchObject({ answer: 'fail', passed: [] })
    expect(answer.sentence).toContain(`1001: ${difference}`)
  })

  it('sees xDRs that the target does not have', async () => {
    carried({})
    world.xdrs = { source: 5, target: 4 }
    expect((await world.ask('compare-customers')).sentence).toContain(
      'current xDRs 5 on the source, 4 on the target',
    )
  })

  it('sees a customer that is not exported on the source', async () => {
    carried({})
    world.source.set('1001', {})
    expect((await world.ask('compare-customers')).sentence).toContain(
      'bill status on the source O, expected E',
    )
  })
})

describe('nothing-left-on-source', () => {
  it('passes only when no live customer is left there', async () => {
    moved('1001')
    expect((await world.ask('nothing-left-on-source')).sentence).toBe(
      'the source has no live customer left in us',
    )
    customer('1002', 'planned', { bill_status: 'S' })
    expect((await world.ask('nothing-left-on-source')).sentence).toBe(
      '1 customers are still live on the source in us: 1002',
    )
  })
})
