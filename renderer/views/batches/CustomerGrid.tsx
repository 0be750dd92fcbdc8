import { useTable } from '@tanstack/react-table'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useCallback, useEffect, useMemo, useRef } from 'react'
import type { CSSProperties, KeyboardEvent, MouseEvent } from 'react'
import type { CustomerTable } from '../../stores/customer-store.ts'
import { columnWidths, gridColumns, gridFeatures, rightAligned } from './columns.tsx'
import type { ColumnId, Order } from './filter-rows.ts'
import { GridRow, rowHeight } from './GridRow.tsx'
import { stepOfKey } from './selection.ts'
import type { Selection, Step } from './selection.ts'

type Props = {
  readonly table: CustomerTable
  /** Places of the customers that are shown, in their order. */
  readonly shown: Int32Array
  readonly hidden: readonly string[]
  readonly order: Order | undefined
  readonly onOrder: (order: Order | undefined) => void
  readonly selection: Selection
  readonly onStep: (step: Step) => void
  readonly onOpen: (row: number) => void
}

const beyond = 6
/** Rows that leave the screen become those that come: nothing is made or thrown away while the table is scrolled. */
const slots = 256
/** Rows are drawn from the columns themselves: a model of 100,000 of them would be built anew with every change. */
const noRows: [] = []

/**
 * Any number of customers as a grid: TanStack keeps columns, order and visibility, and only rows that are on the screen exist. The keyboard's
 * focus stays on the grid; the active row is told by its id.
 */
export function CustomerGrid(props: Props) {
  const { table: customers, shown, hidden, order, onOrder, selection, onStep, onOpen } = props
  const scroller = useRef<HTMLDivElement>(null)
  // oxlint-disable-next-line react/incompatible-library -- this component is small and reads the virtualizer at every drawing
  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: beyond,
  })
  const items = virtual.getVirtualItems()
  const [first, last] = [items.at(0)?.index ?? 0, items.at(-1)?.index ?? -1]
  const columnVisibility = useMemo(
    () => Object.fromEntries(hidden.map((id) => [id, false])),
    [hidden],
  )
  const sorting = useMemo(
    () => (order === undefined ? [] : [{ id: order.by, desc: order.descending }]),
    [order],
  )
  const grid = useTable({
    features: gridFeatures,
    columns: gridColumns,
    data: noRows,
    manualSorting: true,
    state: { columnVisibility, sorting },
  })
  useEffect(() => {
    if (selection.cursor < shown.length) virtual.scrollToIndex(selection.cursor)
  }, [selection.cursor, shown, virtual])

  const headers = grid.getHeaderGroups()[0]?.headers ?? []
  const key = headers.map(({ id }) => id).join(' ')
  // The same list as long as the same columns are shown: rows are drawn anew when it is another.
  const columns = useMemo(() => key.split(' ') as ColumnId[], [key]) // ids of gridColumns
  const template = columns.map((id) => columnWidths[id]).join(' ')

  function onKey(event: KeyboardEvent): void {
    if (event.key === 'Enter') {
      const row = shown[selection.cursor]
      if (row !== undefined) onOpen(row)
      return
    }
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 240) / rowHeight) - 2)
    const key = { key: event.key, shift: event.shiftKey, mod: event.ctrlKey || event.metaKey }
    const step = stepOfKey(key, selection.cursor, shown.length, page)
    if (step === undefined) return
    event.preventDefault()
    onStep(step)
  }

  const onClick = useCallback(
    (event: MouseEvent, at: number, place: number): void => {
      if (event.shiftKey) onStep({ kind: 'move', to: at, extend: true })
      else if (event.ctrlKey || event.metaKey) onStep({ kind: 'toggle', at })
      else {
        onStep({ kind: 'move', to: at, extend: false })
        onOpen(place)
      }
    },
    [onStep, onOpen],
  )
  const onTick = useCallback(
    (event: MouseEvent, at: number): void =>
      onStep(event.shiftKey ? { kind: 'move', to: at, extend: true } : { kind: 'toggle', at }),
    [onStep],
  )

  return (
    // React passes variables of CSS on; its types do not know them.
    <div className="customer-grid" style={{ '--columns': `26px ${template}` } as CSSProperties}>
      <div className="customer-scroll" ref={scroller}>
        <div
          role="grid"
          tabIndex={0}
          aria-label="Customers"
          aria-multiselectable
          aria-rowcount={shown.length + 1}
          aria-colcount={headers.length + 1}
          aria-activedescendant={
            selection.cursor >= first && selection.cursor <= last
              ? `customer-row-${selection.cursor}`
              : undefined
          }
          onKeyDown={onKey}
        >
          <div role="row" aria-rowindex={1} className="customer-head">
            <span role="columnheader" aria-label="Chosen" />
            {headers.map(({ id, column }) => (
              <span
                key={id}
                role="columnheader"
                data-right={rightAligned.has(id)}
                aria-sort={
                  order?.by !== id ? 'none' : order.descending ? 'descending' : 'ascending'
                }
              >
                <button
                  type="button"
                  tabIndex={-1}
                  onClick={() => onOrder(nextOrder(order, id as ColumnId))} // ids of gridColumns
                >
                  {String(column.columnDef.header)}
                  <span aria-hidden="true">
                    {order?.by !== id ? '' : order.descending ? ' ▾' : ' ▴'}
                  </span>
                </button>
              </span>
            ))}
          </div>
          <div role="rowgroup" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
            {items.map(({ index }) => {
              const place = shown[index]
              return place === undefined ? null : (
                <GridRow
                  key={index % slots}
                  table={customers}
                  place={place}
                  at={index}
                  columns={columns}
                  chosen={selection.chosen.has(place)}
                  cursor={index === selection.cursor}
                  onClick={onClick}
                  onTick={onTick}
                />
              )
            })}
          </div>
        </div>
      </div>
    </div>
  )
}

/** Up, down, and back to the order of the import. */
export const nextOrder = (order: Order | undefined, by: ColumnId): Order | undefined =>
  order?.by !== by
    ? { by, descending: false }
    : order.descending
      ? undefined
      : { by, descending: true }
