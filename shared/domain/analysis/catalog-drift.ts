import type { Customer } from '../project.ts'
import type { CatalogLook } from './analysis-events.ts'

/** What changed in the frozen catalog, whom it concerns, and who is held for it (method.txt, catalog freeze; domain.md 5). */

export type FieldChange = { readonly field: string; readonly was?: string; readonly now?: string }

export type CatalogDrift = {
  readonly system: CatalogLook['system']
  /** An entity type, `product:NAME` or `customer_class:NAME`. */
  readonly entity: string
  readonly change: 'changed' | 'removed' | 'added'
  readonly fields: readonly FieldChange[]
  /** Of the entity as it is now: a decision holds while it stays so. */
  readonly basis: string
  /** Customers that use it, as the host says; absent: it does not say. */
  readonly customers?: readonly string[]
}

/** New entities are allowed on the target (method.txt: new products); on the source they would never reach the target. */
export function catalogDrift(before: CatalogLook, now: CatalogLook): readonly CatalogDrift[] {
  const drifts: CatalogDrift[] = []
  for (const [entity, hash] of Object.entries(before.hashes)) {
    const is = now.hashes[entity]
    if (is !== hash)
      drifts.push(drift(before, now, entity, is === undefined ? 'removed' : 'changed'))
  }
  if (now.system === 'source')
    for (const entity of Object.keys(now.hashes))
      if (!(entity in before.hashes)) drifts.push(drift(before, now, entity, 'added'))
  return drifts
}

function drift(
  before: CatalogLook,
  now: CatalogLook,
  entity: string,
  change: CatalogDrift['change'],
): CatalogDrift {
  const customers = now.customers?.[entity] ?? before.customers?.[entity]
  return {
    system: now.system,
    entity,
    change,
    fields: fieldChanges(before.fields?.[entity], now.fields?.[entity]),
    basis: `${now.system} ${entity} ${now.hashes[entity] ?? 'removed'}`,
    ...(customers === undefined ? {} : { customers }),
  }
}

function fieldChanges(
  before: Readonly<Record<string, string>> | undefined,
  now: Readonly<Record<string, string>> | undefined,
): readonly FieldChange[] {
  if (before === undefined || now === undefined) return []
  return [...new Set([...Object.keys(before), ...Object.keys(now)])]
    .filter((field) => before[field] !== now[field])
    .map((field) => ({
      field,
      ...(before[field] === undefined ? {} : { was: before[field] }),
      ...(now[field] === undefined ? {} : { now: now[field] }),
    }))
}

/** Types of which a product is made: when one changes, so does the fingerprint of every product that uses it. */
const partsOfProducts = new Set(['products', 'tariffs', 'rates', 'subscriptions'])
const productOf = (entity: string): string | undefined =>
  entity.startsWith('product:') ? entity.slice('product:'.length) : undefined

/** It is known by itself who uses it: a product's customers are in customers.csv, others are named by the host. */
export const isTold = ({ entity, customers }: CatalogDrift): boolean =>
  customers !== undefined || productOf(entity) !== undefined

/**
 * Whom a drift concerns; `everybody` where it cannot be told, because nobody may move on a guess. A change of tariffs or subscriptions
 * concerns the customers of the products that changed with it on that system. The list of customers is gone through once for all drifts.
 */
export function concernedBy(
  all: readonly CatalogDrift[],
  customers: readonly Pick<Customer, 'id' | 'product'>[],
): (drift: CatalogDrift) => ReadonlySet<string> | 'everybody' {
  const wanted = new Map(
    all.flatMap(({ entity }): readonly [string, string[]][] => {
      const product = productOf(entity)
      return product === undefined ? [] : [[product, []]]
    }),
  )
  if (wanted.size > 0) for (const { id, product } of customers) wanted.get(product)?.push(id)
  const showing = new Set(
    all.flatMap(({ system, entity }) => (productOf(entity) === undefined ? [] : [system])),
  )
  return (drift) => {
    const product = productOf(drift.entity)
    if (product !== undefined)
      return new Set([...(drift.customers ?? []), ...(wanted.get(product) ?? [])])
    if (drift.customers !== undefined) return new Set(drift.customers)
    // Covered by the products that show it; alone it is a part that nobody can place.
    return partsOfProducts.has(drift.entity) && showing.has(drift.system) ? new Set() : 'everybody'
  }
}

/** `product:Easy (monthly-fee 10 USD → 12 USD) changed on the source` */
export function driftSentence({ system, entity, change, fields }: CatalogDrift): string {
  const what = fields
    .slice(0, 4)
    .map(
      ({ field, was, now }) =>
        `${field}${was === undefined && now === undefined ? '' : ` ${was ?? 'nothing'} → ${now ?? 'nothing'}`}`,
    )
  const more = fields.length > 4 ? ` and ${fields.length - 4} more` : ''
  return `${entity}${what.length === 0 ? '' : ` (${what.join(', ')}${more})`} ${change === 'added' ? 'is new' : change === 'removed' ? 'is gone' : 'changed'} on the ${system}`
}
