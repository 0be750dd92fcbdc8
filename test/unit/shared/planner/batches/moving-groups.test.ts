import { describe, expect, it } from 'vitest'
import { movingGroups } from '../../../../../shared/planner/batches/moving-groups.ts'
import { planCustomer } from '../../../../helpers/planner-world.ts'

const groups = (customers: Parameters<typeof movingGroups>[0]): string[][] =>
  movingGroups(customers).map((group) => [...group.members])

describe('moving groups', () => {
  it('hold a whole tree of resellers, named in any order', () => {
    const tree = [
      planCustomer('low', { parent: 'mid' }),
      planCustomer('alone'),
      planCustomer('mid', { kind: 'reseller', parent: 'top' }),
      planCustomer('top', { kind: 'reseller' }),
    ]
    expect(groups(tree)).toEqual([['low', 'mid', 'top'], ['alone']])
  })

  it('hold linked offices with their main office, and all users of an access number', () => {
    const linked = [
      planCustomer('main'),
      planCustomer('branch', { mainOffice: 'main', ivr: '123' }),
      planCustomer('user', { ivr: '123' }),
    ]
    expect(groups(linked)).toEqual([['main', 'branch', 'user']])
  })

  it('tie those who name the same reseller, also when that one is not in the list', () => {
    const orphans = [planCustomer('a', { parent: 'gone' }), planCustomer('b', { parent: 'gone' })]
    expect(groups(orphans)).toEqual([['a', 'b']])
  })

  it('give equal access numbers of two environments no tie', () => {
    const two = [
      planCustomer('a', { ivr: '123' }),
      planCustomer('b', { ivr: '123', environment: 'uk' }),
    ]
    expect(groups(two)).toEqual([['a'], ['b']])
  })

  it('take a thousand resellers one below the other', () => {
    const chain = Array.from({ length: 1000 }, (_, i) =>
      planCustomer(`c${i}`, i === 0 ? {} : { parent: `c${i - 1}` }),
    )
    expect(movingGroups(chain.toReversed())).toHaveLength(1)
  })

  it('sum up accounts and minutes', () => {
    const pair = [
      planCustomer('x'),
      planCustomer('a', { accounts: 2, monthlyMinutes: 10 }),
      planCustomer('b', { accounts: 3, monthlyMinutes: 5, mainOffice: 'a' }),
    ]
    expect(movingGroups(pair)[1]).toEqual({
      members: ['a', 'b'],
      accounts: 5,
      minutes: 15,
      first: 1,
    })
  })
})
