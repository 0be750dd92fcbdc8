/** Slope of the logarithm of time over the logarithm of size, least squares; 1 is linear. Of warm runs: a start is no growth. */
export function growthExponent(
  measured: readonly { readonly customers: number; readonly warmMs: number }[],
): number {
  const points = measured.map((m) => [Math.log(m.customers), Math.log(m.warmMs)] as const)
  const n = points.length
  const mx = points.reduce((sum, [x]) => sum + x, 0) / n
  const my = points.reduce((sum, [, y]) => sum + y, 0) / n
  const above = points.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0)
  const below = points.reduce((sum, [x]) => sum + (x - mx) ** 2, 0)
  return above / below
}
