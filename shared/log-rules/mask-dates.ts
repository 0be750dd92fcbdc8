import { textOf } from './mask-words.ts'

const day = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*'
const month = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*'
const dateInWords = new RegExp(
  String.raw`(?:${day},? +)?(?:${month} +\d{1,2}|\d{1,2} +${month})(?:,? +\d{4})?` +
    String.raw`(?:,? +\d{1,2}:\d\d(?::\d\d(?:[.,]\d+)?)?)?(?: +[A-Z]{3,4})?(?: +\d{4})?(?![A-Za-z0-9_])`,
  'y',
)
const longestDate = 64

/** `Jul 17 14:02:00`, `Sun, 17 Jul 2005 14:02:00 UTC`: the end of a date in words that begins at `from`, or -1. */
export function dateEnd(bytes: Uint8Array, from: number, to: number): number {
  dateInWords.lastIndex = 0
  const found = dateInWords.exec(textOf(bytes, from, Math.min(to, from + longestDate)))
  return found === null ? -1 : from + found[0].length
}

const slot = (a: number, b: number, c: number): number =>
  ((a & 31) << 10) | ((b & 31) << 5) | (c & 31)
const names = new Uint8Array(32_768)
for (const name of 'Mon Tue Wed Thu Fri Sat Sun Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(
  ' ',
))
  names[slot(name.charCodeAt(0), name.charCodeAt(1), name.charCodeAt(2))] = 1

/** May a month or a day of the week begin here? Cheap, so that the expression above is asked rarely. */
export const beginsDate = (bytes: Uint8Array, from: number): boolean =>
  names[slot(bytes[from] ?? 0, bytes[from + 1] ?? 0, bytes[from + 2] ?? 0)] === 1
