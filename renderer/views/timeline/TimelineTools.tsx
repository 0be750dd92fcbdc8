import { Button, NativeSelect } from '@mantine/core'
import { useMemo } from 'react'
import { fitView, zoomView } from '../../charts/gantt/time-view.ts'
import type { ViewLimits } from '../../charts/gantt/time-view.ts'
import type { Span } from '../../charts/gantt/types.ts'
import { plural } from '../../components/format-count.ts'
import { useCommands } from '../../components/use-commands.ts'
import { presetsOf } from './around.ts'
import type { Facts } from './view-model.ts'

type Props = {
  readonly facts: Facts
  readonly onView: (change: (view: Span) => Span) => void
  readonly limits: ViewLimits
  readonly zone: string
  /** Brings the row of a part into view. */
  readonly onActive: (row: string) => void
}

/** What the picture says in one line, which part of time it shows, and what its marks mean. */
export function TimelineTools({ facts, onView, limits, zone, onActive }: Props) {
  const { plan, forecast, time } = facts
  const presets = presetsOf(facts)
  const show = (id: string | undefined): void => {
    const preset = presets.find((one) => one.id === id)
    onView(() => fitView(preset?.span ?? limits.whole, limits))
    if (preset?.row !== undefined) onActive(preset.row)
  }
  const zoom = (factor: number): void =>
    onView((view) => zoomView(view, (view.from + view.to) / 2, factor, limits))
  const commands = useMemo(
    () => [
      {
        id: 'timeline.fit',
        title: 'Show the whole timeline',
        group: 'Timeline',
        run: () => onView(() => fitView(limits.whole, limits)),
      },
    ],
    [onView, limits],
  )
  useCommands('timeline', commands)
  const late = plan.tasks.filter(({ late: by }) => by !== undefined).length
  return (
    <div className="timeline-tools">
      <p className="row figures">
        <span>
          <b>Version {plan.version}</b>{' '}
          <span className="muted">
            {plan.baseline === undefined
              ? 'no baseline signed'
              : `baseline is version ${plan.baseline}`}
          </span>
        </span>
        <span>
          planned end <b>{time(plan.end)}</b>
        </span>
        <span title="Played a thousand times, half of the migrations have ended by P50, nine of ten by P90.">
          {forecast === undefined ? (
            <span className="muted">forecast is worked out…</span>
          ) : (
            <>
              forecast P50 <b>{time(forecast.end.p50)}</b>, P90 <b>{time(forecast.end.p90)}</b>
            </>
          )}
        </span>
        <span className="muted">times in {zone}</span>
        {late === 0 ? null : <span data-tone="warn">{plural(late, 'task')} late</span>}
        {plan.unplaced.length === 0 ? null : (
          <span data-tone="bad">{plural(plan.unplaced.length, 'window')} missing</span>
        )}
      </p>
      <div className="row buttons">
        <Legend />
        <Button size="compact-xs" aria-label="Zoom out" onClick={() => zoom(1.5)}>
          −
        </Button>
        <Button size="compact-xs" aria-label="Zoom in" onClick={() => zoom(1 / 1.5)}>
          +
        </Button>
        <Button size="compact-xs" onClick={() => show(undefined)}>
          Everything
        </Button>
        <NativeSelect
          size="xs"
          aria-label="Part of time to show"
          value=""
          onChange={(event) => show(event.currentTarget.value)}
          data={[
            { value: '', label: 'Show a part…' },
            ...presets.map(({ id, title }) => ({ value: id, label: title })),
          ]}
        />
      </div>
    </div>
  )
}

const Legend = () => (
  <span className="legend">
    <i className="key planned" /> planned
    <i className="key critical" /> critical
    <i className="key actual" /> actual
    <i className="key baseline" /> baseline
    <i className="key forecast" /> P50–P90
    <i className="key freeze" /> freeze
  </span>
)
