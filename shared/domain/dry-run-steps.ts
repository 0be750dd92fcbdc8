import { z } from 'zod'
import { DryRunLine } from './live-run.ts'
import type { DryRunReport } from './live-run.ts'

/** A dry run step by step: what a person reads of twenty customers, and what is kept with a run to be laid beside it. */
export const DryRunStep = z.object({
  step: z.string(),
  title: z.string(),
  hosts: z.array(z.string()),
  effect: z.string(),
  members: z.number().int(),
  /** How many members' probes say what. */
  probes: z.partialRecord(DryRunLine.shape.probe, z.number().int()),
  /** One command as an example of all of them. */
  command: z.string(),
  details: z.array(z.string()),
  /** Longest prediction of a member, ms. */
  predictedMs: z.number().optional(),
})
export type DryRunStep = z.infer<typeof DryRunStep>

/** Content of the evidence `dryRunTitle`. */
export const DryRunEvidence = z.object({
  at: z.number(),
  members: z.number().int(),
  notPredicted: z.number().int(),
  steps: z.array(DryRunStep),
})
export type DryRunEvidence = z.infer<typeof DryRunEvidence>

/** Title of the evidence that is kept with a run whose dry run was looked at before. */
export const dryRunTitle = 'dry run before the start'

export function dryRunSteps({ lines }: DryRunReport): readonly DryRunStep[] {
  const steps = new Map<string, DryRunLine[]>()
  for (const line of lines) {
    const group = steps.get(line.step)
    if (group === undefined) steps.set(line.step, [line])
    else group.push(line)
  }
  return [...steps].map(([step, group]) => {
    const probes: Partial<Record<DryRunLine['probe'], number>> = {}
    for (const { probe } of uniqueOf(group)) probes[probe] = (probes[probe] ?? 0) + 1
    const predicted = group.flatMap(({ predictedMs }) => predictedMs ?? [])
    return {
      step,
      title: group[0]?.title ?? step,
      hosts: [...new Set(group.map(({ host }) => host))],
      effect: group[0]?.effect ?? '',
      members: new Set(group.map(({ member }) => member)).size,
      probes,
      command: group[0]?.command ?? '',
      details: [...new Set(group.flatMap(({ detail }) => detail ?? []))].slice(0, 3),
      ...(predicted.length === 0 ? {} : { predictedMs: Math.max(...predicted) }),
    }
  })
}

/** One line for each answer of a member: one that is probed on several hosts is still one member. */
const uniqueOf = (lines: readonly DryRunLine[]): readonly DryRunLine[] => [
  ...new Map(lines.map((line) => [`${line.probe} ${line.member}`, line])).values(),
]
