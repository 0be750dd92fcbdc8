/** Values kept for a place of a shape. */
export const keptValues = 16
const longestValue = 128
export const greatestHash = 0x7fffffff

/**
 * Counts the values of one place. With 16 or fewer different ones all are exact. With more, those 16 with the smallest hashes
 * are kept and counted exactly, and `more` counts the rest: so neither order nor merging makes a difference.
 */
export class PlaceValues {
  private readonly hashes: number[] = []
  private readonly texts: string[] = []
  private readonly counts: number[] = []
  /** Values with a hash above this one are not kept. It never rises. */
  greatest = greatestHash

  /** `hash` is the value's hash by `hashOfValue`. */
  add(hash: number, bytes: Uint8Array, from: number, to: number, times: number): void {
    if (hash > this.greatest) return
    const index = this.find(hash)
    if (this.hashes[index] === hash) {
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
    this.greatest = this.hashes[keptValues - 1] ?? greatestHash
  }

  merge(other: PlaceValues): void {
    for (const [i, hash] of other.hashes.entries()) {
      const index = this.find(hash)
      const count = other.counts[i] ?? 0
      if (this.hashes[index] === hash) this.counts[index] = (this.counts[index] ?? 0) + count
      else this.insert(index, hash, other.texts[i] ?? '', count)
    }
  }

  /** `total`: how many records had a value here. */
  answer(total: number): {
    readonly seen: Readonly<Record<string, number>>
    readonly more: number
  } {
    const kept = this.counts.reduce((sum, count) => sum + count, 0)
    const entries = this.texts
      .map((text, i) => [text, this.counts[i] ?? 0] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1))
    return { seen: Object.fromEntries(entries), more: total - kept }
  }
}

/** 32 bits: among the sixteen kept, two values with the same hash are as good as impossible. Signed, as the spans of a text hold it. */
export function hashOfValue(bytes: Uint8Array, from: number, to: number): number {
  const end = Math.min(to, from + longestValue) | 0
  let hash = (end - from) ^ 0x811c9dc5
  let at = from | 0
  for (; at + 4 <= end; at += 4) hash = mix(hash, fourBytes(bytes, at))
  let rest = 0
  for (; at < end; at += 1) rest = (rest << 8) | (bytes[at] as number) // at < to
  hash = mix(hash, rest)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  return hash ^ (hash >>> 13)
}

const mix = (hash: number, word: number): number => {
  const mixed = Math.imul(hash ^ word, 0x01000193)
  return mixed ^ (mixed >>> 15)
}

/** Within the bytes. */
const fourBytes = (bytes: Uint8Array, at: number): number =>
  (bytes[at] as number) |
  ((bytes[at + 1] as number) << 8) |
  ((bytes[at + 2] as number) << 16) |
  ((bytes[at + 3] as number) << 24)

const textOf = (bytes: Uint8Array, from: number, to: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('utf8')
