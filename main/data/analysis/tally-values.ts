/** Values kept for a place of a shape. */
export const keptValues = 16
/** More of a value is not looked at. */
export const longestValue = 128
export const greatestHash = 0x7fffffff

/**
 * Counts the values of one place. With 16 or fewer different ones all are exact. With more, those 16 with the smallest hashes
 * are kept and counted exactly, and `more` counts the rest: so neither order nor merging makes a difference.
 */
export class PlaceValues {
  /** In the order of their hashes: the hash of each value, and its count. */
  private readonly counts: number[] = []
  private readonly texts: string[] = []
  /** Values with a hash above this one are not kept. It never rises. */
  greatest = greatestHash

  /** `hash` is the value's hash, see value-kernel.ts. */
  add(hash: number, bytes: Buffer, from: number, to: number, times: number): void {
    if (hash > this.greatest) return
    const { counts } = this
    const at = this.find(hash)
    if (counts[at] === hash)
      counts[at + 1] = (counts[at + 1] as number) + times // of one value
    else
      this.insert(at, hash, bytes.toString('utf8', from, Math.min(to, from + longestValue)), times)
  }

  private find(hash: number): number {
    const { counts } = this
    let at = 0
    while (at < counts.length && (counts[at] as number) < hash) at += 2
    return at
  }

  private insert(at: number, hash: number, text: string, count: number): void {
    const { counts, texts } = this
    const place = at / 2
    if (place === keptValues) return
    for (let i = Math.min(texts.length, keptValues - 1); i > place; i -= 1) {
      texts[i] = texts[i - 1] as string // 0 < i <= length, here and below
      counts[2 * i] = counts[2 * i - 2] as number
      counts[2 * i + 1] = counts[2 * i - 1] as number
    }
    texts[place] = text
    counts[at] = hash
    counts[at + 1] = count
    this.greatest = counts[2 * keptValues - 2] ?? greatestHash
  }

  merge(other: PlaceValues): void {
    for (const [i, text] of other.texts.entries()) {
      const hash = other.counts[2 * i] as number // a hash and a count for each text
      const count = other.counts[2 * i + 1] as number
      const at = this.find(hash)
      if (this.counts[at] === hash) this.counts[at + 1] = (this.counts[at + 1] as number) + count
      else this.insert(at, hash, text, count)
    }
  }

  /** `total`: how many records had a value here. */
  answer(total: number): {
    readonly seen: Readonly<Record<string, number>>
    readonly more: number
  } {
    const entries = this.texts
      .map((text, i) => [text, this.counts[2 * i + 1] ?? 0] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1))
    const kept = entries.reduce((sum, [, count]) => sum + count, 0)
    return { seen: Object.fromEntries(entries), more: total - kept }
  }
}
