import { bad, ok } from '../base/result.ts'
import type { Result } from '../base/result.ts'
import type { PlanningSettings } from '../domain/planning.ts'
import type { Problem } from '../domain/problems.ts'
import type { ProjectSpec } from '../domain/project.ts'
import type { Instant } from '../domain/time.ts'
import { withoutReturned } from './batches/begun.ts'
import { draftBatches } from './batches/draft.ts'
import { strayWindow } from './batches/fixed-windows.ts'
import { brokenRules } from './batches/rules.ts'
import { handWorkTasks } from './batches/hand-work.ts'
import { dateText } from './calendar/days.ts'
import { zoneClock } from './calendar/zone-clock.ts'
import { createCalendars } from './calendar/create-calendars.ts'
import { lockOutModel } from './forecast/lock-out.ts'
import { checkJump } from './jump.ts'
import { placeBatches } from './placement/place.ts'
import { scheduleStages } from './stages/schedule.ts'
import type {
  HolidayLookup,
  Placement,
  Plan,
  PlanCustomer,
  PlanFacts,
  PlanFinding,
  PlannedBatch,
  Progress,
} from './types.ts'

export type PlanInput = {
  readonly spec: ProjectSpec
  /** What was decided last; stands in the place of `spec.planning`. */
  readonly settings: PlanningSettings
  readonly customers: readonly PlanCustomer[]
  readonly now: Instant
  readonly holidays: HolidayLookup
  readonly progress: Progress
}

/** A batch as the project keeps it. */
export type StoredBatch = Omit<PlannedBatch, 'refused'>

/**
 * Facts of a project in, a whole plan out: batches from the customers, windows for them behind the setup, and every stage
 * around them. Settings that contradict each other are a problem; what cannot be carried out is an error finding, and the
 * rest of the plan stands.
 */
export function proposePlan(input: PlanInput): Result<Plan, Problem> {
  const facts = gather(withStart(input))
  if (!facts.ok) return facts
  const drafted = draftBatches(facts.value)
  if (!drafted.ok) return drafted
  const stray = strayWindow(facts.value, drafted.value.batches)
  if (stray !== undefined) return bad(stray)
  const ready = scheduleStages(facts.value, undefined).end
  const placement = placeBatches(facts.value, drafted.value.batches, ready)
  return ok(wholePlan(facts.value, placement, drafted.value.findings))
}

/** The day on which the analysis begins is fixed with the first plan; otherwise the setup would move with every look at it. */
function withStart(input: PlanInput): PlanInput {
  const [office] = input.spec.environments
  if (input.settings.start !== undefined || office === undefined) return input
  const clock = zoneClock(office.zone)
  // A zone that does not exist is for the calendars to name.
  if (clock === undefined) return input
  const start = dateText(clock.dayAt(input.now))
  return { ...input, settings: { ...input.settings, start } }
}

/** The plan that the project keeps, with everything that follows from it today. */
export function describePlan(
  input: PlanInput,
  stored: readonly StoredBatch[],
): Result<Plan, Problem> {
  const facts = gather(input)
  if (!facts.ok) return facts
  const ready = scheduleStages(facts.value, undefined).end
  // Nothing is placed: what stands is looked at, and what is illegal now is named.
  const placement = placeBatches(facts.value, stored, ready, new Set())
  return ok(wholePlan(facts.value, placement, brokenRules(facts.value, stored)))
}

/** Facts that every part works from; a problem where settings contradict each other or the project. */
export function gather(input: PlanInput): Result<PlanFacts, Problem> {
  const { spec, settings, customers, now, progress } = input
  const calendars = createCalendars(spec, settings, input.holidays)
  if (!calendars.ok) return calendars
  return ok({
    spec,
    settings,
    customers,
    calendars: calendars.value,
    lockOut: lockOutModel(settings, progress.measured),
    now,
    progress: withoutReturned(progress, customers),
  })
}

/** What follows from batches in their windows: stages, hand work, findings. */
export function wholePlan(
  facts: PlanFacts,
  placement: Placement,
  found: readonly PlanFinding[],
): Plan {
  const { spec, settings, customers } = facts
  const schedule = scheduleStages(facts, placement)
  const jump = checkJump(spec.systems.source.release, spec.systems.target.release)
  return {
    settings,
    batches: placement.batches,
    unplaced: placement.unplaced,
    excluded: excludedOf(settings, customers),
    jump,
    schedule,
    handWork: handWorkTasks(facts, placement.batches),
    findings: [
      ...jump.findings,
      ...facts.calendars.findings,
      ...found,
      ...placement.unplaced.map(unplacedFinding),
      ...schedule.findings,
    ],
  }
}

const unplacedFinding = ({
  batch,
  environment,
  message,
}: Placement['unplaced'][number]): PlanFinding => ({
  severity: 'error',
  message,
  where: { batch, environment },
})

const excludedOf = (
  settings: PlanningSettings,
  customers: readonly PlanCustomer[],
): Plan['excluded'] => {
  const known = new Set(customers.map((c) => c.id))
  return settings.excluded.filter(({ customer }) => known.has(customer))
}
