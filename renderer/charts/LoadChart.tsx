import { Bar, BarChart, Cell, ResponsiveContainer, XAxis, YAxis } from 'recharts'

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
}: {
  readonly bars: readonly LoadBar[]
  readonly label: string
}) => (
  <div className="chart" role="img" aria-label={label} style={{ height: 120 }}>
    <ResponsiveContainer width="100%" height="100%">
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
    </ResponsiveContainer>
  </div>
)
