import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { instant } from '../../../../shared/domain/time.ts'
import { judge, resultBytes } from '../../../../shared/log-rules/judge.ts'
import type { JudgeInput } from '../../../../shared/log-rules/judge.ts'
import { JudgePolicy } from '../../../../shared/log-rules/policy.ts'
import type { Signature } from '../../../../shared/log-rules/signatures.ts'
import type { GroupFinding } from '../../../../shared/log-rules/types.ts'
import { finding, known, lineFigures } from '../../../helpers/log-findings.ts'
import { by, customer, wholeExposure } from '../../../helpers/log-shapes.ts'

const signature = (id: string, severity: Signature['severity']): Signature => ({
  ...known(id),
  id,
  severity,
  match: ['some words'],
  unless: [],
  source: 'test',
  mark: 'I',
})

const base: JudgeInput = {
  findings: [],
  moved: [customer('7'), customer('8')],
  figures: lineFigures,
  exposure: wholeExposure('sip1', 'sip2', 'sip3'),
  gaps: [],
  signatures: [signature('denied', 'stop'), signature('money', 'look'), signature('noise', 'note')],
  moment: { at: instant(0), batch: 1 },
}

const verdictOf = (findings: readonly GroupFinding[], rest: Partial<JudgeInput> = {}): string => {
  const { verdict, customers } = judge({ ...base, findings, ...rest })
  return [verdict, ...customers.map((c) => `${c.customer} ${c.verdict}`)].join(', ')
}

const mine = { customers: [by('7', 2)], moved: [customer('7')] }
const perhaps = { customers: [by('7', 2, true), by('9', 2, true)], moved: [customer('7')] }
const others = { customers: [by('9', 2)] }

