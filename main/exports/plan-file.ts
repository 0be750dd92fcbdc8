import { csvText, spreadsheetMark } from '../../shared/base/csv.ts'
import { ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import type { PlanFile } from '../../shared/domain/exports.ts'
import type { Problem } from '../../shared/domain/problems.ts'
import { formatInstant } from '../../shared/domain/time.ts'
import { planIcs } from '../../shared/planner/export/ics.ts'
import { matrixCsv } from '../../shared/planner/export/matrix.ts'
import { noticesCsv } from '../../shared/planner/export/notices.ts'
import type { Plan, PlanFacts } from '../../shared/planner/types.ts'
import type { PlanService } from '../engine.ts'

/** One file of the stored plan as text; a problem while there is no plan. */
export async function planFile(
  plan: Pick<PlanService, 'current' | 'facts'>,
  what: PlanFile,
): Promise<Result<string, Problem>> {
  const current = await plan.current()
  if (!current.ok) return current
  const facts = await plan.facts()
  if (!facts.ok) return facts
  return ok(planTexts[what](facts.value, current.value))
}

/** What a file of a plan holds; facts and plan are of the same moment. */
export const planTexts: Readonly<Record<PlanFile, (facts: PlanFacts, plan: Plan) => string>> = {
  calendar: planIcs,
  matrix: (facts, plan) => spreadsheetMark + matrixCsv(facts, plan),
  notices: (facts, plan) => spreadsheetMark + noticesCsv(facts, plan),
  tasks: (_, plan) => spreadsheetMark + tasksCsv(plan),
}

const columns = [
  'id',
  'stage',
  'kind',
  'title',
  'batch',
  'party',
  'owner',
  'state',
  'from_utc',
  'to_utc',
  'effort_days',
  'slack_days',
  'critical',
  'baseline_from_utc',
  'baseline_to_utc',
  'actual_from_utc',
  'actual_to_utc',
  'late_days',
  'late_cause',
  'due',
  'customers',
  'source',
] as const

/** Every task of the schedule, then the work by hand for customers of batches, in order of time. */
function tasksCsv({ schedule, handWork }: Plan): string {
  const tasks = schedule.tasks.map((task) => [
    task.id,
    task.stage,
    task.kind,
    task.title,
    task.batch ?? '',
    task.party,
    task.owner ?? '',
    task.state,
    formatInstant(task.from),
    formatInstant(task.to),
    String(task.effortDays),
    String(task.slackDays),
    task.critical ? 'yes' : 'no',
    iso(task.baseline?.from),
    iso(task.baseline?.to),
    iso(task.actual?.from),
    iso(task.actual?.to),
    task.late === undefined ? '' : String(task.late.days),
    task.late?.cause ?? '',
    task.due ?? '',
    '',
    task.source,
  ])
  const hand = handWork.map((task) => [
    task.id,
    'transfer',
    'hand-work',
    task.title,
    task.batch,
    'both',
    task.owner,
    task.state,
    ...Array.from({ length: 11 }, () => ''),
    task.due,
    task.customers.join(';'),
    task.doc,
  ])
  return csvText([columns, ...tasks, ...hand])
}

const iso = (at: Parameters<typeof formatInstant>[0] | undefined): string =>
  at === undefined ? '' : formatInstant(at)
