import { expect, it } from 'vitest'
import { checkText } from '../../../../../../main/cli/commands/logs/check-text.ts'
import { checkDocument } from '../../../../../../main/cli/commands/logs/check-document.ts'
import { CustomerId } from '../../../../../../shared/domain/ids.ts'
import type { LogCheckResult } from '../../../../../../shared/log-rules/types.ts'
import { finding, known, lineFigures } from '../../../../../helpers/log-findings.ts'

const [ada, bo] = ['10017', '10018'].map((id) => CustomerId.parse(id))
const customer = (id: CustomerId | undefined, unsure = false) => ({
  customer: id ?? CustomerId.parse('x'),
  count: 3,
  unsure,
  by: 'account',
})

const result: LogCheckResult = {
  verdict: 'fail',
  reasons: ['new error for 1 customer of the batch'],
  groups: [
    finding('account <*> is blocked', {
      weight: 'stop',
      customers: [customer(ada), customer(bo, true)],
      moved: ada === undefined ? [] : [ada],
      signature: known('blocked'),
      examples: [{ host: 'sip1', file: 'app.log', text: 'account 1 is blocked\n  at x' }],
    }),
    finding('heartbeat <*>', { verdict: 'gone', weight: 'look', level: 'info' }),
    finding('new and harmless', { weight: 'note', level: 'info' }),
    finding('as ever', { verdict: 'unchanged', weight: 'note', customers: [customer(bo)] }),
  ],
  customers:
    ada === undefined ? [] : [{ customer: ada, verdict: 'fail', reasons: ['broken'], groups: [] }],
  figures: lineFigures,
  gaps: ['sip3: no log since the batch began'],
  ledger: [{ entry: 'noise', state: 'expired', lines: 7, groups: ['a'] }],
}

it('shows a result in the order in which a person needs it', () => {
  const titles = checkText(result)
    .split('\n')
    .filter((line) => /^[A-Z]/.test(line))
  expect(titles).toEqual([
    'Verdict: fail',
    'New (1)',
    'Stopped (1)',
    'Moved customers: 0 pass, 1 fail, 0 inconclusive',
    'Information that changed',
    'Noise ledger',
    'Not seen',
    'Figures',
  ])
})

it('keeps moved customers apart from the rest, with what is not sure marked', () => {
  const text = checkText(result)
  expect(text).toContain('moved customers: 10017 (3, by account)')
  expect(text).toContain('other customers: 10018? (3, by account)')
  expect(text).toContain('known as blocked: the account is blocked')
  expect(text).toContain('e.g. sip1 app.log: account 1 is blocked ⏎ at x')
})

it('lists trouble that asks for nothing apart from information, of which a few will do', () => {
  const text = checkText({
    ...result,
    groups: [
      finding('an error of others', { weight: 'note' }),
      ...Array.from({ length: 10 }, (_, i) =>
        finding(`calm ${i}`, { weight: 'note', level: 'info' }),
      ),
    ],
  })
  expect(text).toMatch(/Only listed\n.*an error of others\n\nInformation that changed\n/)
  expect(text).toContain('and 2 more (all with --json)')
})

it('says which clocks are off and what was left out', () => {
  const clocks = [{ host: 'sip1', skewMs: 90_000, uncertaintyMs: 4 }]
  const text = checkText({ ...result, clocks, notes: ['3 groups are not listed'] })
  expect(text).toContain('Clocks\n  sip1 is 90.0 s ahead, ±4 ms')
  expect(text).toContain('Left out\n  3 groups are not listed')
})

it('says how many groups of one kind it leaves out', () => {
  const many = Array.from({ length: 45 }, (_, i) => finding(`text ${i}`, { weight: 'look' }))
  expect(checkText({ ...result, groups: many })).toContain('and 5 more (all with --json)')
})

it('attributes what changed by customer, moved ones first, and counts what it leaves out', () => {
  const same = Array.from({ length: 5002 }, (_, i) =>
    finding(`same ${i}`, { verdict: 'unchanged', weight: 'note' }),
  )
  expect(checkDocument({ ...result, groups: [...result.groups, ...same] })).toMatchObject({
    unchangedLeftOut: 3,
    attribution: [
      { customer: ada, moved: true, verdict: 'fail', groups: [{ lines: 3, unsure: false }] },
      { customer: bo, moved: false, groups: [{ unsure: true }] },
    ],
  })
})
