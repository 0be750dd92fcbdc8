import {
  columnVisibilityFeature,
  createColumnHelper,
  rowSortingFeature,
  tableFeatures,
} from '@tanstack/react-table'
import { csvText } from '../../../shared/base/csv.ts'
import { batchName } from '../../../shared/domain/batch-name.ts'
import { wordAt } from '../../../shared/domain/customer-table.ts'
import type { CustomerState } from '../../../shared/domain/states.ts'
import { formatCount } from '../../components/format-count.ts'
import { StateMark } from '../../components/StateMark.tsx'
import { customerTone } from '../../components/state-tones.ts'
import type { CustomerTable } from '../../stores/customer-store.ts'
import type { ColumnId } from './filter-rows.ts'
import { columnIds, testsOf } from './filter-rows.ts'

/** A customer of the table by its place in the import. */
type GridRow = { readonly table: CustomerTable; readonly row: number }

export const gridFeatures = tableFeatures({ columnVisibilityFeature, rowSortingFeature })

const helper = createColumnHelper<typeof gridFeatures, GridRow>()

export const columnTitles: Readonly<Record<ColumnId, string>> = {
  id: 'Id',
  name: 'Name',
  environment: 'Environment',
  kind: 'Kind',
  product: 'Product',
  batch: 'Batch',
  state: 'State',
  accounts: 'Accounts',
  minutes: 'Minutes a month',
  handWork: 'Hand work',
  returns: 'Returns',
  tests: 'Tests',
}

/** Width of each column as CSS grid has it. */
export const columnWidths: Readonly<Record<ColumnId, string>> = {
  id: '60px',
  name: 'minmax(96px, 2fr)',
  environment: '86px',
  kind: '84px',
  product: 'minmax(72px, 1fr)',
  batch: '72px',
  state: '100px',
  accounts: '70px',
  minutes: '84px',
  handWork: 'minmax(74px, 1fr)',
  returns: '60px',
  tests: '84px',
}

export const rightAligned: ReadonlySet<string> = new Set<ColumnId>([
  'id',
  'accounts',
  'minutes',
  'returns',
])

export const cellText = (id: ColumnId, { table, row }: GridRow): string => {
  switch (id) {
    case 'id':
      return table.ids[row] ?? ''
    case 'name':
      return table.names[row] ?? ''
    case 'environment':
      return wordAt(table.environments, row)
    case 'kind':
      return wordAt(table.kinds, row)
    case 'product':
      return wordAt(table.products, row)
    case 'batch':
      return wordAt(table.batches, row)
    case 'state':
      return wordAt(table.states, row)
    case 'accounts':
      return formatCount(table.accounts[row] ?? 0)
    case 'minutes':
      return formatCount(table.monthlyMinutes[row] ?? 0)
    case 'handWork':
      return wordAt(table.handWork, row)
    case 'returns':
      return table.returns[row] === 0 ? '' : String(table.returns[row] ?? '')
    case 'tests':
      return (table.failed[row] ?? 0) > 0
        ? `${table.failed[row] ?? 0} failed`
        : (table.passed[row] ?? 0) > 0
          ? `${table.passed[row] ?? 0} passed`
          : ''
    default:
      return id satisfies never
  }
}

/** What stands in a column of a customer. */
export function Cell({ id, table, row }: GridRow & { readonly id: ColumnId }) {
  const text = cellText(id, { table, row })
  if (id === 'state')
    // The column's words are states: the data process wrote them.
    return <StateMark tone={customerTone[text as CustomerState]}>{text}</StateMark>
  if (id === 'tests' && text !== '')
    return <StateMark tone={testsOf(table, row) === 'failed' ? 'bad' : 'good'}>{text}</StateMark>
  return id === 'batch' ? batchName(text) : text
}

export const gridColumns = columnIds.map((id) => helper.display({ id, header: columnTitles[id] }))

/** Customers as CSV, with all columns; cells that a spreadsheet would run are guarded. */
export const customersText = (table: CustomerTable, rows: readonly number[]): string =>
  csvText([
    columnIds.map((id) => columnTitles[id]),
    ...rows.map((row) => columnIds.map((id) => cellText(id, { table, row }))),
  ])
