import { useCallback, useDeferredValue, useMemo, useState } from 'react'
import { useStore } from 'zustand'
import type { CustomerId } from '../../../shared/domain/ids.ts'
import type { CustomerFilter } from '../../../shared/ipc/customer-filter.ts'
import type { BatchView } from '../../../shared/ipc/overview.ts'
import { customerIdOf } from '../../api/ids.ts'
import { formatCount } from '../../components/format-count.ts'
import { Empty } from '../../components/Panel.tsx'
import { useCommands } from '../../components/use-commands.ts'
import type { CustomerTable } from '../../stores/customer-store.ts'
import { sessionStore } from '../../stores/session-store.ts'
import { copyText } from './copy-text.ts'
import { columnTitles, customersText } from './columns.tsx'
import { CustomerGrid, nextOrder } from './CustomerGrid.tsx'
import { EditDialog } from './EditDialog.tsx'
import { chosenIds, selectionFacts } from './edit-model.ts'
import type { EditAsk } from './edit-model.ts'
import { FilterBar, SavedFilters } from './FilterBar.tsx'
import { chosenRows, columnIds, filterRows, sortRows } from './filter-rows.ts'
import type { Order } from './filter-rows.ts'
import { noSelection, selectionAfter } from './selection.ts'
import type { Step } from './selection.ts'
import { SelectionBar } from './SelectionBar.tsx'

type Props = {
  readonly table: CustomerTable
  /** Undefined: customers of all batches, and of none. */
  readonly batch: string | undefined
  readonly batches: readonly BatchView[]
  readonly writable: boolean
  readonly zone: string
  readonly onOpen: (customer: CustomerId) => void
}

const noColumns: readonly string[] = []

/** Filter, table and selection. A selection stays when the filter changes: it may be put together over several. */
export function CustomersPart({ table, batch, batches, writable, zone, onOpen }: Props) {
  const hidden = useStore(
    sessionStore,
    ({ start }) => start?.preferences.hiddenColumns ?? noColumns,
  )
  const [filter, setFilter] = useState<CustomerFilter>({})
  const [order, setOrder] = useState<Order>()
  const [selection, setSelection] = useState(noSelection)
  const [ask, setAsk] = useState<EditAsk>()

  // Typing stays quick: the rows follow when there is time.
  const wanted = useDeferredValue(filter)
  const found = useMemo(
    () => filterRows(table, batch === undefined ? wanted : { ...wanted, batches: [batch] }),
    [table, wanted, batch],
  )
  const shown = useMemo(() => sortRows(table, found, order), [table, found, order])
  const facts = useMemo(() => selectionFacts(table, selection.chosen), [table, selection.chosen])

  const sorting = useMemo(
    () =>
      columnIds.map((id) => ({
        id: `customers.sort-${id}`,
        title: `Sort customers by ${columnTitles[id].toLowerCase()}`,
        group: 'Customers',
        run: () => setOrder((before) => nextOrder(before, id)),
      })),
    [],
  )
  useCommands('customers', sorting)

  // The same functions as long as they do the same: rows are drawn anew when they change.
  const step = useCallback(
    (next: Step) => setSelection((before) => selectionAfter(before, next, shown)),
    [shown],
  )
  const open = useCallback(
    (row: number) => {
      const id = table.ids[row]
      if (id !== undefined) onOpen(customerIdOf(id))
    },
    [table, onOpen],
  )

  return (
    <>
      <FilterBar table={table} filter={filter} onFilter={setFilter} hidden={hidden} />
      <SavedFilters filter={filter} onFilter={setFilter} />
      {facts.customers === 0 ? (
        <p className="no-selection muted" role="status">
          {formatCount(shown.length)} of {formatCount(table.ids.length)} customers · Space chooses,
          Shift extends, Ctrl+A all, Enter opens
        </p>
      ) : (
        <SelectionBar
          facts={facts}
          writable={writable}
          planned={batches.length > 0}
          onEdit={(kind) => setAsk({ kind, customers: chosenIds(table, selection.chosen) })}
          onCopy={() =>
            copyText(customersText(table, [...chosenRows(table, selection.chosen, order)]))
          }
          onClear={() => setSelection(selectionAfter(selection, { kind: 'none' }, shown))}
        />
      )}
      {shown.length === 0 ? (
        <Empty>No customer fits the filter. Clear the filter to see all of them again.</Empty>
      ) : (
        <CustomerGrid
          table={table}
          shown={shown}
          hidden={hidden}
          order={order}
          onOrder={setOrder}
          selection={selection}
          onStep={step}
          onOpen={open}
        />
      )}
      {ask === undefined ? null : (
        <EditDialog
          ask={ask}
          batches={batches}
          from={facts.batches.length === 1 ? facts.batches[0] : undefined}
          zone={zone}
          onClose={() => setAsk(undefined)}
          onDone={() => {
            setAsk(undefined)
            setSelection((before) => selectionAfter(before, { kind: 'none' }, shown))
          }}
        />
      )}
    </>
  )
}
