import { z } from 'zod'
import { matchesAny, Phrase } from './phrase.ts'
import { maskText } from './mask.ts'
import { wildcard } from './mask-classes.ts'
import type { ShapeTally, SideTally } from './types.ts'

/**
 * Known failures and what they mean (resources/log-rules/signatures.yaml). A project may add a file of the same form: its entries
 * come first, and one with a known id replaces ours.
 */

export const Signature = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{1,60}$/, 'use small letters, digits and dashes'),
  /** One of these must be in the text. */
  match: z.array(Phrase).min(1).max(20),
  /** None of these may be. */
  unless: z.array(Phrase).max(20).default([]),
  /** What the line is worth at least, where its program writes failures as information. */
  level: z.enum(['error', 'warning', 'info']).optional(),
  /** `stop`: the batch fails when it is new for a customer of the batch. `look`: a person decides. `note`: only listed. */
  severity: z.enum(['stop', 'look', 'note']),
  meaning: z.string().min(10).max(400),
  advice: z.string().min(10).max(400),
  /** Where the words come from. */
  source: z.string().min(2),
  /** (I) our interpretation, (R) our reconstruction, or the numbered source of the domain dossier. */
  mark: z.string().regex(/^(I|R|S\d+b?)(, (I|R|S\d+b?))*$/, 'write I, R or S with its number'),
})
export type Signature = z.infer<typeof Signature>

/** The project's own first; a later list never overrides an earlier one. */
export function joinSignatures(...lists: readonly (readonly Signature[])[]): readonly Signature[] {
  const seen = new Set<string>()
  return lists.flat().filter(({ id }) => !seen.has(id) && seen.add(id) !== undefined)
}

const severities = ['stop', 'look', 'note'] as const

/** The gravest that matches any of the texts; of equals the first. */
export function signatureOf(
  signatures: readonly Signature[],
  texts: readonly string[],
): Signature | undefined {
  const lower = texts.map((text) => text.toLowerCase())
  let best: Signature | undefined
  for (const signature of signatures) {
    if (best !== undefined && rank(signature) >= rank(best)) continue
    const hit = lower.some(
      (text) => matchesAny(text, signature.match) && !matchesAny(text, signature.unless),
    )
    if (hit) best = signature
  }
  return best
}

/**
 * Which masked texts may show a failure that somebody has to answer for, with one value or another in their places. A phrase of which a
 * mask leaves no words (`h323-return-code = 1`) tells nothing here: it would be in nearly every text.
 */
export function shapesShowing(signatures: readonly Signature[]): (shape: string) => boolean {
  const phrases = signatures
    .filter(({ severity }) => severity !== 'note')
    .flatMap(({ match }) => [...match, ...match.map(maskText).filter(hasWords)])
  return (shape) => matchesAny(shape.toLowerCase(), phrases)
}

const hasWords = (masked: string): boolean => /[a-z]{3}/i.test(masked)

const rank = ({ severity }: Signature): number => severities.indexOf(severity)

/**
 * Texts that stand for a shape: its examples, and the masked text with each value that was seen in its place, since a code such as
 * `h323-return-code = 1` may be a value.
 */
export function textsOf(shape: ShapeTally): readonly string[] {
  const sides = [shape.after, shape.before].filter((side) => side !== undefined)
  const texts = new Set(sides.flatMap((side) => side.examples.map((e) => e.text)))
  texts.add(shape.shape.replaceAll(wildcard, '*'))
  for (const side of sides) for (const text of filled(shape.shape, side)) texts.add(text)
  return [...texts]
}

function filled(shape: string, { values }: SideTally): readonly string[] {
  const parts = shape.split(wildcard)
  // A shape with a trace has more places than values are kept for.
  if (parts.length - 1 < values.length) return []
  return values.flatMap(({ seen }, place) =>
    Object.keys(seen).map((value) =>
      parts.map((part, i) => (i === 0 ? part : `${i - 1 === place ? value : '*'}${part}`)).join(''),
    ),
  )
}
