import { isClosedSet, isWord } from './closed-set.ts'
import { withoutRefusal } from './codes.ts'
import { wildcard } from './mask-classes.ts'
import { mergeTallies } from './merged-tally.ts'
import type { MergedTally } from './merged-tally.ts'
import { stableId } from './stable-id.ts'
import type { Level } from './level.ts'
import type { ShapeTally, Template } from './types.ts'

/** What the comparison needs of a template model. */
export type TemplateLookup = {
  readonly of: (shape: string) => Template
  /** What a shape has in the places where its template has wildcards. */
  readonly wordsOf: (shape: string) => readonly string[]
}

/** Why a part of a known template stands apart as new. */
export type Surprise =
  | { readonly kind: 'word'; readonly word: string; readonly known: readonly string[] }
  | { readonly kind: 'code'; readonly code: string; readonly known: readonly string[] }

export type Group = {
  readonly template: Template
  readonly shapes: readonly ShapeTally[]
  readonly level: Level
  readonly suspect: boolean
  readonly before: MergedTally
  readonly after: MergedTally
  readonly surprise?: Surprise
}

const levels: readonly Level[] = ['error', 'warning', 'info', 'other']

/**
 * Shapes by template. A shape that came only after, and holds a word where its template never had one (or never that one of a few),
 * makes a group of its own: a new message must not vanish in an old template that is too general. So does a code never seen before.
 */
export function groupShapes(shapes: readonly ShapeTally[], model: TemplateLookup): Group[] {
  const byTemplate = new Map<string, { template: Template; shapes: ShapeTally[] }>()
  for (const shape of sorted(shapes)) {
    const template = model.of(shape.shape)
    const entry = byTemplate.get(template.id)
    if (entry === undefined) byTemplate.set(template.id, { template, shapes: [shape] })
    else entry.shapes.push(shape)
  }
  return [...byTemplate.values()].flatMap(({ template, shapes }) =>
    byTrouble(template, shapes).flatMap((part) => splitGroup(part.template, part.shapes, model)),
  )
}

/** A word of trouble in the text is part of the text already. */
const troubleOf = ({ level }: Pick<ShapeTally, 'level'>): string =>
  level === 'error' || level === 'warning' ? level : 'calm'

/**
 * What one text says as an error and as information are two messages: a request that fails for the first time, or more often, must not
 * vanish among those that succeed. Their ids do not depend on each other: who answers for the warning in the noise ledger has said nothing
 * of the error that follows.
 */
function byTrouble(
  template: Template,
  shapes: readonly ShapeTally[],
): readonly { readonly template: Template; readonly shapes: readonly ShapeTally[] }[] {
  return ['error', 'warning', 'calm']
    .map((trouble) => ({ trouble, shapes: shapes.filter((s) => troubleOf(s) === trouble) }))
    .filter((part) => part.shapes.length > 0)
    .map(({ trouble, shapes }) => ({
      shapes,
      template:
        trouble === 'error'
          ? template
          : { ...template, id: stableId(`${template.text}\u0002${trouble}`) },
    }))
}

/** What a tally counts by. */
export const shapeKey = ({
  shape,
  codes,
  level,
}: Pick<ShapeTally, 'shape' | 'codes' | 'level'>): string =>
  `${shape}\u0002${codes ?? ''}\u0002${level}`

const sorted = (shapes: readonly ShapeTally[]): readonly ShapeTally[] =>
  shapes
    .map((shape) => ({ shape, key: `${shapeKey(shape)}${shape.suspect ? 1 : 0}` }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ shape }) => shape)

