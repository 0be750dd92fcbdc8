import { SegmentedControl } from '@mantine/core'
import { useState } from 'react'
import { useStore } from 'zustand'
import { RangeBarChart } from '../../charts/RangeBarChart.tsx'
import type { RangeRow } from '../../charts/RangeBarChart.tsx'
import { formatSpan } from '../../components/format-span.ts'
import { dayAndTime, dayOnly, shortTime } from '../../components/format-time.ts'
import { Panel } from '../../components/Panel.tsx'
import { runTone } from '../../components/state-tones.ts'
import { useProjectTime } from '../../components/use-project-time.ts'
import { useZone } from '../../components/use-zone.ts'
import { projectStore } from '../../stores/project-store.ts'
import { axisTicks, timeline } from './view-model.ts'
import type { TimelineRow, Zoom } from './view-model.ts'

/** The migration in time: expected above, actual below, now as a line; the zone of the times is named. */
export function TimelinePanel() {
  const overview = useStore(projectStore, (state) => state.overview)
  const [zoom, setZoom] = useState<Zoom>('near')
  const zone = useZone()
  // To ten seconds: redrawing the chart more often would show nothing more.
  const now = Math.floor(useProjectTime() / 10_000) * 10_000
  if (overview === undefined || overview === null) return null
  const { rows, domain, end, planned } = timeline(overview, now, zoom)
  const long = domain[1] - domain[0] > 36 * 3_600_000
  const tick = (at: number): string =>
    long
      ? dayOnly(at, zone)
      : shortTime(at, zone) === '00:00'
        ? dayOnly(at, zone)
        : shortTime(at, zone)
  return (
    <Panel
      title="Timeline"
      aside={
        <>
          <span className="legend">
            <i className="key planned" /> expected <i className="key actual" /> actual
          </span>
          <span className="muted">
            {zone} ·{' '}
            {planned
              ? `planned end ${dayAndTime(end, zone)}`
              : `ends ${dayAndTime(end, zone)} at the earliest, soak not counted; not planned yet`}
          </span>
          <SegmentedControl
            size="xs"
            value={zoom}
            onChange={(value) => setZoom(value === 'all' ? 'all' : 'near')}
            data={[
              { value: 'near', label: 'Now and next' },
              { value: 'all', label: 'Whole migration' },
            ]}
            aria-label="Part of the timeline"
          />
        </>
      }
    >
      <RangeBarChart
        rows={rows.map((row) => rangeRow(row, zone))}
        domain={domain}
        ticks={axisTicks(domain)}
        now={now}
        formatTick={tick}
        label={`Timeline of ${rows.length} procedures and batches, times in ${zone}`}
      />
    </Panel>
  )
}

function rangeRow(row: TimelineRow, zone: string): RangeRow {
  const expected = `expected ${formatSpan(row.planned[1] - row.planned[0])}`
  const text =
    row.actual === undefined
      ? `${row.label}: not started, ${expected}, from ${dayAndTime(row.planned[0], zone)} at the earliest`
      : `${row.label}: ${row.state}, ${dayAndTime(row.actual[0], zone)}, took ${formatSpan(row.actual[1] - row.actual[0])}, ${expected}`
  return {
    id: row.id,
    label: row.label,
    planned: row.planned,
    ...(row.actual === undefined ? {} : { actual: row.actual }),
    tone: row.state === 'not started' ? 'idle' : runTone[row.state],
    text,
  }
}
