import { Bar, BarChart, Brush, CartesianGrid, ReferenceLine, Tooltip, XAxis, YAxis } from 'recharts'
import { useId } from 'react'
import { ChartFrame } from './ChartFrame.tsx'

export type StackSeries = {
  readonly key: string
  readonly label: string
  /** Class of its bars and of its key in the legend; a second sign beside the colour belongs into it. */
  readonly className: string
  /** Drawn with stripes over its colour: the second sign. */
  readonly striped?: boolean
}

export type StackRow = {
  readonly at: number
  readonly values: Readonly<Record<string, number>>
  /** The row in words, for the tooltip. */
  readonly text: string
}

type Props = {
  readonly rows: readonly StackRow[]
  readonly series: readonly StackSeries[]
  /** A line at this row, with a word. */
  readonly mark?: { readonly at: number; readonly label: string }
  readonly formatTick: (at: number) => string
  readonly label: string
  /** CSS length. */
  readonly height: string
  /** What is said without a row. */
  readonly none: string
  /** The rows that the brush has left, by index; without it there is no brush. */
  readonly onBrush?: (first: number, last: number) => void
}

/** Counts over time as stacked bars, with a brush below to choose a part. */
export function StackedBars({
  rows,
  series,
  mark,
  formatTick,
  label,
  height,
  none,
  onBrush,
}: Props) {
  const stripes = `stripes-${useId().replaceAll(/[^a-zA-Z0-9]/g, '')}`
  return (
    <ChartFrame
      role="group"
      label={label}
      height={height}
      none={rows.length === 0 ? none : undefined}
    >
      <BarChart
        data={rows.map(({ at, values, text }) => ({ at, text, ...values }))}
        margin={{ top: 4, right: 8, bottom: 0, left: 0 }}
        barCategoryGap={1}
        accessibilityLayer={false}
      >
        <defs>
          <pattern id={stripes} width="4" height="4" patternUnits="userSpaceOnUse">
            <path d="M0 4 4 0" className="stripe" />
          </pattern>
        </defs>
        <CartesianGrid vertical={false} />
        <XAxis dataKey="at" tickFormatter={formatTick} height={18} minTickGap={40} />
        <YAxis width={44} allowDecimals={false} tickLine={false} />
        <Tooltip
          isAnimationActive={false}
          cursor={{ className: 'chart-cursor' }}
          content={RowTip}
        />
        {series.map(({ key, label: name, className, striped }) => (
          <Bar
            key={key}
            dataKey={key}
            name={name}
            stackId="all"
            className={className}
            isAnimationActive={false}
            {...(striped === true ? { shape: stripedShape(stripes) } : {})}
          />
        ))}
        {mark === undefined ? null : (
          <ReferenceLine
            x={mark.at}
            className="chart-now"
            label={{
              value: mark.label,
              // Beside the line, on the side on which there is room for it.
              position: isLate(rows, mark.at) ? 'insideTopRight' : 'insideTopLeft',
              className: 'chart-now-label',
            }}
          />
        )}
        {onBrush === undefined || rows.length < 3 ? null : (
          <Brush
            dataKey="at"
            height={16}
            tickFormatter={formatTick}
            travellerWidth={8}
            ariaLabel="Part of the time that is shown"
            onChange={({ startIndex, endIndex }) => {
              if (startIndex !== undefined && endIndex !== undefined) onBrush(startIndex, endIndex)
            }}
          />
        )}
      </BarChart>
    </ChartFrame>
  )
}

const isLate = (rows: readonly StackRow[], at: number): boolean =>
  rows.findIndex((row) => row.at === at) > rows.length / 2

type Box = {
  readonly x?: number | string
  readonly y?: number | string
  readonly width?: number | string
  readonly height?: number | string
}

const stripedShape = (stripes: string) => {
  const Striped = ({ x, y, width, height }: Box) => (
    <g>
      <rect x={x} y={y} width={width} height={height} className="fill" />
      <rect x={x} y={y} width={width} height={height} fill={`url(#${stripes})`} />
    </g>
  )
  return Striped
}

type TipProps = { readonly payload?: readonly { readonly payload?: unknown }[] }

function RowTip({ payload }: TipProps) {
  const row = payload?.[0]?.payload
  if (typeof row !== 'object' || row === null || !('text' in row) || typeof row.text !== 'string')
    return null
  return <div className="tip lines">{row.text}</div>
}
