import { describe, expect, it } from 'vitest'
import type { Figure } from '../../bench/figure.ts'
import { brokenPromises } from '../../bench/promises.ts'

const figure = (name: string, value: number, ratio: number | null = null): Figure => ({
  name,
  value,
  unit: '',
  peer: null,
  peerValue: null,
  ratio,
})

const kept = [
  figure('planner.full.10000', 1000),
  figure('planner.full.1000000', 30_000),
  figure('planner.growthExponent', 1.15),
  figure('planner.edit.10000', 50),
  figure('planner.p90coverage', 0.9),
  figure('planner.unplaced.1000000', 0),
  figure('planner.spread', 1, 0.3),
  figure('planner.exact.gap', 0.05),
]

describe('promises of the planner’s bench', () => {
  it('are kept at their limits', () => {
    expect(brokenPromises('planner', kept)).toEqual([])
  })

  it.each([
    ['planner.full.1000000', 30_001],
    ['planner.p90coverage', 0.96],
    ['planner.p90coverage', 0.84],
    ['planner.unplaced.1000000', 1],
  ])('are broken by %s of %d, and by a figure that is missing', (name, value) => {
    const others = kept.filter((f) => f.name !== name)
    expect(brokenPromises('planner', [...others, figure(name, value)])).toHaveLength(1)
    expect(brokenPromises('planner', others)).toEqual([`${name} is missing`])
  })
})
