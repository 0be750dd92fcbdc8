import { batchName } from '../../domain/batch-name.ts'
import { formatLocal, localTimes } from '../wall-clock.ts'
import type { Placement, PlanFacts, PlanFinding, StageSummary } from '../types.ts'
import type { Dated } from './forward-pass.ts'
import type { PlanNode } from './plan-node.ts'
import { correctionFindings, lastSwitchover } from './tasks.ts'
import type { WorkDays } from './work-days.ts'

type Schedule = {
  readonly nodes: readonly PlanNode[]
  readonly dated: ReadonlyMap<string, Dated>
  readonly stages: readonly StageSummary[]
  readonly placement: Placement | undefined
  readonly days: WorkDays
}

const dayMs = 86_400_000

/** What a careful lead would look at in a schedule; nothing here forbids anything. */
export const scheduleFindings = (facts: PlanFacts, schedule: Schedule): readonly PlanFinding[] => [
  // Batches are among the tasks that may be corrected; without a placement they are not there to be found.
  ...(schedule.placement === undefined ? [] : correctionFindings(facts, schedule.nodes)),
  ...analysisFindings(schedule.stages),
  ...soakFindings(facts),
  ...windowFindings(schedule),
  ...(schedule.placement === undefined ? [] : batchFindings(facts, schedule, schedule.placement)),
]

/** The method's range; Panda Telecom needed 7, so a shorter one is no error (domain.md 10.1 row 1). */
function analysisFindings(stages: readonly StageSummary[]): readonly PlanFinding[] {
  const days = stages.find((s) => s.stage === 'analysis')?.businessDays ?? 0
  if (days >= 10 && days <= 20) return []
  return [
    {
      severity: 'warning',
      message:
        days < 10
          ? `The analysis takes ${days} business days; the method asks for at least 10 (Panda Telecom needed 7).`
          : `The analysis takes ${days} business days; the method knows up to 20 for the most complex setups.`,
      where: { task: 'analysis-complete' },
      next: 'Look at the durations of the analysis tasks, or accept it.',
    },
  ]
}

function soakFindings({ spec }: PlanFacts): readonly PlanFinding[] {
  if (spec.soakDays >= 14 && spec.soakDays <= 28) return []
  return [
    {
      severity: spec.soakDays < 14 ? 'warning' : 'note',
      message: `The soak takes ${spec.soakDays} days; the method says 2 to 4 weeks.`,
      where: { task: 'soak' },
      next: 'Change soakDays in the project, or accept it.',
    },
  ]
}

function windowFindings({ dated }: Schedule): readonly PlanFinding[] {
  const findings: PlanFinding[] = []
  const byHour = new Map<string, { titles: string[]; task: string }>()
  for (const { node, slot } of dated.values()) {
    if (slot === undefined) continue
    if (!slot.found)
      findings.push({
        severity: 'error',
        message: `“${node.title}” has no window: ${slot.why}.`,
        where: { task: node.id },
        next: 'Change offPeak or the blackouts; the reasons are listed with the task.',
      })
    if (slot.elsewhere.length === 0) continue
    const hours = slot.elsewhere
      .map(({ environment, local }) => `${local.time} ${local.zone} in ${environment.title}`)
      .join(', ')
    const same = byHour.get(hours) ?? { titles: [], task: node.id }
    same.titles.push(`“${node.title}”`)
    byHour.set(hours, same)
  }
  for (const [hours, { titles, task }] of byHour)
    findings.push({
      severity: 'warning',
      message: `No time is off-peak in every environment: it is ${hours} when ${titles.join(', ')} begin${titles.length === 1 ? 's' : ''}.`,
      where: { task },
      next: 'Agree the hour with both branches, or give the environments a common off-peak window.',
    })
  return findings
}

function batchFindings(
  facts: PlanFacts,
  { dated }: Schedule,
  placement: Placement,
): readonly PlanFinding[] {
  const findings: PlanFinding[] = []
  const clock = localTimes()
  const zone = facts.calendars.office.zone
  const open = [...new Set(placement.unplaced.map((u) => u.batch))]
  if (open.length > 0)
    findings.push({
      severity: 'error',
      message: `${open.length === 1 ? `${batchName(open[0] ?? '')} has` : `${open.length} batches have`} no window that may be used, so the end of the transfer and everything behind it is open; its dates are the earliest possible.`,
      where: { task: 'transfer-complete' },
      next: 'Give them windows: the next free one is named with each.',
    })
  for (const task of dated.values()) {
    const { batch } = task.node
    if (batch === undefined) continue
    if (task.missed === true)
      findings.push({
        severity: 'error',
        message: `${batchName(batch)} missed its window.`,
        where: { batch, task: task.node.id },
        next: 'Catch up: missed windows get new ones, and nothing else moves.',
      })
    else if (task.state === 'open') {
      const before = task.node.after.map((id) => dated.get(id)).filter((t) => t !== undefined)
      // Zones lie up to a day apart: what is less than a day is left to placement, which counts in the batch's own zone.
      const waits = before.find((t) => t.to > task.from + dayMs)
      if (waits !== undefined)
        findings.push({
          // Behind the switchovers only work is missing that nobody has reported.
          severity: dated.get(lastSwitchover)?.state === 'done' ? 'warning' : 'error',
          message: `The window of ${batchName(batch)} opens before “${waits.node.title}” is over, on ${formatLocal(clock(waits.to, zone))}.`,
          where: { batch, task: task.node.id },
          next: 'Report what is done, or give the batch a later window.',
        })
    }
  }
  return findings
}
