import { BatchId, CustomerId, EnvironmentId } from '../../shared/domain/ids.ts'
import { PlanningSettings } from '../../shared/domain/planning.ts'
import { ProjectSpec } from '../../shared/domain/project.ts'
import { instant } from '../../shared/domain/time.ts'
import type { Instant } from '../../shared/domain/time.ts'
import { createCalendars } from '../../shared/planner/calendar/create-calendars.ts'
import { lockOutModel } from '../../shared/planner/forecast/lock-out.ts'
import type { DraftBatch, PlanCustomer, PlanFacts, Progress } from '../../shared/planner/types.ts'
import { noProgress } from './progress.ts'

/** Facts with batches that are given as they are: for placement and forecast, which do not care how batches were composed. */

export const at = (text: string): Instant => instant(Date.parse(text))
export const env = (id: string): EnvironmentId => EnvironmentId.parse(id)
export const batchId = (id: string): BatchId => BatchId.parse(id)

export type WorldOptions = {
  /** Environments with zone and off-peak window. Default one, `uk`. */
  readonly environments?: readonly {
    readonly id: string
    readonly zone: string
    readonly offPeak: string
  }[]
  /** Number of customers by environment, for each batch in order; the first batch is the pilot. */
  readonly batches?: readonly Readonly<Record<string, number>>[]
  readonly settings?: Readonly<Record<string, unknown>>
  readonly accounts?: number
  readonly now?: string
  readonly width?: number
  readonly progress?: Partial<Progress>
}

const api = { url: 'https://api.example/', login: 'switchyard' }

export function placementWorld(options: WorldOptions = {}): {
  readonly facts: PlanFacts
  readonly batches: readonly DraftBatch[]
} {
  const environments = options.environments ?? [
    { id: 'uk', zone: 'Europe/London', offPeak: '01:00-05:00' },
  ]
  const spec = ProjectSpec.parse({
    name: 'Test',
    systems: { source: { release: 'MR85', api }, target: { release: 'MR100', api } },
    dispatcher: api,
    environments: environments.map((e, i) => ({
      ...e,
      title: e.id,
      iEnv: i + 1,
      currency: 'GBP',
      billingPeriodDays: 30,
    })),
    clusters: [{ id: 'c1', environment: environments[0]?.id, voice: '192.0.2.1:5060' }],
    services: { api: '192.0.2.2:443' },
    facts: { xdrs: 0, externalGateways: false, xdrImport: false },
    hosts: [{ name: 'src-db', system: 'source', roles: ['db'] }],
    transfer: { width: options.width ?? 8 },
  })
  const settings = PlanningSettings.parse(options.settings ?? {})
  const customers: PlanCustomer[] = []
  const batches = (options.batches ?? [{ uk: 20 }, { uk: 100 }, { uk: 120 }]).map((counts, i) => {
    const members = Object.entries(counts).flatMap(([environment, count]) =>
      Array.from({ length: count }, () => {
        const id = CustomerId.parse(String(10_000 + customers.length))
        customers.push(customer(id, environment, options.accounts ?? 3))
        return id
      }),
    )
    const id = batchId(i === 0 ? 'pilot' : `batch-${String(i).padStart(2, '0')}`)
    return { id, ordinal: i, pilot: i === 0, members, why: [] }
  })
  const calendars = createCalendars(spec, settings, () => [])
  if (!calendars.ok) throw new Error(calendars.problem.message)
  const progress = { ...noProgress, ...options.progress }
  return {
    facts: {
      spec,
      settings,
      customers,
      calendars: calendars.value,
      lockOut: lockOutModel(settings, progress.measured),
      now: at(options.now ?? '2026-11-30T12:00:00Z'),
      progress,
    },
    batches,
  }
}

const customer = (id: CustomerId, environment: string, accounts: number): PlanCustomer => ({
  id,
  name: id,
  environment: env(environment),
  kind: 'retail',
  accounts,
  product: 'A',
  monthlyMinutes: 100,
  handWork: [],
})
