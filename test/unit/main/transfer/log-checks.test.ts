import { beforeEach, describe, expect, it } from 'vitest'
import type { LogCheckRow, StoredLogCheck } from '../../../../main/data/protocol.ts'
import { checksWorld } from '../../../helpers/checks-world.ts'
import type { ChecksWorld } from '../../../helpers/checks-world.ts'
import { ok } from '../../../../shared/base/result.ts'
import { BatchId, CustomerId } from '../../../../shared/domain/ids.ts'
import { instant } from '../../../../shared/domain/time.ts'
import type { LogCheckResult, Verdict } from '../../../../shared/log-rules/types.ts'

let world: ChecksWorld
const b1 = BatchId.parse('b1')
const customer = CustomerId.parse('c1')

beforeEach(() => {
  world = checksWorld()
  world.rows.set('1001', { state: 'transferred' })
  world.window = null // all customers are in b1
})

const row = (more: Partial<LogCheckRow> = {}): LogCheckRow => ({
  batch: BatchId.parse('b0'),
  at: instant(1),
  hash: 'h',
  verdict: 'fail',
  failing: [customer],
  settled: false,
  ...more,
})

function checked(verdict: Verdict, settled = false): StoredLogCheck {
  const none = { lines: 0, records: 0, continuations: 0, refused: 0, bytes: 0 }
  const result: LogCheckResult = {
    verdict,
    reasons: ['new error "no route to <*>"', 'another'],
    groups: [],
    customers: [{ customer, verdict, reasons: [], groups: [] }],
    figures: { before: none, after: none },
    gaps: [],
  }
  return { batch: b1, at: instant(1), hash: 'h', result, reviews: [], settled }
}

