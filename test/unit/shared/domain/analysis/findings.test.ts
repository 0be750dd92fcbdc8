import { describe, expect, it } from 'vitest'
import { withDecisions } from '../../../../../shared/domain/analysis/findings.ts'
import type { Decision, Finding, Found } from '../../../../../shared/domain/analysis/findings.ts'

const finding = (id: string, more: Partial<Finding> = {}): Finding => ({
  id,
  rule: 'clock-skew',
  severity: 'warning',
  subject: id,
  message: `about ${id}`,
  meaning: 'it means',
  advice: 'do it',
  doer: 'operator',
  before: 'copy',
  basis: 'b1',
  evidence: [],
  ...more,
})
const decision = (id: string, more: Partial<Decision> = {}): Decision => ({
  finding: id,
  basis: 'b1',
  message: `about ${id}`,
  decision: 'accept',
  by: 'anna',
  at: 1,
  reason: 'known',
  ...more,
})
const found = (now: readonly Finding[], more: Partial<Found> = {}): Found => ({
  now,
  before: [],
  wasLookedAt: () => true,
  survey: 's2',
  ...more,
})
const states = (rows: ReturnType<typeof withDecisions>) =>
  rows.map(({ id, state }) => `${id} ${state}`)

describe('findings with decisions', () => {
  it.each([
    ['assign', 'open'],
    ['plan', 'planned'],
    ['done', 'done'],
    ['accept', 'accepted'],
    ['not-applicable', 'not-applicable'],
  ] as const)('after %s is %s', (kind, state) => {
    expect(
      states(withDecisions(found([finding('a')]), [decision('a', { decision: kind })])),
    ).toEqual([`a ${state}`])
  })

  it('is open again when it rests on something else, and says so', () => {
    const [row] = withDecisions(found([finding('a', { basis: 'b2' })]), [decision('a')])
    expect(row).toMatchObject({
      state: 'open',
      why: 'it was decided when it rested on “b1”; now it rests on “b2”',
    })
  })

  it('counts the last word', () => {
    const words = [
      decision('a'),
      decision('a', { decision: 'plan', owner: 'otto', due: '2026-12-01' }),
    ]
    expect(withDecisions(found([finding('a')]), words)[0]).toMatchObject({
      state: 'planned',
      owner: 'otto',
      due: '2026-12-01',
    })
  })

  it('is gone only when the newest survey looked there', () => {
    const before = [{ survey: 's1', finding: finding('a') }]
    const of = (looked: boolean) =>
      withDecisions(found([], { before, wasLookedAt: () => looked }), [])
    expect(of(true)).toMatchObject([{ state: 'gone', why: 'survey s2 looked and did not find it' }])
    expect(of(false)).toMatchObject([
      { state: 'unseen', why: 'found by survey s1; the newest one could not look' },
    ])
  })

  it('keeps what was decided and is found no more', () => {
    expect(withDecisions(found([]), [decision('clock-skew src-db')])).toMatchObject([
      { rule: 'clock-skew', subject: 'src-db', state: 'gone', message: 'about clock-skew src-db' },
    ])
  })

  it('puts the gravest first, and what is open before what is decided', () => {
    const now = [
      finding('n', { severity: 'note' }),
      finding('b1', { severity: 'blocker' }),
      finding('b2', { severity: 'blocker' }),
    ]
    expect(states(withDecisions(found(now), [decision('b1')]))).toEqual([
      'b2 open',
      'b1 accepted',
      'n open',
    ])
  })
})
