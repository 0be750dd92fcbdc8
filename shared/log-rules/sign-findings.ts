import { isTrouble } from './comparison.ts'
import type { TemplateLookup } from './groups.ts'
import type { Level } from './level.ts'
import { signatureOf, textsOf } from './signatures.ts'
import type { Signature } from './signatures.ts'
import type { GroupFinding, ShapeTally } from './types.ts'

const order = ['error', 'warning', 'info', 'other'] as const

/** Never lighter than the line's own level: a rule must not turn an error into something harmless. */
const graver = (wanted: Level | undefined, own: Level): Level =>
  wanted !== undefined && order.indexOf(wanted) < order.indexOf(own) ? wanted : own

/** Puts the known failure on each group that shows one, and the least level that it gives the line. */
export function signFindings(
  findings: readonly GroupFinding[],
  shapes: readonly ShapeTally[],
  model: TemplateLookup,
  signatures: readonly Signature[],
): readonly GroupFinding[] {
  if (signatures.length === 0) return findings
  // A line of information that is as it was says nothing about the batch, whatever its words, but for whom it is the first.
  const looked = findings.filter(
    (f) => f.verdict !== 'unchanged' || isTrouble(f) || (f.firstFor?.length ?? 0) > 0,
  )
  const wanted = new Set(looked.map((f) => f.template.id))
  const texts = new Map<string, string[]>()
  for (const shape of shapes) {
    const { id } = model.of(shape.shape)
    if (!wanted.has(id)) continue
    const list = texts.get(id)
    if (list === undefined) texts.set(id, [...textsOf(shape)])
    else list.push(...textsOf(shape))
  }
  return findings.map((finding) => {
    if (!wanted.has(finding.template.id)) return finding
    // A group set apart for one word or code is known by its own examples; its shape's values belong to the known message too.
    const own = [...finding.examples.map((e) => e.text), finding.template.text]
    const signature = signatureOf(signatures, [...(texts.get(finding.template.id) ?? []), ...own])
    if (signature === undefined) return finding
    const { id, meaning, advice, mark } = signature
    return {
      ...finding,
      level: graver(signature.level, finding.level),
      signature: { id, meaning, advice, mark },
    }
  })
}
