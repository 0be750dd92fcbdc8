import { bad, ok } from '../../base/result.ts'
import type { Result } from '../../base/result.ts'
import type { BatchId, CustomerId } from '../../domain/ids.ts'
import { problem } from '../../domain/problems.ts'
import type { Problem } from '../../domain/problems.ts'
import type { PlanFacts } from '../types.ts'
import { at, intAt } from './at.ts'
import { isFree } from './begun.ts'
import { missingCompanions } from './companions.ts'
import { groupsOf } from './moving-groups.ts'
import { named } from './words.ts'

/** What a person has decided about single customers, checked against them. */
export type Choices = {
  readonly excluded: ReadonlySet<CustomerId>
  /** Pins of customers that can still be moved. */
  readonly pins: ReadonlyMap<CustomerId, BatchId>
}

/** Checks exclusions and pins against the customers and each other; a contradiction is a problem that says what to change. */
export function checkChoices(facts: PlanFacts): Result<Choices, Problem> {
  const { settings, customers } = facts
  const { positionOf } = groupsOf(customers)
  const stray = strayCustomers(facts)
  if (stray !== undefined) return bad(stray)
  for (const [what, list] of [
    ['excluded', settings.excluded],
    ['pinned', settings.pins],
  ] as const) {
    const unknown = list.filter(({ customer }) => !positionOf.has(customer))
    if (unknown.length > 0)
      return bad(
        problem(
          'not-found',
          `${named(unknown.map((u) => u.customer))}: ${what}, but not in the project`,
          { next: `correct the ids under planning, or take them out there` },
        ),
      )
  }
  const excluded = new Set(settings.excluded.map(({ customer }) => customer))
  const state = (id: CustomerId) => at(customers, positionOf.get(id) ?? -1).state
  const moved = [...excluded].filter((id) => !isFree(state(id)) && state(id) !== 'failed')
  if (moved.length > 0)
    return bad(
      problem('precondition', `${named(moved)}: excluded, but already moved`, {
        next: 'return them to the source first, or take the exclusion back',
      }),
    )
  const apart = missingCompanions(customers, excluded, (c) => isFree(c.state))
  if (apart !== undefined)
    return bad({
      ...apart,
      message: `the exclusion leaves a part of a group behind: ${apart.message}`,
    })
  const pins = new Map<CustomerId, BatchId>()
  for (const { customer, batch } of settings.pins) {
    const other = pins.get(customer)
    if (other !== undefined && other !== batch)
      return bad(contradiction(`${customer} is pinned to ${other} and to ${batch}`))
    if (excluded.has(customer))
      return bad(contradiction(`${customer} is pinned to ${batch} and excluded`))
    if (isFree(state(customer))) pins.set(customer, batch)
  }
  const torn = tornGroup(facts, pins)
  return torn === undefined ? ok({ excluded, pins }) : bad(torn)
}

const contradiction = (message: string): Problem =>
  problem('precondition', message, { next: 'keep one of the two' })

/** Two of a group pinned apart. */
function tornGroup(facts: PlanFacts, pins: Choices['pins']): Problem | undefined {
  const index = groupsOf(facts.customers)
  const homes = new Map<number, { customer: CustomerId; batch: BatchId }>()
  for (const [customer, batch] of pins) {
    const group = intAt(index.groupOf, index.positionOf.get(customer) ?? -1)
    const home = homes.get(group)
    if (home === undefined) homes.set(group, { customer, batch })
    else if (home.batch !== batch)
      return problem(
        'precondition',
        `${home.customer} is pinned to ${home.batch} and ${customer} to ${batch}, but they move together (one reseller, office or access number)`,
        { next: 'pin both to the same batch' },
      )
  }
  return undefined
}

/** A customer of an environment that the project does not have, or a group over two of them: the import refuses both. */
function strayCustomers({ spec, customers }: PlanFacts): Problem | undefined {
  const environments = new Set(spec.environments.map((e) => e.id))
  const index = groupsOf(customers)
  const first = new Int32Array(index.count).fill(-1)
  for (const [position, customer] of customers.entries()) {
    if (!environments.has(customer.environment))
      return problem(
        'bad-input',
        `${customer.id} is of environment ${customer.environment}, which the project does not have`,
        { next: 'correct the customer, or add the environment to the project' },
      )
    const group = intAt(index.groupOf, position)
    const earlier = intAt(first, group)
    if (earlier === -1) {
      first[group] = position
      continue
    }
    const other = at(customers, earlier)
    if (other.environment !== customer.environment)
      return problem(
        'bad-input',
        `${other.id} of ${other.environment} and ${customer.id} of ${customer.environment} move together, but a group lies in one environment`,
        { next: 'correct parent, main_office or ivr of one of them' },
      )
  }
  return undefined
}
