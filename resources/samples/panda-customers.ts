import type { CustomerKind, HandWork } from '../../shared/domain/project.ts'
import { seededChance } from './chance.ts'
import type { Chance } from './chance.ts'

/**
 * Panda Telecom's customers: 1,200 with 3,000 accounts in two environments (method.txt, "Sample customer"), with every
 * thing in them that makes batches hard: very large customers, resellers with subtrees, linked offices, the users
 * of one IVR, and services that need a person's hand (domain.md 3.8).
 */
export type SampleCustomer = {
  readonly id: string
  readonly name: string
  readonly environment: string
  readonly kind: CustomerKind
  readonly parent?: string
  readonly mainOffice?: string
  readonly accounts: number
  readonly product: string
  readonly monthlyMinutes: number
  readonly ivr?: string
  readonly handWork: readonly HandWork[]
  readonly probeAccount?: string
}

type Mutable = { -readonly [K in keyof SampleCustomer]: SampleCustomer[K] }

const seed = 20_261_122
const totalAccounts = 3000

const environments = [
  {
    id: 'us',
    customers: 720,
    firstId: 10_001,
    large: [180, 150, 110],
    middle: [64, 48, 27],
    tree: [24, 18, 12],
    ivr: { '18005550100': 14, '18005550177': 3 },
  },
  {
    id: 'uk',
    customers: 480,
    firstId: 20_001,
    large: [140, 100],
    middle: [55, 31],
    tree: [16, 10],
    ivr: { '448005550123': 2 },
  },
] as const

type EnvironmentPlan = (typeof environments)[number]

export function pandaCustomers(): readonly SampleCustomer[] {
  const chance = seededChance(seed)
  const names = makeNames(chance)
  const all = environments.flatMap((plan) => makeEnvironment(plan, names))
  spreadAccounts(all, chance)
  for (const customer of all) {
    customer.product = productOf(customer)
    customer.monthlyMinutes = customer.accounts * chance.between(180, 1500)
    if (customer.accounts > 0) customer.probeAccount = `${customer.environment}${customer.id}-01`
  }
  giveHandWork(all, chance)
  return all
}

function makeEnvironment(
  plan: EnvironmentPlan,
  names: Iterator<string, undefined>,
): readonly Mutable[] {
  const list = Array.from({ length: plan.customers }, (_, i): Mutable => ({
    id: String(plan.firstId + i),
    name: names.next().value ?? '',
    environment: plan.id,
    kind: 'retail',
    accounts: 0,
    product: '',
    monthlyMinutes: 0,
    handWork: [],
  }))
  const free = list.values()
  for (const accounts of plan.large) take(free).accounts = accounts
  const resellers = plan.tree.map((size, i) => makeSubtree(free, size, i))
  // One reseller sells through another: its whole subtree moves with the first.
  const [top, below] = resellers
  if (top !== undefined && below !== undefined) below.parent = top.id
  for (const branches of [2, 3, 5]) makeOffices(free, branches)
  for (const [number, users] of Object.entries(plan.ivr))
    for (let i = 0; i < users; i++) take(free).ivr = number
  // Small ones of each kind, so that a pilot of twenty can show them all.
  makeSubtree(free, 2, 0)
  for (const accounts of plan.middle) take(free).accounts = accounts
  return list
}

function take(free: Iterator<Mutable, undefined>): Mutable {
  const next = free.next().value
  if (next === undefined)
    throw new Error('the environment has too few customers for what is planned in it')
  return next
}

function makeSubtree(free: Iterator<Mutable, undefined>, size: number, ordinal: number): Mutable {
  const reseller = take(free)
  reseller.kind = 'reseller'
  if (ordinal === 0) reseller.handWork = ['signup']
  for (let i = 0; i < size; i++) {
    const below = take(free)
    below.kind = 'subcustomer'
    below.parent = reseller.id
  }
  return reseller
}

function makeOffices(free: Iterator<Mutable, undefined>, branches: number): void {
  const main = take(free)
  for (let i = 0; i < branches; i++) {
    const branch = take(free)
    branch.mainOffice = main.id
    branch.name = `${main.name} branch ${i + 1}`
  }
}

/** One account each, and the rest to few: most customers have one or two, some have dozens. */
function spreadAccounts(all: readonly Mutable[], chance: Chance): void {
  const small = all.filter((c) => c.kind !== 'reseller' && c.accounts === 0)
  for (const customer of small) customer.accounts = 1
  let left = totalAccounts - all.reduce((sum, c) => sum + c.accounts, 0)
  while (left > 0) {
    // The square of a uniform number favours the front of the list.
    const at = Math.floor(chance.next() ** 2 * small.length)
    const customer = small[(at * 7919) % small.length]
    if (customer === undefined || customer.accounts >= 60) continue
    const add = Math.min(left, chance.between(1, 4))
    customer.accounts += add
    left -= add
  }
}

/** Ten similar products, five an environment: by size, so batches cannot be cut by product. */
function productOf({ environment, accounts }: Mutable): string {
  const size = [2, 5, 20, 99].find((limit) => accounts <= limit) ?? 'Max'
  return `${environment.toUpperCase()} EasyTrunk ${size}`
}

function giveHandWork(all: readonly Mutable[], chance: Chance): void {
  const wanted: readonly (readonly [HandWork, number])[] = [
    ['mail', 24],
    ['smpp', 6],
    ['webmail', 9],
    ['callback', 5],
  ]
  const served = all.filter((c) => c.accounts > 0)
  for (const [work, count] of wanted)
    for (let given = 0; given < count;) {
      const customer = served[chance.between(0, served.length - 1)]
      if (customer === undefined || customer.handWork.includes(work)) continue
      customer.handWork = [...customer.handWork, work]
      given += 1
    }
  for (const customer of all)
    if (customer.ivr !== undefined) customer.handWork = [...customer.handWork, 'ivr']
}

const first =
  'Amber Bamboo Cedar Delta Ember Fern Granite Harbor Iris Juniper Kestrel Linden Maple Nimbus Orchid Pine Quartz River Sable Tundra Umber Violet Willow Xenon Yarrow Zephyr Alder Birch Coral Dune Elm Flint Grove Heath Ivory Jasper'.split(
    ' ',
  )
const second =
  'Freight Dental Legal Motors Foods Textiles Media Travel Clinics Schools Bakeries Printing Security Energy Gardens Realty Optics Couriers Insurance Hotels Builders Software Fitness Pharmacy Catering Metals Toys Shoes Glass Marine Books Tools Cycles Paper Ceramics'.split(
    ' ',
  )

function* makeNames(chance: Chance): Generator<string, undefined> {
  const all = first.flatMap((a) => second.map((b) => `${a} ${b}`))
  yield* chance.shuffled(all)
  return undefined
}
