import { describe, expect, it } from 'vitest'
import {
  at,
  customer,
  found,
  input,
  registers,
  said,
} from '../../../../../helpers/analysis-world.ts'

const dates = { announced: '2026-11-01', enforced: '2026-11-20' }

describe('freeze-undated', () => {
  it('blocks the copy until both dates are agreed, in their order', () => {
    expect(said('freeze-undated')).toEqual(['blocker No dates of the freeze are agreed.'])
    expect(said('freeze-undated', { registers: registers({ freeze: { freeze: dates } }) })).toEqual(
      [],
    )
    const turned = registers({
      freeze: { freeze: { announced: '2026-11-20', enforced: '2026-11-01' } },
    })
    expect(said('freeze-undated', { registers: turned })).toEqual([
      'blocker The freeze is enforced (2026-11-01) before it is announced (2026-11-20).',
    ])
  })
})

describe('freeze-by-people', () => {
  it('warns of a source that does not refuse changes by itself', () => {
    const { jump } = input()
    expect(said('freeze-by-people', { jump: { ...jump, freezeEnforced: false } })).toHaveLength(1)
    expect(said('freeze-by-people')).toEqual([])
  })
})

describe('last-minute-open', () => {
  const list = (more: object = {}) =>
    registers({
      freeze: { freeze: dates },
      'last-minute-changes': {
        easy: { entity: 'EasyCall', wanted: 'fee 10 to 12 USD', owner: 'sales', ...more },
      },
    })
  it.each([
    [{}, at, ['warning EasyCall: fee 10 to 12 USD (sales, by 2026-11-20) is not made yet.']],
    [
      { due: '2026-11-01' },
      at,
      ['blocker EasyCall: fee 10 to 12 USD (sales, by 2026-11-01) is not made yet.'],
    ],
    [{ done: 'product 12, changed on 3 November' }, at, []],
  ])('with %o says %o', (more, now, expected) => {
    expect(said('last-minute-open', { registers: list(more), now })).toEqual(expected)
  })
})

describe('permissions-unconfirmed', () => {
  it('counts the cells that rest on inference', () => {
    const cells = registers({
      permissions: {
        'tariff/target': { entity: 'tariff', phase: 'target', allowed: 'no' },
        'node/target': { entity: 'node', phase: 'target', allowed: 'yes', confirmedBy: 'vera' },
      },
    })
    expect(said('permissions-unconfirmed', { registers: cells })).toEqual([
      'note 1 of 2 cells of the permission table are not confirmed.',
    ])
  })
})

describe('freeze-drift', () => {
  const drift = {
    system: 'source' as const,
    entity: 'product:Easy',
    change: 'changed' as const,
    fields: [{ field: 'monthly-fee', was: '10 USD', now: '12 USD' }],
    basis: 'source product:Easy h2',
  }
  it('names entity, field and the customers that use it', () => {
    const customers = [customer('1'), customer('2', { product: 'Other' })]
    expect(found('freeze-drift', { drifts: [drift], customers })).toMatchObject([
      {
        id: 'freeze-drift source product:Easy',
        severity: 'blocker',
        basis: 'source product:Easy h2',
        message:
          'product:Easy (monthly-fee 10 USD → 12 USD) changed on the source; 1 customer uses it: 1.',
      },
    ])
  })

  it('holds nobody over what nobody uses', () => {
    const drifts = [{ ...drift, entity: 'customer_class:Old', fields: [], customers: [] }]
    expect(said('freeze-drift', { drifts })).toEqual([
      'warning customer_class:Old changed on the source; nobody uses it.',
    ])
  })

  it('holds everybody when nobody can say who uses it', () => {
    const drifts = [{ ...drift, entity: 'dialing-rules', fields: [] }]
    expect(said('freeze-drift', { drifts })).toEqual([
      'blocker dialing-rules changed on the source; who uses it cannot be told, so everybody is held.',
    ])
  })
})
