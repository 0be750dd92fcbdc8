import type { BatchId, EnvironmentId } from '../../domain/ids.ts'
import type { DateText } from '../../domain/planning.ts'
import { isOnTarget } from '../../domain/states.ts'
import { instant } from '../../domain/time.ts'
import type { Instant } from '../../domain/time.ts'
import { groupBy } from '../placement/group-by.ts'
import type { Plan, PlanCustomer, PlanFacts } from '../types.ts'
import { lanesMs } from './lanes.ts'
import { createTracks, dayNumber } from './tracks.ts'
import type { Track } from './tracks.ts'

/** What is left to do in one window of a batch. Environments, teams and slots are indices; days are counted from `Model.firstDay`. */
export type Job = {
  readonly batch: number
  readonly environment: number
  readonly team: number
  readonly pilot: boolean
  /** A person fixed its window: no added slot pulls it forward. */
  readonly fixed: boolean
  readonly customers: number
  readonly workMs: number
  /** The slot that it is planned for; the next one when that has passed. */
  readonly slot: number
}

/** A migration as the simulation sees it: what is left of it, in the order in which it is planned. */
export type Model = {
  readonly environments: readonly EnvironmentId[]
  readonly tracks: readonly Track[]
  readonly teams: readonly string[]
  readonly jobs: readonly Job[]
  readonly batches: readonly BatchId[]
  /** By batch: when it ended, of those that have. */
  readonly ended: readonly (Instant | undefined)[]
  readonly unplaced: number
  /** By environment: customers that are on the source although their batch is over. */
  readonly leftOver: readonly number[]
  /** By environment: lock-out and work around it of an ordinary customer, ms. */
  readonly ordinaryMs: readonly number[]
  /** By team: the first day on which its rest from what is over ends, by environment. */
  readonly rested: readonly (readonly number[])[]
  /** By environment: the first day that the pilot, when it is over, leaves free. */
  readonly watched: readonly number[]
  readonly days: number
  readonly width: number
  readonly maxBatchSize: number
  readonly coolDownDays: number
  readonly pilotDays: number
  readonly reserveMs: number
}

export function createModel(facts: PlanFacts, plan: Plan): Model {
  const { settings, spec, now } = facts
  const environments = spec.environments.map((e) => e.id)
  const teams = settings.teams.map((t) => t.id)
  const progress = new Map(facts.progress.batches.map((b) => [b.batch, b]))
  const byId = new Map(facts.customers.map((c) => [c.id, c]))
  const fixed = new Set(settings.fixedWindows.map((f) => `${f.batch} ${f.environment}`))
  const { tracks, days, firstDay } = createTracks(facts, lastWindow(plan, now))

  const leftOver = environments.map(() => 0)
  const jobs: Job[] = []
  const ended = plan.batches.map((batch, index): Instant | undefined => {
    const customers = batch.members.flatMap((id) => byId.get(id) ?? [])
    const { endedAt, beganAt } = progress.get(batch.id) ?? {}
    const open = customers.filter(
      ({ state = 'planned' }) => !isOnTarget(state) && state !== 'excluded',
    )
    const over = endedAt !== undefined || (beganAt !== undefined && open.length === 0)
    const groups = groupBy(open, (c) => environments.indexOf(c.environment))
    if (over) {
      for (const [e, group] of groups)
        leftOver[e] = (leftOver[e] ?? 0) + stillToMove(group, batch.id)
      return endedAt ?? batch.windows.at(-1)?.to
    }
    for (const window of batch.windows) {
      const environment = environments.indexOf(window.environment)
      const group = groups.get(environment) ?? []
      const track = tracks[environment]
      if (track === undefined || group.length === 0) continue
      jobs.push({
        batch: index,
        environment,
        team: Math.max(0, teams.indexOf(window.team)),
        pilot: batch.pilot,
        fixed: fixed.has(`${batch.id} ${window.environment}`),
        customers: group.length,
        workMs: lanesMs(
          group.map((c) => facts.lockOut.ms(c.accounts) + settings.lockOut.overheadMs),
          spec.transfer.width,
        ),
        slot: track.firstFrom(window.from),
      })
    }
    return undefined
  })

  const past = plan.batches
    .filter((_, i) => ended[i] !== undefined)
    .flatMap((b) => b.windows.map((w) => ({ ...w, pilot: b.pilot })))
  const testDay = (w: (typeof past)[number]): DateText =>
    facts.calendars.of(w.environment).dateOf(instant(w.to - 1))
  /** First day, in each environment, so many working days after the last of these windows. */
  const daysAfter = (windows: typeof past, count: number): readonly number[] => {
    const last = windows.map(testDay).toSorted().at(-1)
    return environments.map((id) =>
      last === undefined
        ? 0
        : dayNumber(facts.calendars.of(id).addWorkingDays(last, count)) - firstDay,
    )
  }

  return {
    environments,
    tracks,
    teams,
    jobs: jobs.toSorted((a, b) => openingOf(tracks, a) - openingOf(tracks, b)),
    batches: plan.batches.map((b) => b.id),
    ended,
    unplaced: plan.batches.filter((b, i) => ended[i] === undefined && b.windows.length === 0)
      .length,
    leftOver,
    ordinaryMs: environments.map((id) => ordinaryMs(facts, id)),
    rested: teams.map((team) =>
      daysAfter(
        past.filter((w) => w.team === team),
        settings.coolDownDays,
      ),
    ),
    watched: daysAfter(
      past.filter((w) => w.pilot),
      settings.pilotDays,
    ),
    days,
    width: spec.transfer.width,
    maxBatchSize: spec.transfer.maxBatchSize,
    coolDownDays: settings.coolDownDays,
    pilotDays: settings.pilotDays,
    reserveMs: settings.reserveMinutes * 60_000,
  }
}

/** Those that another batch has taken over are counted there. */
const stillToMove = (customers: readonly PlanCustomer[], batch: BatchId): number =>
  customers.filter((c) => c.batch === undefined || c.batch === batch).length

const openingOf = (tracks: readonly Track[], { environment, slot }: Job): number =>
  tracks[environment]?.from[slot] ?? Infinity

const lastWindow = ({ batches }: Plan, now: Instant): number => {
  let last: number = now
  for (const { windows } of batches) for (const { to } of windows) last = Math.max(last, to)
  return last
}

function ordinaryMs(facts: PlanFacts, environment: EnvironmentId): number {
  let [count, accounts] = [0, 0]
  for (const customer of facts.customers)
    if (customer.environment === environment) {
      count++
      accounts += customer.accounts
    }
  return facts.lockOut.ms(count === 0 ? 0 : accounts / count) + facts.settings.lockOut.overheadMs
}
