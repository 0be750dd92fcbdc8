import type { PlanCustomer } from '../types.ts'

/** A kind of customer that a pilot should try: an environment, a product, a service that moves badly (domain.md 3.8). */
export type Feature = string

const services: Readonly<Record<PlanCustomer['handWork'][number], Feature>> = {
  mail: 'external mail clients',
  smpp: 'SMPP',
  webmail: 'webmail',
  callback: 'callback',
  ivr: 'IVR',
  signup: 'sign-up',
}

/** What a customer shows of the platform; those of a group are shown together. */
export function featuresOf(customer: PlanCustomer): Feature[] {
  const found = [
    `environment ${customer.environment}`,
    `product ${customer.product}`,
    ...customer.handWork.map((kind) => services[kind]),
  ]
  if (customer.ivr !== undefined && !customer.handWork.includes('ivr')) found.push(services.ivr)
  if (customer.kind === 'reseller') found.push('reseller')
  if (customer.mainOffice !== undefined) found.push('linked office')
  return found
}

/** Services in the order of their bits; a reseller and a linked office follow. */
const bits = new Map(Object.keys(services).map((kind, i) => [kind, 2 ** i]))
const resellerBit = 2 ** bits.size
const officeBit = 2 * resellerBit
/** Products and environments are numbered as they come; there are fewer environments than this. */
const environmentStep = 2 * officeBit
const productStep = environmentStep * 2 ** 16

/** Numbers that are equal for customers with equal features: a million customers cost no texts. */
export function featureCodes(): (customer: PlanCustomer) => number {
  const environments = new Map<string, number>()
  const products = new Map<string, number>()
  const number = (of: Map<string, number>, word: string): number => {
    const known = of.get(word)
    if (known !== undefined) return known
    of.set(word, of.size)
    return of.size - 1
  }
  return (customer) => {
    let services = 0
    for (const kind of customer.handWork) services |= bits.get(kind) ?? 0
    if (customer.ivr !== undefined) services |= bits.get('ivr') ?? 0
    return (
      services +
      (customer.kind === 'reseller' ? resellerBit : 0) +
      (customer.mainOffice === undefined ? 0 : officeBit) +
      number(environments, customer.environment) * environmentStep +
      number(products, customer.product) * productStep
    )
  }
}
