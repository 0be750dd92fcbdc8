/** Values kept for a place of a shape. */
export const keptValues = 16
const longestValue = 128

/**
 * Counts the values of one place. With 16 or fewer different ones all are exact. With more, those 16 with the smallest hashes
 * are kept and counted exactly, and `more` counts the rest: so neither order nor merging makes a difference.
 */
export class PlaceValues {
  private readonly hashes: number[] = []
  private readonly texts: string[] = []
  private readonly counts: number[] = []
  private total = 0

  add(bytes: Uint8Array, from: number, to: number, times: number): void {
    this.total += times
    const hash = hashOf(bytes, from, Math.min(to, from + longestValue))
    const { hashes } = this
    const full = hashes.length >= keptValues
    if (full && hash > (hashes[keptValues - 1] ?? 0)) return
    const index = this.find(hash)
    if (hashes[index] === hash) {
      this.counts[index] = (this.counts[index] ?? 0) + times
      return
    }
    this.insert(index, hash, textOf(bytes, from, Math.min(to, from + longestValue)), times)
  }

  private find(hash: number): number {
    const { hashes } = this
    let index = 0
    while (index < hashes.length && (hashes[index] as number) < hash) index += 1
    return index
  }

  private insert(index: number, hash: number, text: string, count: number): void {
    this.hashes.splice(index, 0, hash)
    this.texts.splice(index, 0, text)
    this.counts.splice(index, 0, count)
    this.hashes.length = Math.min(this.hashes.length, keptValues)
    this.texts.length = this.hashes.length
    this.counts.length = this.hashes.length
  }

  merge(other: PlaceValues): void {
    for (const [i, hash] of other.hashes.entries()) {
      const index = this.find(hash)
      const count = other.counts[i] ?? 0
      if (this.hashes[index] === hash) this.counts[index] = (this.counts[index] ?? 0) + count
      else this.insert(index, hash, other.texts[i] ?? '', count)
    }
    this.total += other.total
  }

  get answer(): { readonly seen: Readonly<Record<string, number>>; readonly more: number } {
    const kept = this.counts.reduce((sum, count) => sum + count, 0)
    const entries = this.texts
      .map((text, i) => [text, this.counts[i] ?? 0] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1))
    return { seen: Object.fromEntries(entries), more: this.total - kept }
  }
}

/** 32 bits: among the sixteen kept, two values with the same hash are as good as impossible. */
function hashOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5 | 0
  for (let at = from; at < to; at += 1) hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193) // at < to
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  return (hash ^ (hash >>> 13)) >>> 0
}

const textOf = (bytes: Uint8Array, from: number, to: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('utf8')
