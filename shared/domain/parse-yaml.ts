import { isMap, isScalar, LineCounter, parseDocument, visit } from 'yaml'
import type { Document } from 'yaml'
import type { z } from 'zod'
import { bad, ok } from '../base/result.ts'
import type { Result } from '../base/result.ts'
import { problem } from './problems.ts'
import type { Place, Problem } from './problems.ts'

/** A YAML text that could be read, with the place of everything in it, so that a person can put the cursor there. */
export type YamlText = {
  readonly doc: Document
  /** What it says, as plain data that no schema has checked yet. */
  readonly value: unknown
  readonly at: (offset: number) => Place
  /** Place of the value at a path, or of the nearest thing above it: a missing member has no node of its own. */
  readonly placeOf: (path: readonly PropertyKey[]) => Place
  /** Place of a key itself, where the value has no part in the matter. */
  readonly placeOfKey: (path: readonly PropertyKey[], key: string) => Place
}

/** A project of hundreds of hosts may name one list for each; what multiplies itself by more was made to harm. */
const maxAliasCount = 10_000

export type YamlFinding = { readonly message: string; readonly where: Place }

/** Reads the text alone. Duplicate keys, anchors to nowhere and warnings are findings. */
export function readYaml(text: string, file: string): Result<YamlText, readonly YamlFinding[]> {
  const lines = new LineCounter()
  const doc = parseDocument(text, { lineCounter: lines, prettyErrors: false, version: '1.2' })
  const at = (offset: number): Place => {
    const { line, col } = lines.linePos(offset)
    return { file, line, column: col }
  }
  const broken = [...doc.errors, ...doc.warnings]
  if (broken.length > 0)
    return bad(
      broken.map((e) => ({
        message: `This is not readable YAML: ${e.message}`,
        where: at(e.pos[0]),
      })),
    )
  const value = plainValue(doc)
  if (!value.ok) {
    const message = `This is not readable YAML: ${value.problem}`
    return bad([{ message, where: at(offsetOfLostAlias(doc)) }])
  }
  return ok({
    doc,
    value: value.value,
    at,
    placeOf: (path) => at(offsetOf(doc, path)),
    placeOfKey: (path, key) => at(offsetOfKey(doc, path, key)),
  })
}

/** The library throws where an alias names nothing, or aliases give too much. */
function plainValue(doc: Document): Result<unknown, string> {
  try {
    return ok(doc.toJS({ maxAliasCount }))
  } catch (error) {
    if (error instanceof ReferenceError) return bad(error.message)
    throw error
  }
}

/** A YAML text as a checked value; every message of the problem carries file, line and column. */
export function parseYaml<S extends z.ZodType>(
  text: string,
  file: string,
  schema: S,
): Result<z.output<S>, Problem> {
  const read = readYaml(text, file)
  if (!read.ok) return bad(asProblem(read.problem, file))
  const { value, placeOf, placeOfKey } = read.value
  const parsed = schema.safeParse(value)
  if (parsed.success) return ok(parsed.data)
  const found = parsed.error.issues.flatMap((issue): YamlFinding[] => {
    const name = issue.path.map(String).join('.')
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => ({
        message: `unknown key "${key}"${name === '' ? '' : ` in ${name}`}`,
        where: placeOfKey(issue.path, key),
      }))
    return [
      {
        message: `${name === '' ? 'the document' : name}: ${issue.message}`,
        where: placeOf(issue.path),
      },
    ]
  })
  return bad(asProblem(found, file))
}

/** Of the first alias whose anchor is not there; 0 when there is none. */
function offsetOfLostAlias(doc: Document): number {
  let found = 0
  visit(doc, {
    Alias(_, alias) {
      if (alias.resolve(doc) !== undefined) return undefined
      found = alias.range?.[0] ?? 0
      return visit.BREAK
    },
  })
  return found
}

function offsetOf(doc: Document, path: readonly PropertyKey[]): number {
  for (let depth = path.length; depth >= 0; depth--) {
    const node: unknown = depth === 0 ? doc.contents : doc.getIn(path.slice(0, depth), true)
    if (typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range))
      return Number(node.range[0])
  }
  return 0
}

function offsetOfKey(doc: Document, path: readonly PropertyKey[], key: string): number {
  const map: unknown = path.length === 0 ? doc.contents : doc.getIn(path, true)
  if (isMap(map))
    for (const pair of map.items)
      if (isScalar(pair.key) && pair.key.value === key && pair.key.range) return pair.key.range[0]
  return offsetOf(doc, path)
}

function asProblem([first, ...more]: readonly YamlFinding[], file: string): Problem {
  return problem('bad-input', first?.message ?? 'not readable', {
    where: first?.where ?? { file },
    ...(more.length === 0 ? {} : { more }),
    safe: 'nothing was changed',
    next: 'correct the file at this place and try again',
  })
}
