import { localDate, localTime } from '../../../../shared/domain/local-time.ts'
import { Stage } from '../../../../shared/domain/states.ts'
import { formatMs } from '../../../../shared/domain/time.ts'
import { formatProblem } from '../../../../shared/domain/problems.ts'
import type { Plan, ScheduledTask, TaskDates } from '../../../../shared/planner/types.ts'
import { capped } from '../capped-table.ts'
import { spanChart } from '../charts/span-chart.ts'
import type { Band, Interval, SpanRow } from '../charts/span-chart.ts'
import type { ReportFacts, ReportRun } from '../facts.ts'
import { badge, markup, table } from '../markup.ts'
import type { Content, Markup, Tone } from '../markup.ts'
import { intervalText, stageTitles, union } from '../words.ts'

/** Stages, milestones, downtime windows and tasks: planned, baseline, actual, with the critical path and the catalog freeze. */
export function timelineSection(facts: ReportFacts): Markup {
  const plan = planOf(facts)
  const rows = Stage.options.map((stage) => stageRow(facts, plan, stage))
  return markup`<section>
    <h2>Timeline</h2>
    ${versionLine(facts)} ${spanChart('Stages of the migration', rows, freezeOf(plan))}
    ${table(
      'Stages: planned, baseline and actual',
      ['Stage', 'Planned', 'Baseline', 'Actual', 'Result'],
      rows.map((row) => [
        row.label,
        intervalText(row.planned),
        intervalText(row.baseline),
        intervalText(row.actual),
        row.note,
      ]),
    )}
    ${plan === undefined ? '' : planTables(facts, plan)}
  </section>`
}

export const planOf = ({ plan }: ReportFacts): Plan | undefined =>
  plan !== undefined && 'plan' in plan.today ? plan.today.plan : undefined

function versionLine({ plan }: ReportFacts): Content {
  if (plan === undefined) return markup`<p class="soft">No plan was made yet.</p>`
  const { version, by, reason, baseline } = plan.stored
  const signed =
    baseline === undefined
      ? 'no version is signed as baseline'
      : `baseline: version ${baseline.version}`
  const head = markup`<p>
    Plan version ${version} by ${by}: ${reason}. <span class="soft">${signed}.</span>
  </p>`
  return 'plan' in plan.today
    ? head
    : markup`${head}
        <p>${badge('bad', 'the plan cannot be read today')} ${formatProblem(plan.today.problem)}</p>`
}

function stageRow(facts: ReportFacts, plan: Plan | undefined, stage: Stage): SpanRow {
  const { runs, batches, at } = facts
  const own = runs.filter((r) => r.stage === stage)
  const summary = plan?.schedule.stages.find((s) => s.stage === stage)
  const windows = stage === 'transfer' ? batches.flatMap((b) => b.windows) : []
  const tasks = plan?.schedule.tasks.filter((t) => t.stage === stage) ?? []
  const planned = union(tasks.map((t) => plannedOf(facts, t))) ?? union(windows)
  const baseline = union(tasks.flatMap((t) => t.baseline ?? []))
  const actual = actualOf(own, at)
  return {
    label: stageTitles[stage],
    note: [
      // What is done has no working day left: none is no length of the stage.
      ...(summary === undefined || summary.businessDays === 0
        ? []
        : [`${summary.businessDays} business days`]),
      ...tasksNote(tasks),
      ...(own.length === 0 && tasks.length > 0 ? [] : [runsNote(own)]),
    ].join(', '),
    ...(planned === undefined ? {} : { planned }),
    ...(baseline === undefined ? {} : { baseline }),
    ...(actual === undefined ? {} : { actual }),
  }
}

/** As the newest version of the plan was stored; what has happened since shows beside it. A task that came later stands where it is now. */
export function plannedOf({ plan }: ReportFacts, task: ScheduledTask): TaskDates {
  return plan?.planned.get(task.id) ?? task
}

/** As the timeline of the window counts them. */
function tasksNote(tasks: readonly ScheduledTask[]): readonly string[] {
  const over = tasks.filter(({ state }) => state === 'done').length
  return tasks.length === 0 ? [] : [`${over} of ${tasks.length} tasks done`]
}

