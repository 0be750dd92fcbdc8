/** What a byte may be in a log text. Bits, so that a word's kinds can be gathered with one OR a byte. */
export const isLetter = 1
export const isDigit = 2
export const isHex = 4
/** Stands between words: blanks and `= : , ; ( ) [ ] { } < > " ' |`. */
export const isSeparator = 8
export const isBlank = 16
/** Stands between the members of a list: blanks, comma, colon. */
export const isListSeparator = 32
export const isUpper = 64
/** None of letter, digit or separator: `- _ . / \ @ # ~ $ % & * + ! ? ^` and all bytes above ASCII. */
export const isMark = 128

/** The character that stands for a value in a masked text. It cannot come from a log: there it counts as a blank. */
export const wildcard = '\u0001'
export const wildcardByte = 1

/** Kinds by byte value. */
export const kinds: Uint8Array = makeKinds()

function makeKinds(): Uint8Array {
  const table = new Uint8Array(256).fill(isMark)
  table.fill(isSeparator | isBlank | isListSeparator, 0, 0x21)
  for (const text of '=;()[]{}<>"\'|') table[text.charCodeAt(0)] = isSeparator
  for (const text of ',:') table[text.charCodeAt(0)] = isSeparator | isListSeparator
  for (let i = 0; i < 10; i += 1) table[0x30 + i] = isDigit | isHex
  for (let i = 0; i < 26; i += 1) {
    table[0x41 + i] = isLetter | isUpper | (i < 6 ? isHex : 0)
    table[0x61 + i] = isLetter | (i < 6 ? isHex : 0)
  }
  return table
}

export const kindOf = (byte: number | undefined): number => kinds[byte ?? 0] ?? 0
