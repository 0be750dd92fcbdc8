import { markup } from '../markup.ts'
import type { Content, Markup, Tone } from '../markup.ts'
import { round, timeScale } from './time-axis.ts'

export type Interval = { readonly from: number; readonly to: number }

export type SpanRow = {
  readonly label: string
  readonly planned?: Interval
  /** As it was signed; drawn where it differs from the plan. */
  readonly baseline?: Interval
  readonly actual?: Interval
  /** Colour of the actual bar; the sign and word in `note` say the same. */
  readonly tone?: Tone
  /** On the longest chain: a delay here moves the end. */
  readonly critical?: boolean
  readonly note: string
}

/** A time that lies behind all rows, such as a freeze. */
export type Band = Interval & { readonly label: string }

const width = 1030
const left = 190
const right = 800
const rowHeight = 26

/** Rows of planned (outlined) against actual (filled) over one time axis; the note at the end says it in words. */
export function spanChart(
  title: string,
  rows: readonly SpanRow[],
  bands: readonly Band[] = [],
): Content {
  const all = rows.flatMap((r) => [r.planned, r.baseline, r.actual]).filter((i) => i !== undefined)
  if (all.length === 0) return markup`<p class="soft">Nothing planned or done yet.</p>`
  const scale = timeScale(
    Math.min(...all.map((i) => i.from)),
    Math.max(...all.map((i) => i.to)),
    left,
    right,
  )
  const bottom = 26 + rows.length * rowHeight
  const bar = ({ from, to }: Interval, y: number, height: number, look: string): Markup =>
    markup`<rect
      class="${look}"
      x="${scale.x(from)}"
      y="${y}"
      rx="2"
      height="${height}"
      width="${Math.max(4, round(scale.x(to) - scale.x(from)))}"
    />`
  return markup`<figure>
    <svg viewBox="0 0 ${width} ${bottom + 6}" role="img" aria-label="${title}">
      ${bands.map(
        (band) => markup`<g><title>${band.label}</title>${bar(band, 20, bottom - 20, 'band')}</g>`,
      )}
      ${scale.axis(bottom)}
      ${rows.map((row, i) => {
        const y = 26 + i * rowHeight
        return markup`<g
          ><title>${row.label}: ${row.note}</title>
          <text x="${left - 12}" y="${y + 16}" text-anchor="end">${row.critical === true ? '◆ ' : ''}${row.label}</text>
          ${row.planned === undefined ? '' : bar(row.planned, y + 2, 20, 'plan')}
          ${row.baseline === undefined ? '' : bar(row.baseline, y + 20, 3, 'base')}
          ${row.actual === undefined ? '' : bar(row.actual, y + 6, 12, row.tone === undefined ? 'actual' : `f-${row.tone}`)}
          <text class="soft" x="${right + 10}" y="${y + 16}">${row.note}</text></g
        >`
      })}
    </svg>
    <figcaption>
      ${title}. Dashed outline: planned. Filled:
      actual.${rows.some((r) => r.baseline !== undefined) ? ' Thin bar: baseline.' : ''}${rows.some((r) => r.critical === true) ? ' ◆: on the critical path.' : ''}${bands.map((band) => ` Shaded: ${band.label}.`)}
    </figcaption>
  </figure>`
}
