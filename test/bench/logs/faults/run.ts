import { seededChance } from '../../../../resources/samples/chance.ts'
import { createDirectory } from '../../../../shared/log-rules/directory.ts'
import { groupShapes, shapeKey } from '../../../../shared/log-rules/groups.ts'
import type { TemplateLookup } from '../../../../shared/log-rules/groups.ts'
import type { LogCheckResult, ShapeTally } from '../../../../shared/log-rules/types.ts'
import { check, plainFigures } from './check.ts'
import type { FaultTruth } from './truth.ts'
import { recordOf, scenario } from './records.ts'
import type { Scenario } from './records.ts'
import { score } from './score.ts'
import type { LinesOf, Score } from './score.ts'
import { plainTally } from './tally.ts'

export type RunOptions = {
  readonly chosen?: (truth: Omit<FaultTruth, 'customers'>) => boolean
  /** The same events in another order, as when hosts answer in another order. */
  readonly shuffle?: number
  readonly gaps?: readonly string[]
}

export type FaultRun = {
  readonly scenario: Scenario
  readonly result: LogCheckResult
  readonly score: Score
}

/** One batch, from records on: the reading of bytes is left out. */
export function runRecords(seed: number, options: RunOptions = {}): FaultRun {
  const made = scenario(seed, options.chosen)
  const { world, truths } = made
  const events =
    options.shuffle === undefined
      ? made.events
      : seededChance(options.shuffle).shuffled(made.events)
  const tally = plainTally(createDirectory(world.directory))
  const faultLines = new Map<string, Map<string, number>>()
  let before = 0
  for (const event of events) {
    const key = tally.add(recordOf(event), event.side)
    if (event.side === 'before') before++
    else addLine(faultLines, key, event.fault ?? '')
  }
  const shapes = tally.shapes()
  const { result, model } = check(
    world,
    shapes,
    plainFigures(before, events.length - before),
    options.gaps,
  )
  const lines = linesByGroup(shapes, model, faultLines)
  return { scenario: made, result, score: score(truths, result, lines, 'heartbeat of replica') }
}

export function addLine(lines: Map<string, Map<string, number>>, key: string, fault: string): void {
  const counts = lines.get(key) ?? new Map<string, number>()
  counts.set(fault, (counts.get(fault) ?? 0) + 1)
  lines.set(key, counts)
}

/** From shapes to the groups that the comparison made of them. */
export function linesByGroup(
  shapes: readonly ShapeTally[],
  model: TemplateLookup,
  lines: ReadonlyMap<string, ReadonlyMap<string, number>>,
): LinesOf {
  const byGroup = new Map<string, Map<string, number>>()
  for (const group of groupShapes(shapes, model))
    for (const shape of group.shapes)
      for (const [fault, count] of lines.get(shapeKey(shape)) ?? []) {
        const counts = byGroup.get(group.template.id) ?? new Map<string, number>()
        counts.set(fault, (counts.get(fault) ?? 0) + count)
        byGroup.set(group.template.id, counts)
      }
  return byGroup
}
