import { describe, expect, it } from 'vitest'
import { checkLogFiles } from '../../../../../main/data/analysis/check-files.ts'
import type { LogFeed } from '../../../../../main/data/analysis/check-files.ts'
import { CustomerId } from '../../../../../shared/domain/ids.ts'
import { instant } from '../../../../../shared/domain/time.ts'
import type { LedgerEntry } from '../../../../../shared/log-rules/ledger.ts'
import type { Signature } from '../../../../../shared/log-rules/signatures.ts'
import type { LogCheckResult, Side } from '../../../../../shared/log-rules/types.ts'

/** One line of trouble among many that are as they were. */

const ada = CustomerId.parse('10017')
const two = (n: number): string => String(n).padStart(2, '0')
type Line = (minute: number) => string

const iso: Line = (m) => `2026-06-14 ${two(Math.floor(m / 60))}:${two(m % 60)}:00`
const radius =
  (level: string, text: string): Line =>
  (m) =>
    `Sun Jun 14 ${two(Math.floor(m / 60))}:${two(m % 60)}:00 2026 : ${level}: (${m}) ${text}`
const request =
  (status: number): Line =>
  (m) =>
    `10.0.0.${m % 99} - - [14/Jun/2026:${two(Math.floor(m / 60))}:${two(m % 60)}:00 +0000] "POST /rest/Customer/get_customer_list HTTP/1.1" ${status} ${100 + m}`
const haproxy =
  (status: number): Line =>
  (m) =>
    `Jun 14 ${two(Math.floor(m / 60))}:${two(m % 60)}:00 dsbc1 haproxy[71]: 10.0.0.${m % 99}:${5000 + m} [14/Jun/2026:00:00:00.${100 + m}] api api_back/node1 0/0/${m % 7}/${m % 31}/${m} ${status} ${300 + m} - - ---- ${m % 9}/1/0/0/0 0/0 "GET /rest/Customer HTTP/1.1"`
const uwsgi =
  (status: number): Line =>
  (m) =>
    `${iso(m)} [pid: 7] GET /rest/Account => generated ${21 + m} bytes in ${m % 40} msecs (HTTP/1.1 ${status}) 3 headers`
const app =
  (text: string): Line =>
  (m) =>
    `${iso(m)} INFO billing[7] ${text}`

const signature: Signature = {
  id: 'invalid-account',
  match: ['ErrorExplanation:invalid_account'],
  unless: [],
  severity: 'stop',
  meaning: 'the account is unknown',
  advice: 'look at the dispatcher',
  source: 'test',
  mark: 'I',
}

/** Ten hours of `usual` before and three after, each minute, and `more` at those minutes. */
async function check(
  usual: Line,
  more: Readonly<Record<number, Line>>,
  { every = true, ledger = [] }: { every?: boolean; ledger?: readonly LedgerEntry[] } = {},
): Promise<LogCheckResult> {
  const feed = (side: Side, from: number, to: number): LogFeed => ({
    host: 'h1',
    file: 'a.log',
    side,
    async *read() {
      let text = ''
      for (let m = from; m < to; m += 1) {
        text += `${usual(m)}\n`
        const also = more[m]
        if (also !== undefined) text += `${also(m)}\n`
      }
      yield Buffer.from(text)
    },
  })
  const { result } = await checkLogFiles({
    feeds: [feed('before', 0, 600), feed('after', 600, 780)],
    every,
    referenceAt: instant(Date.UTC(2026, 5, 15)),
    customers: [{ id: ada, name: 'Ada Ltd', accounts: [{ id: '12025550147' }] }],
    moved: [ada],
    signatures: [signature],
    ledger,
  })
  return result
}

const told = ({ verdict, reasons }: LogCheckResult): readonly string[] => [verdict, ...reasons]

