import { counted } from '../../../shared/base/counted.ts'
import type { PlanDetails } from '../../../shared/ipc/plan-views.ts'
import type { ScheduledTask } from '../../../shared/planner/types.ts'
import { partyName } from './view-model.ts'
import type { Facts } from './view-model.ts'

export type Fact = { readonly name: string; readonly value: string }

const days = (count: number): string => counted(count, 'working day')

/** All that is known of a task, in the order in which a person asks. */
export function factsOf(task: ScheduledTask, { time, plan, forecast }: Facts): readonly Fact[] {
  const { from, to, actual, baseline, late, undo, downtime } = task
  const expected = forecast?.batches.find((one) => one.batch === task.batch)
  const fact = (name: string, value: string | undefined): readonly Fact[] =>
    value === undefined ? [] : [{ name, value }]
  return [
    { name: 'Stage', value: plan.stages.find(({ stage }) => stage === task.stage)?.title ?? '' },
    {
      name: 'State',
      value:
        task.impliedBy === undefined
          ? task.state
          : `done by implication: what comes after it had begun ${time(task.impliedBy)}; say so here, or start its procedure`,
    },
    {
      name: 'Done by',
      value: `${partyName(task.party)}${task.involves === undefined ? '' : `; ${task.involves}`}`,
    },
    ...fact('Owner', task.owner),
    ...fact('Due', task.due),
    ...fact('Note', task.note),
    { name: 'Planned', value: to > from ? `${time(from)} to ${time(to)}` : time(from) },
    ...fact('Began', actual?.from === undefined ? undefined : time(actual.from)),
    ...fact('Ended', actual?.to === undefined ? undefined : time(actual.to)),
    ...fact('Baseline', baseline && `${time(baseline.from)} to ${time(baseline.to)}`),
    ...fact('Forecast', expected && `P50 ${time(expected.p50)}, P90 ${time(expected.p90)}`),
    ...fact('Late', late && `${days(late.days)}: ${late.cause}`),
    {
      name: 'Slack',
      value: task.critical ? 'none: it is on the critical path' : days(task.slackDays),
    },
    ...fact(
      'Effort',
      task.effortDays === 0
        ? undefined
        : `${counted(task.effortDays, 'day')} of work${task.elapsedDays === 0 ? '' : ` over ${days(task.elapsedDays)}`}`,
    ),
    ...fact(
      'Downtime',
      downtime &&
        `${downtime.service}, ${downtime.scope}: budget ${Math.round(downtime.budgetMs / 1000)} s`,
    ),
    ...fact(
      'Undo',
      undo &&
        `${undo.sentence}${undo.at === undefined ? '' : ` (${time(undo.at)})`}, ${undo.state}`,
    ),
    ...fact('Why', task.why),
    { name: 'Source', value: task.source },
  ]
}

/** Tasks that it waits for, and those that wait for it. */
export function neighboursOf(
  task: ScheduledTask,
  { tasks }: PlanDetails,
): { readonly before: readonly ScheduledTask[]; readonly behind: readonly ScheduledTask[] } {
  return {
    before: tasks.filter(({ id }) => task.after.includes(id)),
    behind: tasks.filter(({ after }) => after.includes(task.id)),
  }
}
