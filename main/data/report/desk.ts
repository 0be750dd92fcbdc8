import { counted } from '../../../shared/base/counted.ts'
import { batchName } from '../../../shared/domain/batch-name.ts'
import { partyNames } from '../../../shared/domain/parties.ts'
import type { Desk, Due, Waiting } from '../../../shared/domain/desk.ts'
import { isRunOver, isToMove } from '../../../shared/domain/states.ts'
import { instant } from '../../../shared/domain/time.ts'
import type { Instant } from '../../../shared/domain/time.ts'
import { groupBy } from '../../../shared/planner/placement/group-by.ts'
import type { HandWorkTask, Plan, ScheduledTask } from '../../../shared/planner/types.ts'
import { readFacts } from './facts.ts'
import type { ReportFacts } from './facts.ts'
import { openRisks } from './risks.ts'

const dayMs = 86_400_000

export const readDesk = (...of: Parameters<typeof readFacts>): Desk => deskOf(readFacts(...of))

/** Risks, what waits for whom, and what the plan has for these days. */
export function deskOf(facts: ReportFacts): Desk {
  const plan = planOf(facts)
  const tasks = plan?.schedule.tasks ?? []
  return {
    risks: openRisks(facts),
    takingBack: facts.takingBack,
    waiting: [
      ...openRuns(facts),
      ...uncheckedLogs(facts),
      ...withoutWindow(facts),
      ...unaccepted(facts),
      ...tasks.flatMap((task) => dueTask(task, facts.at)),
      ...dueByHand(plan?.handWork ?? [], facts.at),
    ].toSorted(
      (a, b) => Number(b.overdue) - Number(a.overdue) || timeOf(a, facts) - timeOf(b, facts),
    ),
    near: tasks.flatMap((task) => nearTask(task, facts.at)).toSorted((a, b) => a.from - b.from),
  }
}

const timeOf = ({ due, since }: Waiting, { at }: ReportFacts): Instant => due ?? since ?? at

/** A plan that no longer fits to the project says nothing about today; the plan's own view says why. */
const planOf = ({ plan }: ReportFacts): Plan | undefined =>
  plan === undefined || 'problem' in plan.today ? undefined : plan.today.plan

/** Runs that the journal has open. Whether one of them is just going on only the runner knows: the window leaves those out. */
const openRuns = ({ runs }: ReportFacts): readonly Waiting[] =>
  runs
    .filter(({ state }) => !isRunOver(state) && state !== 'draft')
    .map((run) => ({
      who: run.createdBy,
      what: `Take up or end the run “${run.title}”${run.batch === undefined ? '' : ` of ${batchName(run.batch)}`}, which is ${run.state}.`,
      ...(run.startAt === undefined ? { since: run.createdAt } : { due: run.startAt }),
      overdue: true,
      thing: { kind: 'run', id: run.id },
    }))

const uncheckedLogs = ({ logCheck }: ReportFacts): readonly Waiting[] =>
  logCheck.checks
    .filter(({ settled, result }) => !settled || result.verdict === 'inconclusive')
    .map(({ batch, at, result }) => ({
      who: 'operator',
      what:
        result.verdict === 'inconclusive'
          ? `The log check of ${batchName(batch)} is inconclusive: read why, and check again.`
          : `The log check of ${batchName(batch)} says fail: accept, return customers, or open tasks.`,
      since: at,
      overdue: result.verdict === 'fail',
      thing: { kind: 'log-check', id: batch },
    }))

/** Whoever is still to move when the windows of its environment have passed waits for another one; nobody is moved late. */
function withoutWindow({ batches, customers, at }: ReportFacts): readonly Waiting[] {
  const toMove = new Map(
    customers.filter(({ state }) => isToMove(state)).map((c) => [c.id, c.environment]),
  )
  return batches.flatMap(({ id, members, windows }) => {
    const ahead = new Set(windows.filter(({ to }) => to > at).map((w) => w.environment))
    const left = members.filter((member) => {
      const environment = toMove.get(member)
      return environment !== undefined && !ahead.has(environment)
    }).length
    return left === 0
      ? []
      : [
          {
            who: 'operator',
            what: `${counted(left, 'customer')} of ${batchName(id)} ${left === 1 ? 'has' : 'have'} no window ahead: give the batch another night in Schedule.`,
            overdue: true,
            thing: { kind: 'batch' as const, id },
          },
        ]
  })
}

function unaccepted({ batches, customers }: ReportFacts): readonly Waiting[] {
  const checked = new Set<string>(
    customers.filter(({ state }) => state === 'checked').map(({ id }) => id),
  )
  return batches.flatMap((batch) => {
    const count = batch.members.filter((id) => checked.has(id)).length
    return count === 0
      ? []
      : [
          {
            who: 'operator',
            what: `${counted(count, 'moved customer')} of ${batchName(batch.id)}: collect feedback, then accept.`,
            overdue: false,
            thing: { kind: 'batch' as const, id: batch.id },
          },
        ]
  })
}

const isToDo = ({ state }: Pick<ScheduledTask, 'state'>): boolean =>
  state === 'open' || state === 'started'

/** A task of people that has begun by its dates, or was to be done, and is not. Procedures and batches are started elsewhere. */
function dueTask(task: ScheduledTask, at: Instant): readonly Waiting[] {
  if (task.kind !== 'task' || task.procedure !== undefined || !isToDo(task) || task.from > at)
    return []
  return [
    {
      who: task.owner ?? partyNames[task.party],
      what: task.title,
      due: task.to,
      overdue: task.to <= at,
      thing: { kind: 'task', id: task.id },
    },
  ]
}

/** Work by hand from the day before it is due, what is due together in one line: of what nobody ticks there is as much as there are kinds. */
function dueByHand(work: readonly HandWorkTask[], at: Instant): readonly Waiting[] {
  const soon = work.filter((task) => isToDo(task) && endOfDay(task) <= at + 2 * dayMs)
  const together = groupBy(soon, ({ batch, due }) => `${batch} ${due}`)
  return [...together.values()].flatMap((tasks) => {
    const [first] = tasks
    if (first === undefined) return []
    return [
      {
        who: [...new Set(tasks.map(({ owner }) => owner))].join(', '),
        what: tasks.map(({ title }) => title).join('; '),
        due: endOfDay(first),
        overdue: endOfDay(first) <= at,
        thing: { kind: 'task' as const, id: first.id },
      },
    ]
  })
}

/** Its last minute, in UTC: a due date has no zone. */
const endOfDay = ({ due }: HandWorkTask): Instant => instant(Date.parse(due) + dayMs - 60_000)

function nearTask(task: ScheduledTask, at: Instant): readonly Due[] {
  if (task.to < at - dayMs || task.from > at + dayMs || task.state === 'dropped') return []
  return [
    {
      from: task.from,
      to: task.to,
      title: task.title,
      kind: task.kind,
      done: task.state === 'done',
      thing:
        task.batch === undefined
          ? { kind: 'task', id: task.id }
          : { kind: 'batch', id: task.batch },
    },
  ]
}
