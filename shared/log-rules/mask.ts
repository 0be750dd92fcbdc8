import { Masker, maskedBytes } from './masker.ts'
import { readUtf8, writeUtf8 } from './utf8.ts'

export { wildcard } from './mask-classes.ts'

const input = new Uint8Array(maskedBytes)
const masker = new Masker()

/**
 * The canonical text of a message: equal messages with other values have the same. `<*>` of people is the character
 * U+0001 here. At most 8 KiB of the text count.
 */
export function maskText(text: string): string {
  const length = writeUtf8(text, input)
  masker.mask(input, 0, length)
  return readUtf8(masker.out, 0, masker.length)
}

/** For people: wildcards as `<*>`. */
export const readable = (shape: string): string => shape.replaceAll('\u0001', '<*>')
