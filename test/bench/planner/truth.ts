/** Chance for simulated migrations: nothing here is shared with the forecast that is tried on them. */
export type Truth = {
  uniform(): number
  /** A whole number in [least, most]. */
  whole(least: number, most: number): number
  normal(): number
  /** What a chance may really be where `chance` is assumed, as unsure as after `weight` cases. */
  chanceLike(chance: number, weight: number): number
}

export function truth(seed: number): Truth {
  const uniform = mulberry32(seed)
  return {
    uniform,
    whole: (least, most) => least + Math.floor(uniform() * (most - least + 1)),
    // The sum of twelve uniform draws: near enough, and no formula in common with the forecast.
    normal: () => Array.from({ length: 12 }, uniform).reduce((a, b) => a + b, -6),
    chanceLike: (chance, weight) =>
      chance <= 0 ? 0 : betaBySteps(chance * weight, (1 - chance) * weight, uniform()),
  }
}

function mulberry32(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x9e3779b1) >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return (((t ^ (t >>> 14)) >>> 0) + 0.5) / 4_294_967_296
  }
}

/** Quantile of a Beta distribution, added up in steps that are short near 0, where small chances lie. */
function betaBySteps(a: number, b: number, share: number): number {
  const edges = Array.from({ length: 4001 }, (_, i) => (i / 4000) ** 4)
  const steps = edges.slice(1).map((to, i) => {
    const from = edges[i] ?? 0
    const middle = (from + to) / 2
    return { middle, mass: middle ** (a - 1) * (1 - middle) ** (b - 1) * (to - from) }
  })
  let left = share * steps.reduce((sum, { mass }) => sum + mass, 0)
  for (const { middle, mass } of steps) {
    left -= mass
    if (left <= 0) return middle
  }
  return 1
}
