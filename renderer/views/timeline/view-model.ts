import { counted } from '../../../shared/base/counted.ts'
import { batchName } from '../../../shared/domain/batch-name.ts'
import { bandsOf, groupOf } from './around.ts'
import { partyNames } from '../../../shared/domain/parties.ts'
import type { PlanDetails, PlannedBatchView } from '../../../shared/ipc/plan-views.ts'
import type { Tone } from '../../../shared/ipc/tone.ts'
import type { Forecast, ScheduledTask, StageSummary } from '../../../shared/planner/types.ts'

/** What the timeline shows of a plan. Instants in ms; texts get their times from `Times`, which knows the zone. */

export type Span = { readonly from: number; readonly to: number }

export type Mark = Span & {
  readonly role: 'planned' | 'actual' | 'baseline' | 'forecast' | 'milestone' | 'group'
  readonly tone?: Tone
  readonly critical?: boolean
}

export type Row = {
  readonly id: string
  readonly label: string
  readonly note?: string
  readonly noteTone?: Tone
  readonly depth: 0 | 1
  readonly expanded?: boolean
  readonly marks: readonly Mark[]
  readonly text: string
}

/** `22 Nov 23:05` in the zone that is shown. */
export type Times = (at: number) => string

export type Facts = {
  readonly plan: PlanDetails
  readonly forecast: Forecast | undefined
  readonly now: number
  readonly time: Times
}

/** Ids of the groups beside the four stages. */
export const bandsGroup = 'group:bands'
export const handWorkGroup = 'group:hand-work'

/** Groups that are closed when the view is first shown: a project may have thousands of tasks by hand. */
export const closedAtFirst: readonly string[] = [handWorkGroup]

/** Groups with their rows, in the order of the migration; rows of closed groups are left out. */
export function timelineRows(facts: Facts, closed: ReadonlySet<string>): readonly Row[] {
  const { plan } = facts
  const groups: { readonly head: Row; readonly rows: () => readonly Row[] }[] = [
    ...plan.stages.map((stage) => {
      const tasks = plan.tasks.filter((task) => task.stage === stage.stage)
      return {
        head: stageRow(stage, tasks, facts),
        rows: () => [
          ...tasks.map((task) => taskRow(task, facts)),
          ...(stage.stage === 'transfer' ? rowsWithoutWindow(facts) : []),
        ],
      }
    }),
    ...bandGroup(facts),
    ...handWorkRows(facts),
  ]
  return groups.flatMap(({ head, rows }) => {
    const expanded = !closed.has(head.id)
    return [{ ...head, expanded }, ...(expanded ? rows() : [])]
  })
}

function stageRow(stage: StageSummary, tasks: readonly ScheduledTask[], { time }: Facts): Row {
  const over = tasks.filter(({ state }) => state === 'done')
  const implied = over.filter(({ impliedBy }) => impliedBy !== undefined).length
  const done = `${over.length} of ${tasks.length} done${implied === 0 ? '' : `, ${implied} implied`}`
  const days = `${counted(stage.businessDays, 'working day')}, ${counted(stage.effortDays, 'day')} of work`
  return {
    id: groupOf(stage.stage),
    label: stage.title,
    note: done,
    depth: 0,
    marks: [{ role: 'group', from: stage.from, to: stage.to }],
    text: `${stage.title}: ${time(stage.from)} to ${time(stage.to)}\n${days}, tasks: ${done}`,
  }
}

export function taskRow(task: ScheduledTask, facts: Facts): Row {
  const batch = facts.plan.batches.find(({ id }) => id === task.batch)
  return {
    id: task.id,
    label: task.title,
    ...noteOf(task, batch),
    depth: 1,
    marks: marksOf(task, batch, facts),
    text: textOf(task, facts),
  }
}

export const partyName = (party: ScheduledTask['party']): string => partyNames[party]

/** What matters most of it in two words: that it has no window, is late, decides the end, or else who does it. */
function noteOf(
  task: ScheduledTask,
  batch: PlannedBatchView | undefined,
): Pick<Row, 'note' | 'noteTone'> {
  if (batch !== undefined && batch.missing.length > 0) return { note: 'no window', noteTone: 'bad' }
  if (task.late !== undefined) return { note: `late ${days(task.late.days)}`, noteTone: 'warn' }
  if (task.impliedBy !== undefined) return { note: 'implied' }
  if (task.state === 'done') return { note: 'done', noteTone: 'good' }
  if (task.state === 'dropped') return { note: 'dropped' }
  if (task.state === 'started') return { note: 'started', noteTone: 'active' }
  if (task.critical) return { note: `${task.owner ?? partyName(task.party)} · critical` }
  return { note: task.owner ?? partyName(task.party) }
}

const days = (count: number): string => `${count} ${count === 1 ? 'day' : 'days'}`

