import { wildcard } from './mask-classes.ts'

/**
 * Numbers that are words: `cause 38` and `cause 16` are two messages, although a mask makes them one. Codes are kept beside the masked
 * text, so that a code never seen before is seen. At most four a text, in the first KiB.
 */
const announced = String.raw`\b(cause|code|status|errno|reason|response|reply|rcode|exit|signal|sqlstate|q\.850)(?:[ _-](?:code|status))?["']?\s*(?:[=:]|is)?\s*["'(<]?`
const code = new RegExp(String.raw`${announced}(\d{1,4})(?![\w.:-]*\d)`, 'gi')

/** `cause 38`, several separated by commas; empty where there is none. */
export function codesOf(text: string): string {
  const head = text.length > 1024 ? text.slice(0, 1024) : text
  const found: string[] = []
  for (const [, word = '', value = ''] of head.matchAll(code)) {
    found.push(`${word.toLowerCase()} ${value}`)
    if (found.length === 4) break
  }
  return found.join(', ')
}

export type CodePlace = { readonly word: string; readonly place: number }

const codeInShape = new RegExp(`${announced}${wildcard}`, 'gi')

/**
 * Which wildcards of a masked text (counted from 0) hold codes: looked up once for a shape, so that reading the codes of its many records
 * costs next to nothing. The same four as codesOf finds.
 */
export function codePlacesOf(shape: string): readonly CodePlace[] {
  const head = shape.length > 1024 ? shape.slice(0, 1024) : shape
  const found: CodePlace[] = []
  for (const match of head.matchAll(codeInShape)) {
    const before = head.slice(0, match.index + match[0].length)
    found.push({ word: (match[1] ?? '').toLowerCase(), place: before.split(wildcard).length - 2 })
    if (found.length === 4) break
  }
  return found
}

/** The codes of one record of the shape: `valueAt` gives what stood at a wildcard. */
export const codesAt = (
  places: readonly CodePlace[],
  valueAt: (place: CodePlace) => string,
): string =>
  places
    .flatMap((place) => {
      const value = valueAt(place)
      return /^\d{1,4}$/.test(value) ? [`${place.word} ${value}`] : []
    })
    .join(', ')

/** With the status of an answer that refused, which is a code beside those of the text; undefined and 0 for none. */
export function withRefusal(codes: string, status: number | undefined): string {
  if (status === undefined || status === 0) return codes
  return codes === '' ? `answer ${status}` : `${codes}, answer ${status}`
}

export const hasRefusal = (codes: string): boolean => withoutRefusal(codes) !== codes

/** What the text itself says: one more status of a web server's answers is no surprise. */
export const withoutRefusal = (codes: string): string =>
  codes.startsWith('answer ') ? '' : codes.replace(/, answer \d+$/, '')
