import { describe, expect, it } from 'vitest'
import { BatchId, CustomerId } from '../../../../../shared/domain/ids.ts'
import { brokenRules } from '../../../../../shared/planner/batches/rules.ts'
import type { DraftBatch, PlanFacts } from '../../../../../shared/planner/types.ts'
import { planCustomer, planCustomers, planFacts } from '../../../../helpers/planner-world.ts'

const batch = (id: string, members: readonly string[], ordinal?: number): DraftBatch => ({
  id: BatchId.parse(id),
  ordinal: ordinal ?? (id === 'pilot' ? 0 : Number(id.replace('batch-', ''))),
  pilot: id === 'pilot',
  members: members.map((m) => CustomerId.parse(m)),
  why: [],
})

const broken = (facts: PlanFacts, ...batches: DraftBatch[]): string[] =>
  brokenRules(facts, batches).map((f) => `${f.severity}: ${f.message}`)

const ids = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, i) => `c${from + i}`)

describe('broken rules', () => {
  it('are none for a good plan', () => {
    const facts = planFacts({ customers: planCustomers(30) })
    expect(broken(facts, batch('pilot', ids(0, 20)), batch('batch-01', ids(20, 30)))).toEqual([])
  })

  it('are found in who is where', () => {
    const facts = planFacts({
      customers: planCustomers(4),
      settings: {
        excluded: [{ customer: 'c3', reason: 'x' }],
        pins: [{ customer: 'c1', batch: 'batch-01' }],
      },
    })
    expect(
      broken(facts, batch('pilot', ['c0', 'c1']), batch('batch-01', ['c0', 'c3', 'zz'])),
    ).toEqual([
      'error: c0 is in pilot and in batch-01',
      'error: batch-01 holds zz, which is not a customer of the project',
      'error: c3 is excluded, and is in batch-01',
      'error: 1 customer in no batch: c2',
      'error: c1 is pinned to batch-01, and is in pilot',
    ])
  })

  it('are found in torn groups, tie by tie', () => {
    const customers = [
      planCustomer('c0', { kind: 'reseller' }),
      planCustomer('c1', { parent: 'c0' }),
      planCustomer('c2', { mainOffice: 'c1' }),
      planCustomer('c3', { ivr: '1' }),
      planCustomer('c4', { ivr: '1' }),
    ]
    const found = broken(
      planFacts({ customers }),
      batch('pilot', ['c0', 'c2', 'c3']),
      batch('batch-01', ['c1', 'c4']),
    )
    expect(found.filter((f) => f.startsWith('error'))).toEqual([
      'error: c0 (pilot) and c1 (batch-01) belong together: reseller c0',
      'error: c1 (batch-01) and c2 (pilot) belong together: main office c1',
      'error: c3 (pilot) and c4 (batch-01) belong together: access number 1',
    ])
  })

  it('are only warned of where a part of a group has moved already', () => {
    const customers = [
      planCustomer('c0', { state: 'accepted' }),
      planCustomer('c1', { mainOffice: 'c0', state: 'returned' }),
    ]
    const found = broken(
      planFacts({ customers }),
      batch('pilot', ['c0']),
      batch('batch-01', ['c1']),
    )
    expect(found).toEqual(['warning: c0 (pilot) and c1 (batch-01) belong together: main office c0'])
  })

  it('are found in sizes, environments and work', () => {
    const customers = planCustomers(200, (i) => ({
      environment: i === 199 ? 'uk' : 'us',
      accounts: 30,
    }))
    const facts = planFacts({
      environments: ['us', 'uk'],
      customers,
      offPeak: '01:00-01:40',
      transfer: { width: 1 },
    })
    const pilot = batch('pilot', ids(0, 1))
    expect(
      broken(facts, pilot, batch('batch-01', ids(1, 18)), batch('batch-02', ids(18, 200))),
    ).toEqual([
      'error: batch-02 holds customers of us and uk, whose windows differ',
      'error: batch-02 has 182 customers, more than 150',
      'error: batch-02 takes 1 h 42 min in us, and the longest window leaves 10 min 00 s behind the reserve',
      'warning: the pilot does not cover environment uk (1 customer): the smallest choice is c199, 30 accounts',
    ])
  })

  it('are found in order and names', () => {
    const facts = planFacts({ customers: planCustomers(2) })
    expect(
      broken(
        facts,
        batch('pilot', ['c0'], 1),
        batch('batch-01', ['c1'], 1),
        batch('batch-01', [], 2),
      ),
    ).toEqual([
      'error: pilot is the pilot, but not first',
      'error: pilot and batch-01 have the same turn',
      'error: two batches are called batch-01',
      'error: batch-01 has no customers',
    ])
  })

  it('warn of two of the largest customers in one batch, and of none among equals', () => {
    const facts = (large: number): PlanFacts =>
      planFacts({
        customers: planCustomers(60, (i) => (i === 30 || i === 31 ? { accounts: large } : {})),
      })
    const batches = [
      batch('pilot', ids(0, 20)),
      batch('batch-01', ids(20, 40)),
      batch('batch-02', ids(40, 60)),
    ]
    expect(broken(facts(90), ...batches)).toEqual([
      'warning: c30 (90 accounts) and c31 (90 accounts), two of the largest customers, are both in batch-01',
    ])
    expect(broken(facts(1), ...batches)).toEqual([])
  })
})