function marksOf(
  task: ScheduledTask,
  batch: PlannedBatchView | undefined,
  { forecast, now }: Facts,
): readonly Mark[] {
  const { from, to, critical, actual, baseline } = task
  const edge = critical ? { critical } : {}
  const marks: Mark[] = []
  if (baseline !== undefined) marks.push({ role: 'baseline', from: baseline.from, to: baseline.to })
  if (task.kind === 'milestone' || (to <= from && batch === undefined))
    marks.push({ role: 'milestone', from, to: from, ...edge })
  else if (batch === undefined)
    marks.push({
      role: 'planned',
      from,
      to,
      ...edge,
      ...(task.kind === 'downtime' ? { tone: 'warn' as const } : {}),
    })
  else
    for (const window of batch.windows)
      marks.push({ role: 'planned', from: window.from, to: window.to, ...edge })
  const expected = forecast?.batches.find((one) => one.batch === task.batch)
  if (expected !== undefined && actual?.to === undefined)
    marks.push({ role: 'forecast', from: expected.p50, to: expected.p90 })
  if (actual !== undefined && (actual.from !== undefined || actual.to !== undefined)) {
    const begun = actual.from ?? actual.to ?? now
    marks.push({
      role: 'actual',
      from: begun,
      to: Math.max(begun, actual.to ?? now),
      tone: actual.to === undefined ? 'active' : 'good',
    })
  }
  return marks
}

function textOf(task: ScheduledTask, { time, plan, forecast }: Facts): string {
  const { from, to, actual, baseline, late } = task
  const batch = plan.batches.find(({ id }) => id === task.batch)
  const expected = forecast?.batches.find((one) => one.batch === task.batch)
  return [
    `${task.title}: ${task.state}`,
    to > from ? `planned ${time(from)} to ${time(to)}` : `planned ${time(from)}`,
    ...(batch?.missing ?? []).map((environment) => `no window in ${environment}`),
    ...(baseline === undefined ? [] : [`baseline ${time(baseline.from)} to ${time(baseline.to)}`]),
    ...(actual?.from === undefined ? [] : [`began ${time(actual.from)}`]),
    ...(actual?.to === undefined ? [] : [`ended ${time(actual.to)}`]),
    ...(expected === undefined
      ? []
      : [`forecast P50 ${time(expected.p50)}, P90 ${time(expected.p90)}`]),
    ...(late === undefined ? [] : [`late ${days(late.days)}: ${late.cause}`]),
    task.critical
      ? 'on the critical path: later here is later at the end'
      : `${days(task.slackDays)} of slack`,
    ...(task.undo === undefined ? [] : [task.undo.sentence]),
  ].join('\n')
}

/** Batches that the schedule does not know because none of their windows could be had. */
function rowsWithoutWindow({ plan }: Facts): readonly Row[] {
  const known = new Set(plan.tasks.map(({ batch }) => batch))
  return plan.batches
    .filter(({ id }) => !known.has(id))
    .map(({ id, customers }) => {
      const why = plan.unplaced.filter(({ batch }) => batch === id).map(({ message }) => message)
      return {
        id: `unplaced:${id}`,
        label: `${id}: ${counted(customers, 'customer')}`,
        note: 'no window',
        noteTone: 'bad',
        depth: 1,
        marks: [],
        text: [`${id} has no window`, ...why].join('\n'),
      }
    })
}

function bandGroup(facts: Facts): readonly { head: Row; rows: () => readonly Row[] }[] {
  const bands = bandsOf(facts)
  if (bands.length === 0) return []
  return [
    {
      head: {
        id: bandsGroup,
        label: 'Freeze and blackouts',
        note: String(bands.length),
        depth: 0,
        marks: [],
        text: `Freeze and blackouts: ${bands.length}`,
      },
      rows: () =>
        bands.map((band, i) => ({
          id: `band:${i}`,
          label: band.label,
          depth: 1,
          marks: [
            {
              role: 'planned',
              from: band.from,
              to: band.to,
              tone: band.kind === 'freeze' ? 'active' : 'bad',
            },
          ],
          text: `${band.label}\n${band.days ?? `${facts.time(band.from)} to ${facts.time(band.to)}`}`,
        })),
    },
  ]
}

function handWorkRows({ plan }: Facts): readonly { head: Row; rows: () => readonly Row[] }[] {
  if (plan.handWork.length === 0) return []
  const done = plan.handWork.filter(({ state }) => state === 'done').length
  return [
    {
      head: {
        id: handWorkGroup,
        label: 'Work by hand',
        note: `${done} of ${plan.handWork.length} done`,
        depth: 0,
        marks: [],
        text: `Work by hand: ${done} of ${counted(plan.handWork.length, 'task')} done`,
      },
      rows: () =>
        plan.handWork.map((task) => {
          const due = Date.parse(task.due)
          return {
            id: task.id,
            label: task.title,
            note: task.state === 'open' ? task.owner : task.state,
            ...(task.state === 'done' ? { noteTone: 'good' as const } : {}),
            depth: 1,
            marks: [{ role: 'milestone', from: due, to: due }],
            text: `${task.title}: ${task.state}\n${task.doc}\n${counted(task.customers, 'customer')} of ${batchName(task.batch)}, ${task.owner}, due ${task.due}`,
          }
        }),
    },
  ]
}

/** Which group has to be open for a row to be seen. */
export function groupHolding({ plan }: Pick<Facts, 'plan'>, row: string): string | undefined {
  const task = plan.tasks.find(({ id }) => id === row)
  if (task !== undefined) return groupOf(task.stage)
  if (plan.handWork.some(({ id }) => id === row)) return handWorkGroup
  return undefined
}
