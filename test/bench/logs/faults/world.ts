import { pandaCustomers } from '../../../../resources/samples/panda-customers.ts'
import { seededChance } from '../../../../resources/samples/chance.ts'
import type { Chance } from '../../../../resources/samples/chance.ts'
import { CustomerId } from '../../../../shared/domain/ids.ts'
import type { DirectoryCustomer } from '../../../../shared/log-rules/directory.ts'

/** Who calls and what runs where: 1,200 customers with 3,000 accounts on 20 hosts (log-check.md, the injected-fault benchmark). */

export type Program = 'kamailio' | 'asterisk' | 'radius' | 'mysql' | 'perl' | 'nginx' | 'java'

export type FaultHost = {
  readonly name: string
  readonly programs: readonly Program[]
  /** How far its clock is ahead. */
  readonly skewMs: number
}

export type Caller = {
  readonly customer: CustomerId
  readonly account: string
  readonly sipUser: string
  readonly domain: string
  readonly address: string
}

export type FaultWorld = {
  readonly hosts: readonly FaultHost[]
  readonly directory: readonly DirectoryCustomer[]
  readonly byCustomer: ReadonlyMap<CustomerId, readonly Caller[]>
  /** The customers that call most, first. */
  readonly ranked: readonly CustomerId[]
  readonly moved: readonly CustomerId[]
  /** Pairs of customers behind one address, one of each pair in the batch. */
  readonly shared: readonly {
    readonly address: string
    readonly customers: readonly CustomerId[]
  }[]
  /** Customers with an address that is theirs alone. */
  readonly withTrunk: ReadonlyMap<CustomerId, string>
  /** Drawn by a Zipf law over all customers. */
  readonly caller: (chance: Chance) => Caller
}

const batchSize = 60

export function faultWorld(seed: number): FaultWorld {
  const chance = seededChance(seed * 7919 + 17)
  const customers = pandaCustomers()
  const ranked = chance.shuffled(customers.map((c) => CustomerId.parse(c.id)))
  // A batch has customers of every size: every twentieth by traffic, the busiest among them.
  const moved = ranked.filter((_, i) => i % 20 === 3).slice(0, batchSize)
  const others = ranked.filter((_, i) => i % 20 !== 3)
  const shared = [0, 1, 2].map((i) => ({
    address: `198.51.100.${10 + i}`,
    customers: [at(moved, i * 2), at(others, 40 + i)],
  }))
  const withTrunk = new Map<CustomerId, string>()
  for (const [i, id] of [...moved.slice(10, 25), ...others.slice(100, 200)].entries())
    withTrunk.set(id, `203.0.113.${20 + i}`)

  const byCustomer = new Map<CustomerId, readonly Caller[]>()
  const directory = customers.map((c): DirectoryCustomer => {
    const id = CustomerId.parse(c.id)
    const domain = `c${c.id}.sip.panda.example`
    const callers = Array.from({ length: c.accounts }, (_, k): Caller => {
      const number = `${c.environment === 'us' ? '1555' : '4420'}${c.id.slice(-4)}${String(100 + k)}`
      const address = `10.${Number(c.id) % 200}.${k % 250}.${1 + (Number(c.id) % 250)}`
      return { customer: id, account: number, sipUser: `ext${100 + k}`, domain, address }
    })
    byCustomer.set(id, callers)
    const trunks = [
      ...(withTrunk.has(id) ? [withTrunk.get(id) ?? ''] : []),
      ...shared.filter((s) => s.customers.includes(id)).map((s) => s.address),
    ]
    return {
      id,
      name: c.name,
      probeAccount: c.probeAccount,
      accounts: callers.map((a) => ({ id: a.account, sipUser: a.sipUser, domain })),
      trunkAddresses: trunks,
    }
  })
  const calling = ranked.filter((id) => (byCustomer.get(id)?.length ?? 0) > 0)
  const weights = cumulated(calling.map((_, i) => 1 / (i + 8)))
  return {
    hosts: hostsOf(chance),
    directory,
    byCustomer,
    ranked: calling,
    moved: moved.filter((id) => (byCustomer.get(id)?.length ?? 0) > 0),
    shared,
    withTrunk,
    caller(chance) {
      const callers = byCustomer.get(at(calling, drawn(weights, chance))) ?? []
      return at(callers, chance.between(0, callers.length - 1))
    },
  }
}

function hostsOf(chance: Chance): readonly FaultHost[] {
  const plan: readonly (readonly [string, number, readonly Program[]])[] = [
    ['sip', 6, ['kamailio']],
    ['pbx', 4, ['asterisk']],
    ['rad', 3, ['radius']],
    ['bill', 3, ['perl', 'java']],
    ['db', 2, ['mysql']],
    ['web', 2, ['nginx', 'perl']],
  ]
  const late = chance.between(0, 19)
  return plan
    .flatMap(([name, count, programs]) =>
      Array.from({ length: count }, (_, i) => ({ name: `${name}${i + 1}`, programs })),
    )
    .map((host, i) => ({ ...host, skewMs: i === late ? 90_000 : 0 }))
}

export function at<T>(list: readonly T[], index: number): T {
  const item = list[index]
  if (item === undefined) throw new Error(`the list has no item ${index}`)
  return item
}

const cumulated = (weights: readonly number[]): readonly number[] => {
  let sum = 0
  return weights.map((weight) => (sum += weight))
}

function drawn(cumulated: readonly number[], chance: Chance): number {
  const wanted = chance.next() * at(cumulated, cumulated.length - 1)
  let low = 0
  let high = cumulated.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if (at(cumulated, middle) < wanted) low = middle + 1
    else high = middle
  }
  return low
}