describe('the judge', () => {
  it('looks at what is new for customers who moved with an earlier batch, and names them', () => {
    const earlier = { movedBefore: [customer('9')] }
    const text = (level: 'error' | 'warning') =>
      judge({ ...base, ...earlier, findings: [finding('x', { ...others, level })] })
    expect(text('warning')).toMatchObject({
      verdict: 'inconclusive',
      reasons: ['new warning for 1 customer who moved before (9): "x"'],
    })
    expect(text('error').reasons).toEqual(['new error for 1 customer who moved before (9): "x"'])
    for (const harmless of [
      finding('x', { ...others, level: 'info' }),
      finding('x', { customers: [by('9', 2, true), by('4', 2, true)], level: 'warning' }),
      finding('x', { ...others, level: 'warning', verdict: 'shifted', because: 'rate' }),
    ])
      expect(verdictOf([harmless], earlier)).toBe('pass, 7 pass, 8 pass')
  })

  it.each<[string, GroupFinding, string]>([
    ['fails a new error of a moved customer', finding('x', mine), 'fail, 7 fail, 8 pass'],
    [
      'looks at one that is perhaps theirs',
      finding('x', perhaps),
      'inconclusive, 7 inconclusive, 8 pass',
    ],
    ['looks at a new error of others', finding('x', others), 'inconclusive, 7 pass, 8 pass'],
    [
      'looks at a new warning of a moved customer',
      finding('x', { ...mine, level: 'warning' }),
      'inconclusive, 7 inconclusive, 8 pass',
    ],
    [
      'looks at a new suspect line of a moved customer',
      finding('x', { ...mine, level: 'other', suspect: true }),
      'inconclusive, 7 inconclusive, 8 pass',
    ],
    [
      'notes a new warning of others',
      finding('x', { ...others, level: 'warning' }),
      'pass, 7 pass, 8 pass',
    ],
    [
      'notes a new line of information',
      finding('x', { ...mine, level: 'info' }),
      'pass, 7 pass, 8 pass',
    ],
    [
      'fails a known error that a moved customer has more often',
      finding('x', { ...mine, verdict: 'shifted', because: 'customer' }),
      'fail, 7 fail, 8 pass',
    ],
    [
      'looks at a known error that all have more often',
      finding('x', { ...others, verdict: 'shifted', because: 'rate' }),
      'inconclusive, 7 pass, 8 pass',
    ],
    [
      'looks at a few new errors of nobody, which may be of anybody',
      finding('x'),
      'inconclusive, 7 inconclusive, 8 inconclusive',
    ],
    [
      'fails many new errors of nobody',
      finding('x', { after: { count: 50, perHour: 12.5 } }),
      'fail, 7 fail, 8 fail',
    ],
    [
      'fails new errors of nobody on several hosts',
      finding('x', { hosts: ['sip1', 'sip2', 'sip3'] }),
      'fail, 7 fail, 8 fail',
    ],
    [
      'looks at a regular line that has stopped',
      finding('x', { verdict: 'gone', because: 'silence', level: 'info' }),
      'inconclusive, 7 inconclusive, 8 inconclusive',
    ],
    [
      'looks at a new code in a line of information',
      finding('x', { because: 'code', level: 'info' }),
      'inconclusive, 7 inconclusive, 8 inconclusive',
    ],
    [
      'fails a new line of information that is a known failure',
      finding('x', { ...mine, level: 'info', signature: known('denied') }),
      'fail, 7 fail, 8 pass',
    ],
    [
      'still fails a new error whose known meaning only asks for a look',
      finding('x', { ...mine, signature: known('money') }),
      'fail, 7 fail, 8 pass',
    ],
    [
      'notes what is known as harmless',
      finding('x', { ...mine, signature: known('noise') }),
      'pass, 7 pass, 8 pass',
    ],
    [
      'looks at a known failure that a moved customer has for the first time',
      finding('x', {
        ...mine,
        verdict: 'unchanged',
        firstFor: [customer('7')],
        signature: known('denied'),
      }),
      'inconclusive, 7 inconclusive, 8 pass',
    ],
    [
      'passes what is unchanged',
      finding('x', { ...mine, verdict: 'unchanged' }),
      'pass, 7 pass, 8 pass',
    ],
    [
      'cannot fail what may have been there all along',
      finding('x', { ...mine, hosts: ['new-host'] }),
      'inconclusive, 7 inconclusive, 8 pass',
    ],
  ])('%s', (_, found, wanted) => {
    expect(verdictOf([found])).toBe(wanted)
  })

  it.each<[string, Partial<JudgeInput>, string]>([
    ['a gap', { gaps: ['sip1: 20 min missing'] }, 'not seen: sip1: 20 min missing'],
    [
      'a host without logs',
      { hosts: ['sip1', 'db1'] },
      'not seen: db1: no log since the batch began',
    ],
    [
      'a host without a baseline',
      { exposure: { before: { sip1: 1000 }, after: { sip1: 1000, sip2: 1000 } } },
      'not seen: sip2: no baseline',
    ],
    [
      'a short baseline',
      { exposure: { before: { sip1: 600_000 }, after: { sip1: 3_600_000 } } },
      'not seen: the baseline has only 10 min 00 s for 1 h 0 min after the batch; at least 0.5 times as much is wanted',
    ],
    [
      'lines that could not be read',
      { figures: { ...lineFigures, after: { ...lineFigures.after, refused: 3 } } },
      'not seen: 3 lines after could not be read',
    ],
    [
      'logs without any line',
      { figures: { ...lineFigures, after: { ...lineFigures.after, lines: 0 } } },
      'not seen: no line of any log since the batch began',
    ],
  ])('cannot pass with %s, for anybody', (_, rest, reason) => {
    const result = judge({ ...base, ...rest })
    expect(result.verdict).toBe('inconclusive')
    expect(result.reasons).toContain(reason)
    expect(result.customers.map((c) => c.verdict)).toEqual(['inconclusive', 'inconclusive'])
  })

  it('fails in spite of a gap', () => {
    expect(verdictOf([finding('x', mine)], { gaps: ['sip1: 20 min missing'] })).toBe(
      'fail, 7 fail, 8 inconclusive',
    )
  })

  it('passes what the ledger answers for, and says so', () => {
    const ledger = [
      {
        id: 'mine',
        phrase: 'no gateway',
        owner: 'j.doe',
        reason: 'known since May',
        until: { batch: 1 },
      },
    ]
    const found = finding('no gateway left', mine)
    const result = judge({ ...base, findings: [found], ledger })
    expect(result.verdict).toBe('pass')
    expect(result.groups[0]?.ledger?.owner).toBe('j.doe')
    expect(result.ledger).toEqual([
      { entry: 'mine', state: 'working', lines: 5, groups: [found.template.id] },
    ])
    const later = judge({
      ...base,
      findings: [found],
      ledger,
      moment: { at: instant(0), batch: 2 },
    })
    expect(later.verdict).toBe('fail')
    expect(later.reasons).toContain(
      'the ledger entry "mine" has ended: it had hidden 1 group with 5 lines',
    )
  })

  it('follows the policy of the project', () => {
    const policy = JudgePolicy.parse({ newErrorOfMoved: 'inconclusive', platformErrorLines: 5 })
    expect(verdictOf([finding('x', mine)], { policy })).toBe('inconclusive, 7 inconclusive, 8 pass')
    expect(verdictOf([finding('x')], { policy })).toBe('fail, 7 fail, 8 fail')
  })

  it('gives its reasons in words, the gravest first', () => {
    const result = judge({
      ...base,
      findings: [finding('slow <*>', { ...mine, level: 'warning' }), finding('lost <*>', mine)],
    })
    expect(result.reasons).toEqual([
      'new error for 1 customer of the batch (7): "lost <*>"',
      'new warning for 1 customer of the batch (7): "slow <*>"',
    ])
    expect(result.customers[0]?.reasons[0]).toBe(
      'new error: "lost <*>" (2 lines, theirs by account)',
    )
    expect(judge(base).reasons).toEqual([
      '100 lines since the batch against 1000 lines of the baseline: 0 groups, none of them new trouble (judged 1970-01-01T00:00:00Z)',
    ])
  })

  it('answers in the same bytes whatever the order of what it is given', () => {
    const findings = [
      finding('a', mine),
      finding('b', perhaps),
      finding('c', others),
      finding('d', { verdict: 'gone', because: 'silence' }),
      finding('e', { verdict: 'unchanged', before: { count: 5, perHour: 1 } }),
    ]
    const gaps = ['sip1: cut', 'sip2: cut']
    const moved = [customer('7'), customer('8'), customer('9')]
    const wanted = resultBytes(judge({ ...base, findings, gaps, moved }))
    fc.assert(
      fc.property(
        fc.shuffledSubarray(findings, { minLength: 5 }),
        fc.shuffledSubarray(gaps, { minLength: 2 }),
        fc.shuffledSubarray(moved, { minLength: 3 }),
        (findings, gaps, moved) => {
          expect(resultBytes(judge({ ...base, findings, gaps, moved }))).toBe(wanted)
        },
      ),
    )
  })
})

it('a host that was read and has not one line since the batch is a gap, where lines were to be expected', () => {
  const lines = (after: number, before = 42_000) => ({
    before: { sip1: before, sip2: 42_000, sip3: 0 },
    after: { sip1: after, sip2: 1000 },
  })
  expect(judge({ ...base, lines: lines(0) }).gaps).toEqual([
    'sip1: not one line since the batch began, where about 1000 were to be expected: it is down, or writes its logs elsewhere',
  ])
  expect(judge({ ...base, lines: lines(1) }).gaps).toEqual([])
  expect(judge({ ...base, lines: lines(0, 4000) }).gaps).toEqual([])
})
