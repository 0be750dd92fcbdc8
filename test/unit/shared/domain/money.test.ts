import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addMoney, equalMoney, isMoney } from '../../../../shared/domain/money.ts'

describe('money', () => {
  it.each([
    ['0.1', '0.2', '0.3'],
    ['10.50', '-10.5', '0.00'],
    ['-0.05', '0.04', '-0.01'],
    ['99999999999999999999.99', '0.01', '100000000000000000000.00'],
    ['7', '5', '12'],
  ])('%s + %s = %s', (a, b, sum) => {
    expect(addMoney(a, b)).toBe(sum)
  })

  it('compares amounts, not the way they are written', () => {
    expect([
      equalMoney('10.5', '10.50'),
      equalMoney('-0', '0.00'),
      equalMoney('10.5', '10.51'),
      equalMoney('0.1', '0.10000000000000000001'),
    ]).toEqual([true, true, false, false])
  })

  it('knows what is no amount', () => {
    expect(['1e3', '', '1.', '.5', '1,5', 'NaN', '+1'].filter(isMoney)).toEqual([])
  })

  it('adds whole cents exactly in any order', () => {
    const cents = fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n })
    const text = (n: bigint): string => {
      const digits = (n < 0n ? -n : n).toString().padStart(3, '0')
      return `${n < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
    }
    fc.assert(
      fc.property(fc.array(cents), (list) => {
        const exact = text(list.reduce((sum, n) => sum + n, 0n))
        expect(equalMoney(list.map(text).reduce(addMoney, '0'), exact)).toBe(true)
        expect(equalMoney(list.toReversed().map(text).reduce(addMoney, '0'), exact)).toBe(true)
      }),
    )
  })
})
