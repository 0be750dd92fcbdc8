import { useCallback, useEffect, useId, useRef, useState } from 'react'
import type { CSSProperties } from 'react'
import { zoneClock } from '../../../shared/planner/calendar/zone-clock.ts'
import { GanttAxis } from './GanttAxis.tsx'
import { GanttBack } from './GanttBack.tsx'
import { GanttRowLine } from './GanttRowLine.tsx'
import { GanttTip } from './GanttTip.tsx'
import { labelWidthOf, rowHeight } from './sizes.ts'
import { rowsInView } from './time-view.ts'
import type { ViewLimits } from './time-view.ts'
import type { GanttBand, GanttLine, GanttRow, Span } from './types.ts'
import { useBox } from './use-box.ts'
import { useGanttKeys } from './use-gantt-keys.ts'
import { useGanttPointer } from './use-gantt-pointer.ts'
import './gantt.css'

export type GanttProps = {
  readonly rows: readonly GanttRow[]
  readonly bands: readonly GanttBand[]
  readonly lines: readonly GanttLine[]
  /** What is in view; changed by wheel, drag and keys. */
  readonly view: Span
  readonly onView: (change: (view: Span) => Span) => void
  readonly limits: ViewLimits
  /** IANA zone of the axis. */
  readonly zone: string
  /** The row that the keyboard is on. */
  readonly active: string | undefined
  readonly onActive: (row: string) => void
  readonly onOpen: (row: string) => void
  readonly onToggle: (row: string) => void
  /** The whole in words. */
  readonly label: string
}

/**
 * Rows over time. Only rows on the screen are in the page, and of their bars only those in view, so that the cost of a frame does not
 * depend on how many there are. One stop of the tab key; arrows move within.
 */
export function Gantt(props: GanttProps) {
  const { rows, bands, lines, view, zone, active, onActive, onOpen, onToggle, label } = props
  const body = useRef<HTMLDivElement>(null)
  const box = useBox(body)
  const [scrollTop, setScrollTop] = useState(0)
  const id = useId()
  const labelWidth = labelWidthOf(box.width)
  const width = Math.max(0, box.width - labelWidth)
  const clock = zoneClock(zone) ?? zoneClock('UTC')
  const tip = useGanttPointer({ ...props, body })
  const onKeyDown = useGanttKeys({ ...props, height: box.height })

  const activeIndex = rows.findIndex((row) => row.id === active)
  useEffect(() => {
    const element = body.current
    if (element === null || activeIndex < 0) return
    const top = activeIndex * rowHeight
    if (top < element.scrollTop) element.scrollTop = top
    else if (top + rowHeight > element.scrollTop + box.height)
      element.scrollTop = top + rowHeight - box.height
  }, [activeIndex, box.height])

  const pick = useCallback(
    (row: string, isGroup: boolean) => {
      onActive(row)
      if (isGroup) onToggle(row)
      else onOpen(row)
    },
    [onActive, onToggle, onOpen],
  )

  const { first, end } = rowsInView(scrollTop, box.height, rowHeight, rows.length)
  return (
    // React passes variables of CSS on; its types do not know them.
    <div className="gantt" style={{ '--names': `${labelWidth}px` } as CSSProperties}>
      <GanttAxis view={view} width={width} clock={clock} lines={lines} zone={zone} />
      <div className="gantt-stage">
        <GanttBack
          view={view}
          width={width}
          height={box.height}
          clock={clock}
          bands={bands}
          lines={lines}
        />
        <div
          ref={body}
          className="gantt-body"
          role="treegrid"
          aria-label={label}
          aria-rowcount={rows.length}
          aria-activedescendant={
            activeIndex >= first && activeIndex < end ? `${id}-${activeIndex}` : undefined
          }
          tabIndex={0}
          onScroll={(event) => setScrollTop(event.currentTarget.scrollTop)}
          onKeyDown={onKeyDown}
        >
          <div role="rowgroup" className="gantt-rows" style={{ height: rows.length * rowHeight }}>
            {rows.slice(first, end).map((row, i) => (
              <GanttRowLine
                key={row.id}
                id={`${id}-${first + i}`}
                row={row}
                index={first + i}
                view={view}
                width={width}
                active={row.id === active}
                onPick={pick}
              />
            ))}
          </div>
        </div>
        {tip === undefined ? null : <GanttTip tip={tip} />}
      </div>
    </div>
  )
}
