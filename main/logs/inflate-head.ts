import { distancesAt, distanceEntries, lengthEntries, lengthsAt } from './inflate-kernel.ts'
import { buildTable, codeAlphabet, distanceAlphabet, lengthAlphabet } from './inflate-tables.ts'

/** The longest head of a block has 19 lengths of three bits and 316 of seven, and four bytes behind it are looked at. */
export const headBytes = 320

/** Of a block: whether it is the last, the bit behind its head, and how many bytes it holds as they are. Undefined: symbols follow. */
export type BlockHead = {
  readonly isLast: boolean
  readonly bit: number
  readonly stored: number | undefined
}

/** The order in which lengths of codes for lengths come (RFC 1951, 3.2.7). */
const codeOrder = Uint8Array.from([
  16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15,
])
const mostLengths = 286
const mostDistances = 30
const endOfBlock = 256

const fixedLengths = new Uint8Array(288).fill(8).fill(9, 144, 256).fill(7, 256, 280)
const fixedDistances = new Uint8Array(32).fill(5)

/** Reads heads of blocks in the memory of a kernel, and fills its tables. */
export class HeadReader {
  readonly #view: DataView
  readonly #lengthTable: Int32Array
  readonly #distanceTable: Int32Array
  readonly #codeTable = new Int32Array(1 << codeAlphabet.rootBits)
  readonly #codeLengths = new Uint8Array(codeOrder.length)
  readonly #lengths = new Uint8Array(mostLengths + mostDistances)
  #bit = 0

  constructor(memory: ArrayBuffer) {
    this.#view = new DataView(memory)
    this.#lengthTable = new Int32Array(memory, lengthsAt, lengthEntries)
    this.#distanceTable = new Int32Array(memory, distancesAt, distanceEntries)
  }

  /** The head that begins at this bit of the memory. Undefined: it is damaged. */
  read(bit: number): BlockHead | undefined {
    this.#bit = bit
    const isLast = this.#take(1) === 1
    const kind = this.#take(2)
    if (kind === 0) {
      const at = Math.ceil(this.#bit / 8)
      const stored = this.#view.getUint16(at, true)
      const isSure = this.#view.getUint16(at + 2, true) === (stored ^ 0xffff)
      return isSure ? { isLast, bit: 8 * (at + 4), stored } : undefined
    }
    const isRight =
      kind === 1 ? this.#build(fixedLengths, fixedDistances) : kind === 2 && this.#readCodes()
    return isRight ? { isLast, bit: this.#bit, stored: undefined } : undefined
  }

  #readCodes(): boolean {
    const lengths = 257 + this.#take(5)
    const distances = 1 + this.#take(5)
    const codes = 4 + this.#take(4)
    if (lengths > mostLengths || distances > mostDistances) return false
    this.#codeLengths.fill(0)
    for (const symbol of codeOrder.subarray(0, codes)) this.#codeLengths[symbol] = this.#take(3)
    return (
      buildTable(this.#codeTable, codeAlphabet, this.#codeLengths) &&
      this.#readLengths(lengths + distances) &&
      this.#lengths[endOfBlock] !== 0 &&
      this.#build(
        this.#lengths.subarray(0, lengths),
        this.#lengths.subarray(lengths, lengths + distances),
      )
    )
  }

  #readLengths(count: number): boolean {
    for (let have = 0; have < count;) {
      const entry = this.#codeTable[this.#peek() & (this.#codeTable.length - 1)] ?? 0
      this.#bit += entry & 63
      const symbol = entry >> 16
      if (symbol < 16) {
        this.#lengths[have] = symbol
        have += 1
        continue
      }
      if (symbol === 16 && have === 0) return false
      const value = symbol === 16 ? (this.#lengths[have - 1] ?? 0) : 0
      const times =
        symbol === 16 ? 3 + this.#take(2) : symbol === 17 ? 3 + this.#take(3) : 11 + this.#take(7)
      if (have + times > count) return false
      this.#lengths.fill(value, have, have + times)
      have += times
    }
    return true
  }

  #build(lengths: Uint8Array, distances: Uint8Array): boolean {
    return (
      buildTable(this.#lengthTable, lengthAlphabet, lengths) &&
      buildTable(this.#distanceTable, distanceAlphabet, distances)
    )
  }

  /** At least 25 bits. */
  #peek(): number {
    return this.#view.getUint32(this.#bit >> 3, true) >>> (this.#bit & 7)
  }

  #take(count: number): number {
    const bits = this.#peek() & ((1 << count) - 1)
    this.#bit += count
    return bits
  }
}
