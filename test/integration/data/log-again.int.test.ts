import { describe, expect, it } from 'vitest'
import type { DataApi, StoredLogCheck } from '../../../main/data/protocol.ts'
import { BatchId, CustomerId } from '../../../shared/domain/ids.ts'
import { instant } from '../../../shared/domain/time.ts'
import {
  batch,
  check,
  customers,
  day,
  line,
  logOf,
  moved,
  night,
  seen as seenBy,
} from './batch-logs.ts'
import { events, must, openPanda, start } from './panda-history.ts'

/** What an earlier move, or an earlier batch, leaves behind in the logs, and what a later one makes of it. */

const next = BatchId.parse('batch-02')
const nextCustomers = ['10003', '10005'].map((id) => CustomerId.parse(id))

const idle = (from: number, to: number): string => {
  let text = ''
  for (let ms = from; ms < to; ms += 10 * 60_000)
    text += line(ms, 'INFO  porter[7] idle, 2 sessions')
  return text
}
const trouble = (ms: number, customer: string, level = 'ERROR'): string =>
  line(ms, `${level} porter[7] customer ${customer}: DIDs are missing after import`)

/** Seven days of quiet, then the pilot, with what it logs. */
async function pilot(
  after: string,
  members = customers,
): Promise<{
  api: DataApi
  log: ReturnType<typeof logOf>
  seen: StoredLogCheck
}> {
  const { api } = await openPanda()
  const created = [
    { kind: 'batch.created', batch, ordinal: 0, pilot: true, members: customers },
    { kind: 'batch.created', batch: next, ordinal: 1, pilot: false, members: nextCustomers },
  ]
  must(await api.append(events(created), instant(start)))
  const log = logOf(api)
  await seenBy(api, night - 7 * day)
  await log.fetch(idle(night - 7 * day, night), night)
  must(await api.cutLogs(batch, instant(night)))
  await moved(api, members, night + 1)
  await log.fetch(after + idle(night + 600_000, night + 3_600_000), night + 3_600_000)
  const seen = must(await check(api, night + 3_600_000))
  must(await api.cutLogs(undefined, instant(night + 3_600_000)))
  return { api, log, seen }
}

const review = (hash: string, more: object) =>
  events([
    { kind: 'log.reviewed', batch, by: 'anna', reason: 'looked at it', result: hash, ...more },
  ])

async function returned(api: DataApi, customer: string, now: number): Promise<void> {
  const steps = ['transferred', 'returning', 'returned', 'planned']
  must(
    await api.append(
      events(
        steps.slice(1).map((to, i) => ({ kind: 'customer.state', customer, from: steps[i], to })),
      ),
      instant(now),
    ),
  )
}

async function toNextBatch(api: DataApi, customer: string): Promise<void> {
  const change = (of: BatchId, ordinal: number, added: string[], removed: string[]) => ({
    kind: 'batch.changed',
    batch: of,
    ordinal,
    added,
    removed,
    windows: [],
    why: [],
    by: 'anna',
  })
  const changes = [change(batch, 0, [], [customer]), change(next, 1, [customer], [])]
  must(await api.append(events(changes), instant(night + 6_000_000)))
}

