import { describe, expect, it } from 'vitest'
import { troubleChart } from '../../../../../main/data/report/charts/trouble-chart.ts'
import type { ReportFacts } from '../../../../../main/data/report/facts.ts'
import { inBuckets } from '../../../../../main/data/analysis/trouble.ts'
import { render } from '../../../../../main/data/report/markup.ts'
import { logCheckSection } from '../../../../../main/data/report/sections/log-check.ts'
import type { StoredLogCheck } from '../../../../../main/data/protocol.ts'
import { BatchId, CustomerId } from '../../../../../shared/domain/ids.ts'
import { instant } from '../../../../../shared/domain/time.ts'
import { finding, lineFigures } from '../../../../helpers/log-findings.ts'

const at = instant(Date.UTC(2026, 5, 14, 22))
const batch = BatchId.parse('b-1')
const customer = CustomerId.parse('10017')

const check = (rest: Partial<StoredLogCheck['result']> = {}): StoredLogCheck => ({
  batch,
  at,
  hash: 'abc',
  reviews: [],
  settled: false,
  result: {
    verdict: 'fail',
    reasons: ['new error for 1 customer of the batch (10017)'],
    groups: [
      finding('seen before', { verdict: 'shifted', weight: 'look' }),
      finding('brand new <*>', {
        weight: 'stop',
        moved: [customer],
        customers: [{ customer, count: 2, unsure: false, by: 'account' }],
        examples: [{ host: 'sip1', file: 'a.log', text: `<script>x</script>${'y'.repeat(900)}` }],
      }),
      finding('as ever', { verdict: 'unchanged', weight: 'note' }),
    ],
    customers: [{ customer, verdict: 'fail', reasons: ['new error'], groups: ['x'] }],
    figures: lineFigures,
    gaps: [],
    ledger: [{ entry: 'noise', state: 'working', lines: 41, groups: ['x'] }],
    ...rest,
  },
})

const section = (logCheck: ReportFacts['logCheck']): string =>
  // The section reads two of the facts.
  render(logCheckSection({ logCheck, batches: [] } as unknown as ReportFacts))

describe('log check in the report', () => {
  it('says that no batch was checked', () => {
    expect(section({ checks: [], ledger: [] })).toContain('No batch was checked yet.')
  })

  it('shows groups that ask for something, new first, and leaves out the rest', () => {
    const text = section({ checks: [check()], ledger: [] })
    expect(text.indexOf('brand new')).toBeGreaterThan(0)
    expect(text.indexOf('brand new')).toBeLessThan(text.indexOf('seen before'))
    expect(text).not.toContain('as ever')
  })

  it('escapes and cuts what a host wrote', () => {
    const text = section({ checks: [check()], ledger: [] })
    expect(text).toContain('&lt;script&gt;x&lt;/script&gt;')
    expect(text).not.toContain('<script')
    expect(text).not.toContain('y'.repeat(401))
  })

  it('stays small with a thousand groups', () => {
    const groups = Array.from({ length: 1000 }, (_, i) =>
      finding(`group ${i} ${'z'.repeat(2000)}`, { weight: 'look' }),
    )
    const text = section({ checks: [check({ groups })], ledger: [] })
    expect(text).toContain('And 988 more groups')
    expect(text.length).toBeLessThan(40_000)
  })

  it('says who reviewed, and that a fail nobody signed is open', () => {
    expect(section({ checks: [check()], ledger: [] })).toContain('by nobody')
    const signed: StoredLogCheck = {
      ...check(),
      reviews: [
        {
          batch,
          decision: 'task',
          by: 'Ana',
          reason: 'looking into it',
          result: 'older',
          at,
          signed: { stops: [], failing: [] },
        },
      ],
    }
    const text = section({ checks: [signed], ledger: [] })
    expect(text).toContain('task the batch by Ana')
    expect(text).toContain('(of an earlier result)')
    expect(text).toContain('not all of it is answered for')
  })

  it('shows entries of the ledger with their ends and what they hid', () => {
    const entry = {
      id: 'noise',
      phrase: 'known noise',
      owner: 'Ana',
      reason: 'test accounts',
      until: { batch: 3 },
    }
    const text = section({ checks: [check()], ledger: [{ entry, by: 'Ana', at }] })
    expect(text).toContain('batch 3')
    expect(text).toContain('>41<')
  })
})

describe('errors and warnings over time', () => {
  const minutes = (counts: Record<number, [number, number]>) =>
    new Map(
      Object.entries(counts).map(([minute, [errors, warnings]]) => [
        Number(minute),
        { errors, warnings },
      ]),
    )

  it('puts any span into at most 120 buckets and loses no line', () => {
    const trouble = inBuckets(
      new Map([
        ['a', minutes({ 0: [1, 0], 10_079: [0, 2] })],
        ['b', minutes({ 5000: [7, 0] })],
      ]),
    )
    expect(trouble?.bucketMs).toBe(84 * 60_000)
    expect(
      trouble?.hosts.map(({ host, errors, warnings }) =>
        [host, errors.length, errors, warnings].slice(0, 2),
      ),
    ).toEqual([
      ['b', 120],
      ['a', 120],
    ])
    const all = trouble?.hosts.flatMap(({ errors, warnings }) => [...errors, ...warnings]) ?? []
    expect(all.reduce((x, y) => x + y, 0)).toBe(10)
  })

  it('has no chart where nothing was counted', () => {
    expect(inBuckets(new Map())).toBeUndefined()
  })

  it('draws a row a host with its sums in words', () => {
    const trouble = inBuckets(new Map([['sip1', minutes({ 0: [1, 4], 3: [2, 0] })]]))
    const text = trouble === undefined ? '' : render(troubleChart(trouble))
    expect(text).toContain('3 errors, 4 warnings')
    expect(text.match(/<path/g)).toHaveLength(2)
  })
})
