import { beforeEach, describe, expect, it } from 'vitest'
import { spec } from '../../../helpers/runner-world.ts'
import { checksWorld } from '../../../helpers/checks-world.ts'
import type { ChecksWorld } from '../../../helpers/checks-world.ts'

const day = 86_400_000
let world: ChecksWorld

beforeEach(() => {
  world = checksWorld()
})

function moved(id: string): void {
  world.rows.set(id, { state: 'transferred' })
  world.source.set(id, { bill_status: 'E' })
  world.target.set(id, {})
}

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
    world.rows.set('1001', { state: 'planned' })
    expect((await world.ask('hosts-reachable')).sentence).toBe('2 of 2 hosts answer')
    world.hosts.down.add('tgt-db')
    expect(await world.ask('hosts-reachable')).toMatchObject({
      answer: 'fail',
      sentence: '1 of 2 hosts do not answer: tgt-db: tgt-db does not answer',
    })
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