describe('a customer who was sent back for trouble', () => {
  const second = night + day

  it('must be answered for again when the next move brings the same', async () => {
    const { api, log, seen } = await pilot(trouble(night + 60_000, '10002'))
    expect(seen.result.verdict).toBe('fail')
    const back = { customer: '10002', decision: 'return' }
    must(await api.append(review(seen.hash, back), instant(night + 4_000_000)))
    await returned(api, '10002', night + 5_000_000)
    expect((await api.logCheck(batch))?.settled).toBe(true)

    await log.fetch(idle(night + 3_600_000, second), second)
    must(await api.cutLogs(batch, instant(second)))
    await moved(api, [CustomerId.parse('10002')], second + 1)
    await log.fetch(
      trouble(second + 60_000, '10002') + idle(second + 600_000, second + 3_600_000),
      second + 3_600_000,
    )
    const again = must(await check(api, second + 3_600_000))
    expect([again.result.verdict, again.settled]).toEqual(['fail', false])
    expect((await api.logChecks()).map((c) => c.settled)).toEqual([false])

    must(await api.append(review(again.hash, back), instant(second + 4_000_000)))
    expect((await api.logCheck(batch))?.settled).toBe(true)
    must(await api.verify())
    await api.close()
  })

  it('is not held responsible for the first move, when all of the batch moves again', async () => {
    const first = await pilot(trouble(night + 60_000, '10002'))
    const { api, log } = first
    const back = { customer: '10002', decision: 'return' }
    must(await api.append(review(first.seen.hash, back), instant(night + 4_000_000)))
    for (const id of customers) await returned(api, id, night + 5_000_000)
    await log.fetch(idle(night + 3_600_000, second), second)
    must(await api.cutLogs(batch, instant(second)))
    await moved(api, customers, second + 1)
    await log.fetch(idle(second, second + 3_600_000), second + 3_600_000)
    const clean = must(await check(api, second + 3_600_000))
    expect(clean.result.reasons).toEqual([expect.stringContaining('none of them new trouble')])
    await log.fetch(trouble(second + 3_700_000, '10002'), second + 3_800_000)
    const again = must(await check(api, second + 3_800_000))
    expect(again.result.reasons).toEqual([
      'new error for 1 customer of the batch (10002): "porter[<*>] customer <*>: DIDs are missing after import"',
    ])
    await api.close()
  })

  it('and has left the batch does not make it normal for the rest of it', async () => {
    const [rest, left] = customers
    if (rest === undefined || left === undefined) throw new Error('the pilot has two')
    const { api, log } = await pilot(trouble(night + 60_000, left), [left])
    await returned(api, left, night + 5_000_000)
    await toNextBatch(api, left)
    await log.fetch(idle(night + 3_600_000, second), second)
    must(await api.cutLogs(batch, instant(second)))
    await moved(api, [rest], second + 1)
    const quiet = idle(second + 600_000, second + 3_600_000)
    await log.fetch(trouble(second + 60_000, rest) + quiet, second + 3_600_000)
    const { result } = must(await check(api, second + 3_600_000))
    expect(result.customers.map((c) => [c.customer, c.verdict])).toEqual([[rest, 'fail']])
    await api.close()
  })

  it('and was not sent back after all must be answered for again', async () => {
    const { api, seen } = await pilot(trouble(night + 60_000, '10002'))
    const back = { customer: '10002', decision: 'return' }
    must(await api.append(review(seen.hash, back), instant(night + 4_000_000)))
    const steps = ['transferred', 'returning', 'failed', 'transferred']
    const states = steps
      .slice(1)
      .map((to, i) => ({ kind: 'customer.state', customer: '10002', from: steps[i], to }))
    must(await api.append(events(states.slice(0, 2)), instant(night + 5_000_000)))
    expect((await api.logCheck(batch))?.settled).toBe(true)
    must(await api.append(events(states.slice(2)), instant(night + 6_000_000)))
    expect((await api.logCheck(batch))?.settled).toBe(false)
    await api.close()
  })
})

