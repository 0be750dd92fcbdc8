import { describe, expect, it } from 'vitest'
import { factName, factNames } from '../../../../../shared/domain/analysis/fact-names.ts'

describe('names of facts', () => {
  it('are each there once for a kind of subject', () => {
    const keys = factNames.map(({ of, name }) => `${of} ${name}`)
    expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([])
  })

  it('have a unit exactly when they are numbers', () => {
    expect(factNames.filter(({ value, unit }) => (value === 'number') !== (unit !== null))).toEqual(
      [],
    )
  })

  it.each([
    ['host', 'disk.free', 'disk.free'],
    ['host', 'disk.free./porta_var', 'disk.free.*'],
    ['environment', 'service.voicemail.accounts', 'service.*.accounts'],
    ['environment', 'billing.product.Trunk 30.accounts', 'billing.product.*.accounts'],
    ['host', 'disk.free.', undefined],
    ['environment', 'service..accounts', undefined],
    ['system', 'disk.free', undefined],
  ] as const)('of a %s: %s is %s', (of, name, expected) => {
    expect(factName(of, name)?.name).toBe(expected)
  })
})