describe('last-batch-clean', () => {
  it('refuses the next batch after a fail that nobody has answered for, with the customers and what to do', async () => {
    world.logChecks = [row()]
    expect(await world.ask('last-batch-clean', {}, { batch: b1 })).toMatchObject({
      answer: 'fail',
      sentence:
        'the log check of b0 (customers c1) failed and nobody has answered for it; look at it, then accept it, return the customers, or set logPolicy.onFail to note',
    })
  })

  it('lets a batch go on that failed itself', async () => {
    world.logChecks = [row({ batch: b1 })]
    expect((await world.ask('last-batch-clean', {}, { batch: b1 })).answer).toBe('pass')
  })

  it('knows the batch of customers who are named one by one', async () => {
    world.logChecks = [row({ batch: b1 })]
    expect((await world.ask('last-batch-clean')).answer).toBe('pass')
  })

  it('lets the next batch go when the fail was answered for', async () => {
    world.logChecks = [row({ settled: true })]
    expect((await world.ask('last-batch-clean', {}, { batch: b1 })).answer).toBe('pass')
  })

  it('only mentions what is inconclusive', async () => {
    world.logChecks = [row({ verdict: 'inconclusive', settled: true })]
    expect(await world.ask('last-batch-clean', {}, { batch: b1 })).toMatchObject({
      answer: 'pass',
      sentence: 'no log check has failed; b0 is inconclusive and should be looked at',
    })
  })

  it('mentions a batch whose customers have moved and whose logs nobody has checked', async () => {
    expect(await world.ask('last-batch-clean', {}, { batch: BatchId.parse('b2') })).toMatchObject({
      answer: 'pass',
      sentence:
        'no log check has failed; b1 is not checked although customers have moved: check the logs',
    })
    world.logChecks = [row({ batch: b1, verdict: 'pass' })]
    expect(await world.ask('last-batch-clean', {}, { batch: BatchId.parse('b2') })).toMatchObject({
      answer: 'pass',
      sentence: 'no batch has trouble in its logs that nobody has answered for',
    })
  })

  it('only notes a fail where the project says so', async () => {
    world.logPolicy = { onFail: 'note', settleMs: 0 }
    world.logChecks = [row()]
    const { answer, sentence } = await world.ask('last-batch-clean', {}, { batch: b1 })
    expect(answer).toBe('pass')
    expect(sentence).toMatch(/^by the project's policy only a note: the log check of b0/)
  })
})

describe('log-baseline', () => {
  it('fetches before it ends the baseline, and says how long it is', async () => {
    const collected: (string | undefined)[] = []
    world.logs = {
      ...world.logs,
      async collect(batch) {
        collected.push(batch, String(world.cuts.length))
        return { answer: 'pass', sentence: '12 new lines' }
      },
    }
    expect(await world.ask('log-baseline', {}, { batch: b1 })).toEqual({
      answer: 'pass',
      sentence: 'the baseline has 7 d 0 h; 12 new lines',
    })
    expect(collected).toEqual([undefined, '0'])
    expect(world.cuts).toEqual(['b1'])
  })

  it('does not call a short baseline good', async () => {
    world.baselineMs = 20 * 60_000
    const { answer, sentence } = await world.ask('log-baseline', {}, { batch: b1 })
    expect(answer).toBe('unknown')
    expect(sentence).toContain('only 20 min 00 s: much will look new')
  })

  it('says of none at all that there is none', async () => {
    world.baselineMs = 0
    expect(await world.dryAsk('log-baseline', { batch: b1 })).toMatchObject({
      answer: 'unknown',
      sentence:
        'there is no baseline yet: nothing can be called new; fetch the logs some days before the batch',
    })
  })

  it('passes on what could not be read', async () => {
    world.logs = {
      ...world.logs,
      collect: async () => ({ answer: 'unknown', sentence: 'not read: src-db' }),
    }
    const { answer, sentence } = await world.ask('log-baseline', {}, { batch: b1 })
    expect([answer, sentence]).toEqual(['unknown', 'the baseline has 7 d 0 h; not read: src-db'])
  })

  it('of a dry run neither fetches nor ends anything', async () => {
    world.logs = {
      ...world.logs,
      collect: async () => Promise.reject(new Error('a dry run fetched logs')),
    }
    const { answer } = await world.dryAsk('log-baseline', { batch: b1 })
    expect(answer).toBe('pass')
    expect(world.cuts).toEqual([])
  })
})

describe('log-check', () => {
  it('that is stopped while it waits for trouble to show fetches and judges nothing', async () => {
    const context = { batch: b1, signal: AbortSignal.abort() }
    expect(await world.ask('log-check', {}, context)).toEqual({
      answer: 'unknown',
      sentence: 'the run was stopped before the logs of b1 were checked; check them by hand',
    })
    expect(world.cuts).toEqual([])
  })

  const say = (verdict: Verdict, settled = false): void => {
    world.logs = { ...world.logs, check: async () => ok(checked(verdict, settled)) }
  }

  it.each([
    ['pass', 'pass', 'logs since b1: new error "no route to <*>"'],
    [
      'fail',
      'fail',
      'logs since b1 fail for customers c1: new error "no route to <*>" (and 1 more); look at it: accept it, return the customers, or make a task of it',
    ],
    [
      'inconclusive',
      'unknown',
      'logs since b1 are inconclusive: new error "no route to <*>" (and 1 more); look at them and sign',
    ],
  ] as const)('that says %s answers %s', async (verdict, answer, sentence) => {
    say(verdict)
    expect(await world.ask('log-check', {}, { batch: b1 })).toMatchObject({ answer, sentence })
  })

  it('waits until trouble has had time to show', async () => {
    say('pass')
    const before = world.clock.now()
    await world.ask('log-check', {}, { batch: b1 })
    expect(world.clock.now() - before).toBe(30_000)
  })

  it.each([
    ['some of it has passed since the last member was through', -20_000, 10_000],
    ['all of it has passed', -40_000, 0],
    ['the clock was put back meanwhile', 3_600_000, 30_000],
  ])('of that time waits for what is left: %s', async (_fact, ago, waited) => {
    say('pass')
    const before = world.clock.now()
    const ended = { kind: 'member.ended', run: 'r9', member: '1001', result: 'done' }
    world.events.push({ at: before + ago, event: ended })
    await world.ask('log-check', {}, { batch: b1 })
    expect(world.clock.now() - before).toBe(waited)
  })

  it('ends the stretch of the batch when it has judged', async () => {
    say('pass')
    await world.ask('log-check', {}, { batch: b1 })
    expect(world.cuts).toEqual([undefined])
  })

  it('says of a fail that was signed before that it is no other', async () => {
    say('fail', true)
    const { sentence } = await world.ask('log-check', {}, { batch: b1 })
    expect(sentence).toContain('it is what was signed before')
  })

  it('has nothing to do when nobody has moved', async () => {
    const { answer } = await world.ask('log-check', {}, { batch: b1, members: [] })
    expect(answer).toBe('pass')
  })
})