describe('trouble of an earlier batch', () => {
  const second = night + day
  /** One line of it is in the baseline of the next batch, which has one more. */
  async function nextBatch(
    { api, log }: Awaited<ReturnType<typeof pilot>>,
    after: string,
    members = nextCustomers,
  ): Promise<StoredLogCheck> {
    await log.fetch(idle(night + 3_600_000, second), second)
    must(await api.cutLogs(next, instant(second)))
    await moved(api, members, second + 1)
    await log.fetch(after + idle(second + 600_000, second + 3_600_000), second + 3_600_000)
    return must(
      await api.checkLogs({ batch: next, at: instant(second + 3_600_000), signatures: [] }),
    )
  }
  const verdicts = ({ result }: StoredLogCheck) => [
    result.verdict,
    ...result.customers.map((c) => `${c.customer} ${c.verdict}`),
  ]

  it('that a customer was sent back for is no part of normal life', async () => {
    const first = await pilot(trouble(night + 60_000, '10002'))
    const back = { customer: '10002', decision: 'return' }
    must(await first.api.append(review(first.seen.hash, back), instant(night + 4_000_000)))
    const found = await nextBatch(first, trouble(second + 60_000, '10003'))
    expect(verdicts(found)).toEqual(['fail', '10003 fail', '10005 pass'])
    expect(found.result.reasons).toEqual([
      'trouble of Pilot that nobody has accepted, for 1 customer of the batch (10003): "porter[<*>] customer <*>: DIDs are missing after import"',
    ])
    await first.api.close()
  })

  it('that was signed is remembered after a clean second move', async () => {
    const first = await pilot(trouble(night + 60_000, '10002'))
    const back = { customer: '10002', decision: 'return' }
    must(await first.api.append(review(first.seen.hash, back), instant(night + 4_000_000)))
    for (const id of customers) await returned(first.api, id, night + 5_000_000)
    const again = night + 6_000_000
    must(await first.api.cutLogs(batch, instant(again)))
    await moved(first.api, customers, again + 1)
    await first.log.fetch(idle(again, again + 3_600_000), again + 3_600_000)
    expect(must(await check(first.api, again + 3_600_000)).result.verdict).toBe('pass')
    const found = await nextBatch(first, trouble(second + 60_000, '10003'))
    expect(verdicts(found)).toEqual(['fail', '10003 fail', '10005 pass'])
    await first.api.close()
  })

  it('does not hide the same of a customer who was returned and moves with the next', async () => {
    const first = await pilot(trouble(night + 60_000, '10002'))
    await returned(first.api, '10002', night + 5_000_000)
    await toNextBatch(first.api, '10002')
    const again = CustomerId.parse('10002')
    const found = await nextBatch(first, trouble(second + 60_000, '10002'), [again])
    expect(verdicts(found)).toEqual(['fail', '10002 fail'])
    await first.api.close()
  })

  it('that nobody has looked at is looked at when the next batch has it', async () => {
    const first = await pilot(trouble(night + 60_000, '10002', 'WARN '))
    expect(first.seen.result.verdict).toBe('inconclusive')
    const found = await nextBatch(first, trouble(second + 60_000, '10003', 'WARN '))
    expect(verdicts(found)).toEqual(['inconclusive', '10003 inconclusive', '10005 pass'])
    await first.api.close()
  })

  it.each([
    ['was accepted', { decision: 'accept' }, trouble(second + 60_000, '10003')],
    [
      'was accepted for its customer',
      { decision: 'accept', customer: '10002' },
      trouble(second + 60_000, '10003'),
    ],
    ['does not come again', { decision: 'return', customer: '10002' }, ''],
    [
      'is of customers outside the batch',
      { decision: 'return', customer: '10002' },
      trouble(second + 60_000, '10044'),
    ],
  ])('that %s says nothing', async (_, signed, after) => {
    const first = await pilot(trouble(night + 60_000, '10002'))
    must(await first.api.append(review(first.seen.hash, signed), instant(night + 4_000_000)))
    expect((await nextBatch(first, after)).result.verdict).toBe('pass')
    await first.api.close()
  })
})

it('a warning of a customer who moved before is seen in the night of another batch', async () => {
  const second = night + day
  const { api, log } = await pilot('')
  await log.fetch(idle(night + 3_600_000, second), second)
  must(await api.cutLogs(next, instant(second)))
  await moved(api, nextCustomers, second + 1)
  const quiet = idle(second + 600_000, second + 3_600_000)
  await log.fetch(trouble(second + 60_000, '10002', 'WARN ') + quiet, second + 3_600_000)
  const order = { batch: next, at: instant(second + 3_600_000), signatures: [] }
  const { result } = must(await api.checkLogs(order))
  expect([result.verdict, ...result.reasons]).toEqual([
    'inconclusive',
    'new warning for 1 customer who moved before (10002): "porter[<*>] customer <*>: DIDs are missing after import"',
  ])
  await api.close()
})