function runsNote(runs: readonly ReportRun[]): string {
  if (runs.length === 0) return 'no runs yet'
  const done = runs.filter((r) => r.state === 'succeeded').length
  return `${done} of ${runs.length} runs succeeded`
}

/** First start to last end; a run that is not over reaches to now. */
export function actualOf(runs: readonly ReportRun[], now: number): Interval | undefined {
  return union(
    runs.flatMap((r) =>
      r.startedAt === undefined ? [] : [{ from: r.startedAt, to: r.endedAt ?? now }],
    ),
  )
}

/** No change of the existing catalog from its enforcement to the last customer (method.txt). */
export function freezeOf(plan: Plan | undefined): readonly Band[] {
  const momentOf = (id: string): number | undefined =>
    plan?.schedule.tasks.find((t) => t.id === id)?.from
  const [from, to] = [momentOf('freeze-enforced'), momentOf('freeze-lifted')]
  return from === undefined || to === undefined ? [] : [{ from, to, label: 'catalog freeze' }]
}

function planTables(facts: ReportFacts, { schedule, findings }: Plan): Markup {
  const { spec } = facts
  const office = spec.environments[0]?.zone ?? 'UTC'
  const of = (kind: ScheduledTask['kind']): readonly ScheduledTask[] =>
    schedule.tasks.filter((t) => t.kind === kind)
  return markup`
    ${capped(
      `Milestones, in ${office}`,
      ['Milestone', 'Planned', 'Baseline', 'State'],
      of('milestone').map((t) => [
        named(t),
        localTime(plannedOf(facts, t).from, office),
        t.baseline === undefined ? '–' : localTime(t.baseline.from, office),
        stateOf(t),
      ]),
      'No milestones.',
    )}
    ${capped(
      'Planned downtime windows',
      ['Downtime', 'Budget', 'Begins', 'Why there', 'State'],
      of('downtime').map((t) => [
        named(t),
        formatMs(t.downtime?.budgetMs ?? 0),
        localTime(
          plannedOf(facts, t).from,
          spec.environments.find((e) => e.id === t.downtime?.environment)?.zone ?? office,
        ),
        t.why ?? '–',
        stateOf(t),
      ]),
      'No downtime is planned.',
    )}
    ${capped(
      `Tasks, days of ${office}; ◆ on the critical path`,
      ['Task', 'Who', 'Planned', 'Baseline', 'Actual', 'Slack', 'State'],
      of('task').map((t) => [
        named(t),
        t.owner === undefined ? t.party : `${t.owner} (${t.party})`,
        days(plannedOf(facts, t), office),
        t.baseline === undefined ? '–' : days(t.baseline, office),
        days(t.actual ?? {}, office),
        t.critical ? 'none' : `${t.slackDays} d`,
        stateOf(t),
      ]),
      'No tasks.',
    )}
    ${capped(
      'What the planner has to say',
      ['Kind', 'Finding', 'What to change'],
      findings.map((f) => [badge(tones[f.severity], f.severity), f.message, f.next ?? '–']),
      'The planner has nothing to object to.',
    )}
  `
}

const tones: Readonly<Record<Plan['findings'][number]['severity'], Tone>> = {
  error: 'bad',
  warning: 'warn',
  note: 'calm',
}

const named = ({ title, critical }: ScheduledTask): string => `${critical ? '◆ ' : ''}${title}`

/** A day task ends where the next day begins, so its last day is the one before. */
function days(
  { from, to }: { readonly from?: ScheduledTask['from']; readonly to?: ScheduledTask['to'] },
  zone: string,
): string {
  if (from === undefined) return '–'
  const first = localDate(from, zone)
  if (to === undefined) return `${first} –`
  // One millisecond back is still an instant: `to` lies behind `from`.
  const last = to > from ? localDate((to - 1) as ScheduledTask['to'], zone) : first
  return first === last ? first : `${first} – ${last}`
}

function stateOf({ state, late }: ScheduledTask): Content {
  if (late !== undefined) return badge('warn', `${state}, ${late.days} d late: ${late.cause}`)
  return badge(state === 'done' ? 'ok' : 'calm', state)
}
