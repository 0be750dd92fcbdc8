import { formatMs } from '../../../../shared/domain/time.ts'
import { groupDigits, markup } from '../markup.ts'
import type { Content } from '../markup.ts'
import { round } from './time-axis.ts'

const left = 50
const right = 985
const top = 26
const bottom = 190
const bins = 30

/** How the lock-outs of customers spread, with the budget marked. */
export function histogram(values: readonly number[], budgetMs: number): Content {
  if (values.length === 0) return ''
  const most = values.reduce((high, value) => Math.max(high, value), budgetMs) * 1.04
  const counts = Array.from({ length: bins }, () => 0)
  for (const value of values) {
    const bin = Math.min(bins - 1, Math.floor((value / most) * bins))
    counts[bin] = (counts[bin] ?? 0) + 1
  }
  const highest = Math.max(...counts)
  const x = (ms: number): number => round(left + (ms / most) * (right - left))
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) => share * most)
  return markup`<figure>
    <svg viewBox="0 0 1030 220" role="img" aria-label="Lock-outs of moved customers">
      ${counts.map((count, i) => {
        const height = count === 0 ? 0 : Math.max(2, round((count / highest) * (bottom - top)))
        const over = (i * most) / bins >= budgetMs
        const from = x((i * most) / bins)
        return markup`<rect
          class="${over ? 'f-bad' : 'actual'}"
          x="${from + 1}"
          y="${round(bottom - height)}"
          width="${round((right - left) / bins - 2)}"
          height="${height}"
          ><title>${groupDigits(count)} customers</title></rect
        >`
      })}
      <line class="axis" x1="${left}" x2="${right}" y1="${bottom}" y2="${bottom}" />
      ${ticks.map((ms) => markup`<text class="soft" x="${x(ms)}" y="${bottom + 18}" text-anchor="middle">${formatMs(ms)}</text>`)}
      <text class="soft" x="${left - 8}" y="${top + 4}" text-anchor="end">
        ${groupDigits(highest)}
      </text>
      <line
        class="budget"
        x1="${x(budgetMs)}"
        x2="${x(budgetMs)}"
        y1="${top - 10}"
        y2="${bottom}"
      />
      <text x="${x(budgetMs) - 6}" y="${top - 2}" text-anchor="end">
        budget ${formatMs(budgetMs)}
      </text>
    </svg>
    <figcaption>Number of moved customers by how long each was locked out.</figcaption>
  </figure>`
}
