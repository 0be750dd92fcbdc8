import { z } from 'zod'

/**
 * What a rule may look for: plain words in their order, `*` for anything between them, case ignored. Not a regular expression: it is
 * found in one pass over the text, so that no rule of a user can hang the check.
 */

/** Why a phrase is refused, or undefined. */
export function phraseFault(phrase: string): string | undefined {
  if (/[^\S ]/.test(phrase)) return 'a phrase has no line breaks or tabs'
  if (phrase.split('*').length > 9) return 'a phrase has at most eight *'
  if (phrase.replace(/[*\s]/g, '').length < 3) return 'a phrase has at least three characters'
  if (/\\[dwsbDWSB]|\.\*|\.\+|\[\^|\(\?/.test(phrase))
    return 'this looks like a regular expression: write plain words, with * for anything between'
  return undefined
}

/** A phrase as a file or a person gives it. */
export const Phrase = z
  .string()
  .min(3)
  .max(200)
  .superRefine((text, context) => {
    const fault = phraseFault(text)
    if (fault !== undefined) context.addIssue({ code: 'custom', message: fault })
  })

/** `text` in small letters. Pieces are whole words at their ends: `code = 1` is not found in `code = 11`. */
export function matchesPhrase(text: string, phrase: string): boolean {
  let from = 0
  for (const piece of phrase.toLowerCase().split('*')) {
    if (piece.trim() === '') continue
    const at = findPiece(text, piece, from)
    if (at < 0) return false
    from = at + piece.length
  }
  return true
}

export const matchesAny = (text: string, phrases: readonly string[]): boolean =>
  phrases.some((phrase) => matchesPhrase(text, phrase))

function findPiece(text: string, piece: string, from: number): number {
  for (let at = text.indexOf(piece, from); at >= 0; at = text.indexOf(piece, at + 1))
    if (isEdge(text, at - 1, at) && isEdge(text, at + piece.length - 1, at + piece.length))
      return at
  return -1
}

/** Not in the middle of a word. */
const isEdge = (text: string, left: number, right: number): boolean =>
  !(isWordChar(text.charCodeAt(left)) && isWordChar(text.charCodeAt(right)))

const isWordChar = (c: number): boolean =>
  (c >= 97 && c <= 122) || (c >= 48 && c <= 57) || c === 95 || c > 127
