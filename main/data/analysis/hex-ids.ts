/**
 * Ids in hexadecimal digits (Call-ID, h323-conf-id, tags of SIP): words of `0-9a-f` with letters and digits among them. Two texts that
 * differ in such ids only have one level and one mask, with values at the same places, as two that differ in their digits have.
 */

/** 0: no letter and no digit, 1: digit, 2: a to f, 4: any other letter. */
export const alphabet: Uint8Array = makeAlphabet()

const leastBytes = 4
/** Digits and letters, and none of the other letters. */
const idKinds = 1 | 2

/** Where the first id in bytes[from, to) ends; it begins where its letters and digits do. 0: there is none. */
export function idEnd(bytes: Uint8Array, from: number, to: number): number {
  for (let at = from; at < to; at += 1) {
    let kind = alphabet[bytes[at] as number] as number // at < to; the table has every byte
    if (kind === 0) continue
    const start = at
    let seen = 0
    while (kind !== 0) {
      seen |= kind
      at += 1
      kind = at < to ? (alphabet[bytes[at] as number] as number) : 0 // as above
    }
    if (seen === idKinds && at - start >= leastBytes && !isNumbered(bytes, start, at)) return at
  }
  return 0
}

/** `abc12` is a name with a number behind it (mask-words.ts). */
function isNumbered(bytes: Uint8Array, from: number, to: number): boolean {
  let at = from
  while (at < to && alphabet[bytes[at] ?? 0] === 2) at += 1
  return at - from >= 2 && to - at <= 3 && onlyDigits(bytes, at, to)
}

function onlyDigits(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) if (alphabet[bytes[at] ?? 0] !== 1) return false
  return true
}

function makeAlphabet(): Uint8Array {
  const table = new Uint8Array(256)
  for (let i = 0; i < 10; i += 1) table[0x30 + i] = 1
  for (let i = 0; i < 26; i += 1) {
    table[0x41 + i] = 4
    table[0x61 + i] = i < 6 ? 2 : 4
  }
  return table
}
