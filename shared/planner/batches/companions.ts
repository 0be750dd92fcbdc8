import type { CustomerId } from '../../domain/ids.ts'
import { problem } from '../../domain/problems.ts'
import type { Problem } from '../../domain/problems.ts'
import type { PlanCustomer } from '../types.ts'
import { at, intAt } from './at.ts'
import { isFree } from './begun.ts'
import { groupsOf, membersOf } from './moving-groups.ts'
import { named } from './words.ts'

/**
 * The problem of naming a part of a group: says what ties the others to it and which customers to name too. Only those that
 * `isBound` accepts have to come along; a customer that is on the target already has moved without them.
 */
export function missingCompanions(
  customers: readonly PlanCustomer[],
  chosen: ReadonlySet<CustomerId>,
  isBound: (customer: PlanCustomer) => boolean,
): Problem | undefined {
  const index = groupsOf(customers)
  const seen = new Set<number>()
  const sentences: string[] = []
  for (const id of chosen) {
    const position = index.positionOf.get(id)
    if (position === undefined) continue
    const group = intAt(index.groupOf, position)
    if (seen.has(group)) continue
    seen.add(group)
    const whole = [...membersOf(index, group)].map((member) => at(customers, member))
    const missing = whole.filter((c) => !chosen.has(c.id) && isBound(c))
    if (missing.length === 0) continue
    const own = whole.filter((c) => chosen.has(c.id))
    sentences.push(`${tie(own, missing)}: name ${missing.length === 1 ? 'it' : 'them'} too`)
  }
  const [first, ...more] = sentences
  if (first === undefined) return undefined
  return problem('precondition', first, {
    safe: 'the plan is as it was',
    next: 'customers that belong together move in one batch; name the whole group, or leave it where it is',
    ...(more.length > 0 ? { more: more.slice(0, 20).map((message) => ({ message })) } : {}),
  })
}

const ids = (customers: readonly PlanCustomer[]): string => named(customers.map((c) => c.id))

/** What binds `missing` to `own`, in the words of the platform. */
function tie(own: readonly PlanCustomer[], missing: readonly PlanCustomer[]): string {
  for (const one of own) {
    const below = missing.filter((c) => c.parent === one.id)
    if (below.length > 0) return `${one.id} is the reseller of ${ids(below)}${also(missing, below)}`
    const above = missing.filter((c) => c.id === one.parent)
    if (above.length > 0)
      return `${one.parent ?? ''} is the reseller of ${one.id}${also(missing, above)}`
    const branches = missing.filter((c) => c.mainOffice === one.id)
    if (branches.length > 0)
      return `${one.id} is the main office of ${ids(branches)}${also(missing, branches)}`
    const main = missing.filter((c) => c.id === one.mainOffice)
    if (main.length > 0)
      return `${one.mainOffice ?? ''} is the main office of ${one.id}${also(missing, main)}`
    const users = missing.filter(
      (c) => one.ivr !== undefined && c.ivr === one.ivr && c.environment === one.environment,
    )
    if (users.length > 0)
      return `${one.id} shares the access number ${one.ivr ?? ''} with ${ids(users)}${also(missing, users)}`
  }
  return `${ids(own)} and ${ids(missing)} move together (one reseller, office or access number)`
}

const also = (missing: readonly PlanCustomer[], said: readonly PlanCustomer[]): string => {
  const rest = missing.filter((c) => !said.includes(c))
  return rest.length === 0
    ? ''
    : `, and ${ids(rest)} ${rest.length === 1 ? 'moves' : 'move'} with them`
}

/** A customer that is bound to chosen ones, and by what. */
export type Companion = { readonly customer: CustomerId; readonly why: string }

/** Who is bound to these customers and not among them: all that have to be named with them where they can still be moved. */
export function movesTogether(
  customers: readonly PlanCustomer[],
  chosen: ReadonlySet<CustomerId>,
): readonly Companion[] {
  const index = groupsOf(customers)
  const seen = new Set<number>()
  return [...chosen].flatMap((id): readonly Companion[] => {
    const group = intAt(index.groupOf, index.positionOf.get(id) ?? -1)
    if (!index.positionOf.has(id) || seen.has(group)) return []
    seen.add(group)
    const whole = [...membersOf(index, group)].map((member) => at(customers, member))
    const own = whole.filter((c) => chosen.has(c.id))
    return whole
      .filter((c) => !chosen.has(c.id) && isFree(c.state))
      .map((c) => ({ customer: c.id, why: tie(own, [c]) }))
  })
}
