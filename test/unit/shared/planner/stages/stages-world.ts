import { resolve } from 'node:path'
import { checkFiles } from '../../../../../main/data/import/import.ts'
import { invariant } from '../../../../../shared/base/assert.ts'
import { BatchId, EnvironmentId, ProcedureId } from '../../../../../shared/domain/ids.ts'
import type { BatchWindow } from '../../../../../shared/domain/planning.ts'
import { PlanningSettings } from '../../../../../shared/domain/planning.ts'
import { ProjectSpec } from '../../../../../shared/domain/project.ts'
import { instant } from '../../../../../shared/domain/time.ts'
import type { Instant } from '../../../../../shared/domain/time.ts'
import { createCalendars } from '../../../../../shared/planner/calendar/create-calendars.ts'
import { lockOutModel } from '../../../../../shared/planner/forecast/lock-out.ts'
import { publicHolidays } from '../../../../../shared/planner/holidays.ts'
import { scheduleStages } from '../../../../../shared/planner/stages/schedule.ts'
import type {
  Placement,
  PlanCustomer,
  PlanFacts,
  PlannedBatch,
  Progress,
  ScheduledTask,
  StageSchedule,
} from '../../../../../shared/planner/types.ts'
import { planCustomers } from '../../../../helpers/planner-world.ts'
import { noProgress } from '../../../../helpers/progress.ts'

export const at = (text: string): Instant => instant(Date.parse(text))

const api = { url: 'https://web.example/', login: 'switchyard' }

export type StagesWorld = {
  /** Zone and off-peak window by environment. Default one, `uk`. */
  readonly environments?: Readonly<Record<string, { zone: string; offPeak?: string }>>
  /** Environment of each cluster, by id. Default one, `c1`, of the first environment. */
  readonly clusters?: Readonly<Record<string, string>>
  readonly release?: string
  readonly radius?: boolean
  readonly soakDays?: number
  readonly settings?: object
  readonly customers?: readonly PlanCustomer[]
  readonly now?: string
  readonly progress?: Partial<Progress>
}

/** Facts of a small project, on Monday 2027-02-01 unless told otherwise. */
export function stagesFacts(world: StagesWorld = {}): PlanFacts {
  const environments = Object.entries(
    world.environments ?? { uk: { zone: 'Europe/London', offPeak: '01:00-05:00' } },
  )
  const clusters = Object.entries(world.clusters ?? { c1: environments[0]?.[0] ?? '' })
  const spec = ProjectSpec.parse({
    name: 'Example',
    systems: {
      source: { release: world.release ?? 'MR85', api },
      target: { release: 'MR100', api },
    },
    dispatcher: api,
    environments: environments.map(([id, { zone, offPeak = '01:00-05:00' }], i) => ({
      id,
      title: id.toUpperCase(),
      iEnv: i + 1,
      zone,
      offPeak,
      currency: 'GBP',
      billingPeriodDays: 30,
    })),
    clusters: clusters.map(([id, environment]) => ({ id, environment, voice: '192.0.2.1:5060' })),
    services: { api: '192.0.2.2:443' },
    facts: { xdrs: 0, externalGateways: world.radius ?? false, xdrImport: false },
    hosts: [{ name: 'src-db', system: 'source', roles: ['db'] }],
    soakDays: world.soakDays ?? 14,
  })
  const settings = PlanningSettings.parse(world.settings ?? {})
  const calendars = createCalendars(spec, settings, publicHolidays)
  invariant(calendars.ok, 'the settings of a test do not contradict each other')
  return {
    spec,
    settings,
    customers:
      world.customers ?? planCustomers(6, () => ({ environment: environments[0]?.[0] ?? '' })),
    calendars: calendars.value,
    lockOut: lockOutModel(settings, []),
    now: at(world.now ?? '2027-02-01T08:00:00Z'),
    progress: { ...noProgress, ...world.progress },
  }
}

/** Facts of the sample project, with these of its settings changed. */
export function pandaFacts(now: string, changed: Partial<PlanningSettings> = {}): PlanFacts {
  const checked = checkFiles({
    project: resolve(
      import.meta.dirname,
      '../../../../../resources/samples/panda-telecom/project.yaml',
    ),
  })
  invariant(checked.ok, 'the sample is good')
  const { spec, customers } = checked.value
  const settings = { ...spec.planning, ...changed }
  const calendars = createCalendars(spec, settings, publicHolidays)
  invariant(calendars.ok, 'the sample’s calendars are good')
  return {
    spec,
    settings,
    customers,
    calendars: calendars.value,
    lockOut: lockOutModel(settings, []),
    now: at(now),
    progress: noProgress,
  }
}

export const window = (
  from: string,
  to: string,
  environment = 'uk',
  team = 'operators',
): BatchWindow => ({
  environment: EnvironmentId.parse(environment),
  team,
  from: at(from),
  to: at(to),
})

/** Batches of two customers each, in order; the first is the pilot. */
export const placed = (
  { customers }: PlanFacts,
  windows: readonly (readonly BatchWindow[])[],
): Placement & { readonly batches: readonly PlannedBatch[] } => ({
  batches: windows.map((own, i) => ({
    id: BatchId.parse(i === 0 ? 'pilot' : `batch-0${i}`),
    ordinal: i,
    pilot: i === 0,
    members: customers.slice(2 * i, 2 * i + 2).map((c) => c.id),
    why: [`batch ${i}`],
    windows: own,
    refused: [],
  })),
  unplaced: [],
})

export const taskOf = (schedule: StageSchedule, id: string): ScheduledTask => {
  const task = schedule.tasks.find((t) => t.id === id)
  invariant(task, `no task ${id}`)
  return task
}

/** `2027-02-01T08:00` of both ends, UTC. */
export const datesOf = (schedule: StageSchedule, id: string): readonly [string, string] => {
  const { from, to } = taskOf(schedule, id)
  return [utc(from), utc(to)]
}

export const utc = (moment: Instant): string => new Date(moment).toISOString().slice(0, 16)

export const run = (
  procedure: string,
  state: Progress['runs'][number]['state'],
  [startedAt, endedAt]: readonly [string, string?],
  member = 'project',
): Progress['runs'][number] => ({
  procedure: ProcedureId.parse(procedure),
  members: [member],
  done: state === 'succeeded' ? [member] : [],
  state,
  startedAt: at(startedAt),
  ...(endedAt === undefined ? {} : { endedAt: at(endedAt) }),
})

/** Working days by which the setup ends later than in `before`. */
export const setupDays = (facts: PlanFacts): number => {
  const setup = scheduleStages(facts, undefined).stages.find((s) => s.stage === 'setup')
  invariant(setup, 'there is a setup')
  return setup.businessDays
}
