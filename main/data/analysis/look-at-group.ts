import { groupShapes } from '../../../shared/log-rules/groups.ts'
import type { Group } from '../../../shared/log-rules/groups.ts'
import { levelOf } from '../../../shared/log-rules/level.ts'
import { wildcard } from '../../../shared/log-rules/mask-classes.ts'
import type { GroupLook, GroupVariant } from '../../../shared/log-rules/looks.ts'
import { buildTemplates } from '../../../shared/log-rules/templates.ts'
import type { ShapeTally, SideTally } from '../../../shared/log-rules/types.ts'
import type { BatchId } from '../../../shared/domain/ids.ts'
import type { ReadDb } from '../db.ts'
import { readLogPeriods } from '../store/log-periods.ts'
import { isCompared, storedShapes } from './check-batch.ts'
import { readSides } from './check-sides.ts'
import { createCallJoin } from './join-calls.ts'

const mostVariants = 12
const mostValues = 8

/**
 * The particulars of a group that a result leaves out. Templates are built anew from what is stored now; the same text has the same id.
 * Undefined: lines have come since the check and the group has another id now.
 */
export function lookAtGroup(db: ReadDb, batch: BatchId, id: string): GroupLook | undefined {
  const store = readLogPeriods(db)
  const sides = readSides(db, batch)
  if (sides === undefined) return undefined
  const shapes = storedShapes(db, sides, store.reads(), createCallJoin(db)).filter(isCompared)
  const model = buildTemplates(
    shapes.map(({ shape, before, after }) => ({
      shape,
      count: (before?.count ?? 0) + (after?.count ?? 0),
    })),
  )
  const group = groupShapes(shapes, model).find(({ template }) => template.id === id)
  return group === undefined ? undefined : lookOf(group)
}

export function lookOf(group: Group): GroupLook {
  const { before, after, shapes, suspect } = group
  const names = [...new Set([...Object.keys(before.hosts), ...Object.keys(after.hosts)])].sort()
  const variants = shapes
    .map(variantOf)
    .toSorted((a, b) => b.after - a.after || b.before - a.before || (a.text < b.text ? -1 : 1))
  return {
    hosts: names.map((host) => ({
      host,
      before: before.hosts[host] ?? 0,
      after: after.hosts[host] ?? 0,
    })),
    rule: suspect ? 'suspect' : ruleOf(group),
    variants: variants.slice(0, mostVariants),
    moreVariants: Math.max(0, variants.length - mostVariants),
  }
}

/** Of a message without its header: where that does not state the level, the header did. */
function ruleOf({ before, after, level }: Group): GroupLook['rule'] {
  const example = [...after.examples, ...before.examples][0]?.text ?? ''
  const read = levelOf(example)
  return read.level === level ? read.rule : 'header'
}

function variantOf({ shape, codes, before, after }: ShapeTally): GroupVariant {
  const text = shape.replaceAll(wildcard, '<*>')
  return {
    text: codes === undefined || codes === '' ? text : `${text} [${codes}]`,
    before: before?.count ?? 0,
    after: after?.count ?? 0,
    values: valuesOf(before, after),
  }
}

/** Places in which nothing but one value was ever seen tell nothing and are kept all the same: the place is what counts. */
function valuesOf(
  before: SideTally | undefined,
  after: SideTally | undefined,
): GroupVariant['values'] {
  const places = Math.max(before?.values.length ?? 0, after?.values.length ?? 0)
  return Array.from({ length: places }, (_, place) => {
    const all = new Map<string, number>()
    let more = 0
    for (const side of [before, after]) {
      const values = side?.values[place]
      if (values === undefined) continue
      more += values.more
      for (const [value, lines] of Object.entries(values.seen))
        all.set(value, (all.get(value) ?? 0) + lines)
    }
    const seen = [...all].toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    const rest = seen.slice(mostValues).reduce((n, [, lines]) => n + lines, 0)
    return { seen: seen.slice(0, mostValues), more: more + rest }
  })
}
