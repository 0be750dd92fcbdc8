import { counted } from '../../base/counted.ts'
import type { PlanCustomer, PlanFacts } from '../types.ts'
import { at, floatAt, intAt } from './at.ts'
import { boundMs } from './capacity.ts'
import { coverFeatures } from './cover.ts'
import type { Candidate } from './cover.ts'
import { featureCodes, featuresOf } from './features.ts'
import type { Feature } from './features.ts'
import { fillUp } from './fill-up.ts'
import { firstOf } from './first-of.ts'
import { sizeOf } from './group-set.ts'
import type { GroupSet } from './group-set.ts'
import { firstMember, membersOf } from './moving-groups.ts'

export type Pilot = { readonly groups: readonly number[]; readonly why: readonly string[] }

type Choosing = {
  readonly facts: PlanFacts
  readonly set: GroupSet
  /** Groups by environment, the largest customer first; those pinned to other batches left out. */
  readonly groups: readonly (readonly number[])[]
  /** Pinned to the pilot. */
  readonly pinned: readonly number[]
  /** By environment, ms. */
  readonly capacityMs: readonly number[]
}

/**
 * Chooses the pilot: few and small customers that show every environment, product and service that moves badly, as far as whole
 * groups of `pilotSize` customers in all can; then small ones of every environment until it is full. A large customer is taken
 * only when nobody smaller shows what it shows. Where even the smallest group is larger than the pilot, that group is the pilot.
 */
export function choosePilot(input: Choosing): Pilot {
  const { facts, set, pinned } = input
  const features = (group: number): Feature[] => groupFeatures(facts.customers, set, group)
  const room =
    facts.spec.transfer.pilotSize - pinned.reduce((sum, group) => sum + sizeOf(set, group), 0)
  const eligible = input.groups.map((own, environment) => mayPilot(input, own, environment, room))
  const given = new Set(pinned.flatMap(features))
  const prefer = smallestFirst(set)
  const cover = coverFeatures(oneOfEach(input, eligible, prefer), room, given)
  const chosen = [...pinned, ...cover.chosen.map((c) => c.group)]
  const taken = new Set(chosen)
  const left = eligible.map((own) => own.filter((group) => !taken.has(group)))
  const more = fillUp({ set, groups: left, taken: chosen, room: room - cover.size, prefer })
  if (chosen.length + more.length > 0)
    return { groups: [...chosen, ...more], why: reasons(input, cover.chosen, more) }
  const smallest = firstOf(input.groups.flat(), 1, prefer)
  return {
    groups: smallest,
    why: ['the smallest group that moves together is larger than the pilot was to be'],
  }
}

/** Small enough for pilot and window. */
function mayPilot(
  { facts, set, pinned, capacityMs }: Choosing,
  groups: readonly number[],
  environment: number,
  room: number,
): readonly number[] {
  const { width } = facts.spec.transfer
  const own = pinned.filter((group) => intAt(set.environment, group) === environment)
  const pinnedMs = own.reduce((sum, group) => sum + floatAt(set.work, group), 0)
  const longestPinned = own.reduce((most, group) => Math.max(most, floatAt(set.longest, group)), 0)
  // With a pilot full of customers like this one there is still time enough: then any choice of such fits.
  const isShort = (group: number): boolean => {
    const its = floatAt(set.longest, group)
    return (
      boundMs(pinnedMs + room * its, Math.max(its, longestPinned), width) <=
      at(capacityMs, environment)
    )
  }
  return groups.filter((group) => sizeOf(set, group) <= room && isShort(group))
}

/** Few customers, few accounts, but not none: a customer without accounts tries nothing. One that is measured is preferred. */
const smallestFirst =
  (set: GroupSet) =>
  (a: number, b: number): number =>
    sizeOf(set, a) - sizeOf(set, b) ||
    Number(intAt(set.accounts, a) === 0) - Number(intAt(set.accounts, b) === 0) ||
    floatAt(set.work, a) - floatAt(set.work, b) ||
    intAt(set.measured, b) - intAt(set.measured, a) ||
    floatAt(set.minutes, a) - floatAt(set.minutes, b) ||
    a - b

const groupFeatures = (
  customers: readonly PlanCustomer[],
  set: GroupSet,
  group: number,
): Feature[] => [
  ...new Set([...membersOf(set, group)].flatMap((position) => featuresOf(at(customers, position)))),
]

/** Of groups that show the same at the same size one is enough to choose from: a million customers are a few hundred candidates. */
function oneOfEach(
  { facts, set }: Choosing,
  groups: readonly (readonly number[])[],
  prefer: (a: number, b: number) => number,
): readonly Candidate[] {
  const keyOf = groupKeys(facts.customers, set)
  const best = new Map<number | string, number>()
  const isEligible = new Uint8Array(set.count)
  for (const own of groups) for (const group of own) isEligible[group] = 1
  // In the order of the input: customers lie beside each other in memory then.
  for (let group = 0; group < set.count; group++) {
    if (isEligible[group] !== 1) continue
    const key = keyOf(group)
    const known = best.get(key)
    if (known === undefined || prefer(group, known) < 0) best.set(key, group)
  }
  return [...best.values()].toSorted(prefer).map((group) => ({
    group,
    size: sizeOf(set, group),
    features: groupFeatures(facts.customers, set, group),
  }))
}

/** Equal for groups of one size that show the same. */
function groupKeys(
  customers: readonly PlanCustomer[],
  set: GroupSet,
): (group: number) => number | string {
  const codeOf = featureCodes()
  return (group) => {
    const size = sizeOf(set, group)
    if (size === 1) return codeOf(at(customers, firstMember(set, group)))
    const codes = [...membersOf(set, group)].map((position) => codeOf(at(customers, position)))
    return `${size} ${[...new Set(codes)].toSorted((a, b) => a - b).join(' ')}`
  }
}

function reasons(
  { facts, set, pinned }: Choosing,
  cover: readonly Candidate[],
  more: readonly number[],
): readonly string[] {
  const shown = new Set(pinned.flatMap((group) => groupFeatures(facts.customers, set, group)))
  const why = pinned.length === 0 ? [] : [`${counted(pinned.length, 'group')} pinned to it`]
  for (const { group, size, features } of cover) {
    const fresh = features.filter((feature) => !shown.has(feature))
    for (const feature of fresh) shown.add(feature)
    const first = at(facts.customers, firstMember(set, group)).id
    const who = size === 1 ? first : `${first} and ${size - 1} more that move with it`
    why.push(`${who}: covers ${fresh.join(', ')}`)
  }
  const fill = more.reduce((sum, group) => sum + sizeOf(set, group), 0)
  if (fill > 0) why.push(`${counted(fill, 'small customer')} of every environment to fill it up`)
  return why
}
