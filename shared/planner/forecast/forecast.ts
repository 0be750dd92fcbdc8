import { instant } from '../../domain/time.ts'
import type { Instant } from '../../domain/time.ts'
import type { Calendar, Forecast, Plan, PlanFacts, Spread } from '../types.ts'
import { bestAddedWindow } from './added-window.ts'
import { chancesOf } from './chances.ts'
import { draw, noChance } from './draws.ts'
import { createModel } from './model.ts'
import type { Model } from './model.ts'
import { Chance } from './random.ts'
import { quantile } from './robust.ts'
import { plannedSlots, simulate } from './simulate.ts'
import type { Ends } from './simulate.ts'

const dayMs = 86_400_000

/** Simulated migrations by default; fewer for plans of thousands of batches, so that the answer does not take minutes. */
const defaultRuns = 1000
const leastRuns = 200
const jobsInAll = 2_000_000

/** The same for the search of the added window, which simulates all migrations once more for each slot it tries. */
const jobsForAdded = 10_000_000

/**
 * When it ends: what is left of the plan is simulated many times, with lock-outs as uncertain as they are, windows and working days
 * that are lost, and customers that come back and are moved again. What does not get done in its window goes on in the team's next
 * one; no batch begins before its planned window. Batches that are over keep their end.
 *
 * @param options.seed Default: that of the settings. Same seed and plan, same answer.
 */
export function forecastPlan(
  facts: PlanFacts,
  plan: Plan,
  options: { readonly runs?: number; readonly seed?: number } = {},
): Forecast {
  const model = createModel(facts, plan)
  const chances = chancesOf(facts)
  const seed = options.seed ?? facts.settings.seed
  const affordable = Math.floor(jobsInAll / Math.max(1, model.jobs.length))
  const runs = options.runs ?? Math.max(leastRuns, Math.min(defaultRuns, affordable))
  const draws = draw(model, facts.lockOut, chances, runs, Chance.of(seed))
  const ends = simulate(model, draws, { slots: plannedSlots(model) })
  const over = lastOf(model, facts.now)
  const sorted = ends.transfer.map((end) => Math.max(end, over)).sort()
  const endOf = endOfMigration(facts.calendars.office, plan, plannedEnd(model, over))
  const affordsAdded = runs * model.jobs.length * 12 <= jobsForAdded
  const added = affordsAdded ? bestAddedWindow(model, draws, { sorted, endOf }) : undefined
  return {
    runs,
    seed,
    transferEnd: spread(sorted),
    end: spread(sorted, endOf),
    batches: batchSpreads(model, ends, runs),
    basis: [
      facts.lockOut.basis,
      ...chances.basis,
      'what comes before the first batch and behind the last one takes as long as planned',
      ...(model.unplaced === 0
        ? []
        : [`${model.unplaced} of the batches have no window and are not reckoned with`]),
      ...(ends.cut === 0
        ? []
        : [
            `${ends.cut} of the ${runs} simulated migrations did not end and count as ending with the calendar`,
          ]),
    ],
    ...(added === undefined ? {} : { addedWindow: added }),
  }
}

/** When the last batch that is over ended; now when there is nothing to do. */
function lastOf({ ended, jobs }: Model, now: Instant): number {
  let last = 0
  for (const end of ended) last = Math.max(last, end ?? 0)
  return last === 0 && jobs.length === 0 ? now : last
}

/** End of the last transfer when all goes as planned. */
function plannedEnd(model: Model, over: number): number {
  const { transfer } = simulate(model, noChance(model), { slots: plannedSlots(model) })
  return Math.max(over, transfer[0] ?? 0)
}

/**
 * What follows the last transfer takes as long as in the schedule. When that leads to a day on which nobody works, it ends on
 * the next working day at the same time.
 */
function endOfMigration(
  office: Calendar,
  { schedule }: Pick<Plan, 'schedule'>,
  planned: number,
): (transfer: number) => number {
  const behind = Math.max(0, schedule.end - planned)
  // An end at midnight is the end of the day before.
  const dayOf = (end: number): string => office.dateOf(instant(Math.ceil(end) - 1))
  const onDayOff = office.dayOff(dayOf(schedule.end)) !== undefined
  return (transfer) => {
    const end = transfer + behind
    const day = dayOf(end)
    const worked = onDayOff ? day : office.workingDay(day)
    return end + Math.round((Date.parse(worked) - Date.parse(day)) / dayMs) * dayMs
  }
}

function batchSpreads(model: Model, ends: Ends, runs: number): Forecast['batches'] {
  const last = new Map<number, Float64Array>()
  for (const [i, { batch }] of model.jobs.entries()) {
    const own = ends.jobs.subarray(i * runs, (i + 1) * runs)
    const other = last.get(batch)
    last.set(batch, other === undefined ? own : own.map((end, r) => Math.max(end, other[r] ?? 0)))
  }
  return model.batches.flatMap((batch, i) => {
    const ended = model.ended[i]
    if (ended !== undefined) return [{ batch, p50: ended, p90: ended }]
    const sorted = last.get(i)?.toSorted()
    return sorted === undefined ? [] : [{ batch, ...spread(sorted) }]
  })
}

const spread = (sorted: Float64Array, map: (end: number) => number = (end) => end): Spread => ({
  p50: at(map(quantile(sorted, 0.5))),
  p90: at(map(quantile(sorted, 0.9))),
})

const at = (ms: number): Instant => instant(Math.max(0, ms))
