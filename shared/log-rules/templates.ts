import { wildcard } from './mask-classes.ts'
import { mergeShapes } from './merge-shapes.ts'
import { readable } from './mask.ts'
import { stableId } from './stable-id.ts'
import { joinTokens, tokensOf } from './tokens.ts'
import type { Template } from './types.ts'

/** Texts beyond this many different ones share one template that says so. */
export const maxShapes = 100_000

export type TemplateModel = {
  /** The template of a masked text. One that the model was not built with has its own text as template. */
  of(shape: string): Template
  /** The masked texts that a template took in, sorted. */
  shapesOf(id: string): readonly string[]
  /**
   * The words of a masked text that stand in the places where its template has wildcards, `\u0001` for a value. A word that
   * no text of the baseline had there is news, even though the template is old.
   */
  wordsOf(shape: string): readonly string[]
  /** Every template once, sorted by id. */
  readonly templates: readonly Template[]
  /** How many texts went into the one template for those beyond the limit. */
  readonly overflow: number
}

/**
 * Finds the templates of a set of masked texts. The answer depends on the set alone: neither on the order nor on the counts.
 * More than `limit` different texts are not compared: those with the highest hashes share one template.
 */
export function buildTemplates(
  shapes: Iterable<{ readonly shape: string; readonly count: number }>,
  limit: number = maxShapes,
): TemplateModel {
  const all = [...new Set([...shapes].map(({ shape }) => shape))]
  const { kept, rest } = withinLimit(all, limit)
  const byShape = new Map<string, Known>()
  const byId = new Map<string, Family>()

  function take(shape: string, tokens: readonly string[], text: string): void {
    const readableText = readable(text)
    const template = byId.get(stableId(readableText))?.template ?? {
      id: stableId(readableText),
      text: readableText,
    }
    const family = byId.get(template.id) ?? { template, shapes: [] }
    byId.set(template.id, family)
    family.shapes.push(shape)
    byShape.set(shape, { template, tokens })
  }

  for (const group of mergeShapes(kept.map(tokensOf)))
    for (const index of group.members)
      take(kept[index] ?? '', group.tokens, joinTokens(group.tokens))
  const over = `${wildcard} (one of more than ${limit} different texts)`
  for (const shape of rest) take(shape, [wildcard], over)
  for (const family of byId.values()) family.shapes.sort()

  return {
    of: (shape) => byShape.get(shape)?.template ?? own(shape),
    shapesOf: (id) => byId.get(id)?.shapes ?? [],
    wordsOf(shape) {
      const template = byShape.get(shape)?.tokens ?? []
      const tokens = tokensOf(shape)
      return tokens.length === template.length
        ? tokens.filter((_, i) => template[i] === wildcard)
        : [shape]
    },
    templates: [...byId.values()]
      .map(({ template }) => template)
      .sort((a, b) => (a.id < b.id ? -1 : 1)),
    overflow: rest.length,
  }
}

type Known = { readonly template: Template; readonly tokens: readonly string[] }
type Family = { readonly template: Template; readonly shapes: string[] }

function own(shape: string): Template {
  const text = readable(shape)
  return { id: stableId(text), text }
}

function withinLimit(shapes: string[], limit: number): { kept: string[]; rest: string[] } {
  if (shapes.length <= limit) return { kept: shapes, rest: [] }
  const sorted = shapes
    .map((shape) => ({ shape, id: stableId(shape) }))
    .sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : a.shape < b.shape ? -1 : 1))
    .map(({ shape }) => shape)
  return { kept: sorted.slice(0, limit), rest: sorted.slice(limit) }
}
