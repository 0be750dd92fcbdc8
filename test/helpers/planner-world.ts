import { invariant } from '../../shared/base/assert.ts'
import { PlanningSettings } from '../../shared/domain/planning.ts'
import { Customer, ProjectSpec } from '../../shared/domain/project.ts'
import type { CustomerState } from '../../shared/domain/states.ts'
import { instant } from '../../shared/domain/time.ts'
import { BatchId } from '../../shared/domain/ids.ts'
import { createCalendars } from '../../shared/planner/calendar/create-calendars.ts'
import type {
  DraftBatch,
  PlanCustomer,
  PlanFacts,
  PlannedBatch,
  Progress,
} from '../../shared/planner/types.ts'
import { spec } from './runner-world.ts'
import { noProgress } from './progress.ts'

/** What planning is given, as it would be written in files; everything has a default. */
export type PlannerWorld = {
  readonly environments?: readonly string[]
  readonly customers?: readonly PlanCustomer[]
  readonly settings?: object
  readonly transfer?: object
  /** Off-peak window of every environment, in UTC. Default 01:00-05:00. */
  readonly offPeak?: string
  readonly now?: string
  readonly progress?: Partial<Progress>
  /** Lock-out by accounts. Default the settings' model. */
  readonly lockOutMs?: (accounts: number) => number
}

/** Facts of a project in UTC without public holidays, on Monday 2026-03-02. */
export function planFacts(world: PlannerWorld = {}): PlanFacts {
  const { environments = ['us'], customers = [], transfer = {}, progress = {} } = world
  const project = ProjectSpec.parse({
    ...spec,
    environments: environments.map((id, i) => ({
      ...spec.environments[0],
      id,
      title: id,
      iEnv: i + 1,
      offPeak: world.offPeak ?? '01:00-05:00',
    })),
    transfer,
    planning: {},
  })
  const settings = PlanningSettings.parse(world.settings ?? {})
  const calendars = createCalendars(project, settings, () => [])
  invariant(calendars.ok, 'the settings of a test have no contradictions of dates')
  const { baseMs, perAccountMs } = settings.lockOut
  return {
    spec: project,
    settings,
    customers,
    calendars: calendars.value,
    lockOut: {
      ms: world.lockOutMs ?? ((accounts) => baseMs + accounts * perAccountMs),
      spread: 0,
      uncertainty: 0,
      measured: 0,
      basis: 'test',
    },
    now: instant(Date.parse(world.now ?? '2026-03-02T00:00:00Z')),
    progress: { ...noProgress, ...progress },
  }
}

export type CustomerOptions = Partial<
  Record<
    'environment' | 'kind' | 'parent' | 'mainOffice' | 'ivr' | 'product' | 'probeAccount' | 'batch',
    string
  >
> & {
  readonly accounts?: number
  readonly monthlyMinutes?: number
  readonly handWork?: readonly string[]
  readonly tags?: readonly string[]
  readonly state?: CustomerState
}

/** One customer of `us` with one account, unless told otherwise. */
export function planCustomer(id: string, options: CustomerOptions = {}): PlanCustomer {
  const { state, batch, ...own } = options
  return {
    ...Customer.parse({
      id,
      name: `Customer ${id}`,
      environment: 'us',
      kind: own.parent === undefined ? 'retail' : 'subcustomer',
      accounts: 1,
      product: 'Trunk',
      monthlyMinutes: 100,
      handWork: [],
      ...own,
    }),
    ...(state === undefined ? {} : { state }),
    ...(batch === undefined ? {} : { batch: BatchId.parse(batch) }),
  }
}

/** `c0`, `c1`, … */
export const planCustomers = (
  count: number,
  options: (i: number) => CustomerOptions = () => ({}),
): PlanCustomer[] => Array.from({ length: count }, (_, i) => planCustomer(`c${i}`, options(i)))

/** Batches with a window in each environment of theirs, a day apart from each other. */
export function inWindows(facts: PlanFacts, batches: readonly DraftBatch[]): PlannedBatch[] {
  const environmentOf = new Map(facts.customers.map((c) => [c.id, c.environment]))
  const dayMs = 86_400_000
  return batches.map((batch, i) => ({
    ...batch,
    windows: [...new Set(batch.members.map((id) => environmentOf.get(id)))]
      .filter((environment) => environment !== undefined)
      .map((environment) => ({
        environment,
        team: 'operators',
        from: instant(facts.now + i * dayMs + 3_600_000),
        to: instant(facts.now + i * dayMs + 5 * 3_600_000),
      })),
    refused: [],
  }))
}
