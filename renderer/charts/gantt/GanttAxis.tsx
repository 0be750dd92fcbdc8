import type { ZoneClock } from '../../../shared/planner/calendar/zone-clock.ts'
import { lineLabels } from './line-labels.ts'
import { ticksOf } from './ticks.ts'
import { xOf } from './time-view.ts'
import type { GanttLine, Span } from './types.ts'

type Props = {
  readonly view: Span
  readonly width: number
  readonly clock: ZoneClock | undefined
  readonly lines: readonly GanttLine[]
  readonly zone: string
}

/** Two lines of time above the rows: what a step is, and in which day, month or year. The zone is named in the corner. */
export function GanttAxis({ view, width, clock, lines, zone }: Props) {
  if (clock === undefined || width === 0) return <div className="gantt-axis" />
  const { fine, coarse } = ticksOf(view, width, clock)
  return (
    <div className="gantt-axis" aria-hidden="true">
      <div className="gantt-zone muted">{zone}</div>
      <svg width={width} height={44}>
        {coarse.map(({ at, label }, i) => {
          const next = coarse[i + 1]?.at
          const x = Math.max(2, xOf(at, view, width) + 4)
          const room = next === undefined ? width - x : xOf(next, view, width) - x
          return (
            <g key={at}>
              <path className="gantt-grid" d={`M${xOf(at, view, width)} 0v28`} />
              {room < label.length * 6 ? null : (
                <text className="gantt-coarse" x={x} y={11}>
                  {label}
                </text>
              )}
            </g>
          )
        })}
        {fine.map(({ at, label }) => (
          <g key={at}>
            <path className="gantt-grid" d={`M${xOf(at, view, width)} 16v12`} />
            <text x={xOf(at, view, width) + 3} y={25}>
              {label}
            </text>
          </g>
        ))}
        {lineLabels(lines, view, width).map(({ line: { kind, label }, x, anchor }) => (
          <text
            key={`${kind} ${label}`}
            className={`gantt-line-label ${kind}`}
            x={x}
            y={40}
            textAnchor={anchor}
          >
            {label}
          </text>
        ))}
      </svg>
    </div>
  )
}
