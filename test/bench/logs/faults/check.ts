import { readFileSync } from 'node:fs'
import { instant } from '../../../../shared/domain/time.ts'
import { compareSides } from '../../../../shared/log-rules/compare.ts'
import { judge } from '../../../../shared/log-rules/judge.ts'
import type { Exposure } from '../../../../shared/log-rules/rates.ts'
import { signFindings } from '../../../../shared/log-rules/sign-findings.ts'
import { parseSignatures } from '../../../../shared/log-rules/signature-file.ts'
import type { Signature } from '../../../../shared/log-rules/signatures.ts'
import { buildTemplates } from '../../../../shared/log-rules/templates.ts'
import type { TemplateModel } from '../../../../shared/log-rules/templates.ts'
import type { LogCheckResult, ShapeTally } from '../../../../shared/log-rules/types.ts'
import { windows } from './background.ts'
import type { FaultWorld } from './world.ts'

/** The check as the product runs it, from tallies on. It is told what an operator knows: the batch, the hosts, the hours. */
export function check(
  world: FaultWorld,
  shapes: readonly ShapeTally[],
  figures: LogCheckResult['figures'],
  gaps: readonly string[] = [],
): { readonly result: LogCheckResult; readonly model: TemplateModel } {
  const model = buildTemplates(
    shapes.map((s) => ({
      shape: s.shape,
      count: (s.before?.count ?? 0) + (s.after?.count ?? 0),
    })),
  )
  const exposure: Exposure = {
    before: exposureOf(world, 'before'),
    after: exposureOf(world, 'after'),
  }
  const compared = compareSides(shapes, model, exposure, { moved: world.moved, windows })
  const findings = signFindings(compared, shapes, model, shipped)
  const result = judge({
    findings,
    moved: world.moved,
    figures,
    exposure,
    gaps,
    hosts: world.hosts.map((host) => host.name),
    signatures: shipped,
    moment: { at: instant(windows.after.to), batch: 1 },
  })
  return { result, model }
}

const exposureOf = (world: FaultWorld, side: 'before' | 'after'): Record<string, number> =>
  Object.fromEntries(world.hosts.map((h) => [h.name, windows[side].to - windows[side].from]))

const shipped: readonly Signature[] = load()

function load(): readonly Signature[] {
  const file = new URL('../../../../resources/log-rules/signatures.yaml', import.meta.url)
  const parsed = parseSignatures(readFileSync(file, 'utf8'), 'signatures.yaml')
  if (!parsed.ok) throw new Error(parsed.problem.message)
  return parsed.value
}

export const plainFigures = (before: number, after: number): LogCheckResult['figures'] => ({
  before: { lines: before, records: before, continuations: 0, refused: 0, bytes: 0 },
  after: { lines: after, records: after, continuations: 0, refused: 0, bytes: 0 },
})
