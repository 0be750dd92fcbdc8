import { isMap, isScalar, LineCounter, parseDocument } from 'yaml'
import type { Document } from 'yaml'
import type { z } from 'zod'
import { bad, ok } from '../base/result.ts'
import type { Result } from '../base/result.ts'
import { problem } from './problems.ts'
import type { Place, Problem } from './problems.ts'

/** A YAML text that could be read, with the place of everything in it, so that a person can put the cursor there. */
export type YamlText = {
  readonly doc: Document
  readonly at: (offset: number) => Place
  /** Place of the value at a path, or of the nearest thing above it: a missing member has no node of its own. */
  readonly placeOf: (path: readonly PropertyKey[]) => Place
  /** Place of a key itself, where the value has no part in the matter. */
  readonly placeOfKey: (path: readonly PropertyKey[], key: string) => Place
}

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
  return ok({
    doc,
    at,
    placeOf: (path) => at(offsetOf(doc, path)),
    placeOfKey: (path, key) => at(offsetOfKey(doc, path, key)),
  })
}

/** A YAML text as a checked value; every message of the problem carries file, line and column. */
export function parseYaml<S extends z.ZodType>(
  text: string,
  file: string,
  schema: S,
): Result<z.output<S>, Problem> {
  const read = readYaml(text, file)
  if (!read.ok) return bad(asProblem(read.problem, file))
  const { doc, placeOf, placeOfKey } = read.value
  const parsed = schema.safeParse(doc.toJS())
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
