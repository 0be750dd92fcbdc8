/** How a host sends what is read: packed with the best that it has, or as it is. */
export type WirePacking = 'best' | 'plain'

/** Pieces of less text say nothing about the link. */
const leastBytes = 256 * 1024
/** Plain is chosen only when it is this much faster: it takes the link from others. */
const plainMustBe = 1.5
/** After so many pieces the loser is tried again: links and hosts change. */
const tryAgainAfter = 64

export type PackChoice = {
  next(): WirePacking
  /** The next piece is one of those that are compared: they should be of one size. */
  measuring(): boolean
  /** What a piece that was asked for so took. */
  note(packing: WirePacking, textBytes: number, ms: number): void
}

/**
 * Packing on the host saves the link and costs its processor. Which is faster is measured, host by host: one piece each way,
 * then the faster way. `never`: the host is not to spend processor on it.
 */
export function createPackChoice(compress: 'auto' | 'never'): PackChoice {
  const rates: Partial<Record<WirePacking, number>> = {}
  let since = 0
  const winner = (): WirePacking => {
    const { best, plain } = rates
    return best !== undefined && plain !== undefined && plain > best * plainMustBe
      ? 'plain'
      : 'best'
  }
  const measured = (): boolean => rates.best !== undefined && rates.plain !== undefined
  return {
    measuring: () => compress === 'auto' && (!measured() || since >= tryAgainAfter),
    next() {
      if (compress === 'never') return 'plain'
      if (rates.best === undefined) return 'best'
      if (rates.plain === undefined) return 'plain'
      if (since < tryAgainAfter) return winner()
      return winner() === 'best' ? 'plain' : 'best'
    },
    note(packing, textBytes, ms) {
      if (textBytes < leastBytes) return
      if (packing !== winner() || since >= tryAgainAfter) since = 0
      since += 1
      rates[packing] = textBytes / Math.max(ms, 0.1)
    },
  }
}
