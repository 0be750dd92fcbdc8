import {
  Bar,
  BarChart,
  CartesianGrid,
  Cell,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts'
import type { Tone } from '../../shared/ipc/tone.ts'

export type RangeRow = {
  readonly id: string
  readonly label: string
  readonly planned: readonly [number, number]
  readonly actual?: readonly [number, number]
  readonly tone: Tone
  /** The row in words, for the tooltip. */
  readonly text: string
}

type Props = {
  readonly rows: readonly RangeRow[]
  readonly domain: readonly [number, number]
  readonly ticks: readonly number[]
  readonly now: number
  readonly formatTick: (at: number) => string
  readonly label: string
}

const rowHeight = 26

/** A Gantt of range bars: the plan as an outline above, what really happened filled below, a line for now. */
export const RangeBarChart = ({ rows, domain, ticks, now, formatTick, label }: Props) => (
  <div
    className="chart"
    role="img"
    aria-label={label}
    style={{ height: rows.length * rowHeight + 34 }}
  >
    <ResponsiveContainer width="100%" height="100%">
      <BarChart
        data={rows.map((row) => ({ ...row }))}
        layout="vertical"
        margin={{ top: 14, right: 12, bottom: 0, left: 0 }}
        barGap={1}
        barCategoryGap={5}
        accessibilityLayer={false}
      >
        <CartesianGrid horizontal={false} />
        <XAxis
          type="number"
          domain={[...domain]}
          ticks={[...ticks]}
          tickFormatter={formatTick}
          height={20}
          interval="preserveStartEnd"
          allowDataOverflow
        />
        <YAxis type="category" dataKey="label" width={285} tickLine={false} interval={0} />
        <Tooltip
          isAnimationActive={false}
          cursor={{ className: 'chart-cursor' }}
          content={RowTip}
        />
        <Bar
          dataKey="planned"
          isAnimationActive={false}
          className="bar-planned"
          barSize={6}
          minPointSize={2}
        />
        <Bar
          dataKey="actual"
          isAnimationActive={false}
          className="bar-actual"
          barSize={9}
          minPointSize={3}
        >
          {rows.map((row) => (
            <Cell key={row.id} className={`tone-${row.tone}`} />
          ))}
        </Bar>
        <ReferenceLine
          x={now}
          className="chart-now"
          label={{ value: 'now', position: 'top', className: 'chart-now-label' }}
        />
      </BarChart>
    </ResponsiveContainer>
  </div>
)

type TipProps = { readonly payload?: readonly { readonly payload?: unknown }[] }

function RowTip({ payload }: TipProps) {
  const row = payload?.[0]?.payload
  if (typeof row !== 'object' || row === null || !('text' in row) || typeof row.text !== 'string')
    return null
  return <div className="tip">{row.text}</div>
}
