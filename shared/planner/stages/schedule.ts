import { invariant } from '../../base/assert.ts'
import { localTimes } from '../wall-clock.ts'
import type { Instant } from '../../domain/time.ts'
import type {
  Placement,
  PlanFacts,
  ScheduledTask,
  StageSchedule,
  StageSummary,
  TaskDates,
} from '../types.ts'
import { downtimeSlot, largestEnvironment } from './downtime-slot.ts'
import type { DowntimeSlot } from './downtime-slot.ts'
import { gatherEvidence } from './evidence.ts'
import { forwardPass } from './forward-pass.ts'
import type { Dated } from './forward-pass.ts'
import { lateness } from './lateness.ts'
import type { PlanNode } from './plan-node.ts'
import { scheduleFindings } from './schedule-findings.ts'
import { drivingPath, slackOf } from './slack.ts'
import { lastSwitchover, planNodes, stageGates, taskOf } from './tasks.ts'
import { undoHorizons } from './undo-horizon.ts'
import { createWorkDays } from './work-days.ts'
import type { WorkDays } from './work-days.ts'

/**
 * All stages in time: what the plan says, pushed by what has happened and what is late. Without a placement only analysis and setup;
 * `end` is then the moment from which batches may be placed, which lies in the past once setup is over. Once the last switchover is
 * done, people's tasks that nobody reported no longer push it: they are named as late, and the windows stay.
 */
export function scheduleStages(facts: PlanFacts, placement: Placement | undefined): StageSchedule {
  const nodes = planNodes(facts, placement, placement === undefined ? 'setup' : 'all')
  const evidence = gatherEvidence(nodes, facts)
  const start = analysisStart(facts)
  const days = createWorkDays(facts.calendars.office, earliestOf(facts, nodes, start))
  const place = placer(facts)
  const pass = { nodes, days, start, place }
  const dated = forwardPass({ ...pass, actual: { now: facts.now, evidence } })
  const { baseline } = facts.progress
  const planned = baseline === undefined ? [...forwardPass(pass).values()] : []
  const reference = new Map(
    (baseline ?? planned.map(({ node, from, to }) => ({ id: node.id, from, to }))).map((t) => [
      t.id,
      t,
    ]),
  )
  const late = lateness(dated, reference, { days, now: facts.now })
  const slack = slackOf({ dated, days, calendars: facts.calendars, place })
  const scheduled = [...dated.values()]
    .map((task) =>
      scheduledTask(task, {
        days,
        slack,
        baseline: baseline === undefined ? undefined : reference.get(task.node.id),
        late: late.get(task.node.id),
      }),
    )
    .toSorted((a, b) => a.from - b.from)
  const environments = new Map(
    placement?.batches.map((b) => [b.id, b.windows.map((w) => w.environment)]),
  )
  const undo = undoHorizons(scheduled, ({ batch }) =>
    batch === undefined ? [] : (environments.get(batch) ?? []),
  )
  const stages = summaries(dated, days, start)
  return {
    stages,
    tasks: scheduled.map((task) => {
      const horizon = undo.get(task.id)
      return horizon === undefined ? task : { ...task, undo: horizon }
    }),
    criticalPath: drivingPath({ dated, days }),
    findings: scheduleFindings(facts, { nodes, dated, stages, placement, days }),
    end: placement === undefined ? readyForBatches(dated, stages, reference) : endOf(stages),
  }
}

/** Every place is looked for once: the plan by itself asks for most of the same again. */
function placer(facts: PlanFacts): (node: PlanNode, after: Instant) => DowntimeSlot {
  const known = new Map<string, DowntimeSlot>()
  const clock = localTimes()
  const largest = largestEnvironment(facts)
  invariant(largest !== undefined, 'a project has an environment')
  return ({ downtime }, after) => {
    invariant(downtime !== undefined, 'only downtime windows are placed here')
    const key = `${downtime.environment ?? ''} ${downtime.budgetMs} ${after}`
    const slot = known.get(key) ?? downtimeSlot(facts, downtime, after, { largest, clock })
    known.set(key, slot)
    return slot
  }
}

