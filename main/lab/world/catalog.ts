import { hexOf, pick } from '../chance.ts'
import { reads, sideOf } from './operation.ts'
import type { Call, OperationModel } from './operation.ts'
import type { World } from './state.ts'

/** The product catalog, frozen from the copy on (method.txt): one hash for each entity type and product. */

const entityTypes = [
  'tariffs',
  'rates',
  'subscriptions',
  'discount-plans',
  'customer-classes',
  'dialing-rules',
]

type Fingerprint = {
  readonly hashes: Record<string, string>
  readonly changed: string[]
  /** Of products. */
  readonly fields?: Record<string, Record<string, string>>
}

/** Products are called `product:<name>`; a changed entity has another hash on the system where it was changed. */
function fingerprint(world: World, call: Call): Fingerprint {
  const side = sideOf(call)
  if (side === 'target' && world.copy === undefined) return { hashes: {}, changed: [] }
  const products = new Set([...world.customers.values()].map((s) => s.customer.product))
  const hashes: Record<string, string> = {}
  const fields: Record<string, Record<string, string>> = {}
  for (const entity of [...entityTypes, ...[...products].sort().map((p) => `product:${p}`)]) {
    const version = world.catalogChanges[side].filter((changed) => changed === entity).length
    hashes[entity] = hexOf(world.seed, `catalog/${entity}/${version}`, 16)
    if (entity.startsWith('product:')) fields[entity] = fieldsOf(world, entity, version)
  }
  const known = side === 'source' ? world.catalogChanges.target : world.catalogChanges.source
  const changed =
    world.copy === undefined ? [] : world.catalogChanges[side].filter((e) => !known.includes(e))
  return { hashes, changed: [...new Set(changed)], fields }
}

/** Every change of a product is one of its price: two units more each time. */
const fieldsOf = (world: World, entity: string, version: number): Record<string, string> => ({
  'monthly-fee': `${5 + pick(world.seed, `${entity}/fee`, 40) + 2 * version}.00`,
  tariff: `T${1 + pick(world.seed, `${entity}/tariff`, 9)}`,
  subscription: `S${1 + pick(world.seed, `${entity}/subscription`, 9)}`,
})

export const catalogOperations = {
  'catalog-fingerprint': reads([], fingerprint, 400),
} satisfies Record<string, OperationModel>

/** Something outside the product changes the catalog: `pick` names the entity when the fault does not. */
export function changeCatalog(
  world: World,
  side: 'source' | 'target',
  entity: string | undefined,
): string {
  const changed =
    entity ?? entityTypes[pick(world.seed, 'second-operator', entityTypes.length)] ?? 'tariffs'
  world.catalogChanges[side].push(changed)
  return changed
}
