/** Streams of RFC 1951 written by hand, bit by bit, as no packer would write them. */
export class DeflateBits {
  readonly #bits: number[] = []

  /** A number, its lowest bit first. */
  number(value: number, count: number): this {
    for (let i = 0; i < count; i += 1) this.#bits.push((value >> i) & 1)
    return this
  }

  /** A code, its highest bit first. */
  code(value: number, count: number): this {
    for (let i = count - 1; i >= 0; i -= 1) this.#bits.push((value >> i) & 1)
    return this
  }

  head(kind: number, isLast = true): this {
    return this.number(isLast ? 1 : 0, 1).number(kind, 2)
  }

  /** Of a block with codes of its own: how many there are of each, then the lengths of the codes for lengths, in their order in the stream. */
  counts(lengths: number, distances: number, codes: readonly number[]): this {
    this.number(lengths - 257, 5)
      .number(distances - 1, 5)
      .number(codes.length - 4, 4)
    for (const length of codes) this.number(length, 3)
    return this
  }

  /** A whole head of a block with these lengths of codes. */
  dynamic(lengths: readonly number[], distances: readonly number[]): this {
    this.head(2).counts(lengths.length, distances.length, evenCodes)
    return this.lengths([...lengths, ...distances])
  }

  lengths(lengths: readonly number[]): this {
    for (const length of lengths) this.length(length)
    return this
  }

  /** 0 to 15, or 16 to repeat the last one, under `evenCodes`. */
  length(symbol: number): this {
    return symbol < 15 ? this.code(symbol, 4) : this.code(symbol + 15, 5)
  }

  /** A symbol of a block with fixed codes. */
  fixed(symbol: number): this {
    if (symbol < 144) return this.code(0x30 + symbol, 8)
    if (symbol < 256) return this.code(0x190 + symbol - 144, 9)
    return symbol < 280 ? this.code(symbol - 256, 7) : this.code(0xc0 + symbol - 280, 8)
  }

  /** Up to the next whole byte. */
  align(): this {
    return this.number(0, (8 - (this.#bits.length % 8)) % 8)
  }

  stored(bytes: readonly number[]): this {
    for (const byte of bytes) this.number(byte & 255, 8)
    return this
  }

  bytes(): Uint8Array {
    const made = new Uint8Array(Math.ceil(this.#bits.length / 8))
    for (const [at, bit] of this.#bits.entries())
      made[at >> 3] = (made[at >> 3] ?? 0) | (bit << (at & 7))
    return made
  }
}

/** Lengths 0 to 14 have codes of four bits, 15 and 16 of five: in the order of the stream, 16 17 18 0 8 7 9 6 10 5 11 4 12 3 13 2 14 1 15. */
export const evenCodes = [5, 0, 0, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 5]

/** Lengths of codes: of so many symbols, all 0 but for these. */
export function lengthsOf(count: number, some: Readonly<Record<number, number>>): number[] {
  return Array.from({ length: count }, (_, symbol) => some[symbol] ?? 0)
}
