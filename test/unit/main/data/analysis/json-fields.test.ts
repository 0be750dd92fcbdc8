import { describe, expect, it } from 'vitest'
import { checkLogFiles } from '../../../../../main/data/analysis/check-files.ts'
import type { LogFeed } from '../../../../../main/data/analysis/check-files.ts'
import { CustomerId } from '../../../../../shared/domain/ids.ts'
import { instant } from '../../../../../shared/domain/time.ts'
import type { LogCheckResult, Side } from '../../../../../shared/log-rules/types.ts'

/** Programs that log objects name customers in fields beside the message. */

const ada = CustomerId.parse('10017')
const ben = CustomerId.parse('10020')
const start = Date.UTC(2026, 5, 14)
const line = (minute: number, fields: object): string =>
  `${JSON.stringify({ time: new Date(start + minute * 60_000).toISOString(), pid: 812, ...fields })}\n`

/** Ten hours and three after, with a line a minute and `more`. */
async function check(more: Readonly<Record<number, object>>): Promise<LogCheckResult> {
  const feed = (side: Side, from: number, to: number): LogFeed => ({
    host: 'api1',
    file: 'api.log',
    side,
    async *read() {
      let text = ''
      for (let m = from; m < to; m += 1) {
        text += line(m, { level: 'info', msg: 'idle' })
        const also = more[m]
        if (also !== undefined) text += line(m, also)
      }
      yield Buffer.from(text)
    },
  })
  const { result } = await checkLogFiles({
    feeds: [feed('before', 0, 600), feed('after', 600, 780)],
    every: true,
    referenceAt: instant(start + 86_400_000),
    customers: [
      { id: ada, name: 'Ada Ltd', accounts: [{ id: '12025550147' }] },
      { id: ben, name: 'Ben Ltd', accounts: [{ id: '12025550199' }] },
    ],
    moved: [ada, ben],
    signatures: [],
  })
  return result
}

const failed = { level: 'error', msg: 'rating failed' }

describe('an error of a program that logs objects', () => {
  it.each([
    ['an account', { account: '12025550147' }],
    ['the number of a customer', { i_customer: 10017 }],
    ['a field within a field', { call: { from: '12025550147', to: 'voicemail' } }],
    ['a name in quotes', { 'User-Name': '+12025550147' }],
  ])('is of the customer whom %s names', async (_, fields) => {
    const { verdict, customers, groups } = await check({ 700: { ...failed, ...fields } })
    expect([verdict, ...customers.map((c) => c.verdict)]).toEqual(['fail', 'fail', 'pass'])
    // What a field holds is no part of what the message says.
    expect(groups[0]).toMatchObject({ template: { text: 'rating failed' }, after: { count: 1 } })
    expect(groups[0]?.examples[0]?.text).toMatch(/^rating failed /)
  })

  it('is of the customer whose call it is', async () => {
    const call = { call_id: 'f81d4fae@pbx.example.com' }
    const carrier = { level: 'warn', msg: 'late answer', account: '12025550147', ...call }
    const { customers } = await check({
      300: { msg: 'late answer' },
      699: carrier,
      700: { ...failed, ...call },
    })
    expect(customers.map((c) => c.verdict)).toEqual(['fail', 'pass'])
  })

  it('is of nobody by a number that says where the line comes from', async () => {
    const { groups } = await check({
      700: { ...failed, pid: 12_025_550_147, hostname: '12025550199' },
    })
    expect(groups[0]).toMatchObject({ customers: [] })
  })

  it('that all had before is found for the customer who has it more often', async () => {
    const own = Array.from({ length: 30 }, (_, i) => [
      610 + 4 * i,
      { ...failed, account: '12025550147' },
    ])
    const others = Array.from({ length: 150 }, (_, i) => [
      3 + 5 * i,
      { ...failed, account: '12025550199' },
    ])
    const { verdict, groups } = await check(Object.fromEntries([...others, ...own]))
    expect(groups[0]).toMatchObject({ verdict: 'shifted', because: 'customer', moved: ['10017'] })
    expect(verdict).toBe('fail')
  })
})