describe('a check does not pass', () => {
  it.each<[string, Line, Line, string]>([
    [
      'a request that fails among those that succeed',
      request(200),
      request(500),
      'new error on h1 (1 line)',
    ],
    [
      'a request that a proxy could not pass on, among those that it could',
      haproxy(200),
      haproxy(503),
      'new error on h1 (1 line)',
    ],
    [
      'an answer of an application that fails among those that do not',
      uwsgi(200),
      uwsgi(500),
      'new error on h1 (1 line)',
    ],
    [
      'what Perl says without a header',
      app('call rated'),
      () => 'DBD::mysql::st execute failed: Unknown column at /home/porta/Billing.pm line 33.',
      'new suspect line on h1 (1 line)',
    ],
    [
      'what old InnoDB says without a header',
      (m) => `${iso(m)} 8 [Note] event scheduler tick`,
      () => 'InnoDB: Error: page 3 log sequence number 55 is in the future!',
      'new suspect line on h1 (1 line)',
    ],
    [
      'an exception behind a line of information',
      app('call rated'),
      () => 'java.lang.NullPointerException: x\n\tat com.porta.Rate.get(Rate.java:5)',
      'new suspect line on h1 (1 line)',
    ],
    [
      'an error of a module of FreeRADIUS at the level of information',
      radius('Info', 'Login OK: [12025550100] (from client gw1 port 3)'),
      radius('Info', 'rlm_sql (sql): ERROR: Cannot connect to billing'),
      'new error on h1 (1 line)',
    ],
  ])('%s', async (_, usual, fault, reason) => {
    const found = told(await check(usual, { 700: fault }))
    expect(found[0]).toBe('inconclusive')
    expect(found[1]).toContain(reason)
    expect((await check(usual, { 300: fault, 700: fault })).verdict).toBe('pass')
  })

  it.each([
    ['proxy', haproxy],
    ['application', uwsgi],
  ])('an answer in the log of a %s that fails, where only trouble is read', async (_, line) => {
    const found = told(await check(line(200), { 700: line(503) }, { every: false }))
    expect(found[1]).toContain('new error on h1 (1 line)')
    const denied = await check(line(200), { 700: line(404) }, { every: false })
    expect(denied.verdict).toBe('pass')
  })

  it('what failed by its own words, with the answer that it had', async () => {
    const call =
      (text: string): Line =>
      (m) =>
        `${iso(m)} rest-client: ${text}`
    const usual = call('called the API: HTTP/1.1 200 OK')
    const failed = call('calling the API failed: HTTP/1.1 401 Unauthorized')
    expect(told(await check(usual, { 700: failed }))[1]).toContain('new suspect line on h1')
  })

  it('requests that fail more often, among many that succeed', async () => {
    const more = Object.fromEntries(
      [30, 230, 430, ...Array.from({ length: 40 }, (_, i) => 600 + 4 * i)].map((m) => [
        m,
        request(500),
      ]),
    )
    expect(told(await check(request(200), more))[1]).toContain('error more frequent than before')
  })

  it.each([
    ['web server', request],
    ['proxy', haproxy],
    ['application', uwsgi],
  ])(
    'requests that a %s refuses more often: a finding, though none of them is an error',
    async (_, line) => {
      const refused = [30, 230, 430, ...Array.from({ length: 60 }, (_, i) => 600 + 3 * i)]
      const more = Object.fromEntries(refused.map((m) => [m, line(403)]))
      const found = await check(line(200), more)
      expect(found.verdict).toBe('pass')
      expect(found.groups).toMatchObject([{ verdict: 'shifted', weight: 'note', suspect: false }])
      expect(found.groups[0]?.why).toMatch(/^"answer 403": .* times as frequent/)
      expect((await check(line(200), { 30: line(403), 700: line(404) })).groups).toMatchObject([
        { verdict: 'unchanged' },
      ])
    },
  )

  it('another trouble without a header behind lines that had one before', async () => {
    const found = await check(app('call rated'), {
      300: () => 'DBD::mysql::st execute failed: Unknown column',
      700: () => 'Segmentation fault in rate.so',
    })
    expect(found.verdict).toBe('inconclusive')
  })

  it('an error whose text somebody has answered for as a warning', async () => {
    const usual = radius('Info', 'Login OK: [12025550100] (from client gw1 port 3)')
    const slow = 'rlm_rest: the answer of the upstream is late'
    const warned = await check(usual, { 700: radius('Warning', slow) })
    const entry: LedgerEntry = {
      id: 'late',
      group: warned.groups.find((g) => g.level === 'warning')?.template.id ?? '',
      owner: 'Ada',
      reason: 'known, is being looked at',
      until: { at: instant(Date.UTC(2026, 11, 1)) },
    }
    const found = await check(
      usual,
      { 700: radius('Warning', slow), 710: radius('Error', slow) },
      { ledger: [entry] },
    )
    expect(found.groups.map((g) => [g.level, g.ledger !== undefined])).toContainEqual([
      'warning',
      true,
    ])
    expect(told(found)[1]).toContain('new error on h1 (1 line)')
  })

  it('a known failure at the level of information that a customer of the batch has for the first time', async () => {
    const denied = (account: string): Line =>
      app(`auth for ${account} rejected ErrorExplanation:invalid_account`)
    const scanned = Object.fromEntries(
      Array.from({ length: 100 }, (_, i) => [6 * i, denied(`4420718${1000 + i}`)]),
    )
    expect(
      (await check(app('call rated'), { ...scanned, 700: denied('44207189999') })).verdict,
    ).toBe('pass')
    expect(
      told(await check(app('call rated'), { ...scanned, 700: denied('12025550147') }))[1],
    ).toContain('for the first time for 1 customer of the batch (10017)')
  })
})

describe('a check passes', () => {
  it('a SIP message with words of trouble behind a line that has had some before', async () => {
    const dump =
      (reason: string): Line =>
      () =>
        `SIP/2.0 480 Temporarily unavailable\nReason: Q.850;cause=16;text="${reason}"\nCall-ID: a@b`
    const found = await check(app('RECEIVED message'), {
      300: dump('call failed'),
      700: dump('timed out, giving up'),
    })
    expect(found.verdict).toBe('pass')
  })
})
