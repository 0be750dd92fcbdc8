import { formatLocal } from '../wall-clock.ts'
import type { LocalTime } from '../wall-clock.ts'
import type { Environment } from '../../domain/project.ts'
import { formatMs, instant } from '../../domain/time.ts'
import type { Instant } from '../../domain/time.ts'
import type { PlanFacts, RefusedSlot, Slot, StageTask } from '../types.ts'

/** Where a downtime window goes. */
export type DowntimeSlot = {
  readonly from: Instant
  readonly to: Instant
  readonly why: string
  /** The latest slots that were looked at before, each with its reason; at most 20. */
  readonly refused: readonly RefusedSlot[]
  /** Environments for which it is not off-peak, with their wall-clock time. */
  readonly elsewhere: readonly { readonly environment: Environment; readonly local: LocalTime }[]
  /** False when no slot was found: the dates then only say when it could be at the earliest. */
  readonly found: boolean
}

const keptRefused = 20
/** Two years of nights: who refuses them all has no window. */
const longestSearch = 731
/** Nights in which a moment that is off-peak everywhere is looked for before one environment has to do. */
const sharedSearchMs = 7 * 86_400_000

type Clock = (at: Instant, zone: string) => LocalTime

/** The environment with the most accounts; the first of them in the project when several have as many. */
export function largestEnvironment({ spec, customers }: PlanFacts): Environment | undefined {
  const accounts = new Map<string, number>()
  for (const c of customers)
    accounts.set(c.environment, (accounts.get(c.environment) ?? 0) + c.accounts)
  return spec.environments
    .toSorted((a, b) => (accounts.get(b.id) ?? 0) - (accounts.get(a.id) ?? 0))
    .at(0)
}

/**
 * The first off-peak slot that opens at `after` or later and is long enough: of the window's own environment, or for windows of
 * the whole project one that is off-peak everywhere. Where there is none within a week of nights, that of the environment with
 * the most accounts.
 */
export function downtimeSlot(
  facts: PlanFacts,
  downtime: NonNullable<StageTask['downtime']>,
  after: Instant,
  { largest, clock }: { readonly largest: Environment; readonly clock: Clock },
): DowntimeSlot {
  const own = facts.spec.environments.find((e) => e.id === downtime.environment)
  const main = own ?? largest
  const budgetMs = downtime.budgetMs
  const others = own === undefined ? facts.spec.environments.filter((e) => e.id !== main.id) : []
  const { legal, refused } = nights(
    facts,
    main,
    { after, furtherMs: others.length > 0 ? sharedSearchMs : 0 },
    budgetMs,
  )
  const first = legal[0]
  if (first === undefined)
    return {
      from: after,
      to: instant(after + budgetMs),
      why: `no off-peak window of ${main.title} may be used in the two years behind it`,
      refused: refused.slice(-keptRefused),
      elsewhere: [],
      found: false,
    }
  const shared = others.reduce<readonly Span[]>(
    (spans, e) =>
      intersect(
        spans,
        nights(facts, e, { after, until: first.from + sharedSearchMs }, budgetMs).legal,
      ),
    legal,
  )
  const everywhere = shared.find((s) => s.to - s.from >= budgetMs)
  const from = everywhere?.from ?? first.from
  const elsewhere =
    everywhere === undefined
      ? others.map((environment) => ({ environment, local: clock(from, environment.zone) }))
      : []
  const where = `${formatLocal(clock(from, main.zone))} in ${main.title}`
  return {
    from,
    to: instant(from + budgetMs),
    why:
      elsewhere.length > 0
        ? `${where}: no time is off-peak in every environment, so the one with the most accounts decides`
        : `${where}: the first off-peak window ${others.length > 0 ? 'of every environment at once ' : ''}for ${formatMs(budgetMs)}`,
    refused: refused.filter((r) => r.from < from).slice(-keptRefused),
    elsewhere,
    found: true,
  }
}

type Span = Pick<Slot, 'from' | 'to'>

/** Slots that open at `after` or later, up to `until` or up to `furtherMs` behind the first legal one. */
function nights(
  { calendars }: PlanFacts,
  environment: Environment,
  range: { readonly after: Instant; readonly until?: number; readonly furtherMs?: number },
  budgetMs: number,
): { readonly legal: readonly Slot[]; readonly refused: readonly RefusedSlot[] } {
  const legal: Slot[] = []
  const refused: RefusedSlot[] = []
  let until = range.until ?? Number.POSITIVE_INFINITY
  let seen = 0
  for (const slot of calendars.of(environment.id).slots(range.after)) {
    seen += 1
    if (seen > longestSearch || slot.from > until) break
    const reason = slot.refused ?? tooShort(slot, budgetMs)
    if (reason === undefined) {
      if (legal.length === 0 && range.furtherMs !== undefined) until = slot.from + range.furtherMs
      legal.push(slot)
      if (range.furtherMs === 0) break
    } else refused.push({ environment: slot.environment, from: slot.from, to: slot.to, reason })
  }
  return { legal, refused }
}

const tooShort = (slot: Slot, budgetMs: number): string | undefined =>
  slot.to - slot.from < budgetMs
    ? `it lasts ${formatMs(slot.to - slot.from)}, less than the ${formatMs(budgetMs)} needed`
    : undefined

const intersect = (spans: readonly Span[], others: readonly Span[]): readonly Span[] =>
  spans.flatMap((a) =>
    others
      .map((b) => ({
        from: instant(Math.max(a.from, b.from)),
        to: instant(Math.min(a.to, b.to)),
      }))
      .filter((s) => s.from < s.to),
  )
