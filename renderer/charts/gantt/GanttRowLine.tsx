import { memo } from 'react'
import { rowHeight } from './sizes.ts'
import { barOf, xOf } from './time-view.ts'
import type { GanttMark, GanttRow, Span } from './types.ts'

type Props = {
  readonly id: string
  readonly row: GanttRow
  readonly index: number
  readonly view: Span
  readonly width: number
  readonly active: boolean
  readonly onPick: (row: string, isGroup: boolean) => void
}

/** One row: its name, and its marks where they are in time. Drawn anew only when it, or the view, changes. */
export const GanttRowLine = memo(function GanttRowLine(props: Props) {
  const { id, row, index, view, width, active, onPick } = props
  const isGroup = row.expanded !== undefined
  return (
    <div
      id={id}
      role="row"
      aria-rowindex={index + 1}
      aria-level={row.depth + 1}
      aria-expanded={row.expanded}
      aria-selected={active}
      className="gantt-row"
      data-depth={row.depth}
      data-group={isGroup}
      style={{ transform: `translateY(${index * rowHeight}px)` }}
      onClick={() => onPick(row.id, isGroup)}
    >
      <div role="rowheader" className="gantt-label">
        {isGroup ? (
          <span className="gantt-fold" aria-hidden="true">
            {row.expanded ? '▾' : '▸'}
          </span>
        ) : null}
        <span className="clip">{row.label}</span>
        {row.note === undefined ? null : (
          <span className="gantt-note" data-tone={row.noteTone}>
            {row.note}
          </span>
        )}
      </div>
      <div role="gridcell" aria-label={row.text} className="gantt-time" style={{ width }}>
        <svg width={width} height={rowHeight} aria-hidden="true">
          {row.marks.map((mark) => (
            <Mark
              key={`${mark.role} ${mark.from} ${mark.to}`}
              mark={mark}
              view={view}
              width={width}
            />
          ))}
        </svg>
      </div>
    </div>
  )
})

/** Top and height of each kind of bar, px within the row. */
const places = {
  planned: [5, 9],
  actual: [15, 6],
  baseline: [22, 2],
  forecast: [5, 9],
  group: [10, 5],
} as const

function Mark({
  mark,
  view,
  width,
}: {
  readonly mark: GanttMark
  readonly view: Span
  readonly width: number
}) {
  const { role, tone, critical } = mark
  const edge = critical === true ? ' critical' : ''
  if (role === 'milestone') {
    if (mark.from < view.from || mark.from > view.to) return null
    const x = xOf(mark.from, view, width)
    return <path className={`gantt-milestone${edge}`} d={`M${x} 3.5l6 6-6 6-6-6z`} />
  }
  const bar = barOf(mark, view, width)
  if (bar === undefined) return null
  const [y, height] = places[role]
  if (role === 'forecast')
    return (
      <path
        className="gantt-forecast"
        d={`M${bar.x} ${y + height / 2}h${bar.width}m0 -4v8m${-bar.width} -8v8`}
      />
    )
  return (
    <rect
      className={`gantt-${role}${edge}`}
      data-tone={tone}
      x={bar.x}
      y={y}
      width={bar.width}
      height={height}
    />
  )
}
