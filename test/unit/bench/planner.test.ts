import { describe, expect, it } from 'vitest'
import { growthExponent } from '../../bench/growth.ts'
import { firstFit } from '../../bench/planner/first-fit.ts'
import { planWorld } from '../../bench/planner/world.ts'
import type { MovingGroup } from '../../../shared/planner/batches/moving-groups.ts'
import { movingGroups } from '../../../shared/planner/batches/moving-groups.ts'
import { CustomerId } from '../../../shared/domain/ids.ts'

const group = (first: number, size: number): MovingGroup => ({
  members: Array.from({ length: size }, (_, i) => CustomerId.parse(`${first}-${i}`)),
  accounts: size,
  minutes: 0,
  first,
})

describe('what the bench of the planner rests on', () => {
  it('finds the exponent of a growth that is known', () => {
    const grows = (power: number) =>
      growthExponent([1000, 10_000, 100_000].map((n) => ({ customers: n, warmMs: 3 * n ** power })))
    expect(grows(1)).toBeCloseTo(1, 10)
    expect(grows(1.5)).toBeCloseTo(1.5, 10)
  })

  it('fills the first batch with room, in the order of the list', () => {
    const batches = firstFit([group(2, 4), group(0, 6), group(1, 7)], { first: 10, others: 12 })
    expect(batches.map((batch) => batch.map((g) => g.first))).toEqual([[0, 2], [1]])
  })

  it('makes the same world for the same seed, with ties that bind customers of one environment', () => {
    const world = () => planWorld({ customers: 3000, holidays: () => [] })
    const { customers, spec } = world()
    expect(JSON.stringify(world().customers)).toBe(JSON.stringify(customers))
    expect([customers.length, new Set(customers.map((c) => c.id)).size]).toEqual([3000, 3000])
    const environmentOf = new Map(customers.map((c) => [c.id, c.environment]))
    const groups = movingGroups(customers).filter((g) => g.members.length > 1)
    expect(groups.length).toBeGreaterThan(15)
    for (const { members } of groups)
      expect(new Set(members.map((m) => environmentOf.get(m))).size).toBe(1)
    expect(spec.environments.length).toBe(2)
  })
})
