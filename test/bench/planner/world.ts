import { seededChance } from '../../../resources/samples/chance.ts'
import type { Chance } from '../../../resources/samples/chance.ts'
import { PlanningSettings } from '../../../shared/domain/planning.ts'
import type { CustomerId, EnvironmentId } from '../../../shared/domain/ids.ts'
import { ProjectSpec } from '../../../shared/domain/project.ts'
import { instant } from '../../../shared/domain/time.ts'
import type { PlanInput } from '../../../shared/planner/propose.ts'
import type { HolidayLookup, PlanCustomer } from '../../../shared/planner/types.ts'
import { noProgress } from '../../helpers/progress.ts'

/** Customers of one environment: so that a million of them have nights enough, the number of environments and teams grows too. */
const perEnvironment = 2500
const places = [
  { zone: 'America/New_York', country: 'US' },
  { zone: 'Europe/London', country: 'GB' },
  { zone: 'Europe/Berlin', country: 'DE' },
  { zone: 'Australia/Sydney', country: 'AU' },
  { zone: 'America/Sao_Paulo', country: 'BR' },
  { zone: 'Asia/Tokyo', country: 'JP' },
] as const

export type WorldOptions = {
  readonly customers: number
  readonly holidays: HolidayLookup
  /** Default 1. */
  readonly seed?: number
  /** Default one for every 2,500 customers, two at least. */
  readonly environments?: number
}

/** A project of any size, the same for the same seed: heavy-tailed sizes, reseller subtrees, linked offices, shared IVRs. */
export function planWorld({
  customers,
  holidays,
  seed = 1,
  environments,
}: WorldOptions): PlanInput {
  const chance = seededChance(seed)
  const ids = Array.from(
    { length: environments ?? Math.max(2, Math.ceil(customers / perEnvironment)) },
    (_, i) => `e${i + 1}`,
  )
  const spec = projectOf(ids)
  return {
    spec,
    settings: spec.planning,
    customers: makeCustomers(customers, ids, chance),
    now: instant(Date.UTC(2027, 0, 11, 9)),
    holidays,
    progress: noProgress,
  }
}

function projectOf(ids: readonly string[]): ProjectSpec {
  const api = (name: string) => ({ url: `https://${name}.example/`, login: 'switchyard' })
  const placeOf = (i: number) => places[i % places.length] ?? places[0]
  return ProjectSpec.parse({
    name: 'Bench',
    systems: {
      source: { release: 'MR85', api: api('source') },
      target: { release: 'MR95', api: api('target') },
    },
    dispatcher: api('dispatcher'),
    environments: ids.map((id, i) => ({
      id,
      title: `Environment ${i + 1}`,
      iEnv: i + 1,
      zone: placeOf(i).zone,
      offPeak: '01:00-05:00',
      currency: 'USD',
      billingPeriodDays: 30,
    })),
    clusters: ids
      .slice(0, 8)
      .map((id, i) => ({ id: `c${i + 1}`, environment: id, voice: `192.0.2.${i + 1}:5060` })),
    services: { api: '192.0.2.20:443' },
    facts: { xdrs: 0, externalGateways: false, xdrImport: false },
    hosts: [{ name: 'src-db', system: 'source', roles: ['db'] }],
    transfer: { pilotSize: 20, batchSize: 100, maxBatchSize: 150, width: 16 },
    planning: PlanningSettings.parse({
      calendars: Object.fromEntries(
        ids.map((id, i) => [id, { holidays: { country: placeOf(i).country } }]),
      ),
      blackouts: [{ from: '2027-07-01', to: '2027-07-05', kind: 'event', reason: 'A big event' }],
      teams: ids.map((id) => ({ id: `team-${id}`, title: `Team of ${id}`, environments: [id] })),
    }),
  })
}

type Draft = { -readonly [K in keyof PlanCustomer]: PlanCustomer[K] }

function makeCustomers(
  count: number,
  environments: readonly string[],
  chance: Chance,
): readonly PlanCustomer[] {
  const all = Array.from({ length: count }, (_, i) =>
    one(i, environments[i % environments.length] ?? '', chance),
  )
  const size = environments.length
  /** The customer that comes `n` later in the same environment. */
  const next = (from: number, n: number): Draft | undefined => all[from + n * size]
  for (let i = 0; i < count; i += chance.between(60, 140)) {
    const head = all[i]
    if (head === undefined) break
    const members = chance.between(2, 14)
    const kind = chance.between(0, 2)
    for (let n = 1; n <= members; n++) {
      const other = next(i, n)
      if (other === undefined || !isFree(other) || !(n === 1 ? isFree(head) : true)) break
      if (kind === 0) {
        head.kind = 'reseller'
        other.kind = 'subcustomer'
        other.parent = head.id
      } else if (kind === 1) other.mainOffice = head.id
      else {
        head.ivr = `1800${i}`
        other.ivr = head.ivr
      }
    }
  }
  return all
}

const isFree = (c: Draft): boolean =>
  c.kind === 'retail' && c.mainOffice === undefined && c.ivr === undefined

function one(i: number, environment: string, chance: Chance): Draft {
  // The tail of a Pareto distribution: most have one account, one in a thousand has hundreds.
  const accounts = Math.min(400, Math.floor(1 / (1 - chance.next() * 0.998)))
  return {
    id: String(100_000 + i) as CustomerId, // digits only, which the schema allows; a million parses take seconds
    name: `Customer ${i}`,
    environment: environment as EnvironmentId, // parsed as part of the project
    kind: 'retail',
    accounts,
    product: `Product ${chance.between(1, 10)}`,
    monthlyMinutes: accounts * chance.between(100, 1500),
    handWork: chance.next() < 0.03 ? ['mail'] : [],
  }
}