function splitGroup(
  template: Template,
  shapes: readonly ShapeTally[],
  model: TemplateLookup,
): Group[] {
  const known = shapes.filter((shape) => (shape.before?.count ?? 0) > 0)
  const fresh = shapes.filter((shape) => (shape.before?.count ?? 0) === 0)
  if (known.length === 0 || fresh.length === 0) return [groupOf(template, shapes)]
  const held = wordsHeld(model, known)
  const apart = new Map<string, { surprise: Surprise; shapes: ShapeTally[] }>()
  const rest = [...known]
  for (const shape of fresh) {
    const surprise = codeSurprise(shape, known) ?? wordSurprise(model, shape, held)
    if (surprise === undefined) {
      rest.push(shape)
      continue
    }
    const text =
      surprise.kind === 'word'
        ? shape.shape.replaceAll(wildcard, '<*>')
        : `${template.text} [${surprise.code}]`
    const entry = apart.get(text)
    if (entry === undefined) apart.set(text, { surprise, shapes: [shape] })
    else entry.shapes.push(shape)
  }
  return [
    groupOf(template, rest),
    ...[...apart].map(([text, { surprise, shapes }]) =>
      groupOf({ id: stableId(text), text }, shapes, surprise),
    ),
  ]
}

const mostCodes = 32

/** Shapes of a group by their codes; none where these are the same everywhere, or too many to be words. */
export function shapesByCode({ shapes }: Group): ReadonlyMap<string, readonly ShapeTally[]> {
  const byCode = new Map<string, ShapeTally[]>()
  for (const shape of shapes) {
    const same = byCode.get(shape.codes ?? '')
    if (same === undefined) byCode.set(shape.codes ?? '', [shape])
    else same.push(shape)
  }
  return byCode.size < 2 || byCode.size > mostCodes ? new Map() : byCode
}

export const partsByCode = (group: Group): readonly (Group & { readonly codes: string })[] =>
  [...shapesByCode(group)].map(([codes, shapes]) => ({ ...groupOf(group.template, shapes), codes }))

function groupOf(template: Template, shapes: readonly ShapeTally[], surprise?: Surprise): Group {
  return {
    template,
    shapes,
    level: levels.find((level) => shapes.some((s) => s.level === level)) ?? 'other',
    suspect: shapes.some((s) => s.suspect),
    before: mergeTallies(shapes.map((s) => s.before)),
    after: mergeTallies(shapes.map((s) => s.after)),
    ...(surprise === undefined ? {} : { surprise }),
  }
}

type Held = { readonly words: Map<string, number>; others: number }

function wordsHeld(model: TemplateLookup, known: readonly ShapeTally[]): readonly Held[] {
  const held: Held[] = []
  for (const shape of known) {
    const count = shape.before?.count ?? 0
    model.wordsOf(shape.shape).forEach((place, i) => {
      const here = (held[i] ??= { words: new Map(), others: 0 })
      if (isWord(place)) here.words.set(place, (here.words.get(place) ?? 0) + count)
      else here.others += count
    })
  }
  return held
}

/** Numbers that a place must have held before a word in it is a surprise. */
const leastNumbers = 20

function wordSurprise(
  model: TemplateLookup,
  shape: ShapeTally,
  held: readonly Held[],
): Surprise | undefined {
  for (const [i, word] of model.wordsOf(shape.shape).entries()) {
    const here = held[i]
    if (here === undefined || !isWord(word) || here.words.has(word)) continue
    const onlyNumbers = here.words.size === 0 && here.others >= leastNumbers
    if (onlyNumbers || isClosedSet(here.words))
      return { kind: 'word', word: word.replaceAll(wildcard, '<*>'), known: topOf(here.words) }
  }
  return undefined
}

function codeSurprise(shape: ShapeTally, known: readonly ShapeTally[]): Surprise | undefined {
  const codes = withoutRefusal(shape.codes ?? '')
  if (codes === '') return undefined
  const seen = new Map<string, number>()
  for (const other of known)
    if (other.shape === shape.shape && other.codes !== undefined) {
      const own = withoutRefusal(other.codes)
      seen.set(own, (seen.get(own) ?? 0) + (other.before?.count ?? 0))
    }
  return !seen.has(codes) && isClosedSet(seen)
    ? { kind: 'code', code: codes, known: topOf(seen) }
    : undefined
}

const topOf = (seen: ReadonlyMap<string, number>): readonly string[] =>
  [...seen]
    .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
    .slice(0, 4)
    .map(([word]) => word.replaceAll(wildcard, '<*>'))
