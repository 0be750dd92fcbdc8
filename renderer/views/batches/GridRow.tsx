import { memo } from 'react'
import type { MouseEvent } from 'react'
import type { CustomerTable } from '../../stores/customer-store.ts'
import { Cell, rightAligned } from './columns.tsx'
import type { ColumnId } from './filter-rows.ts'

type Props = {
  readonly table: CustomerTable
  /** Place of the customer in the import, and of its row in the list that is shown. */
  readonly place: number
  readonly at: number
  readonly columns: readonly ColumnId[]
  readonly chosen: boolean
  readonly cursor: boolean
  readonly onClick: (event: MouseEvent, at: number, place: number) => void
  readonly onTick: (event: MouseEvent, at: number) => void
}

export const rowHeight = 24

/** One customer as a row. Drawn anew only when something in it changed: while the table is scrolled that is never. */
export const GridRow = memo(function GridRow(props: Props) {
  const { table, place, at, columns, chosen, cursor, onClick, onTick } = props
  return (
    // oxlint-disable-next-line jsx-a11y/interactive-supports-focus, jsx-a11y/click-events-have-key-events -- the grid has the focus and the keys
    <div
      id={`customer-row-${at}`}
      role="row"
      aria-rowindex={at + 2}
      aria-selected={chosen}
      data-cursor={cursor}
      className="customer-row"
      style={{ transform: `translateY(${at * rowHeight}px)` }}
      onClick={(event) => onClick(event, at, place)}
    >
      {/* oxlint-disable-next-line jsx-a11y/interactive-supports-focus, jsx-a11y/click-events-have-key-events -- the space bar does it */}
      <span
        role="gridcell"
        className="customer-tick"
        onClick={(event) => {
          event.stopPropagation()
          onTick(event, at)
        }}
      >
        <span className="tick" data-on={chosen} aria-hidden="true">
          {chosen ? '✓' : ''}
        </span>
      </span>
      {columns.map((id) => (
        <span key={id} role="gridcell" data-right={rightAligned.has(id)}>
          <Cell id={id} table={table} row={place} />
        </span>
      ))}
    </div>
  )
})
