import { describe, expect, it } from 'vitest'
import {
  catalogDrift,
  concernedBy,
  driftSentence,
} from '../../../../../shared/domain/analysis/catalog-drift.ts'
import type { CatalogLook } from '../../../../../shared/domain/analysis/analysis-events.ts'
import { customer } from '../../../../helpers/analysis-world.ts'

const look = (
  hashes: Readonly<Record<string, string>>,
  more: Partial<CatalogLook> = {},
): CatalogLook => ({
  system: 'source',
  hashes,
  ...more,
})
const customers = [customer('1'), customer('2', { product: 'Max' }), customer('3')]

describe('a look at the catalog', () => {
  it('names entity and field, with what it was and what it is', () => {
    const before = look(
      { 'product:Easy': 'a', tariffs: 't' },
      { fields: { 'product:Easy': { fee: '10', plan: 'x' } } },
    )
    const now = look(
      { 'product:Easy': 'b', tariffs: 't' },
      { fields: { 'product:Easy': { fee: '12', plan: 'x' } } },
    )
    const drifts = catalogDrift(before, now)
    expect(drifts.map(driftSentence)).toEqual(['product:Easy (fee 10 → 12) changed on the source'])
    expect(drifts[0]?.basis).toBe('source product:Easy b')
  })

  it.each([
    ['source', ['product:New is new on the source']],
    ['target', []],
  ] as const)('that has something new on the %s', (system, expected) => {
    const now = look({ a: '1', 'product:New': 'n' }, { system })
    expect(catalogDrift(look({ a: '1' }, { system }), now).map(driftSentence)).toEqual(expected)
  })

  it('misses what is gone', () => {
    expect(catalogDrift(look({ a: '1' }), look({})).map(driftSentence)).toEqual([
      'a is gone on the source',
    ])
  })
})

describe('whom it concerns', () => {
  const concerned = (hashes: Readonly<Record<string, string>>, more: Partial<CatalogLook> = {}) => {
    const before = Object.fromEntries(Object.keys(hashes).map((entity) => [entity, 'old']))
    const drifts = catalogDrift(look(before), look(hashes, more))
    const whomOf = concernedBy(drifts, customers)
    return drifts.map((drift) => {
      const whom = whomOf(drift)
      return `${drift.entity}: ${whom === 'everybody' ? whom : [...whom].join(' ')}`
    })
  }

  it('is the customers of a product, and those that the host names', () => {
    expect(concerned({ 'product:Easy': 'x' })).toEqual(['product:Easy: 1 3'])
    expect(concerned({ 'product:Easy': 'x' }, { customers: { 'product:Easy': ['9'] } })).toEqual([
      'product:Easy: 9 1 3',
    ])
  })

  it('of a tariff is shown by the products that changed with it; alone it is everybody', () => {
    expect(concerned({ tariffs: 'x', 'product:Max': 'x' })).toEqual(['tariffs: ', 'product:Max: 2'])
    expect(concerned({ tariffs: 'x' })).toEqual(['tariffs: everybody'])
  })

  it('is everybody where nobody can say', () => {
    expect(concerned({ 'dialing-rules': 'x', 'product:Max': 'x' })).toEqual([
      'dialing-rules: everybody',
      'product:Max: 2',
    ])
  })
})
