import { expect, it } from 'vitest'
import { changedTable, tableOf } from '../../../../renderer/stores/customer-store.ts'
import type { CustomerTable } from '../../../../renderer/stores/customer-store.ts'
import { wordAt } from '../../../../shared/domain/customer-table.ts'
import { customerPage, standingOf } from '../../../helpers/customer-pages.ts'

const rows = (table: CustomerTable) =>
  table.ids.map((id, row) => [id, wordAt(table.states, row), wordAt(table.batches, row)].join(' '))

const pages = [
  customerPage(
    [
      { id: '1', batch: 'pilot' },
      { id: '2', state: 'checked' },
    ],
    0,
    3,
    7,
  ),
  customerPage([{ id: '3', batch: 'batch-01', state: 'checked' }], 2, 3, 9),
]

it('pages with words of their own become one table, as old as the oldest page', () => {
  const table = tableOf(pages)
  expect(rows(table)).toEqual(['1 planned pilot', '2 checked ', '3 checked batch-01'])
  expect(table.seq).toBe(7)
})

it('changes replace the standing of their customers, with words that were not there before', () => {
  const before = tableOf(pages)
  const after = changedTable(before, {
    seq: 12,
    places: Int32Array.of(0, 2),
    standing: standingOf([
      { id: '1', state: 'failed', batch: 'pilot', failed: 2 },
      { id: '3', state: 'returned', batch: '', returns: 1 },
    ]),
  })
  expect(rows(after)).toEqual(['1 failed pilot', '2 checked ', '3 returned '])
  expect([after.seq, after.failed[0], after.returns[2]]).toEqual([12, 2, 1])
  expect(rows(before)).toEqual(['1 planned pilot', '2 checked ', '3 checked batch-01'])
})
