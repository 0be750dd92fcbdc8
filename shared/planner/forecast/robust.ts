/** Figures of a sample that a few wild values do not move. */

/** Mean of the middle half: as steady as the median against a quarter of wild values, and less noisy. NaN for none. */
export function midMean(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const cut = Math.floor(sorted.length / 4)
  const middle = sorted.slice(cut, sorted.length - cut)
  return middle.reduce((sum, v) => sum + v, 0) / middle.length
}

/** Standard deviation of a normal sample, from the median distance to `centre`; 0 for none. */
export function robustSpread(values: readonly number[], centre: number): number {
  return 1.4826 * quantile(Float64Array.from(values, (v) => Math.abs(v - centre)).sort(), 0.5)
}

/** Quantile of a sorted sample, interpolated between neighbours; 0 for an empty one. */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  const at = share * (sorted.length - 1)
  const low = Math.floor(at)
  const [below = 0, above = below] = [sorted[low], sorted[low + 1]]
  return below + (above - below) * (at - low)
}

export type Line = { readonly base: number; readonly slope: number }

/**
 * Line through points whose errors are relative to their size: weighted least squares, repeated, in which points far from the line
 * (Huber's rule) weigh less. Begins at `start`, which also weighs a little, so that few points do not bend it wildly.
 * Neither base nor slope becomes negative.
 */
export function robustLine(
  points: readonly { readonly x: number; readonly y: number }[],
  start: Line,
  spread: number,
): Line {
  const anchors = [0, 100].map((x) => ({ x, y: start.base + start.slope * x, share: 0.25 }))
  const all = [...anchors, ...points.map(({ x, y }) => ({ x, y, share: 1 }))]
  let line = start
  for (let round = 0; round < 12; round++) {
    let [w, wx, wy, wxx, wxy] = [0, 0, 0, 0, 0]
    for (const { x, y, share } of all) {
      const expected = Math.max(1, line.base + line.slope * x)
      const far = Math.abs(y / expected - 1) / spread
      const weight = (share * Math.min(1, 1.345 / far)) / expected ** 2
      w += weight
      wx += weight * x
      wy += weight * y
      wxx += weight * x * x
      wxy += weight * x * y
    }
    const determinant = w * wxx - wx * wx
    if (determinant <= 0) return line
    const slope = Math.max(0, (w * wxy - wx * wy) / determinant)
    const base = (wy - slope * wx) / w
    line = base >= 0 ? { base, slope } : { base: 0, slope: wxy / wxx }
  }
  return line
}
