import { formatMs } from '../../../../shared/domain/time.ts'
import type { DowntimeRow } from '../../protocol.ts'
import { downtimeVerdict } from '../downtime-verdict.ts'
import { markup } from '../markup.ts'
import type { Content } from '../markup.ts'
import { round } from './time-axis.ts'

const left = 190
const right = 700
const rowHeight = 28

/** One bar a window: measured against its own budget, which is the black mark; each row has its own scale. */
export function budgetChart(rows: readonly DowntimeRow[]): Content {
  if (rows.length === 0) return markup`<p class="soft">No downtime window was opened yet.</p>`
  return markup`<figure>
    <svg
      viewBox="0 0 1030 ${rows.length * rowHeight + 6}"
      role="img"
      aria-label="Downtime windows against their budgets"
    >
      ${rows.map((row, i) => budgetRow(row, i * rowHeight))}
    </svg>
    <figcaption>
      Measured downtime of each window against its budget (upright mark). Measured from outside, by
      probes.
    </figcaption>
  </figure>`
}

function budgetRow(row: DowntimeRow, y: number): Content {
  const measured = row.measuredMs ?? 0
  const most = Math.max(row.budgetMs, measured) * 1.08
  const x = (ms: number): number => round((ms / most) * (right - left))
  const { tone, text } = downtimeVerdict(row)
  const figure =
    typeof row.measuredMs === 'number'
      ? `${formatMs(row.measuredMs)} of ${formatMs(row.budgetMs)}`
      : `– of ${formatMs(row.budgetMs)}`
  return markup`<g
    ><text x="${left - 12}" y="${y + 18}" text-anchor="end">${row.service} · ${row.scope}</text>
    <rect class="track" x="${left}" y="${y + 5}" width="${right - left}" height="18" rx="2" />
    <rect
      class="f-${tone}"
      x="${left}"
      y="${y + 8}"
      width="${Math.max(measured > 0 ? 2 : 0, x(measured))}"
      height="12"
      rx="2"
    />
    <line
      class="budget"
      x1="${left + x(row.budgetMs)}"
      x2="${left + x(row.budgetMs)}"
      y1="${y + 2}"
      y2="${y + 26}"
    />
    <text x="${right + 12}" y="${y + 18}">${figure}<tspan class="soft"> · ${text}</tspan></text></g
  >`
}
