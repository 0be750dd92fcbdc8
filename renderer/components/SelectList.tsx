import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useId, useRef } from 'react'
import type { KeyboardEvent, ReactNode } from 'react'
import { openInSight } from './Opened.tsx'

type Props<T> = {
  readonly items: readonly T[]
  readonly idOf: (item: T) => string
  readonly selected: string | undefined
  readonly onSelect: (id: string) => void
  /** px; every row is as high. */
  readonly rowHeight: number
  readonly label: string
  /** The part that shows what is chosen: a click, or Enter, goes there where it is out of sight. */
  readonly opens: string
  readonly children: (item: T) => ReactNode
}

/** A list of any length of which one item is chosen, with the arrow keys too; only what is seen is drawn. */
export function SelectList<T>({
  items,
  idOf,
  selected,
  onSelect,
  rowHeight,
  label,
  opens,
  children,
}: Props<T>) {
  const scroller = useRef<HTMLDivElement>(null)
  const prefix = useId()
  // oxlint-disable-next-line react/incompatible-library -- what it answers is used here only, and read at every drawing
  const rows = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
  })
  const at = items.findIndex((item) => idOf(item) === selected)
  const { scrollToIndex } = rows

  useEffect(() => {
    if (at >= 0) scrollToIndex(at)
  }, [at, scrollToIndex])

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'Enter') openInSight(opens, () => undefined)
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 1)
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: items.length - 1,
    }
    const next = steps[event.key]
    if (next === undefined) return
    event.preventDefault()
    const item = items[Math.min(items.length - 1, Math.max(0, next))]
    if (item !== undefined) onSelect(idOf(item))
  }

  const shown = rows.getVirtualItems()
  return (
    <div
      ref={scroller}
      className="select-list"
      role="listbox"
      aria-label={label}
      aria-controls={opens}
      tabIndex={0}
      onKeyDown={onKeyDown}
      {...(shown.some(({ index }) => index === at)
        ? { 'aria-activedescendant': `${prefix}${at}` }
        : {})}
    >
      <div role="presentation" style={{ height: rows.getTotalSize() }}>
        {shown.map(({ index, start }) => {
          const item = items[index]
          return item === undefined ? null : (
            <div
              key={idOf(item)}
              id={`${prefix}${index}`}
              role="option"
              aria-selected={index === at}
              aria-setsize={items.length}
              aria-posinset={index + 1}
              className="select-row"
              style={{ height: rowHeight, transform: `translateY(${start}px)` }}
              onClick={() => openInSight(opens, () => onSelect(idOf(item)))}
            >
              {children(item)}
            </div>
          )
        })}
      </div>
    </div>
  )
}
