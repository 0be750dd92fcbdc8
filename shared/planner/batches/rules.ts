import { counted } from '../../base/counted.ts'
import type { DraftBatch, PlanFacts, PlanFinding, PlannedBatch } from '../types.ts'
import { at, intAt } from './at.ts'
import { isFree, isRunning } from './begun.ts'
import { groupsOf } from './moving-groups.ts'
import { largestTogether } from './rules-largest.ts'
import { uncovered } from './rules-pilot.ts'
import { wrongSizes } from './rules-size.ts'
import { tornTies } from './rules-ties.ts'
import { named } from './words.ts'

/** What the rules look at: batches with their customers looked up. Written without the groups that drafting works with. */
export type Ruled = {
  readonly facts: PlanFacts
  readonly batches: readonly RuledBatch[]
  /** Batch of a customer, by position; -1 for none. */
  readonly home: Int32Array
  readonly excluded: ReadonlySet<string>
}

export type RuledBatch = {
  readonly batch: DraftBatch | PlannedBatch
  readonly positions: readonly number[]
  readonly begun: boolean
}

/**
 * Checks every hard rule of composition anew, by other means than those that drafting uses: everyone once or excluded, groups
 * whole, one environment, sizes, windows long enough, pins, exclusions. Errors are broken rules; warnings are what a careful lead
 * would look at.
 */
export function brokenRules(
  facts: PlanFacts,
  batches: readonly (DraftBatch | PlannedBatch)[],
): readonly PlanFinding[] {
  const findings: PlanFinding[] = []
  const ruled = lookUp(facts, batches, findings)
  return [
    ...findings,
    ...wrongOrder(batches),
    ...strays(ruled),
    ...tornTies(ruled),
    ...mixedEnvironments(ruled),
    ...wrongSizes(ruled),
    ...brokenPins(ruled),
    ...largestTogether(ruled),
    ...uncovered(ruled),
    ...emptyEnvironments(facts),
  ]
}

/** Finds each member among the customers; those unknown or twice there are findings already. */
function lookUp(facts: PlanFacts, batches: readonly DraftBatch[], findings: PlanFinding[]): Ruled {
  const { customers } = facts
  const positions = groupsOf(customers).positionOf
  const home = new Int32Array(customers.length).fill(-1)
  const looked = batches.map((batch, i): RuledBatch => {
    const own: number[] = []
    for (const id of batch.members) {
      const position = positions.get(id)
      const where = { batch: batch.id, customer: id }
      if (position === undefined) {
        findings.push({
          severity: 'error',
          message: `${batch.id} holds ${id}, which is not a customer of the project`,
          where,
          next: 'take it out of the batch, or import the customer',
        })
        continue
      }
      const other = intAt(home, position)
      if (other === -1) home[position] = i
      else
        findings.push({
          severity: 'error',
          message: `${id} is in ${at(batches, other).id} and in ${batch.id}`,
          where,
          next: 'move it into one of the two',
        })
      own.push(position)
    }
    return { batch, positions: own, begun: false }
  })
  // One walk in the order of the input instead of one a batch: memory is the cost of a million customers.
  const begun = new Set<number>()
  customers.forEach(({ state }, position) => {
    if (!isFree(state)) begun.add(intAt(home, position))
  })
  return {
    facts,
    batches: looked.map((own, i) => ({
      ...own,
      begun: begun.has(i) || isRunning(facts, own.batch.id),
    })),
    home,
    excluded: new Set<string>(facts.settings.excluded.map(({ customer }) => customer)),
  }
}

function wrongOrder(batches: readonly DraftBatch[]): PlanFinding[] {
  const findings: PlanFinding[] = []
  const ids = new Set<string>()
  const ordinals = new Map<number, string>()
  for (const { id, ordinal, pilot, members } of batches) {
    const say = (message: string, next: string): void => {
      findings.push({ severity: 'error', message, where: { batch: id }, next })
    }
    if (ids.has(id)) say(`two batches are called ${id}`, 'propose the plan anew')
    ids.add(id)
    const twin = ordinals.get(ordinal)
    if (twin !== undefined) say(`${twin} and ${id} have the same turn`, 'propose the plan anew')
    ordinals.set(ordinal, id)
    if (pilot !== (ordinal === 0))
      say(
        `${id} ${pilot ? 'is the pilot, but not first' : 'comes first, but is no pilot'}`,
        'propose the plan anew',
      )
    if (members.length === 0) say(`${id} has no customers`, 'merge it into another batch')
  }
  return findings
}

/** Customers without a batch, and excluded ones with one. */
function strays({ facts, batches, home, excluded }: Ruled): PlanFinding[] {
  const findings: PlanFinding[] = []
  const without: string[] = []
  facts.customers.forEach(({ id, state }, position) => {
    const batch = batches[intAt(home, position)]
    if (excluded.has(id)) {
      if (batch !== undefined)
        findings.push({
          severity: 'error',
          message: `${id} is excluded, and is in ${batch.batch.id}`,
          where: { customer: id, batch: batch.batch.id },
          next: 'take it out of the batch, or include it again',
        })
    } else if (batch === undefined && state !== 'excluded') without.push(id)
  })
  if (without.length > 0)
    findings.push({
      severity: 'error',
      message: `${counted(without.length, 'customer')} in no batch: ${named(without)}`,
      next: 'plan again, or exclude them with a reason',
    })
  return findings
}

function mixedEnvironments({ facts, batches }: Ruled): PlanFinding[] {
  return batches.flatMap(({ batch, positions }) => {
    const environments = new Set(positions.map((p) => at(facts.customers, p).environment))
    if (batch.pilot || environments.size < 2) return []
    return [
      {
        severity: 'error' as const,
        message: `${batch.id} holds customers of ${named([...environments])}, whose windows differ`,
        where: { batch: batch.id },
        next: 'split it by environment',
      },
    ]
  })
}

/** Pins bind customers that can still be moved. */
function brokenPins({ facts, batches, home }: Ruled): PlanFinding[] {
  const { customers, settings } = facts
  if (settings.pins.length === 0) return []
  const positions = groupsOf(customers).positionOf
  return settings.pins.flatMap(({ customer, batch }) => {
    const position = positions.get(customer)
    const its = position === undefined ? undefined : batches[intAt(home, position)]
    if (its?.batch.id === batch || its?.begun === true) return []
    return [
      {
        severity: 'error' as const,
        message:
          position === undefined
            ? `${customer} is pinned to ${batch}, but is not in the project`
            : `${customer} is pinned to ${batch}, and is in ${its?.batch.id ?? 'no batch'}`,
        where: { customer, batch },
        next: 'move it there, or take the pin back',
      },
    ]
  })
}

function emptyEnvironments({ spec, customers }: PlanFacts): PlanFinding[] {
  const used = new Set(customers.map((c) => c.environment))
  return spec.environments
    .filter((e) => !used.has(e.id))
    .map((e) => ({
      severity: 'warning' as const,
      message: `environment ${e.id} has no customers: it gets no batch, and its vendor xDRs can be synchronised at once`,
      where: { environment: e.id },
      next: 'import its customers, or leave it so if it has none',
    }))
}
