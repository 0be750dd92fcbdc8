import type { ZoneClock } from '../../../shared/planner/calendar/zone-clock.ts'
import { clockChanges, ticksOf, weekends } from './ticks.ts'
import { barOf, xOf } from './time-view.ts'
import type { GanttBand, GanttLine, Span } from './types.ts'

type Props = {
  readonly view: Span
  readonly width: number
  readonly height: number
  readonly clock: ZoneClock | undefined
  readonly bands: readonly GanttBand[]
  readonly lines: readonly GanttLine[]
}

/** Behind the rows, standing still while they scroll: steps of time, weekends, bands, changes of the clocks, lines. */
export function GanttBack({ view, width, height, clock, bands, lines }: Props) {
  if (clock === undefined || width === 0) return null
  const rect = (span: Span): { x: number; width: number; height: number } | undefined => {
    const bar = barOf(span, view, width, 1)
    return bar === undefined ? undefined : { ...bar, height }
  }
  return (
    <svg className="gantt-back" width={width} height={height} aria-hidden="true">
      {weekends(view, width, clock).map((span) => {
        const shape = rect(span)
        return shape === undefined ? null : (
          <rect key={span.from} className="gantt-weekend" {...shape} />
        )
      })}
      {bands.map((band) => {
        const shape = rect(band)
        return shape === undefined ? null : (
          <rect
            key={`${band.kind} ${band.from} ${band.label}`}
            className={`gantt-band ${band.kind}`}
            {...shape}
          />
        )
      })}
      <path
        className="gantt-grid"
        d={ticksOf(view, width, clock)
          .fine.map(({ at }) => `M${xOf(at, view, width)} 0v${height}`)
          .join('')}
      />
      {clockChanges(view, clock).map(({ at, label }) => (
        <g key={at} className="gantt-clock-change">
          <path d={`M${xOf(at, view, width)} 0v${height}`} />
          <text x={xOf(at, view, width) + 4} y={height - 6}>
            {label}
          </text>
        </g>
      ))}
      {lines.map(({ at, kind, label }) =>
        at < view.from || at > view.to ? null : (
          <path
            key={`${kind} ${label}`}
            className={`gantt-line ${kind}`}
            d={`M${xOf(at, view, width)} 0v${height}`}
          />
        ),
      )}
    </svg>
  )
}
