import { Bar, BarChart, Cell, XAxis, YAxis } from 'recharts'
import { ChartFrame } from './ChartFrame.tsx'

export type LoadBar = {
  readonly label: string
  readonly workMinutes: number
  /** What the window leaves when its reserve is kept. */
  readonly roomMinutes: number
}

/** Work of each window in front of the room that it has, minutes. For a screen of windows, not for thousands. */
export const LoadChart = ({
  bars,
  label,
  none,
}: {
  readonly bars: readonly LoadBar[]
  readonly label: string
  /** What is said without a bar. */
  readonly none: string
}) => (
  <ChartFrame role="img" label={label} height="120px" none={bars.length === 0 ? none : undefined}>
    <BarChart
      data={bars.map((bar) => ({ ...bar }))}
      margin={{ top: 4, right: 4, bottom: 0, left: 0 }}
      barGap={-12}
      accessibilityLayer={false}
    >
      <XAxis dataKey="label" height={18} tickLine={false} interval="preserveStartEnd" />
      <YAxis width={58} unit=" min" tickLine={false} />
      <Bar dataKey="roomMinutes" isAnimationActive={false} className="bar-planned" barSize={12} />
      <Bar dataKey="workMinutes" isAnimationActive={false} barSize={12}>
        {bars.map(({ label: key, workMinutes, roomMinutes }) => (
          <Cell key={key} className={workMinutes > roomMinutes ? 'tone-bad' : 'tone-active'} />
        ))}
      </Bar>
    </BarChart>
  </ChartFrame>
)
