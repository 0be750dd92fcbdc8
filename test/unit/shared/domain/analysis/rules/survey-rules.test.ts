import { describe, expect, it } from 'vitest'
import { deriveFindings } from '../../../../../../shared/domain/analysis/derive.ts'
import { problem } from '../../../../../../shared/domain/problems.ts'
import {
  at,
  customer,
  fact,
  found,
  input,
  said,
  survey,
} from '../../../../../helpers/analysis-world.ts'

const day = 86_400_000

describe('no-survey', () => {
  it('blocks until there is one', () => {
    expect(said('no-survey')).toEqual(['blocker There is no survey yet.'])
    expect(said('no-survey', { survey: survey() })).toEqual([])
  })
  it('is there while only a file was read: no system was looked at', () => {
    const { surveyed: _none, ...files } = input({ survey: survey({ startedAt: 0 }) })
    const ofRule = (id: string) => deriveFindings(files).filter(({ rule }) => rule === id)
    expect([ofRule('no-survey').length, ofRule('survey-old').length]).toEqual([1, 0])
  })
})

describe('survey-broken-off', () => {
  it('names a survey that was begun and is not over', () => {
    expect(said('survey-broken-off', { unfinished: 's2' })).toEqual([
      'warning Survey s2 was begun and is not over.',
    ])
    expect(said('survey-broken-off', { survey: survey() })).toEqual([])
  })
})

describe('survey-old', () => {
  it.each([
    [30, []],
    [31, ['warning Survey s1 is 31 days old.']],
  ])('after %i days says %o', (days, expected) => {
    expect(said('survey-old', { survey: survey(), now: at + days * day })).toEqual(expected)
  })
})

describe('survey-gap', () => {
  it('is one finding for each gap, with its place and its advice', () => {
    const unread = [
      problem('timeout', 'the host does not answer', {
        where: { host: 'src-db' },
        next: 'wake it',
      }),
      problem('bad-answer', 'half a report', { where: { file: 'm.txt', line: 12 } }),
    ]
    expect(found('survey-gap', { survey: survey({ unread }) })).toMatchObject([
      { subject: 'src-db timeout', message: 'src-db: the host does not answer', advice: 'wake it' },
      { subject: 'm.txt:12 bad-answer', message: 'm.txt:12: half a report' },
    ])
  })
})

describe('api-silent', () => {
  it('names the endpoint that does not take the login, and none that does', () => {
    const facts = [
      fact('system target', 'api.answers', false, 'API of the target'),
      fact('system dsbc', 'api.answers', true, 'API of the dispatcher'),
    ]
    expect(said('api-silent', { survey: survey({ facts }) })).toEqual([
      'warning The API of the target answers and does not take the login.',
    ])
  })
})

describe('counts-differ', () => {
  it('compares the source with the project, an environment each', () => {
    const facts = [
      fact('environment us', 'billing.customers', 3),
      fact('environment us', 'billing.accounts', 2),
    ]
    expect(said('counts-differ', { survey: survey({ facts }) })).toEqual([
      'warning us: the source has 3 customers, the project 1.',
    ])
  })
})

describe('records-broken', () => {
  it('names accounts without a customer, and customers in other hands', () => {
    const facts = [
      fact('environment us', 'billing.accounts.orphaned', 2),
      fact('environment us', 'billing.customers.locked', 0),
    ]
    expect(said('records-broken', { survey: survey({ facts }) })).toEqual([
      'warning us: 2 accounts orphaned.',
    ])
  })
})

describe('log-disk', () => {
  it('compares the logs of three days with the room of the target', () => {
    const facts = [
      fact('cluster us-sip', 'calls.day', 140_000),
      fact('cluster us-sip', 'registrations.phones', 10_000),
      fact('cluster us-sip', 'registrations.interval', 300_000),
      fact('host tgt-sip-us', 'disk.free', 50_000),
      fact('host tgt-sip-uk', 'disk.free', 50_000),
    ]
    // 42.8 GB of SIP log a day (domain.md 6): three days are 128 GB, and 104.9 GB are free.
    expect(said('log-disk', { survey: survey({ facts }) })).toEqual([
      'warning SIP log on the SIP hosts of the target, 3 days: 128 GB are needed, 105 GB are free.',
    ])
  })
})

describe('traffic-estimated', () => {
  it('says that nothing was counted', () => {
    expect(said('traffic-estimated')).toEqual([expect.stringContaining('note Estimated: ')])
    const facts = [
      fact('cluster us-sip', 'calls.day', 1),
      fact('cluster us-sip', 'registrations.phones', 1),
    ]
    expect(said('traffic-estimated', { survey: survey({ facts }) })).toEqual([])
  })
})

describe('jump-span', () => {
  it('passes on what the planner has against the jump', () => {
    const { jump } = input()
    const problems = [{ grave: false, message: 'The jump is 16 releases.', next: 'Stop at MR100.' }]
    expect(found('jump-span', { jump: { ...jump, problems } })).toMatchObject([
      { severity: 'warning', message: 'The jump is 16 releases.', advice: 'Stop at MR100.' },
    ])
    expect(said('jump-span')).toEqual([])
  })
})

describe('no-plan', () => {
  it('blocks: two of the four results are missing', () => {
    expect(said('no-plan', { hasPlan: false, customers: [customer('1')] })).toEqual([
      'blocker There is no plan yet.',
    ])
    expect(said('no-plan')).toEqual([])
  })
})
