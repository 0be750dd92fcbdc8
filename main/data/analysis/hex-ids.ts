/**
 * Ids in hexadecimal digits (Call-ID, h323-conf-id, tags of SIP): words of `0-9a-f` with letters and digits among them. Two texts that
 * differ in such ids only have one level and one mask, with values at the same places, as two that differ in their digits have.
 */

/** 0: no letter and no digit, 1: digit, 2: a to f, 3: any other letter. */
export const alphabet: Uint8Array = makeAlphabet()

const leastBytes = 4

/**
 * Where the word of letters and digits ends that begins at `from`; below zero, and that end negated, where it is no id: `abc12` is a name
 * with a number behind it (mask-words.ts).
 */
export function idEnd(bytes: Uint8Array, from: number, to: number): number {
  let seen = 0
  let letters = 0
  let at = from
  for (; at < to; at += 1) {
    const kind = alphabet[bytes[at] as number] as number // at < to; the table has every byte
    if (kind === 0) break
    if (kind === 2 && letters === at - from) letters += 1
    seen |= 1 << kind
  }
  if (seen !== idKinds || at - from < leastBytes) return -at
  return letters >= 2 && at - from - letters <= 3 && onlyDigits(bytes, from + letters, at)
    ? -at
    : at
}
const idKinds = (1 << 1) | (1 << 2)

/** Is one of the words an id? */
export function hasId(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) {
    if (alphabet[bytes[at] ?? 0] === 0) continue
    const end = idEnd(bytes, at, to)
    if (end > 0) return true
    at = -end
  }
  return false
}

function onlyDigits(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) if (alphabet[bytes[at] ?? 0] !== 1) return false
  return true
}

function makeAlphabet(): Uint8Array {
  const table = new Uint8Array(256)
  for (let i = 0; i < 10; i += 1) table[0x30 + i] = 1
  for (let i = 0; i < 26; i += 1) {
    table[0x41 + i] = 3
    table[0x61 + i] = i < 6 ? 2 : 3
  }
  return table
}
