import { gather, proposePlan } from '../../../shared/planner/propose.ts'
import type { PlanInput } from '../../../shared/planner/propose.ts'
import { movingGroups } from '../../../shared/planner/batches/moving-groups.ts'
import type { MovingGroup } from '../../../shared/planner/batches/moving-groups.ts'
import { batchLoadMs } from '../../../shared/planner/placement/load.ts'
import type { PlanCustomer, PlanFacts } from '../../../shared/planner/types.ts'
import { firstFit } from './first-fit.ts'

export type Quality = {
  /** Share of what a window may take that is taken, by the limit that binds: customers of a batch, or time. Mean of all batches. */
  readonly utilisation: number
  /** Of the largest customers of an environment, as many as it has batches: how many share the worst batch. 1 is best. Mean of all environments. */
  readonly spread: number
  /** Standard deviation of accounts between batches of an environment as a share of their mean; the first, smaller batch is left out. */
  readonly unevenness: number
  readonly batches: number
}

type Batches = readonly (readonly MovingGroup[])[]

/** The planner's batches beside first-fit's, made of the same moving groups under the same limits. */
export function compareQuality(input: PlanInput): { ours: Quality; plain: Quality } {
  const facts = gather(input)
  if (!facts.ok) throw new Error(facts.problem.message)
  const ours = ourBatches(input)
  const { batchSize, maxBatchSize } = input.spec.transfer
  const plain = ours.map((batches, i) =>
    firstFit(batches.flat(), { first: i === 0 ? batchSize : maxBatchSize, others: maxBatchSize }),
  )
  return { ours: qualityOf(facts.value, ours), plain: qualityOf(facts.value, plain) }
}

/** By environment, in the order of the plan; the pilot is chosen for other reasons and left out. */
export function ourBatches(input: PlanInput): readonly Batches[] {
  const plan = proposePlan(input)
  if (!plan.ok) throw new Error(plan.problem.message)
  const groupOf = new Map(
    movingGroups(input.customers).flatMap((g) => g.members.map((m) => [m, g] as const)),
  )
  const environmentOf = new Map(input.customers.map((c) => [c.id, c.environment]))
  const batches = plan.value.batches
    .filter((batch) => !batch.pilot)
    .map((batch) => ({
      environment: batch.members.map((m) => environmentOf.get(m))[0],
      groups: [...new Set(batch.members.flatMap((m) => groupOf.get(m) ?? []))],
    }))
  return [...Map.groupBy(batches, (b) => b.environment).values()].map((own) =>
    own.map((b) => b.groups),
  )
}

export const accountsOf = (groups: readonly MovingGroup[]): number =>
  groups.reduce((sum, g) => sum + g.accounts, 0)

export const membersOf = (groups: readonly MovingGroup[]): number =>
  groups.reduce((sum, g) => sum + g.members.length, 0)

function qualityOf(facts: PlanFacts, environments: readonly Batches[]): Quality {
  const byId = new Map(facts.customers.map((c) => [c.id, c]))
  const all = environments.flat()
  return {
    utilisation: mean(all.map((batch) => utilisation(facts, byId, batch))),
    spread: mean(environments.map((batches) => mostLargeInOne(byId, batches))),
    unevenness: mean(environments.map(unevenness)),
    batches: all.length,
  }
}

function utilisation(
  facts: PlanFacts,
  byId: ReadonlyMap<string, PlanCustomer>,
  batch: readonly MovingGroup[],
): number {
  const members = batch.flatMap((g) => g.members).flatMap((id) => byId.get(id) ?? [])
  const environment = members[0]?.environment
  if (environment === undefined) return 0
  const { shortestSlotMs } = facts.calendars.of(environment)
  const capacityMs = shortestSlotMs - facts.settings.reserveMinutes * 60_000
  return Math.max(
    members.length / facts.spec.transfer.maxBatchSize,
    batchLoadMs(facts, members) / capacityMs,
  )
}

function mostLargeInOne(byId: ReadonlyMap<string, PlanCustomer>, batches: Batches): number {
  const heaviest = (g: MovingGroup): number =>
    Math.max(...g.members.map((m) => byId.get(m)?.accounts ?? 0))
  // Large customers that move together cannot be kept apart by anybody: the heaviest of each group stands for it.
  const large = new Set(
    batches
      .flat()
      .map((g) => ({ g, size: heaviest(g) }))
      .sort((a, b) => b.size - a.size || a.g.first - b.g.first)
      .slice(0, batches.length)
      .map(({ g }) => g),
  )
  return Math.max(...batches.map((batch) => batch.filter((g) => large.has(g)).length))
}

function unevenness(batches: Batches): number {
  const accounts = batches.slice(1).map(accountsOf)
  if (accounts.length < 2) return 0
  const centre = mean(accounts)
  return Math.sqrt(mean(accounts.map((a) => (a - centre) ** 2))) / centre
}

export const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, v) => sum + v, 0) / values.length
