import { describe, expect, it } from 'vitest'
import { tableOf } from '../../../../../renderer/stores/customer-store.ts'
import {
  chosenRows,
  filterRows,
  sortRows,
} from '../../../../../renderer/views/batches/filter-rows.ts'
import type { Order } from '../../../../../renderer/views/batches/filter-rows.ts'
import type { CustomerFilter } from '../../../../../shared/ipc/customer-filter.ts'
import { customerPage } from '../../../../helpers/customer-pages.ts'

const table = tableOf([
  customerPage([
    { id: '9', name: 'Acme', accounts: 5, batch: 'batch-02', state: 'planned' },
    { id: '10', name: 'acme branch', accounts: 50, batch: 'pilot', state: 'accepted', passed: 3 },
    { id: '11', name: 'Zebra', environment: 'uk', state: 'failed', batch: 'pilot', failed: 1 },
    {
      id: '12',
      name: 'Bamboo',
      handWork: 'mail, smpp',
      product: 'Trunk',
      state: 'returned',
      returns: 1,
    },
    { id: '13', name: 'Cedar', handWork: 'ivr', batch: 'batch-10', state: 'excluded' },
  ]),
])
const ids = (filter: CustomerFilter, order?: Order): readonly (string | undefined)[] =>
  Array.from(sortRows(table, filterRows(table, filter), order), (row) => table.ids[row])

describe('filtering customers', () => {
  it.each<[CustomerFilter, string[]]>([
    [{}, ['9', '10', '11', '12', '13']],
    [{ text: ' ACME ' }, ['9', '10']],
    [{ text: '11' }, ['11']],
    [{ states: ['failed', 'returned'] }, ['11', '12']],
    [{ environments: ['uk'] }, ['11']],
    [{ products: ['Trunk'] }, ['12']],
    [{ batches: ['pilot'] }, ['10', '11']],
    [{ batches: [''] }, ['12']],
    [{ handWork: 'any' }, ['12', '13']],
    [{ handWork: 'smpp' }, ['12']],
    [{ returned: true }, ['12']],
    [{ tests: 'failed' }, ['11']],
    [{ tests: 'none', handWork: 'any' }, ['12', '13']],
    [{ minAccounts: 5, maxAccounts: 49 }, ['9']],
    [{ batches: ['gone'] }, []],
  ])('%j leaves %j', (filter, expected) => {
    expect(ids(filter)).toEqual(expected)
  })
})

it('an id is found as it is written, in capitals too', () => {
  const named = tableOf([
    customerPage([
      { id: 'ACME-7', name: 'Roe' },
      { id: 'acme-8', name: 'Doe' },
    ]),
  ])
  for (const text of ['ACME-7', 'acme-7'])
    expect(Array.from(filterRows(named, { text }), (row) => named.ids[row])).toEqual(['ACME-7'])
})

describe('sorting customers', () => {
  it('gives the chosen ones in the order of the table, whenever they were chosen', () => {
    const chosen = new Set([4, 0, 1])
    const order: Order = { by: 'accounts', descending: true }
    expect(Array.from(chosenRows(table, chosen), (row) => table.ids[row])).toEqual([
      '9',
      '10',
      '13',
    ])
    expect(Array.from(chosenRows(table, chosen, order), (row) => table.ids[row])).toEqual([
      '10',
      '9',
      '13',
    ])
  })

  it.each<[Order, string[]]>([
    [{ by: 'id', descending: true }, ['13', '12', '11', '10', '9']],
    [{ by: 'name', descending: false }, ['9', '10', '12', '13', '11']],
    [{ by: 'accounts', descending: true }, ['10', '9', '11', '12', '13']],
    [{ by: 'batch', descending: false }, ['9', '13', '10', '11', '12']],
    [{ by: 'state', descending: false }, ['11', '12', '9', '10', '13']],
    [{ by: 'tests', descending: true }, ['11', '9', '12', '13', '10']],
  ])('%j gives %j', (order, expected) => {
    expect(ids({}, order)).toEqual(expected)
  })

  it('puts ids that are no numbers in the order of the alphabet', () => {
    const named = tableOf([customerPage([{ id: 'b' }, { id: 'a' }])])
    const rows = sortRows(named, filterRows(named, {}), { by: 'id', descending: false })
    expect(Array.from(rows, (row) => named.ids[row])).toEqual(['a', 'b'])
  })
})