/** The day that was set; or that of the signed plan, or of the first thing that happened; or today. */
function analysisStart({ settings, calendars, progress, now }: PlanFacts): Instant {
  const { office } = calendars
  if (settings.start !== undefined) return office.startOf(office.workingDay(settings.start))
  const signed = progress.baseline?.find((t) => t.id === 'analysis-start')
  if (signed !== undefined) return signed.from
  const happened = [...progress.tasks, ...progress.runs]
    .map((t) => t.startedAt)
    .filter((at) => at !== undefined)
    .reduce((least, at) => (at < least ? at : least), now)
  return office.startOf(office.workingDay(office.dateOf(happened)))
}

/** Working days are numbered from here: before the start, and before everything that happened or was signed. */
function earliestOf(
  { progress, now }: PlanFacts,
  nodes: readonly PlanNode[],
  start: Instant,
): Instant {
  const moments = [
    now,
    ...progress.tasks.flatMap((t) => [t.startedAt, t.endedAt]),
    ...progress.runs.flatMap((r) => [r.startedAt, r.endedAt]),
    ...progress.batches.flatMap((b) => [b.beganAt, b.endedAt]),
    ...(progress.baseline ?? []).map((t) => t.from),
    ...nodes.flatMap((n) => (n.windows ?? []).map((w) => w.from)),
  ]
  return moments.reduce<Instant>(
    (least, at) => (at !== undefined && at < least ? at : least),
    start,
  )
}

function scheduledTask(
  { node, from, to, state, evidence, slot }: Dated,
  given: {
    readonly days: WorkDays
    readonly slack: ReadonlyMap<string, number>
    readonly baseline: TaskDates | undefined
    readonly late: ScheduledTask['late'] | undefined
  },
): ScheduledTask {
  const { days, slack, baseline, late } = given
  const slackDays = slack.get(node.id) ?? 0
  const owner = evidence?.owner ?? node.owner
  const why = [slot?.why, node.why].filter((w) => w !== undefined && w !== '').join('; ')
  const happened = {
    ...(evidence?.from === undefined ? {} : { from: evidence.from }),
    ...(evidence?.to === undefined ? {} : { to: evidence.to }),
  }
  const spans = node.span === true || node.calendarDays !== undefined
  return {
    ...taskOf(node),
    ...(spans ? { elapsedDays: days.tick(to) - days.dayOf(from) } : {}),
    from,
    to,
    slackDays,
    critical: slackDays === 0,
    ...(baseline === undefined ? {} : { baseline }),
    ...(Object.keys(happened).length === 0 ? {} : { actual: happened }),
    state,
    ...(evidence?.impliedBy === undefined ? {} : { impliedBy: evidence.impliedBy }),
    ...(owner === undefined ? {} : { owner }),
    ...(evidence?.due === undefined ? {} : { due: evidence.due }),
    ...(evidence?.note === undefined ? {} : { note: evidence.note }),
    ...(late === undefined ? {} : { late }),
    ...(why === '' ? {} : { why }),
    ...(slot === undefined ? {} : { refused: slot.refused }),
  }
}

/** A stage is the current one from the end of the one before to its own last milestone. */
function summaries(
  dated: ReadonlyMap<string, Dated>,
  days: WorkDays,
  start: Instant,
): readonly StageSummary[] {
  let previous = start
  return stageGates.flatMap(([stage, title, gate]): StageSummary[] => {
    const end = dated.get(gate)
    if (end === undefined) return []
    const tasks = [...dated.values()].filter((t) => t.node.stage === stage)
    const summary = {
      stage,
      title,
      from: tasks.reduce((least, t) => (t.from < least ? t.from : least), end.to),
      to: end.to,
      businessDays: Math.max(0, days.tick(end.to) - days.tick(previous)),
      effortDays: tasks.reduce((sum, t) => sum + t.node.effortDays, 0),
    }
    previous = end.to
    return [summary]
  })
}

function endOf(stages: readonly StageSummary[]): Instant {
  const last = stages.at(-1)
  invariant(last !== undefined, 'a schedule has stages')
  return last.to
}

function readyForBatches(
  dated: ReadonlyMap<string, Dated>,
  stages: readonly StageSummary[],
  reference: ReadonlyMap<string, TaskDates>,
): Instant {
  const end = endOf(stages)
  const planned = reference.get('setup-complete')
  const last = dated.get(lastSwitchover)
  const reported = dated.get('setup-complete')?.state === 'done'
  if (reported || last?.state !== 'done' || planned === undefined) return end
  const ready = last.to > planned.to ? last.to : planned.to
  return ready < end ? ready : end
}
