import { describe, expect, it } from 'vitest'
import {
  apiExposure,
  readChangedMethods,
} from '../../../../../shared/domain/analysis/api-exposure.ts'

const client = (method: string, hits = 1) => ({
  address: '203.0.113.7',
  method,
  hits,
  firstAt: 1,
  lastAt: 2,
  source: 'access.log',
})
const jump = { from: 'MR85', to: 'MR100' }
const read = (rows: string) => readChangedMethods(`method,release,change\n${rows}`, 'c.csv')
const changed = (rows: string) => {
  const methods = read(rows)
  if (!methods.ok) throw new Error(methods.problem.message)
  return methods.value
}

describe('exposure to changed API methods', () => {
  it.each([
    ['Customer/get_customer_info', 'Customer/get_customer_info,MR90', true],
    ['Customer/get_customer_info', 'get_customer_info,MR90', true],
    // A part of a name is another method.
    ['Account/get_account_list', 'get_account,MR90', false],
    ['Account/get_account_list', 'Customer/get_account_list,MR90', false],
    ['Account/x', 'Account/x,MR85', false],
    ['Account/x', 'Account/x,MR85.3', true],
    ['Account/x', 'Account/x,MR100.7', true],
    ['Account/x', 'Account/x,MR101', false],
  ])('%s with the list %s: %s', (method, row, exposed) => {
    expect(apiExposure([client(method)], changed(row), jump)).toHaveLength(exposed ? 1 : 0)
  })

  it('has the busiest client first, with every change of its method', () => {
    const found = apiExposure(
      [client('A/x', 1), client('B/y', 9)],
      changed('A/x,MR90\nB/y,MR91\nB/y,MR92'),
      jump,
    )
    expect(found.map(({ method, changes }) => [method, changes.length])).toEqual([
      ['B/y', 2],
      ['A/x', 1],
    ])
  })
})

describe('a list of changed methods', () => {
  it('is refused whole with every bad row named', () => {
    const methods = read('A/x,MR90\nA x,MR90\nA/y,90')
    if (methods.ok) throw new Error('it was taken')
    expect(methods.problem.more?.map(({ where }) => where?.line)).toEqual([3, 4])
  })

  it.each([
    ['no head at all', 'A/x,MR90\n'],
    ['another column', 'method,release,why\nA/x,MR90,z\n'],
    ['an open quote', 'method,release\n"A/x,MR90\n'],
    ['nothing', ''],
  ])('with %s is refused', (_, text) => {
    expect(readChangedMethods(text, 'c.csv').ok).toBe(false)
  })
})
