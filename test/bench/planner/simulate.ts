import { BatchId } from '../../../shared/domain/ids.ts'
import { instant } from '../../../shared/domain/time.ts'
import type { Instant } from '../../../shared/domain/time.ts'
import { forecastPlan } from '../../../shared/planner/forecast/forecast.ts'
import { lanesMs } from '../../../shared/planner/forecast/lanes.ts'
import { lockOutModel } from '../../../shared/planner/forecast/lock-out.ts'
import { placeBatches } from '../../../shared/planner/placement/place.ts'
import type {
  Forecast,
  Placement,
  Plan,
  PlanCustomer,
  PlanFacts,
} from '../../../shared/planner/types.ts'
import { placementWorld } from '../../helpers/placement-world.ts'
import type { WorldOptions } from '../../helpers/placement-world.ts'
import { Migration } from './migration.ts'
import type { Nature } from './migration.ts'
import { truth } from './truth.ts'
import type { Truth } from './truth.ts'

/** How many of the simulated migrations had ended by the P90 that was forecast for them. */
export type Coverage = {
  /** By the P90 end, to the second: a whole date would cover whatever else happens on that day. */
  readonly covered: number
  /** On the date of the P90 end or before. */
  readonly coveredByDate: number
  readonly total: number
  /** Of the last transfer, to the second: by the P90, and by the P50. */
  readonly transfersByP90: number
  readonly transfersByP50: number
}

const dayMs = 86_400_000

/** What follows the last transfer in these projects: synchronisation, soak, decommission. */
const behindMs = 21 * dayMs

/**
 * Migrations of random projects are planned, begin, and go on night by night as chance has it. When the pilot is over, the
 * forecast is asked for their end, with what is known on that day; then it is seen when they really end.
 */
export function coverage(options: {
  readonly migrations: number
  readonly seed: number
}): Coverage {
  let [covered, coveredByDate, transfersByP90, transfersByP50] = [0, 0, 0, 0]
  for (let i = 0; i < options.migrations; i++) {
    const { forecast, transferEnd, end, dateOf } = oneMigration(options.seed * 100_003 + i)
    if (end <= forecast.end.p90) covered++
    if (dateOf(end) <= dateOf(forecast.end.p90)) coveredByDate++
    if (transferEnd <= forecast.transferEnd.p90) transfersByP90++
    if (transferEnd <= forecast.transferEnd.p50) transfersByP50++
  }
  return { covered, coveredByDate, total: options.migrations, transfersByP90, transfersByP50 }
}

function oneMigration(seed: number): {
  readonly forecast: Forecast
  readonly transferEnd: Instant
  readonly end: Instant
  readonly dateOf: (at: Instant) => string
} {
  const chance = truth(seed)
  const world = placementWorld(randomProject(chance))
  const customers = world.facts.customers.map((c) => ({ ...c, accounts: randomAccounts(chance) }))
  const facts = { ...world.facts, customers }
  const placement = placeBatches(facts, world.batches, facts.now)
  const migration = new Migration(facts, placement, nature(facts, chance), chance)
  migration.runPilot()
  const forecast = forecastPlan(asKnown(facts, migration), planOf(facts, placement), { seed })
  const transferEnd = migration.runRest()
  return {
    forecast,
    transferEnd,
    end: endAfter(facts, transferEnd),
    dateOf: (at) => facts.calendars.office.dateOf(at),
  }
}

/** Facts as they stand when the pilot is over. */
const asKnown = (facts: PlanFacts, migration: Migration): PlanFacts => {
  const { now, progress, states } = migration.known()
  return {
    ...facts,
    now,
    progress,
    customers: facts.customers.map((c): PlanCustomer => {
      const state = states.get(c.id)
      return state === undefined ? c : { ...c, state, batch: BatchId.parse('pilot') }
    }),
    lockOut: lockOutModel(facts.settings, progress.measured),
  }
}

