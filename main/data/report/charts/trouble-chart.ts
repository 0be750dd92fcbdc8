import { formatMs } from '../../../../shared/domain/time.ts'
import type { HostTrouble, Trouble } from '../../../../shared/log-rules/looks.ts'
import { sum } from '../../analysis/trouble.ts'
import { groupDigits, markup } from '../markup.ts'
import type { Content, Markup } from '../markup.ts'
import { round, timeScale } from './time-axis.ts'

const left = 190
const right = 800
const rowHeight = 30
const mostHosts = 24

/** Errors (below) and warnings (on top of them) over time, a row a host. Heights go by the root, so that one burst does not hide the rest. */
export function troubleChart({ from, bucketMs, hosts }: Trouble): Content {
  const shown = hosts.slice(0, mostHosts)
  const columns = shown[0]?.errors.length ?? 0
  const scale = timeScale(from, from + columns * bucketMs, left, right)
  const highest = Math.max(...shown.flatMap((host) => totals(host)))
  const bottom = 26 + shown.length * rowHeight
  const height = (count: number): number => round(Math.sqrt(count / highest) * (rowHeight - 6))
  const bars = (
    counts: readonly number[],
    under: readonly number[],
    base: number,
    look: string,
  ): Markup => {
    const path = counts
      .map((count, i) => {
        if (count === 0) return ''
        const below = under[i] ?? 0
        const [low, high] = [round(base - height(below)), round(base - height(below + count))]
        const x = scale.x(from + i * bucketMs)
        const width = Math.max(1, round(scale.x(from + (i + 1) * bucketMs) - x))
        return `M${x} ${low}V${high}h${width}V${low}z`
      })
      .join('')
    return markup`<path class="${look}" d="${path}" />`
  }
  return markup`<figure>
    <svg viewBox="0 0 1030 ${bottom + 6}" role="img" aria-label="Errors and warnings by host over time">
      ${scale.axis(bottom)}
      ${shown.map((host, row) => {
        const base = 26 + (row + 1) * rowHeight
        const words = `${groupDigits(sum(host.errors))} errors, ${groupDigits(sum(host.warnings))} warnings`
        return markup`<g
          ><title>${host.host}: ${words}</title>
          <text x="${left - 12}" y="${base - 6}" text-anchor="end">${host.host}</text>
          ${bars(host.errors, [], base, 'f-bad')}${bars(host.warnings, host.errors, base, 'f-warn')}
          <text class="soft" x="${right + 10}" y="${base - 6}">${words}</text></g
        >`
      })}
    </svg>
    <figcaption>
      Errors, and above them warnings, by host and ${formatMs(bucketMs)}; heights by the
      root.${hosts.length > shown.length ? ` ${hosts.length - shown.length} more hosts had less.` : ''}
    </figcaption>
  </figure>`
}

const totals = ({ errors, warnings }: HostTrouble): readonly number[] =>
  errors.map((count, i) => count + (warnings[i] ?? 0))
