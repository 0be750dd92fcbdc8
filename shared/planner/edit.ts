import { ok } from '../base/result.ts'
import type { Result } from '../base/result.ts'
import type { PlanEdit } from '../domain/planning.ts'
import type { Problem } from '../domain/problems.ts'
import { editBatches } from './batches/edits.ts'
import { brokenRules } from './batches/rules.ts'
import { placeBatches } from './placement/place.ts'
import { gather, proposePlan, wholePlan } from './propose.ts'
import type { PlanInput } from './propose.ts'
import { scheduleStages } from './stages/schedule.ts'
import type { Plan } from './types.ts'

/**
 * One edit of a plan: what it names changes, what must give way to it is placed again, and everything else stays where it is. An
 * edit that would break a hard rule is a problem that says which.
 */
export function editPlan(
  input: PlanInput,
  current: Pick<Plan, 'batches'>,
  edit: PlanEdit,
): Result<Plan, Problem> {
  if (edit.kind === 'propose') return proposePlan(input)
  const before = gather(input)
  if (!before.ok) return before
  const edited = editBatches(before.value, current.batches, edit)
  if (!edited.ok) return edited
  const { batches, settings, place } = edited.value
  // Calendars and the model follow from the settings; they are made anew only when those changed.
  const after =
    edit.kind === 'settings' ? gather({ ...input, settings }) : ok({ ...before.value, settings })
  if (!after.ok) return after
  const ready = scheduleStages(after.value, undefined).end
  // New calendars concern every window that is still to come; those that stay legal stay where they are.
  const ahead = batches.filter((b) => b.windows.every((w) => w.from > input.now)).map((b) => b.id)
  const again = edit.kind === 'settings' ? [...place, ...ahead] : place
  const placement = placeBatches(after.value, batches, ready, new Set(again))
  return ok(wholePlan(after.value, placement, brokenRules(after.value, batches)))
}
