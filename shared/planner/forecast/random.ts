import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import type { JumpableRandomGenerator } from 'pure-rand/types/JumpableRandomGenerator'

/** Chance from a seed: the same seed gives the same draws, everywhere. */
export class Chance {
  readonly #generator: JumpableRandomGenerator

  constructor(generator: JumpableRandomGenerator) {
    this.#generator = generator
  }

  static of(seed: number): Chance {
    const generator = xoroshiro128plus(seed)
    // Seeds that lie side by side begin with like numbers; after a jump they have nothing in common.
    generator.jump()
    return new Chance(generator)
  }

  /** A stream of its own: what is drawn from it does not shift what is drawn from this one. */
  fork(): Chance {
    const own = this.#generator.clone()
    this.#generator.jump()
    return new Chance(own)
  }

  /** In (0, 1), both ends out. */
  uniform(): number {
    return ((this.#generator.next() >>> 0) + 0.5) / 4_294_967_296
  }

  normal(): number {
    return Math.sqrt(-2 * Math.log(this.uniform())) * Math.cos(2 * Math.PI * this.uniform())
  }

  /** Always 0 for a = 0 and 1 for b = 0: a chance that is certain stays so. */
  beta({ a, b }: Beta): number {
    if (a <= 0) return 0
    if (b <= 0) return 1
    const [x, y] = [this.#gamma(a), this.#gamma(b)]
    return x + y === 0 ? 0 : x / (x + y)
  }

  /** Marsaglia and Tsang (2000). */
  #gamma(shape: number): number {
    if (shape < 1) return this.#gamma(shape + 1) * this.uniform() ** (1 / shape)
    const d = shape - 1 / 3
    const c = 1 / Math.sqrt(9 * d)
    for (;;) {
      const x = this.normal()
      const v = (1 + c * x) ** 3
      if (v <= 0) continue
      if (Math.log(this.uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v
    }
  }
}

/** What is known of a chance: as if `a` of `a + b` cases had come out. */
export type Beta = { readonly a: number; readonly b: number }

export const meanOf = ({ a, b }: Beta): number => (a + b === 0 ? 0 : a / (a + b))

/** How many of `n` happen, each with chance `p`, from one uniform draw: more of either, or of the draw, never gives fewer. */
export function binomial(n: number, p: number, uniform: number): number {
  if (n === 0 || p <= 0) return 0
  if (p >= 1) return n
  let share = (1 - p) ** n
  // So many that counting from none would never begin: their number is all but certain.
  if (share < 1e-280) return Math.round(n * p)
  let total = share
  let count = 0
  while (uniform > total && count < n) {
    share *= ((n - count) / (count + 1)) * (p / (1 - p))
    count++
    total += share
  }
  return count
}
