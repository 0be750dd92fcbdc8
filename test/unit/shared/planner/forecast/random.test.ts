import { describe, expect, it } from 'vitest'
import { binomial, Chance } from '../../../../../shared/planner/forecast/random.ts'
import { midMean, quantile } from '../../../../../shared/planner/forecast/robust.ts'

const many = (draw: () => number): { mean: number; sd: number } => {
  const values = Array.from({ length: 40_000 }, draw)
  const mean = values.reduce((a, b) => a + b) / values.length
  return { mean, sd: Math.sqrt(values.reduce((s, v) => s + (v - mean) ** 2, 0) / values.length) }
}

describe('chance', () => {
  it('is uniform, normal and beta as it should be', () => {
    const chance = Chance.of(3)
    const uniform = many(() => chance.uniform())
    const normal = many(() => chance.normal())
    const beta = many(() => chance.beta({ a: 0.5, b: 49.5 }))
    expect([uniform.mean, uniform.sd].map((v) => v.toFixed(2))).toEqual(['0.50', '0.29'])
    expect(Math.abs(normal.mean)).toBeLessThan(0.02)
    expect(normal.sd).toBeCloseTo(1, 1)
    expect(beta.mean).toBeCloseTo(0.01, 3)
    expect(beta.sd).toBeCloseTo(Math.sqrt((0.01 * 0.99) / 51), 3)
  })

  it('leaves certainties certain', () => {
    const chance = Chance.of(3)
    expect(chance.beta({ a: 0, b: 20 })).toBe(0)
    expect(chance.beta({ a: 20, b: 0 })).toBe(1)
  })

  it('begins differently for seeds side by side and for streams of one seed', () => {
    const draws = [1, 2, 3].flatMap((seed) => {
      const chance = Chance.of(seed)
      return [chance.fork().uniform(), chance.fork().uniform(), chance.uniform()]
    })
    expect(new Set(draws.map((d) => d.toFixed(3))).size).toBeGreaterThan(7)
  })

  it.each([
    [0, 0.5, 0.9, 0],
    [10, 0, 0.9, 0],
    [10, 1, 0.1, 10],
    [2, 0.5, 0.2, 0],
    [2, 0.5, 0.3, 1],
    [2, 0.5, 0.8, 2],
    [100_000, 0.5, 0.3, 50_000],
  ])('of %i with chance %f, at draw %f, %i happen', (n, p, uniform, count) => {
    expect(binomial(n, p, uniform)).toBe(count)
  })

  it('counts with the right mean', () => {
    const chance = Chance.of(4)
    const { mean, sd } = many(() => binomial(130, 0.03, chance.uniform()))
    expect(mean).toBeCloseTo(3.9, 1)
    expect(sd).toBeCloseTo(Math.sqrt(130 * 0.03 * 0.97), 1)
  })
})

describe('samples', () => {
  it.each([
    [0, 1],
    [0.5, 2.5],
    [0.9, 3.7],
    [1, 4],
  ])('have their %f quantile at %f', (share, value) => {
    expect(quantile([1, 2, 3, 4], share)).toBeCloseTo(value, 9)
  })

  it('have a middle that wild values do not move', () => {
    expect(midMean([1, 2, 3, 4, 1e9])).toBe(3)
    expect(midMean([7])).toBe(7)
  })
})
