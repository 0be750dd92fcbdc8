import { localDate, localDay, localSpan, localTime } from '../../../../shared/domain/local-time.ts'
import { formatMs } from '../../../../shared/domain/time.ts'
import type {
  PlanFinding,
  PlannedBatch,
  ScheduledTask,
  StageSummary,
  UndoHorizon,
} from '../../../../shared/planner/types.ts'
import { table } from '../../output.ts'
import { windowsOf, zoneOf } from './document.ts'
import type { Shown } from './document.ts'
import { forecastLines } from './forecast.ts'

/** The plan for people: stages, milestones, downtime, batches, forecast, findings. */
export function planText(shown: Shown): readonly string[] {
  const { plan, facts, forecast } = shown
  const office = zoneOf(facts.spec, facts.calendars.office.environment)
  const { tasks, stages } = plan.schedule
  const of = (kind: ScheduledTask['kind']): readonly ScheduledTask[] =>
    tasks.filter((task) => task.kind === kind)
  return [
    `Plan of ${facts.spec.name}, version ${plan.version} by ${plan.by}: ${plan.reason}`,
    '',
    `Stages (days of ${office})`,
    table(
      ['stage', 'from', 'to', 'business days', 'effort'],
      stages.map((s) => stageRow(s, office)),
    ),
    '',
    `Milestones (${office})`,
    table(
      ['milestone', 'on', 'state'],
      of('milestone').map((task) => [task.title, localTime(task.from, office), stateOf(task)]),
    ),
    '',
    'Downtime windows',
    table(
      ['downtime', 'budget', 'begins', 'state'],
      of('downtime').map((task) => downtimeRow(task, shown, office)),
    ),
    '',
    'Undo horizon',
    table(
      ['what', 'until', 'how'],
      tasks.flatMap((task) => (task.undo === undefined ? [] : [undoRow(task, task.undo, office)])),
    ),
    '',
    `Batches (${plan.batches.length}, ${plan.excluded.length} customers left out)`,
    table(
      ['batch', 'customers', 'state', 'window, local time of its environment', 'P90 end'],
      plan.batches.flatMap((batch) => batchRows(shown, batch)),
    ),
    '',
    ...forecastLines(forecast, facts.spec),
    `Hand work: ${plan.handWork.length} tasks, ${plan.handWork.filter((t) => t.state === 'done').length} done.`,
    ...findingLines(plan.findings),
  ]
}

const stageRow = (stage: StageSummary, zone: string): readonly (string | number)[] => [
  stage.title,
  localDay(stage.from, zone),
  // A day task ends where the next day begins.
  localDate(stage.to, zone),
  stage.businessDays,
  `${stage.effortDays} d`,
]

const stateOf = (task: ScheduledTask): string =>
  `${task.state}${task.late === undefined ? '' : `, ${task.late.days} d late: ${task.late.cause}`}`

const undoRow = (task: ScheduledTask, undo: UndoHorizon, office: string): readonly string[] => [
  task.title,
  undo.at === undefined ? undo.until : localDate(undo.at, office),
  undo.state === 'gone' ? 'no longer' : undo.sentence,
]

function downtimeRow(task: ScheduledTask, { facts }: Shown, office: string): readonly string[] {
  const zone =
    task.downtime?.environment === undefined
      ? office
      : zoneOf(facts.spec, task.downtime.environment)
  return [
    task.title,
    formatMs(task.downtime?.budgetMs ?? 0),
    localTime(task.from, zone),
    stateOf(task),
  ]
}

/** One row a window; a batch without one says so. */
function batchRows(shown: Shown, batch: PlannedBatch): readonly (readonly (string | number)[])[] {
  const expected = shown.forecast.batches.find((f) => f.batch === batch.id)
  const state = shown.rows.find((row) => row.id === batch.id)?.state ?? 'planned'
  const windows = windowsOf(shown, batch)
  if (windows.length === 0) return [[batch.id, batch.members.length, state, 'NO WINDOW', '']]
  return windows.map((window, i) => [
    i === 0 ? batch.id : '',
    i === 0 ? batch.members.length : '',
    i === 0 ? state : '',
    `${window.environment}: ${window.local}${window.state === 'planned' ? '' : `, ${window.state}`}`,
    expected === undefined || i < windows.length - 1
      ? ''
      : localSpan(expected.p90, expected.p90, window.zone).slice(0, 20),
  ])
}

/** Errors first; each with what to do. */
export function findingLines(findings: readonly PlanFinding[]): readonly string[] {
  const order = ['error', 'warning', 'note'] as const
  return order.flatMap((severity) =>
    findings
      .filter((f) => f.severity === severity)
      .map((f) => `${severity}: ${f.message}${f.next === undefined ? '' : ` Next: ${f.next}`}`),
  )
}
