import { bad, ok } from '../../../shared/base/result.ts'
import type { Result } from '../../../shared/base/result.ts'
import type { Blackout, PlanEdit } from '../../../shared/domain/planning.ts'
import { problem } from '../../../shared/domain/problems.ts'
import type { Problem } from '../../../shared/domain/problems.ts'
import type { PlanChange, PlanDifferenceView, PlanPreview } from '../../../shared/ipc/plan-views.ts'
import { comparePlans } from '../../../shared/planner/compare.ts'
import type { PlanContents, PlanDifference } from '../../../shared/planner/compare.ts'
import type { Plan, PlanFinding } from '../../../shared/planner/types.ts'
import type { CurrentPlan, Engine } from '../../engine.ts'

/** Changes of the plan as the window asks for them: completed to edits of the planner, tried, compared. */

type Answer<T> = Promise<Result<T, Problem>>

export async function previewChange(engine: Engine, change: PlanChange): Answer<PlanPreview> {
  const current = await engine.plan.current()
  if (!current.ok) return current
  const edit = await editOf(engine, current.value, change)
  if (!edit.ok) return edit
  const plan = await engine.plan.preview(edit.value)
  if (!plan.ok) return plan
  const [before, after] = [current.value, plan.value]
  const difference = comparePlans(contentsOf(before), contentsOf(after))
  const known = new Set(before.findings.map(({ message }) => message))
  return ok({
    on: before.version,
    difference: differenceView(difference, titlesOf(after)),
    endsBy: after.schedule.end - before.schedule.end,
    end: after.schedule.end,
    unplaced: after.unplaced,
    findings: after.findings.filter(
      ({ severity, message }: PlanFinding) => severity !== 'note' && !known.has(message),
    ),
  })
}

export async function applyChange(
  engine: Engine,
  change: PlanChange,
  how: { readonly by: string; readonly reason: string; readonly on: number },
): Answer<{ readonly version: number; readonly difference: PlanDifferenceView }> {
  const current = await engine.plan.current()
  if (!current.ok) return current
  const edit = await editOf(engine, current.value, change)
  if (!edit.ok) return edit
  const edited = await engine.plan.edit(edit.value, how.by, how.reason, how.on)
  if (!edited.ok) return edited
  const difference = comparePlans(contentsOf(current.value), contentsOf(edited.value))
  return ok({
    version: edited.value.version,
    difference: differenceView(difference, titlesOf(edited.value)),
  })
}

/** Of two stored versions; titles are those of the plan as it is now. */
export async function compareVersions(
  engine: Engine,
  before: number,
  after: number,
): Answer<PlanDifferenceView> {
  const difference = await engine.plan.compare(before, after)
  if (!difference.ok) return difference
  const current = await engine.plan.current()
  return ok(differenceView(difference.value, current.ok ? titlesOf(current.value) : new Map()))
}

/** The edit that a change comes to on the plan as it is now. */
export async function editOf(
  engine: Engine,
  current: CurrentPlan,
  change: PlanChange,
): Answer<PlanEdit> {
  const { settings } = current
  switch (change.kind) {
    case 'add-blackout': {
      const { from, to } = change.blackout
      if (from > to)
        return bad(problem('wrong-use', `this blackout ends (${to}) before it begins (${from})`))
      const blackouts = [...settings.blackouts, change.blackout]
      return ok({ kind: 'settings', settings: { ...settings, blackouts } })
    }
    case 'remove-blackout': {
      const blackouts = settings.blackouts.filter((one) => !isSame(one, change.blackout))
      return blackouts.length === settings.blackouts.length
        ? bad(
            problem('not-found', 'this blackout is not in the plan any more', {
              safe: 'nothing was changed',
              next: 'look at the plan as it is now',
            }),
          )
        : ok({ kind: 'settings', settings: { ...settings, blackouts } })
    }
    case 'take-back':
      return takeBack(engine, current)
    default:
      return ok(change)
  }
}

/**
 * The edit that undoes the last one, as far as the planner can: a batch that was placed goes back to the window that it had and stays
 * there; settings become those of the version before. The others name thousands of customers, and are taken back by hand.
 */
async function takeBack(engine: Engine, { version }: CurrentPlan): Answer<PlanEdit> {
  const last = version < 2 ? undefined : await engine.data.planVersion(version)
  const before = version < 2 ? undefined : await engine.data.planVersion(version - 1)
  if (last === undefined || before === undefined)
    return bad(
      problem('wrong-use', 'the first version of a plan cannot be taken back', {
        safe: 'nothing was changed',
        next: 'the edit replan plans anew whatever has not begun',
      }),
    )
  const { edit } = last
  if (edit.kind === 'settings') return ok({ kind: 'settings', settings: before.settings })
  if (edit.kind === 'place' || edit.kind === 'release') {
    const windows = before.batches.find(({ id }) => id === edit.batch)?.windows ?? []
    const window =
      edit.kind === 'place'
        ? windows.find(({ environment }) => environment === edit.environment)
        : windows[0]
    if (window !== undefined)
      return ok({
        kind: 'place',
        batch: edit.batch,
        environment: window.environment,
        from: window.from,
      })
  }
  return bad(
    problem(
      'wrong-use',
      `version ${version} was made by ${edit.kind}, which cannot be taken back`,
      {
        safe: 'nothing was changed',
        next: 'compare it with the version before and change what you want otherwise',
      },
    ),
  )
}

const isSame = (a: Blackout, b: Blackout): boolean =>
  a.from === b.from &&
  a.to === b.to &&
  a.kind === b.kind &&
  a.reason === b.reason &&
  (a.environments ?? []).join() === (b.environments ?? []).join()

const contentsOf = ({ batches, excluded, schedule }: Plan): PlanContents => ({
  batches,
  excluded: excluded.map(({ customer }) => customer),
  schedule: schedule.tasks,
})

const titlesOf = ({ schedule }: Plan): ReadonlyMap<string, string> =>
  new Map(schedule.tasks.map(({ id, title }) => [id, title]))

export function differenceView(
  difference: PlanDifference,
  titles: ReadonlyMap<string, string>,
): PlanDifferenceView {
  const { added, dropped, moved, windows, excluded, included, tasks } = difference
  const ways = Map.groupBy(moved, ({ from, to }) => `${from ?? ''} ${to ?? ''}`)
  return {
    added,
    dropped,
    windows,
    moved: [...ways.values()].flatMap((customers) => {
      const [first] = customers
      if (first === undefined) return []
      const { from, to } = first
      return [
        {
          ...(from === undefined ? {} : { from }),
          ...(to === undefined ? {} : { to }),
          customers: customers.length,
        },
      ]
    }),
    excluded: excluded.length,
    included: included.length,
    tasks: tasks.map((task) => ({ ...task, title: titles.get(task.id) ?? task.id })),
  }
}
