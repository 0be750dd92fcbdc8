import { beforeEach, describe, expect, it } from 'vitest'
import { spec } from '../../../helpers/runner-world.ts'
import { checksWorld } from '../../../helpers/checks-world.ts'
import type { ChecksWorld } from '../../../helpers/checks-world.ts'

const day = 86_400_000
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

describe('no-other-run', () => {
  it.each([
    ['running', {}, 'fail'],
    ['paused', {}, 'fail'],
    ['armed', {}, 'fail'],
    ['armed', { expiresAt: Date.UTC(2026, 11, 1, 0) }, 'pass'],
    ['armed', { startAt: Date.UTC(2026, 11, 1, 3), expiresAt: Date.UTC(2026, 11, 1, 4) }, 'pass'],
    ['succeeded', {}, 'pass'],
    ['failed', {}, 'pass'],
  ])('with another one that is %s %o: %s', async (state, more, answer) => {
    world.runs.push({ id: 'r1', procedure: 'ids-split', state, ...more } as never) // a row of that state
    expect((await world.ask('no-other-run')).answer).toBe(answer)
  })

  it('names it, and does not count itself', async () => {
    world.runs.push(
      { id: 'r9', procedure: 'x', state: 'armed' } as never,
      { id: 'r1', procedure: 'ids-split', state: 'paused' } as never,
    )
    expect((await world.ask('no-other-run')).sentence).toBe(
      'run r1 (ids-split) is paused; resume it, or stop or undo it first',
    )
  })
})

describe('stage-done', () => {
  it('counts the members that its runs are done for', async () => {
    const asked = async () => (await world.ask('stage-done', { procedure: 'ids-split' })).answer
    world.runs.push({ procedure: 'ids-split', done: [] })
    expect(await asked()).toBe('fail')
    world.runs.push({ procedure: 'database-copy', done: ['project'] })
    expect(await asked()).toBe('fail')
    world.runs.push({ procedure: 'ids-split', done: ['project'] })
    expect(await asked()).toBe('pass')
  })

  it('that is missing says what to run', async () => {
    expect((await world.ask('stage-done', { procedure: 'ids-split' })).sentence).toBe(
      'ids-split is not done for project; run it first',
    )
  })

  it('of the voice switchover asks for every cluster', async () => {
    expect((await world.ask('stage-done', { procedure: 'switchover-voice' })).sentence).toContain(
      'is not done for us1',
    )
  })

  it('does not ask for a RADIUS switchover where none is needed', async () => {
    expect(
      (await world.ask('stage-done', { procedure: 'switchover-radius-diameter' })).answer,
    ).toBe('pass')
  })
})

describe('hosts-reachable', () => {
  it('passes when all answer, and names those that do not', async () => {
    customer('1001', 'planned', {})
    expect((await world.ask('hosts-reachable')).sentence).toBe('2 of 2 hosts answer')
    world.hosts.down.add('tgt-db')
    expect(await world.ask('hosts-reachable')).toMatchObject({
      answer: 'fail',
      sentence: '1 of 2 hosts do not answer: tgt-db: tgt-db does not answer',
    })
  })
})

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

const transferred = (at: number, id = '1001'): void =>
  void world.events.push({
    at,
    event: {
      kind: 'customer.state',
      customer: id,
      from: 'transferring',
      to: 'transferred',
      run: 'r1',
    },
  })

describe('all-environments-synced', () => {
  const synced = (): void =>
    void world.events.push({
      at: 1,
      event: { kind: 'xdr.synced', environment: 'us', run: 'r1', xdrs: 1 },
    })

  it('fails before, passes after, and fails again when a customer has moved since', async () => {
    moved('1001')
    expect((await world.ask('all-environments-synced')).sentence).toBe(
      'vendor xDRs are not synchronised for us; run vendor-xdr-sync',
    )
    transferred(0)
    synced()
    expect((await world.ask('all-environments-synced')).answer).toBe('pass')
    transferred(2)
    expect((await world.ask('all-environments-synced')).sentence).toContain(
      'us (customers have moved since)',
    )
  })
})

describe('soak and billing period', () => {
  it.each([
    ['soak-over', spec.soakDays],
    ['billing-period-over', 30],
  ] as const)('%s ends so many days after the last customer', async (check, days) => {
    expect((await world.ask(check)).sentence).toBe('no customer has moved yet')
    transferred(world.clock.now() - days * day + 1)
    expect(await world.ask(check)).toMatchObject({
      answer: 'fail',
      sentence: expect.stringContaining(`of ${days} days since the last customer ends at`),
    })
    world.clock.advance(1)
    expect((await world.ask(check)).answer).toBe('pass')
  })
})

describe('window-open', () => {
  const window = (from: number, to: number): void => {
    world.rows.set('1001', { state: 'planned' })
    world.window = { from: world.clock.now() + from, to: world.clock.now() + to }
  }

  it.each([
    [60_000, 120_000, 'fail', /^the window of b1 in us opens at 2026-12-01 .* UTC, in 1 min/],
    [0, 60_000, 'pass', /^the window is open until 2026-12-01T/],
    [
      -60_000,
      0,
      'fail',
      /^the window of b1 in us was missed: it closed at 2026-12-01 .*, 0 ms ago; give it a window with the edit catch-up; the next free one opens at 2026-12-0\d 01:00 UTC$/,
    ],
  ])('from %i to %i ms from now: %s', async (from, to, answer, sentence) => {
    window(from, to)
    expect(await world.ask('window-open')).toMatchObject({
      answer,
      sentence: expect.stringMatching(sentence),
    })
  })

  it('fails for a batch that has no window while others have one', async () => {
    window(0, 1)
    world.window = null
    expect(await world.ask('window-open')).toMatchObject({
      answer: 'fail',
      sentence: expect.stringMatching(/^b1 has no window in us yet; give it a window/),
    })
  })

  it('passes outside of the window where a reason is given, and says which', async () => {
    window(60_000, 120_000)
    const outsideWindow = 'the old switch fails'
    expect(await world.ask('window-open', {}, { outsideWindow })).toMatchObject({
      answer: 'pass',
      sentence: 'outside of the window: the old switch fails',
    })
  })

  it('passes where none is planned', async () => {
    world.rows.set('1001', { state: 'planned' })
    expect((await world.ask('window-open')).sentence).toBe(
      'no window is planned for these customers',
    )
  })
})