/** The assumptions of the settings, each as far off as the planner says it may be. */
const nature = ({ settings }: PlanFacts, chance: Truth): Nature => ({
  baseMs: settings.lockOut.baseMs * Math.exp(0.35 * chance.normal()),
  perAccountMs: settings.lockOut.perAccountMs * Math.exp(0.35 * chance.normal()),
  spread: 0.2 + 0.25 * chance.uniform(),
  windowLost: chance.chanceLike(settings.chances.windowLost, 20),
  returned: chance.chanceLike(settings.chances.returned, 50),
  dayLost: chance.chanceLike(settings.chances.dayLost, 100),
})

const zones = ['Europe/London', 'America/New_York', 'Asia/Tokyo', 'Australia/Sydney'] as const

function randomProject(chance: Truth): WorldOptions {
  const environments = Array.from({ length: chance.whole(1, 2) }, (_, i) => {
    const opens = chance.whole(0, 3)
    return {
      id: `e${i}`,
      zone: zones[chance.whole(0, 3)] ?? 'UTC',
      offPeak: `0${opens}:00-0${opens + chance.whole(3, 5)}:00`,
    }
  })
  const now = Date.UTC(2027, chance.whole(0, 11), chance.whole(1, 28), 12)
  const dateAfter = (days: number): string =>
    new Date(now + days * dayMs).toISOString().slice(0, 10)
  const event = chance.whole(3, 60)
  return {
    environments,
    now: new Date(now).toISOString(),
    // Narrow ones fill their windows, and slow hosts then need a second night for a batch.
    width: [2, 4, 8, 16][chance.whole(0, 3)] ?? 8,
    batches: [
      Object.fromEntries(environments.map((e) => [e.id, 20 / environments.length])),
      ...environments.flatMap((e) =>
        Array.from({ length: chance.whole(3, 14) }, () => ({ [e.id]: chance.whole(80, 140) })),
      ),
    ],
    settings: {
      coolDownDays: chance.whole(1, 3),
      pilotDays: chance.whole(2, 5),
      blackouts: [
        { from: dateAfter(event), to: dateAfter(event + chance.whole(0, 9)), reason: 'event' },
      ],
      teams: Array.from({ length: chance.whole(1, 2) }, (_, i) => ({
        id: `t${i}`,
        title: `T${i}`,
      })),
    },
  }
}

/** Most have few, some have hundreds. */
const randomAccounts = (chance: Truth): number =>
  Math.max(1, Math.round(3 * Math.exp(1.1 * chance.normal())))

/** Nobody decommissions on a day off. */
function endAfter({ calendars }: PlanFacts, transferEnd: Instant): Instant {
  let day = instant(transferEnd + behindMs)
  while (calendars.office.dayOff(calendars.office.dateOf(day)) !== undefined)
    day = instant(day + dayMs)
  return day
}

const noFindings = { findings: [] }

/** As much of a plan as the forecast looks at. */
const planOf = (facts: PlanFacts, placement: Placement): Plan => ({
  ...placement,
  settings: facts.settings,
  excluded: [],
  jump: {
    from: 'MR85',
    to: 'MR100',
    releases: 15,
    traditional: [],
    freezeEnforced: true,
    ...noFindings,
  },
  schedule: {
    stages: [],
    tasks: [],
    criticalPath: [],
    end: endAfter(facts, lastPlanned(facts, placement)),
    ...noFindings,
  },
  handWork: [],
  findings: [],
})

/** When the last planned batch is done if all goes as planned. */
function lastPlanned(facts: PlanFacts, { batches }: Placement): Instant {
  const byId = new Map(facts.customers.map((c) => [c.id, c]))
  const { overheadMs } = facts.settings.lockOut
  const ends = batches.flatMap(({ members, windows }) =>
    windows.map(({ environment, from }) => {
      const work = members
        .map((id) => byId.get(id))
        .filter((c) => c?.environment === environment)
        .map((c) => facts.lockOut.ms(c?.accounts ?? 0) + overheadMs)
      return from + lanesMs(work, facts.spec.transfer.width)
    }),
  )
  return instant(Math.max(...ends))
}
