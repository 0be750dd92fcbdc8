import { describe, expect, it } from 'vitest'
import { judgeNow } from '../../../../shared/domain/customer-look.ts'
import type { DispatchRecord, SystemRecord } from '../../../../shared/domain/customer-look.ts'
import { problem } from '../../../../shared/domain/problems.ts'
import type { CustomerState } from '../../../../shared/domain/states.ts'

const record = (
  billStatus: string,
  more: Partial<Extract<SystemRecord, { kind: 'record' }>> = {},
): SystemRecord => ({
  kind: 'record',
  name: 'Acme',
  billStatus,
  billingLock: 'N',
  balance: '10',
  creditLimit: '100',
  accounts: 2,
  registered: 1,
  xdrs: { count: 3, sum: '1.50' },
  ...more,
})
const absent: SystemRecord = { kind: 'absent' }
const silent: SystemRecord = { kind: 'unknown', problem: problem('api-failed', 'no answer') }
const to = (system: string): DispatchRecord => ({ host: 'dsbc1', kind: 'entry', to: system })

const judge = (
  book: CustomerState,
  source: SystemRecord,
  target: SystemRecord,
  dispatch: DispatchRecord = to('source'),
) => judgeNow(book, { source, target, dispatch: [dispatch] })

describe('where a customer is', () => {
  it.each<[string, ReturnType<typeof judge>, string, string]>([
    [
      'before the move',
      judge('planned', record('O'), absent),
      'agrees',
      'Here: the source serves it.',
    ],
    [
      'the shadow of the copied database is no second record',
      judge('planned', record('O'), record('O')),
      'agrees',
      'Here: the source serves it.',
    ],
    [
      'after the move',
      judge('checked', record('E'), record('O'), to('target')),
      'agrees',
      'Exported: the target serves it.',
    ],
    [
      'on the way',
      judge('transferring', record('E'), absent),
      'agrees',
      'Moving: transferring by the project; no system serves it now.',
    ],
    [
      'the source is silent',
      judge('planned', silent, record('O')),
      'unknown',
      'Where it is cannot be told: the source did not answer.',
    ],
    [
      'the target is silent, and the source serves it',
      judge('planned', record('O'), silent),
      'unknown',
      'Here: the source serves it. The target did not answer.',
    ],
  ])('%s', (_name, answer, verdict, sentence) => {
    expect(answer).toEqual({ verdict, sentence, differences: [] })
  })

  it('names every difference between the book and the systems', () => {
    const answer = judge(
      'checked',
      record('E', { billingLock: 'C' }),
      record('O', { creditLimit: '50', accounts: 1, xdrs: { count: 2, sum: '1' } }),
      to('source'),
    )
    expect(answer.verdict).toBe('differs')
    expect(answer.differences).toEqual([
      'a billing lock is left on the source',
      'dsbc1 sends its traffic to the source (entry), and the target serves it',
      'credit limit 100 / 50',
      'accounts 2 on the source, 1 on the target',
      'xDRs of this period 3 on the source, 2 on the target',
    ])
  })

  it('says when the other system serves it than the project says, or nobody', () => {
    expect(judge('planned', record('E'), record('O'), to('target')).differences).toEqual([
      'the project says planned, so the source should serve it; the target does',
    ])
    expect(judge('checked', record('E'), absent, to('target')).differences).toEqual([
      'the project says checked, so the target should serve it; nobody does',
    ])
  })

  it('holds no place against one that failed on the way', () => {
    expect(judge('failed', record('O'), absent).differences).toEqual([])
  })
})
