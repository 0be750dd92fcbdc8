import type { ReactNode } from 'react'
import { ResponsiveContainer } from 'recharts'

type Props = {
  readonly role: 'img' | 'group'
  readonly label: string
  /** CSS length. */
  readonly height: string
  /** In words why there is nothing to draw; undefined where there is. */
  readonly none: string | undefined
  readonly children: ReactNode
}

/** The place of a chart. Where there is nothing to draw it says why: axes without a bar tell nobody whether that is good news. */
export const ChartFrame = ({ role, label, height, none, children }: Props) =>
  none === undefined ? (
    <div className="chart" role={role} aria-label={label} style={{ height }}>
      <ResponsiveContainer width="100%" height="100%">
        {children}
      </ResponsiveContainer>
    </div>
  ) : (
    <p className="empty" role="status" style={{ minHeight: height }}>
      {none}
    </p>
  )
